import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFinding, aRecord, aReport } from '../helpers/findings.js';
import { afterpatch, bin } from '../helpers/run-command.js';

const survivor = 'samples/collections/exchange-2016-survivor';
const clean = 'samples/collections/exchange-2019-clean';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterpatch-e2e-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function emptyFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

describe('the sample of a survivor', () => {
  it('tells the story by its own logs: in before the patch, left behind, used afterwards', async () => {
    const { code, stdout } = await afterpatch(['hunt', survivor]);
    expect(code).toBe(1);
    const [, screen = ''] = stdout.split('\n\n', 2);
    expect(screen).toMatch(/^EX01 {2}PERSISTENCE SURVIVED THE PATCH +patched 2022-11-09\n/);
    expect(stdout).toMatch(/2022-11-05 02:11Z {2}entry .*203\.0\.113\.77/);
    expect(stdout).toMatch(/ {2}use +Page errorEW.* to 11-14 01:47Z AFTER THE PATCH\n/);
    expect(stdout).toMatch(/ {2}foothold +Page errorEW\.aspx is written by New-MailboxExportRequest\n/);
    expect(stdout).toMatch(/1 there page .*errorEW\.aspx/);
    expect(stdout).toMatch(/2 gone {2}page .*q7d2k\.aspx/);
    expect(stdout).toContain('CORP\\jdoe');
    expect(stdout.match(/^INCIDENT /gm)).toHaveLength(1);
    expect(stdout).toContain('httputl.dll');
    const lines = stdout.split('\n');
    expect(lines.findIndex((line) => line.startsWith('Below: '))).toBeLessThan(40);
    expect(lines.length).toBeLessThan(120);
    expect(stdout).toContain('q7d2k.aspx');
  });

  it('gives the same bytes twice, and with one process as with two', async () => {
    const [a, b] = await Promise.all(
      ['1', '2'].map((jobs) => afterpatch(['hunt', survivor, '--format', 'json', '--jobs', jobs])),
    );
    expect(a?.stdout).toBe(b?.stdout);
    expect(a?.stdout.length).toBeGreaterThan(1000);
  });

  it('validates against the published schemas with a validator of its own', async () => {
    const { stdout } = await afterpatch(['hunt', survivor, '--format', 'json']);
    const schema = await afterpatch(['schema', 'report']);
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(schema.stdout));
    expect(validate(JSON.parse(stdout)), ajv.errorsText(validate.errors)).toBe(true);
  });

  it('knows the patch by the builds that its own logs show, and a request by all of them', async () => {
    const { stdout } = await afterpatch(['hunt', survivor, '--format', 'json']);
    const { verdict, parameters, findings, incidents } = JSON.parse(stdout);
    const followed = incidents[0].requests.map(({ steps }: { steps: { layer: string }[] }) =>
      steps.map(({ layer }) => layer).join(' '),
    );
    expect(followed).toContain('front-end proxy back-end session cmdlet event file');
    expect(verdict.answer).toBe('persistence-survived-the-patch');
    expect(parameters.patchedOnServers).toEqual({ EX01: '2022-11-09T18:55:30.120Z' });
    const history = findings.find(({ rule }: { rule: { id: string } }) => rule.id === 'exchange.build-history');
    expect(history.message.text).toContain('ProxyNotShell and OWASSRF: open until 2022-11-09 18:55 UTC');
  });
});

describe('two servers at once', () => {
  it('are judged each by itself, and a finding is explained on each that has it', async () => {
    const file = join(emptyFolder('fleet'), 'report.json');
    const args = ['hunt', survivor, clean, '--patched-on', '2022-11-09', '--output', `json=${file}`];
    const { code, stdout } = await afterpatch(args);
    expect(code).toBe(1);
    expect(stdout).toMatch(/EX01 {2}PERSISTENCE SURVIVED THE PATCH.*\nEX02 {2}NOTHING FOUND/);
    const { findings, verdict } = JSON.parse(readFileSync(file, 'utf8'));
    const [first] = verdict.servers[0].left;
    const explained = await afterpatch(['explain', first.slice(0, 12), '--report', file]);
    const { title } = findings.find(({ fingerprint }: { fingerprint: string }) => fingerprint === first);
    expect(explained.stdout).toContain(title);
    expect(explained.stdout).toContain('What else looks like it');
  });
});

