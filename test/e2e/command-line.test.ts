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
import { aFinding, aReport } from '../helpers/findings.js';
import { afterpatchHere } from '../helpers/command-in-process.js';
import { afterpatch, bin, type CommandResult } from '../helpers/run-command.js';

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
  let told: CommandResult;
  let report: string;
  let processes: string;

  beforeAll(async () => {
    processes = join(emptyFolder('processes'), 'processes.txt');
    const file = join(emptyFolder('survivor'), 'report.json');
    const probe = join(folder, 'probe.cjs');
    writeFileSync(
      probe,
      `require('node:fs').appendFileSync(${JSON.stringify(processes)}, process.argv[1] + ' ' + process.env.AFTERPATCH_QUEUE + '\\n')`,
    );
    told = await afterpatch(['hunt', survivor, '--jobs', '2', '--output', `json=${file}`], {
      env: { NODE_OPTIONS: `--require ${JSON.stringify(probe)}`, AFTERPATCH_QUEUE: 'redis://sweeps:s3cr3t@queue' },
    });
    report = readFileSync(file, 'utf8');
  });

  it('is read by processes that do not get the address of a queue, which holds credentials', () => {
    const readers = readFileSync(processes, 'utf8')
      .split('\n')
      .filter((line) => /[\\/]engine[\\/]/.test(line));
    expect(readers.length).toBeGreaterThan(1);
    expect(readers.filter((line) => line.includes('s3cr3t'))).toEqual([]);
  });

  it('tells the story by its own logs: in before the patch, left behind, used afterwards', () => {
    const { code, stdout } = told;
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
  });

  it('gives the same bytes again, with one process as with two, and in a file as on stdout', async () => {
    const { stdout } = await afterpatch(['hunt', survivor, '--format', 'json', '--jobs', '1']);
    expect(stdout).toBe(report);
    expect(stdout.length).toBeGreaterThan(1000);
  });

  it('validates against the published schemas with a validator of its own', async () => {
    const schema = await afterpatchHere(['schema', 'report']);
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(schema.stdout));
    expect(validate(JSON.parse(report)), ajv.errorsText(validate.errors)).toBe(true);
  });

  it('knows the patch by the builds that its own logs show, and a request by all of them', () => {
    const { verdict, parameters, findings, incidents } = JSON.parse(report);
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
    const explained = await afterpatchHere(['explain', first.slice(0, 12), '--report', file]);
    const { title } = findings.find(({ fingerprint }: { fingerprint: string }) => fingerprint === first);
    expect(explained.stdout).toContain(title);
    expect(explained.stdout).toContain('What else looks like it');
  });
});

describe('the sample of a clean server', () => {
  it('has no finding at low or above, is complete, exits 0, and puts nothing but JSON on stdout', async () => {
    const { code, stdout } = await afterpatch(['hunt', clean, '--patched-on', '2022-11-09', '--format', 'json']);
    const { findings, coverage } = JSON.parse(stdout);
    const loud = findings.filter((finding: { severity: string }) => finding.severity !== 'informational');
    expect(loud.map((finding: { message: { text: string } }) => finding.message.text)).toEqual([]);
    expect(coverage.complete).toBe(true);
    expect(code).toBe(0);
  });
});

describe('a period', () => {
  const log = join(clean, 'C/inetpub/logs/LogFiles');

  it.each([
    ['that holds some of the requests leaves the others out, and says so', '2022-11-09', 0, 'examined'],
    ['that holds none of them has examined no request', '2030-01-01', 3, 'partial'],
  ])('%s', async (_, since, exitCode, state) => {
    const args = ['hunt', log, '--since', since, '--require', 'iis-logs', '--format', 'json'];
    const { code, stdout } = await afterpatchHere(args);
    const { coverage } = JSON.parse(stdout);
    expect(code).toBe(exitCode);
    expect(coverage.entries).toContainEqual(expect.objectContaining({ message: expect.stringMatching(/outside/) }));
    expect(coverage.classes).toContainEqual(expect.objectContaining({ class: 'iis-logs', state }));
  });
});

describe('what cannot be examined', () => {
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
    const { code, stdout } = await afterpatchHere(['hunt', path]);
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
    const { code, stdout } = await afterpatchHere(['hunt', path, '--require', 'none', '--format', 'json']);
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
    const lenient = await afterpatchHere(['hunt', page, '--require', 'none', '--signatures', rules]);
    expect(lenient.stderr).toMatch(/broken\.yar:3:\d+/);
    expect(lenient.stderr).toMatch(/broken\.yml:5/);
    expect(lenient.code).toBe(3);
    const strict = await afterpatchHere(['hunt', page, '--require', 'none', '--signatures', rules, '--strict']);
    expect(strict.code).toBe(2);
  });
});

describe('output', () => {
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
    expect((await afterpatchHere(args)).code).toBe(3);
    expect(JSON.parse(readFileSync(file, 'utf8')).schemaVersion).toBe('2.0');
    const again = await afterpatchHere(args);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--force');
    expect((await afterpatchHere([...args, '--force'])).code).toBe(3);
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
    const { code, stdout, stderr } = await afterpatchHere(['explain', finding.fingerprint, '--report', file]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('\\x1b[2J\\x9b31m\\u{202e}');
    expect(stdout).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);

    writeFileSync(file, `${hostile}{`);
    const none = await afterpatchHere(['explain', finding.fingerprint, '--report', file]);
    expect(none.code).toBe(2);
    expect(none.stderr).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
  });

  it.each([['hunt', 'test/helpers', '--format', 'json', '--quiet'], ['--help']])(
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
