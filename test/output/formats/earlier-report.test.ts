import { describe, expect, it } from 'vitest';
import type { Finding, MissingFinding, Report } from '../../../src/model/finding.js';
import { FORMATS } from '../../../src/output/renderers.js';
import { exported, HOSTILE_TEXTS, hostileReport, linesOf } from '../../helpers/export-report.js';
import { documentedRules, errorsOf, hasOfficial, officialDraft07 } from '../../helpers/export-schemas.js';

const STATES = ['new', 'changed', 'known'] as const;
const missing = (text: string, at: number): MissingFinding => ({
  state: at % 2 === 0 ? 'gone' : 'not-examined',
  host: at % 3 === 0 ? null : text,
  fingerprint: at.toString(16).padStart(64, '9'),
  rule: text === '' ? 'x' : text,
  title: text === '' ? 'x' : text,
  text,
  severity: 'high',
  outcome: 'attempt',
  place: text,
});

/** With findings of every state, and hostile texts of what is missing. */
function againstEarlier(): Report {
  const whole = hostileReport();
  const findings = whole.findings.map(
    (finding, at): Finding => ({ ...finding, baselineState: STATES[at % STATES.length] ?? 'new' }),
  );
  const counted = (state: string) => findings.filter(({ baselineState }) => baselineState === state).length;
  const all = HOSTILE_TEXTS.map(missing);
  const gone = all.filter(({ state }) => state === 'gone').length;
  return {
    ...whole,
    findings,
    baseline: {
      toolVersion: '0.0.9',
      notes: ['The earlier report is of version 0.0.9'],
      new: counted('new'),
      changed: counted('changed'),
      known: counted('known'),
      gone,
      notExamined: all.length - gone,
      missing: all,
    },
  };
}

const report = againstEarlier();

describe('a report against an earlier one', () => {
  it('is SARIF with a baseline state for each result, and with results that are absent', () => {
    const log = JSON.parse(exported('sarif', report));
    expect(errorsOf(documentedRules('sarif'), [log])).toEqual([]);
    const [run] = log.runs;
    const states: string[] = run.results.map(({ baselineState }: { baselineState: string }) => baselineState);
    expect(states.slice(0, 3)).toEqual(['new', 'updated', 'unchanged']);
    expect(states.filter((state) => state === 'absent')).toHaveLength(report.baseline?.gone ?? 0);
    for (const { ruleIndex, ruleId } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it.skipIf(!hasOfficial('sarif-schema-2.1.0.json'))('is SARIF by the official schema', () => {
    const log = JSON.parse(exported('sarif', report));
    expect(errorsOf(officialDraft07('sarif-schema-2.1.0.json'), [log])).toEqual([]);
  });

  it('tells the state where each format has a place for it', () => {
    expect(exported('csv', report).split('\r\n')[0]).toMatch(/fingerprint,baselineState,decision,evidenceHashes$/);
    for (const format of ['ecs', 'hec', 'ocsf', 'thehive', 'timesketch', 'jsonl'] as const) {
      const text = exported(format, report);
      for (const state of STATES) expect(text, format).toMatch(new RegExp(`"(?:baseline:)?${state}"`));
      linesOf(text);
    }
    for (const format of ['text', 'html'] as const) {
      const text = exported(format, report);
      expect(text, format).toMatch(/8 new, 7 changed, 7 known, 9 gone, 8 not examined again/);
      expect(text, format).toContain('The earlier report is of version 0.0.9');
    }
  });

  it.each(FORMATS)('%s stays harmless with whatever is missing', (format) => {
    const text = exported(format, report);
    if (format === 'html') expect(text).not.toContain('<img');
    if (!['json', 'jsonl', 'text', 'html', 'indicators'].includes(format))
      expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202e\ud800-\udfff]/u);
  });
});

describe('a report of which everything is suppressed', () => {
  const decision = { entry: 1, reason: 'Ours </script>\u202e', by: '=a.smith', until: '2027-03-31' };
  const entry = {
    ...decision,
    line: 3,
    what: 'rule <img src=x>',
    state: 'used',
    wide: true,
    suppressed: 1,
    refused: 0,
  } as const;
  const suppressed: Report = {
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, decision })),
    decisions: { asOf: '2026-11-30', sha256: 'a'.repeat(64), suppressed: 22, entries: [{ ...entry, note: null }] },
  };

  it.each(['cef', 'misp', 'thehive', 'navigator'] as const)('gives %s nothing to act on', (format) => {
    const text = exported(format, suppressed);
    for (const { fingerprint, title } of report.findings.slice(0, 3)) {
      expect(text).not.toContain(fingerprint);
      expect(text).not.toContain(title);
    }
  });

  it('says so where it stays', () => {
    const log = JSON.parse(exported('sarif', suppressed));
    expect(errorsOf(documentedRules('sarif'), [log])).toEqual([]);
    expect(log.runs[0].results[0].suppressions).toMatchObject([{ kind: 'external', status: 'accepted' }]);
    expect(linesOf(exported('ocsf', suppressed))[0]).toMatchObject({ status_id: 3, is_alert: false });
    for (const format of ['text', 'html', 'csv', 'ecs', 'hec'] as const)
      expect(exported(format, suppressed), format).toMatch(/until 2027-03-31 by =a\.smith|=a\.smith, until 2027-03-31/);
    expect(exported('html', suppressed)).not.toContain('<img');
  });
});