describe('explain', () => {
  it('says what a reference of a finding stands for', async () => {
    const { code, stdout } = await afterpatch(['explain', 'iis-01']);
    expect(code).toBe(0);
    for (const part of ['Foreign native module', 'Normal', 'Not seen', 'iis.foreign-native-module']) {
      expect(stdout).toContain(part);
    }
  });

  it('says the title and description of a Sigma rule once, and what it asks for', async () => {
    const { code, stdout } = await afterpatch(['explain', 'web_exchange_proxynotshell']);
    expect(code).toBe(0);
    expect(stdout.match(/ProxyNotShell request to the back end/g)).toHaveLength(1);
    expect(stdout.match(/As ProxyShell, but with a user/g)).toHaveLength(1);
    expect(stdout).toMatch(/What it asks for\n[\s\S]*cs-uri-stem is/);
  });

  it('shows a finding on every server of the report that has it', async () => {
    const file = join(emptyFolder('fleet-report'), 'report.json');
    const evidence = Array.from({ length: 12 }, (_, i) => ({ ...aRecord, line: 100 + i }));
    const findings = ['EX01', 'EX02'].map((host) => aFinding({ host, evidence }));
    writeFileSync(file, JSON.stringify(aReport({ findings })));
    const { stdout } = await afterpatch(['explain', 'aaaaaaaaaaaa', '--report', file]);
    expect(stdout).toMatch(/EX01[\s\S]*:111 {2}[\s\S]*EX02[\s\S]*:111 {2}/);
  });

  it('takes no beginning that several findings share', async () => {
    const file = join(emptyFolder('ambiguous'), 'report.json');
    const findings = ['1', '2'].map((last) => aFinding({ fingerprint: 'a'.repeat(63) + last }));
    writeFileSync(file, JSON.stringify(aReport({ findings })));
    const { code, stderr } = await afterpatch(['explain', 'aaaaaaaaaaaa', '--report', file]);
    expect(stderr).toMatch(/Several findings begin with aaaaaaaaaaaa/);
    expect(code).toBe(2);
  });
});

describe('the sample of a clean server', () => {
  it('has no finding at low or above, is complete, and exits 0', async () => {
    const { code, stdout } = await afterpatch(['hunt', clean, '--patched-on', '2022-11-09', '--format', 'json']);
    const { findings, coverage } = JSON.parse(stdout);
    const loud = findings.filter((finding: { severity: string }) => finding.severity !== 'informational');
    expect(loud.map((finding: { message: { text: string } }) => finding.message.text)).toEqual([]);
    expect(coverage.complete).toBe(true);
    expect(code).toBe(0);
  });
});

describe('a period', () => {
  it.each([
    ['that holds some of the requests leaves the others out, and says so', '2022-11-09', 0, 'examined'],
    ['that holds none of them has examined no request', '2030-01-01', 3, 'partial'],
  ])('%s', async (_, since, exitCode, state) => {
    const { code, stdout } = await afterpatch(['hunt', clean, '--since', since, '--format', 'json']);
    const { coverage } = JSON.parse(stdout);
    expect(code).toBe(exitCode);
    expect(coverage.entries).toContainEqual(expect.objectContaining({ message: expect.stringMatching(/outside/) }));
    expect(coverage.classes).toContainEqual(expect.objectContaining({ class: 'iis-logs', state }));
  });
});

