import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerBaseline } from '../../src/case/decisions/server-baseline.js';
import type { Report } from '../../src/model/finding.js';
import { afterpatchHere } from '../helpers/command-in-process.js';

const OWA = 'C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth';
const CONFIG = 'C/Windows/System32/inetsrv/config';
const PAGE = '<%@ Page Language="C#" %><%= DateTime.UtcNow %>';
const configOf = (image: string) =>
  `<configuration><system.applicationHost><sites><site name="Default Web Site" id="1"><application path="/"><virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot" /></application></site></sites></system.applicationHost><system.webServer><globalModules><add name="AcmeModule" image="${image}" /></globalModules></system.webServer></configuration>`;
let folder: string;
const at = (name: string) => join(folder, name);
const read = <T>(name: string): T => JSON.parse(readFileSync(at(name), 'utf8'));

function server(name: string, page: string, image: string): void {
  mkdirSync(at(`${name}/${OWA}`), { recursive: true });
  mkdirSync(at(`${name}/${CONFIG}`), { recursive: true });
  writeFileSync(at(`${name}/${OWA}/health.aspx`), page);
  writeFileSync(at(`${name}/${CONFIG}/applicationHost.config`), configOf(image));
}

const make = (...args: readonly string[]) =>
  afterpatchHere(['baseline', 'make', at('good'), '-o', at('good.json'), ...args]);
const hunt = (evidence: string, ...args: readonly string[]) =>
  afterpatchHere([
    'hunt',
    at(evidence),
    '--require',
    'web-content',
    '--known-good',
    at('good.json'),
    '--quiet',
    ...args,
  ]);

/** What refused the baseline at first. */
let doubts: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterpatch-known-good-'));
  server('good', PAGE, 'C:\\Acme\\module.dll');
  server('page', `${PAGE} `, 'C:\\Acme\\module.dll');
  server('setting', PAGE, 'C:\\ProgramData\\module.dll');
  const { code, stdout } = await make();
  expect(code).toBe(1);
  expect(stdout).toMatch(/^No baseline was written/);
  doubts = [...stdout.matchAll(/^ {2}([0-9a-f]{12}) /gm)].map(([, id = '']) => id);
  expect(stdout).toContain('AcmeModule');
  expect(stdout).toContain('health.aspx');
  expect(await make(...doubts.flatMap((id) => ['--accept', id]))).toMatchObject({ code: 0 });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a server that is known to be good', () => {
  it('is not refused what was accepted, and is written down by path and content', () => {
    const { files, findings } = read<ServerBaseline>('good.json');
    expect(files.map(({ path }) => path)).toContain(
      `c:\\${OWA.slice(2).toLowerCase().replaceAll('/', '\\')}\\health.aspx`,
    );
    expect(findings.map(({ rule }) => rule)).toContain('iis.foreign-native-module');
    expect(findings.every(({ accepted }) => accepted)).toBe(true);
  });

  it('makes nothing of what another has as well, and the report says where that is known from', async () => {
    const { code, stdout } = await hunt('good', '--output', `json=${at('same.json')}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/KNOWN GOOD {2}1 baseline: 2 files as there, 0 otherwise, \d finding/);
    const report = read<Report>('same.json');
    expect(report.verdict.answer).toBe('nothing-found');
    expect(report.knownGood).toMatchObject({
      sources: [{ files: 2 }],
      recognised: expect.arrayContaining([expect.objectContaining({ rule: 'iis.foreign-native-module' })]),
    });
  });

  it('makes a page that was changed one to be looked at', async () => {
    const { code, stdout } = await hunt('page', '--format', 'json');
    expect(code).toBe(1);
    const { findings, knownGood }: Report = JSON.parse(stdout);
    expect(knownGood).toMatchObject({
      same: 1,
      differing: 1,
      differingFiles: [{ path: expect.stringMatching(/health/) }],
    });
    const rules = findings.map(({ rule, message }) => `${rule.id} ${message.id}`);
    expect(rules).toContain('webshell.modified-product-page differs');
    expect(rules).toContain('webshell.unshipped-script foreign');
    expect(rules).not.toContain('iis.foreign-native-module foreign');
  });

  it('knows a module by what it loads', async () => {
    const { code, stdout } = await hunt('setting', '--format', 'json');
    expect(code).toBe(1);
    const { findings }: Report = JSON.parse(stdout);
    expect(findings.map(({ rule }) => rule.id)).toContain('iis.foreign-native-module');
    expect(findings.map(({ rule }) => rule.id)).not.toContain('webshell.unshipped-script');
  });

  it('is none by what lies in the evidence, or is no baseline', async () => {
    cpSync(at('good.json'), at('page/good.json'));
    const lying = await afterpatchHere(['hunt', at('page'), '--known-good', at('page/good.json')]);
    expect(lying.code).toBe(2);
    expect(lying.stderr).toMatch(/lies in what is hunted/);
    const other = await afterpatchHere(['hunt', at('page'), '--known-good', 'package.json']);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/--known-good package\.json: it must have/);
  });

  it('is not written over, nor with what was not found', async () => {
    expect((await make()).stderr).toMatch(/exists/);
    const unknown = await make('--force', '--accept', 'ffffffffffff');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/no such finding/) });
  });
});
