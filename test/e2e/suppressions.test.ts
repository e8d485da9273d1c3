import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/finding.js';
import { afterpatchHere } from '../helpers/command-in-process.js';

const OWA = 'C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth';
/** Inert: it makes an assembly of nobody's bytes. */
const PAGE =
  '<%@ Page Language="C#" %><% System.Reflection.Assembly.Load(Convert.FromBase64String(Request.Form["a"])); %>';
let folder: string;
const at = (name: string) => join(folder, name);
const reportAt = (name: string): Report => JSON.parse(readFileSync(at(name), 'utf8'));
const until = `${new Date().getUTCFullYear() + 1}-06-30`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterpatch-decisions-'));
  mkdirSync(at(`evidence/${OWA}`), { recursive: true });
  writeFileSync(at(`evidence/${OWA}/health.aspx`), PAGE);
  cpSync(at('evidence'), at('changed'), { recursive: true });
  writeFileSync(at(`changed/${OWA}/health.aspx`), `${PAGE}<!-- -->`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hunt = (evidence: string, ...args: readonly string[]) =>
  afterpatchHere(['hunt', at(evidence), '--require', 'web-content', '--force', ...args]);

beforeAll(async () => {
  expect((await hunt('evidence', '--output', `json=${at('open.json')}`)).code).toBe(1);
  const ids = reportAt('open.json').findings.map(({ fingerprint }) => fingerprint.slice(0, 12));
  const said = ['--reason', 'Our exercise', '--until', until, '--by', 'a.smith'];
  const files = ['--report', at('open.json'), '--suppressions', at('s.yml')];
  expect(await afterpatchHere(['decide', ...ids, ...files, ...said])).toMatchObject({ code: 0, stderr: '' });
}, 120_000);

describe('a page that somebody answers for', () => {
  it('is suppressed, and the answer says so', async () => {
    const open = reportAt('open.json');
    const { code, stderr, stdout } = await hunt(
      'evidence',
      '--suppressions',
      at('s.yml'),
      '--output',
      `json=${at('quiet.json')}`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, screen = ''] = stdout.split('\n\n', 2);
    expect(screen).toMatch(/NOTHING FOUND BY DECISIONS/);
    expect(screen).toMatch(/\nDecisions suppress \d+ findings; without them the answer would be COMPROMISED\./);
    const report = reportAt('quiet.json');
    expect(open.verdict.answer).toBe('compromised');
    expect(report.verdict).toMatchObject({ answer: 'nothing-found', withoutDecisions: 'compromised' });
    expect(report).toMatchObject({ incidents: [], actions: [], decisions: { suppressed: open.findings.length } });
    const prints = (one: Report) => one.findings.map(({ fingerprint }) => fingerprint);
    expect(prints(report)).toEqual(prints(open));
    expect(report.subjects).toMatchObject([{ decided: true, incident: null }]);
  });

  it('shows again once it is another', async () => {
    const { code, stderr } = await hunt(
      'changed',
      '--suppressions',
      at('s.yml'),
      '--output',
      `json=${at('changed.json')}`,
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/decision 1 \(line 5, finding [0-9a-f]{12}\) lapsed/);
    expect(reportAt('changed.json').verdict).toMatchObject({ answer: 'compromised' });
  });

  it('shows again once the day is over, as news', async () => {
    const day = `${new Date().getUTCFullYear() + 1}-07-01`;
    const news = [
      '--baseline',
      at('quiet.json'),
      '--fail-on',
      'new:low',
      '--only-new',
      '--output',
      `jsonl=${at('n.jsonl')}`,
    ];
    const { code, stdout } = await hunt('evidence', '--suppressions', at('s.yml'), '--now', day, '--quiet', ...news);
    expect(code).toBe(1);
    expect(stdout).toMatch(/0 findings suppressed; \d+ decisions: \d+ expired/);
    expect(stdout).not.toMatch(/BY DECISIONS/);
    expect(readFileSync(at('n.jsonl'), 'utf8')).toContain('"baselineState":"changed"');
  });

  it('is not one, by what lies in the evidence', async () => {
    cpSync(at('s.yml'), at('evidence/suppressions.yml'));
    symlinkSync(at('evidence/suppressions.yml'), at('link.yml'));
    expect((await hunt('evidence', '--quiet')).code).toBe(1);
    for (const file of ['evidence/suppressions.yml', 'link.yml']) {
      const { code, stderr } = await hunt('evidence', '--suppressions', at(file));
      expect(code).toBe(2);
      expect(stderr).toMatch(/lies in what is hunted/);
    }
    rmSync(at('evidence/suppressions.yml'));
  });
});