describe('what bad input gets', () => {
  it.each([
    ['a path that does not exist', ['hunt', '/no/such/path'], /no\/such\/path/],
    ['no path', ['hunt'], /no path was given/],
    ['an unknown option', ['hunt', '.', '--colour'], /unknown option/],
    ['a date that is none', ['hunt', clean, '--patched-on', '2022-02-30'], /2022-02-30[\s\S]*2021-03-10/],
    ['an unknown format', ['hunt', clean, '--format', 'pdf'], /Allowed choices are text, [^.]*json, jsonl/],
    ['an output without a file', ['hunt', clean, '--output', 'json'], /<format>=<file>/],
    ['an unknown class', ['hunt', clean, '--require', 'logs'], /web-content/],
    ['an address that is none', ['hunt', clean, '--own', '10.0.0.0/99'], /192\.0\.2/],
    ['a path after addresses that could be one', ['hunt', '--own', '10.0.0.0/8', 'AD01'], /no such path: AD01/],
    ['a misspelt option', ['hunt', clean, '--jbos', '2'], /Did you mean --jobs/],
    ['half a process', ['hunt', clean, '--jobs', '1.5'], /whole number/],
    [
      'a folder of signatures that does not exist',
      ['hunt', clean, '--signatures', '/no/such/rules'],
      /no\/such\/rules/,
    ],
    ['a folder of signatures that holds none', ['hunt', clean, '--signatures', 'schemas'], /No rules lie in .*schemas/],
    ['two outputs in one file', ['hunt', clean, '--output', 'json=x', '--output', 'text=./x'], /two --output/],
    ['nothing to measure on', ['signatures', 'measure'], /--malicious/],
    ['a folder without rules to lint', ['signatures', 'lint', 'schemas'], /No rule lies in schemas/],
    ['an unknown command', ['hnt', clean], /unknown command/],
    ['an unknown schema', ['schema', 'invoice'], /finding, /],
    ['an unknown rule', ['explain', 'no.such.rule'], /no\.such\.rule/],
    ['a misspelt rule', ['explain', 'iis.foreign-native-modul'], /Did you mean iis\.foreign-native-module\?/],
    [
      'a report that is not there',
      ['explain', 'x', '--report', '/no/such/report'],
      /\/no\/such\/report could not be read/,
    ],
    ['a report that is none', ['explain', 'x', '--report', 'package.json'], /package\.json is no report/],
  ])('%s: a message and exit code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await afterpatch(args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('an empty folder is not clean: nothing was examined', async () => {
    const { code, stdout, stderr } = await afterpatch(['hunt', emptyFolder('empty')]);
    expect(stdout).toMatch(/not examined[\s\S]+iis-logs/);
    expect(stdout).toContain('NOT ASSESSABLE');
    expect(stderr).toContain('iis-logs not examined: none was collected');
    expect(code).toBe(3);
  });

  it('a folder without logs says that requests were not examined', async () => {
    const path = emptyFolder('no-logs');
    writeFileSync(join(path, 'page.aspx'), '<%@ Page Language="C#" Inherits="Sample.Page" %>\n');
    const { code, stdout } = await afterpatch(['hunt', path]);
    expect(stdout).toMatch(/not examined[\s\S]+iis-logs/);
    expect(code).toBe(3);
  });

  it.skipIf(process.getuid?.() === 0)('an unreadable file is named and makes the hunt incomplete', async () => {
    const path = emptyFolder('unreadable');
    writeFileSync(join(path, 'page.aspx'), 'x');
    chmodSync(join(path, 'page.aspx'), 0);
    const { code, stdout } = await afterpatch(['hunt', path, '--require', 'none']);
    expect(stdout).toMatch(/unreadable .*page\.aspx/);
    expect(code).toBe(3);
  });

  it('a log of binary noise and a configuration cut in half are counted, not lost', async () => {
    const path = emptyFolder('broken');
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));
    writeFileSync(
      join(path, 'u_ex221105.log'),
      Buffer.concat([
        Buffer.from(
          '#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time cs-method cs-uri-stem sc-status\r\n',
        ),
        noise,
      ]),
    );
    const config = readFileSync(`${clean}/C/Windows/System32/inetsrv/config/applicationHost.config`);
    writeFileSync(join(path, 'applicationHost.config'), config.subarray(0, config.length / 2));
    const { code, stdout } = await afterpatch(['hunt', path, '--require', 'none', '--format', 'json']);
    const { coverage } = JSON.parse(stdout);
    const noted = coverage.entries.filter((entry: { incomplete: boolean }) => entry.incomplete);
    expect(noted.map((entry: { path: string }) => entry.path)).toEqual(
      expect.arrayContaining(['applicationHost.config', 'u_ex221105.log']),
    );
    expect(
      noted.find((entry: { path: string }) => entry.path === 'applicationHost.config').positions[0].line,
    ).toBeGreaterThan(100);
    expect(code).toBe(3);
  });

  it('a signature that does not compile is named with line and column; the others run; --strict makes it 2', async () => {
    const rules = emptyFolder('rules');
    writeFileSync(join(rules, 'broken.yar'), 'rule broken {\n  condition:\n    no_such_thing\n}\n');
    writeFileSync(
      join(rules, 'broken.yml'),
      'title: broken\nlogsource: { category: webserver }\ndetection:\n  selection:\n    c-ip|nosuchmodifier: x\n  condition: selection\n',
    );
    const page = join(emptyFolder('one'), 'page.txt');
    writeFileSync(page, 'nothing');
    const lenient = await afterpatch(['hunt', page, '--require', 'none', '--signatures', rules]);
    expect(lenient.stderr).toMatch(/broken\.yar:3:\d+/);
    expect(lenient.stderr).toMatch(/broken\.yml:5/);
    expect(lenient.code).toBe(3);
    const strict = await afterpatch(['hunt', page, '--require', 'none', '--signatures', rules, '--strict']);
    expect(strict.code).toBe(2);
  });
});

