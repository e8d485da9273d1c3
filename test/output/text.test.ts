import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.js';
import { rendererOf } from '../../src/output/renderers.js';
import type { Detail } from '../../src/output/renderer.js';
import { aFinding, aRecord, aReport } from '../helpers/findings.js';

const text = (report = aReport(), detail: Detail = 'full') =>
  [...rendererOf('text')(report, { color: false, detail })].join('');

describe('the text report', () => {
  it('begins with the answer of each server', () =>
    expect(text().split('\n')[2]).toMatch(/^EX01 {2}COMPROMISED +patch day not given$/));

  it('tells the whole answer, and of a longer one whole words', () => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');
    const told = (summary: string) => text(aReport({ verdict: { ...aReport().verdict, summary } }));
    expect(told(words(40)).replaceAll('\n', ' ')).toContain(words(40));
    expect(told(words(90))).toMatch(/ word\d+ …\n/);
    expect(told(words(90))).not.toMatch(/ wor?d? …\n/);
  });

  it('says of the times of a file what they are, and of requests when they were seen', () => {
    const times = { created: '2022-05-14T09:20:00.000Z', modified: '2022-11-06T01:12:09.000Z' };
    const seen = { firstSeen: times.created, lastSeen: times.modified };
    const { artifact } = aFinding();
    const file = { ...artifact, times: { ...times, source: 'collector-record', quality: 'exact' } as const };
    const shown = (finding: Finding) => text(aReport({ findings: [finding] }));
    expect(shown(aFinding({ ...seen, artifact: file }))).toContain(
      '  file       created 2022-05-14T09:20:00Z, changed 2022-11-06T01:12:09Z\n',
    );
    expect(shown(aFinding({ ...seen, artifact: file, phase: 'spanning' }))).toContain(
      'file created before and changed',
    );
    expect(shown(aFinding({ ...seen, phase: 'spanning' }))).toContain('· before and after the patch ·');
    expect(shown(aFinding({ ...seen, count: 2 }))).toContain(
      '  seen       first 2022-05-14T09:20:00Z, last 2022-11-06T01:12:09Z, 2 times\n',
    );
  });

  it('says by which finding `explain` knows it', () => expect(text()).toContain('test.rule  finding aaaaaaaaaaaa\n'));

  it('asks a question once that several servers leave open', () => {
    const question = { id: 'x', question: 'Who was it?', reason: 'No logs.', collect: ['C:\\logs'], collectors: [] };
    const questions = [
      { ...question, host: 'EX01' },
      { ...question, host: 'EX02' },
      { ...question, host: 'EX02', question: 'And then?' },
    ];
    const shown = text(aReport({ coverage: { ...aReport().coverage, questions } }));
    expect(shown).toContain('? EX01, EX02: Who was it? No logs.\n    collect C:\\logs\n  ? EX02: And then?');
  });

  it('tells servers apart', () => {
    const traces = { gotIn: [], used: [], usedAfterwards: [], left: [aFinding().fingerprint] };
    const servers = [
      { ...traces, host: 'EX01', answer: 'compromised' as const },
      { ...traces, host: 'EX02', answer: 'attempts-only' as const, left: [] },
      ...Array.from({ length: 9 }, (_, i) => ({ ...traces, host: `WEB${i}`, answer: 'nothing-found' as const })),
    ];
    const shown = text(aReport({ verdict: { ...aReport().verdict, servers } }), 'brief');
    expect(shown).toMatch(/EX01 {2}COMPROMISED.*\nEX02 {2}ATTEMPTS ONLY.*\n/);
    expect(shown).toContain('… and 7 more servers: 7 nothing found\n');
  });

  it('says how many more a rule found, where it found very many', () => {
    const findings = Array.from({ length: 50 }, (_, i) => aFinding({ fingerprint: `${i}`.padStart(64, '0') }));
    const shown = text(
      aReport({ findings: [...findings, aFinding({ title: 'Another', rule: { ...aFinding().rule, id: 'b' } })] }),
    );
    expect(shown.match(/HIGH {2}A test finding/g)).toHaveLength(21);
    expect(shown).toContain('EX01: 30 more HIGH  A test finding  test.rule\n');
    expect(shown).toContain('HIGH  Another');
  });

  it('shows absence as not examined', () => {
    const none = { artifacts: 0, bytes: 0, records: null, firstRecord: null, lastRecord: null };
    const row = { class: 'iis-logs', host: 'EX01', state: 'absent', ...none } as const;
    expect(text(aReport({ coverage: { ...aReport().coverage, classes: [row] } }))).toMatch(/not examined\s+iis-logs/);
  });

  it('says of logs how many there are and of what time', () => {
    const span = { firstRecord: '2022-11-05T00:00:00.000Z', lastRecord: '2022-11-06T23:59:59.500Z' };
    const row = {
      class: 'iis-logs',
      host: 'EX01',
      state: 'examined',
      artifacts: 2,
      bytes: 1200,
      records: 1234,
      ...span,
    } as const;
    const shown = text(aReport({ coverage: { ...aReport().coverage, classes: [row] } }));
    expect(shown).toContain('2 files, 1.20 kB, 1,234 records, 2022-11-05T00:00:00Z to 2022-11-06T23:59:59.500Z');
  });

  it('tells a request by its line, time, client, method, URL and status', () => {
    const shown = text(aReport({ findings: [aFinding({ evidence: [aRecord] })] }));
    expect(shown).toContain('C/inetpub/logs/u_ex221105.log:5  2022-11-05T02:18:02Z  203.0.113.7 POST /x.aspx 200');
  });

  it('says how many a note on coverage is about', () => {
    const entry = { code: 'odd-name', message: 'Odd', path: null, host: null, incomplete: false, positions: [] };
    const shown = (count: number) =>
      text(aReport({ coverage: { ...aReport().coverage, entries: [{ ...entry, count }] } }));
    expect(shown(12_345)).toContain('odd-name  Odd (12,345 in all)\n');
    expect(shown(1)).toContain('odd-name  Odd\n');
  });

  it('names the first signatures that did not load, once, with what to do', () => {
    const notLoaded = Array.from({ length: 25 }, (_, i) => ({
      path: `${i}.yar`,
      rule: 'x',
      line: 5,
      column: 7,
      reason: 'unknown pattern',
      hint: 'Correct the rule.',
      incomplete: true,
    }));
    const entry = { code: 'signature-left-out', message: '1.yar: unknown', path: null, host: null, count: 1 };
    const shown = text(
      aReport({
        coverage: { ...aReport().coverage, entries: [{ ...entry, incomplete: true, positions: [] }] },
        signatures: { ...aReport().signatures, notLoaded },
      }),
    );
    expect(shown).toContain('left out  1.yar:5:7 (x): unknown pattern. Correct the rule.\n');
    expect(shown.match(/ 1\.yar/g)).toHaveLength(1);
    expect(shown).toContain('… 5 more left out');
  });

  it('says what the hunt was told to leave out or to judge more mildly', () => {
    const { parameters } = aReport();
    const told = { since: '2022-11-05T00:00:00.000Z', own: ['10.0.0.0/8', '192.0.2.1'] };
    const shown = text(aReport({ parameters: { ...parameters, ...told } }));
    expect(shown).toContain('Only requests from 2022-11-05T00:00:00Z were looked at.\n');
    expect(shown).toContain('10.0.0.0/8, 192.0.2.1.\n');
    expect(text()).not.toMatch(/Only requests|one's own/);
  });

  it('says when it was interrupted', () => expect(text(aReport({ status: 'interrupted' }))).toContain('INTERRUPTED'));

  it('has colour only when asked', () => {
    expect(text()).not.toContain('\u001b[');
    expect([...rendererOf('text')(aReport(), { color: true })].join('')).toContain('\u001b[');
  });
});

