import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/finding.js';
import { afterpatchHere } from '../helpers/command-in-process.js';

const OWA = 'C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth';
const CONFIG = 'C/Windows/System32/inetsrv/config';
/** Inert: it makes an assembly of nobody's bytes. */
const PAGE =
  '<%@ Page Language="C#" %><% System.Reflection.Assembly.Load(Convert.FromBase64String(Request.Form["a"])); %>';
const MODULE =
  '<configuration><system.applicationHost><sites><site name="Default Web Site" id="1"><application path="/"><virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot" /></application></site></sites></system.applicationHost><system.webServer><globalModules><add name="AcmeModule" image="C:\\ProgramData\\module.dll" /></globalModules></system.webServer></configuration>';
let folder: string;
const at = (name: string) => join(folder, name);
const reportAt = (name: string): Report => JSON.parse(readFileSync(at(name), 'utf8'));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterpatch-earlier-'));
  mkdirSync(at(`evidence/${OWA}`), { recursive: true });
  mkdirSync(at(`evidence/${CONFIG}`), { recursive: true });
  writeFileSync(at(`evidence/${OWA}/health.aspx`), PAGE);
  writeFileSync(at(`evidence/${CONFIG}/applicationHost.config`), MODULE);
  const { code } = await afterpatchHere([
    'hunt',
    at('evidence'),
    '--require',
    'web-content',
    '--quiet',
    '--output',
    `json=${at('first.json')}`,
  ]);
  expect(code).toBe(1);
  // A report from before the native module came, that has a page which was removed since.
  const first = reportAt('first.json');
  const page = first.findings.find(({ artifact: { kind } }) => kind === 'web-content');
  const findings = first.findings.filter(({ rule }) => rule.id !== 'iis.foreign-native-module');
  const removed = page === undefined ? [] : [{ ...page, fingerprint: '0'.repeat(64) }];
  writeFileSync(at('earlier.json'), JSON.stringify({ ...first, findings: [...findings, ...removed] }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a hunt against an earlier report', () => {
  it('of the same evidence: everything is known, nothing is new, the answer is the same', async () => {
    const args = [
      'hunt',
      at('evidence'),
      '--require',
      'web-content',
      '--baseline',
      at('first.json'),
      '--fail-on',
      'new:informational',
    ];
    const { code, stdout } = await afterpatchHere([...args, '--output', `json=${at('again.json')}`]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/COMPROMISED/);
    expect(stdout).toMatch(/Against the earlier report: 0 new, \d+ known, 0 gone/);
    const { findings, baseline } = reportAt('again.json');
    expect(new Set(findings.map(({ baselineState }) => baselineState))).toEqual(new Set(['known']));
    expect(baseline).toMatchObject({ new: 0, known: findings.length, missing: [], notes: [] });
  });

  it('names what is new and what is gone, and fails for the new one alone', async () => {
    const args = [
      'hunt',
      at('evidence'),
      '--require',
      'web-content',
      '--baseline',
      at('earlier.json'),
      '--only-new',
      '--fail-on',
      'new:high',
    ];
    const { code, stdout } = await afterpatchHere([...args, '--format', 'csv', '--output', `json=${at('whole.json')}`]);
    expect(code).toBe(1);
    const rows = stdout.trim().split('\r\n').slice(1);
    expect(rows).toMatchObject([
      expect.stringMatching(/iis\.foreign-native-module.*,new,,[0-9a-f]{64} {2}\S+applicationHost\.config$/),
    ]);
    // What the next hunt is compared with is whole.
    const { findings, baseline } = reportAt('whole.json');
    expect(findings).toHaveLength(reportAt('first.json').findings.length);
    expect(baseline).toMatchObject({ new: 1, gone: 1, missing: [{ state: 'gone', fingerprint: '0'.repeat(64) }] });
    const { stdout: rendered } = await afterpatchHere(['render', at('whole.json'), '--only-new', '--format', 'jsonl']);
    expect(rendered.trim().split('\n')).toHaveLength(2);
  });

  it.each([
    [['--fail-on', 'new:low'], /--baseline/],
    [['--only-new'], /--baseline/],
    [['--baseline', 'README.md'], /README\.md is no JSON/],
  ])('%j is refused where it makes no sense', async (args, message) => {
    const { code, stderr } = await afterpatchHere(['hunt', at('evidence'), '--require', 'web-content', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
