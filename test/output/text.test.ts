import { describe, expect, it } from 'vitest';
import { renderers } from '../../src/output/formats.js';
import { aFinding, aRecord, aReport } from '../helpers/findings.js';

const text = (report = aReport()) => [...renderers.text(report, { color: false })].join('');

describe('the text report', () => {
  it('ends in the verdict, with what was left by name', () => {
    const last = text().slice(text().indexOf('VERDICT'));
    expect(last).toContain('compromised');
    expect(last).toMatch(/What was left\n {4}- EX01: A test finding: C:\\inetpub\\wwwroot\\x\.aspx/);
  });

  it('shows absence as not examined', () => {
    const row = { class: 'iis-logs', host: 'EX01', state: 'absent', artifacts: 0, bytes: 0, records: null } as const;
    expect(text(aReport({ coverage: { ...aReport().coverage, classes: [row] } }))).toMatch(/not examined\s+iis-logs/);
  });

  it('tells a request by its line, time, client, method, URL and status', () => {
    const shown = text(aReport({ findings: [aFinding({ evidence: [aRecord] })] }));
    expect(shown).toContain('C/inetpub/logs/u_ex221105.log:5  2022-11-05T02:18:02.000Z  203.0.113.7 POST /x.aspx 200');
  });

  it('says when it was interrupted', () => expect(text(aReport({ status: 'interrupted' }))).toContain('INTERRUPTED'));

  it('has colour only when asked', () => {
    expect(text()).not.toContain('\u001b[');
    expect([...renderers.text(aReport(), { color: true })].join('')).toContain('\u001b[');
  });
});

describe('jsonl', () => {
  it('is one finding a line, then the report without them', () => {
    const lines = [...renderers.jsonl(aReport(), { color: false })]
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([aFinding(), { ...aReport(), findings: [] }]);
  });
});