describe('the text report below its first screen', () => {
  it('names once what is examined on every server, and where it is not the same', () => {
    const none = { artifacts: 0, bytes: 0, records: null, firstRecord: null, lastRecord: null };
    const row = (name: string, host: string, state: 'examined' | 'absent' | 'not-examined') => ({
      class: name,
      host,
      state,
      ...none,
    });
    const classes = [
      row('iis-logs', 'EX01', 'examined'),
      row('iis-logs', 'EX02', 'examined'),
      row('web-content', 'EX01', 'examined'),
      row('web-content', 'EX02', 'absent'),
      row('disk-images', 'EX02', 'not-examined'),
    ];
    const shown = text(aReport({ coverage: { ...aReport().coverage, classes } }), 'normal');
    expect(shown).toMatch(/ {2}examined +iis-logs; web-content of EX01\n/);
    expect(shown).toMatch(/ {2}not examined +web-content of EX02; disk-images \(collected, not read\) of EX02\n/);
  });

  it('names what is to be done in a line each, and leaves commands to the whole report', () => {
    const action = { host: 'EX01', text: 'Remove page x', command: 'Remove-Item x', incident: null, findings: [] };
    const report = aReport({ actions: [{ ...action, stage: 'eradicate' }] });
    expect(text(report, 'normal')).toContain('  eradicate Remove page x\n');
    expect(text(report, 'normal')).not.toContain('Remove-Item');
    expect(text(report)).toContain('Remove-Item x');
  });
});

describe('jsonl', () => {
  it('is one finding a line, then the report without them', () => {
    const lines = [...rendererOf('jsonl')(aReport(), { color: false })]
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([aFinding(), { ...aReport(), findings: [] }]);
  });
});