describe('output', () => {
  it('--format json puts nothing but JSON on stdout', async () => {
    const { stdout } = await afterpatch(['hunt', clean, '--format', 'json']);
    expect(() => JSON.parse(stdout)).not.toThrow();
  });

  it('has no colour in a pipe, none with NO_COLOR, some with FORCE_COLOR', async () => {
    const empty = emptyFolder('colour');
    expect((await afterpatch(['hunt', empty])).stdout).not.toContain('\u001b');
    expect((await afterpatch(['hunt', empty], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[');
    expect((await afterpatch(['hunt', empty], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain(
      '\u001b',
    );
  });

  it('writes files, and never over one without --force', async () => {
    const file = join(emptyFolder('out'), 'report.json');
    const page = emptyFolder('colour');
    const args = ['hunt', page, '--output', `json=${file}`];
    expect((await afterpatch(args)).code).toBe(3);
    expect(JSON.parse(readFileSync(file, 'utf8')).schemaVersion).toBe('2.0');
    const again = await afterpatch(args);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--force');
    expect((await afterpatch([...args, '--force'])).code).toBe(3);
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk is no finding: 2, with the reason', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [bin, 'schema', 'report'], { stdio: ['ignore', full, 'pipe'] });
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    closeSync(full);
    expect(said).toMatch(/could not be written: ENOSPC/);
    expect(said).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  it('shows no escape of a forged report', async () => {
    const hostile = '\u001b[2J\u009b31m\u202e';
    const finding = aFinding({
      title: hostile,
      message: { id: 'x', text: hostile, data: {} },
      nextSteps: [hostile],
      evidence: [{ type: 'fact', label: 'place', path: null, text: hostile }],
    });
    const file = join(emptyFolder('forged'), 'report.json');
    writeFileSync(file, JSON.stringify(aReport({ findings: [finding] })));
    const { code, stdout, stderr } = await afterpatch(['explain', finding.fingerprint, '--report', file]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('\\x1b[2J\\x9b31m\\u{202e}');
    expect(stdout).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);

    writeFileSync(file, `${hostile}{`);
    const none = await afterpatch(['explain', finding.fingerprint, '--report', file]);
    expect(none.code).toBe(2);
    expect(none.stderr).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
  });

  it.each([['hunt', survivor, '--format', 'json'], ['--help']])(
    'a closed pipe ends %s without a word',
    async (...args) => {
      const child = spawn(process.execPath, [bin, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.destroy();
      let said = '';
      child.stderr.on('data', (chunk) => {
        said += chunk;
      });
      await new Promise((resolve) => child.on('close', resolve));
      expect(said).toBe('');
    },
  );

  it.skipIf(process.platform !== 'linux')('Ctrl-C gives the partial report, marked so, and 130', async () => {
    const { code, stdout, stderr } = await afterpatch(['hunt', survivor, '--format', 'json'], {
      interruptAtWork: true,
    });
    expect(code, stderr).toBe(130);
    expect(JSON.parse(stdout).status).toBe('interrupted');
  });
});
