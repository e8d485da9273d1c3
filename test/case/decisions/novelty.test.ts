import { describe, expect, it } from 'vitest';
import { earlierReport, type LaterReport, tellNew } from '../../../src/case/decisions/novelty.js';
import { onlyNew } from '../../../src/case/decisions/only-new.js';
import type { CoverageClass, Finding, Report, Subject } from '../../../src/model/finding.js';
import { aCoverageClass, aFinding, aRecord, aReport, noPlace } from '../../helpers/findings.js';

const logs = (firstRecord: string, lastRecord: string) =>
  aCoverageClass({
    class: 'iis-logs',
    records: 5,
    firstRecord: `${firstRecord}T00:00:00.000Z`,
    lastRecord: `${lastRecord}T00:00:00.000Z`,
  });

function reportOf(findings: readonly Finding[], over: Partial<Report> = {}): Report {
  const classes = [aCoverageClass(), logs('2022-11-01', '2022-11-30')];
  return aReport({ findings: [...findings], coverage: { ...aReport().coverage, classes }, ...over });
}

function told(before: Report, findings: readonly Finding[], over: Partial<LaterReport> = {}) {
  return tellNew(earlierReport(before), {
    findings,
    toolVersion: '0.1.0',
    digests: before.signatures.digests,
    hosts: ['EX01'],
    classes: [aCoverageClass(), logs('2022-11-01', '2022-12-01')],
    ...over,
  });
}

const hash = (digit: string) => digit.repeat(64);
const page = aFinding({ artifact: { ...aFinding().artifact, sha256: hash('1') } });
const decided: Finding = { ...page, decision: { entry: 1, reason: 'ours', by: 'a.smith', until: '2027-03-31' } };
const requests = aFinding({
  fingerprint: hash('b'),
  artifact: { ...noPlace, kind: 'url', url: '/x.aspx' },
  evidence: [aRecord],
  firstSeen: '2022-11-05T00:00:00.000Z',
  lastSeen: '2022-11-06T00:00:00.000Z',
  outcome: 'attempt',
  severity: 'low',
});
const moduleOf = (image: string, facts = 'unsigned') =>
  aFinding({
    fingerprint: hash('c'),
    artifact: { ...aFinding().artifact, kind: 'application-host-config', sha256: hash(image === 'a.dll' ? '2' : '3') },
    message: { id: 'foreign', text: 'x', data: { name: 'M', image } },
    evidence: [
      { type: 'element', path: null, line: 4, column: 2, element: 'add', text: `<add name="M" image="${image}"/>` },
      { type: 'fact', path: null, label: 'signature', text: facts },
    ],
  });

describe('a finding against an earlier report', () => {
  it.each<readonly [string, readonly Finding[], Finding, string]>([
    ['that it has', [page], page, 'known'],
    [
      'that it has, of more requests',
      [requests],
      { ...requests, count: 9, lastSeen: '2022-12-01T00:00:00.000Z' },
      'known',
    ],
    ['that it has not', [], page, 'new'],
    ['that it has on another server', [{ ...page, host: 'EX02' }], page, 'new'],
    ['that it has on the server in another spelling', [{ ...page, host: 'ex01' }], page, 'known'],
    [
      'of a page with another content',
      [{ ...page, artifact: { ...page.artifact, sha256: hash('9') } }],
      page,
      'changed',
    ],
    ['that was milder', [requests], { ...requests, outcome: 'success' }, 'changed'],
    ['that was less severe', [requests], { ...requests, severity: 'high' }, 'changed'],
    ['that was graver', [{ ...requests, severity: 'high' }], requests, 'known'],
    ['that is decided as it was', [decided], decided, 'known'],
    ['whose decision lapsed', [decided], page, 'changed'],
    ['of a setting, whatever else its file holds', [moduleOf('a.dll')], moduleOf('a.dll'), 'known'],
    [
      'of a setting on another line',
      [moduleOf('a.dll')],
      {
        ...moduleOf('a.dll'),
        evidence: moduleOf('a.dll').evidence.map((item) => (item.type === 'element' ? { ...item, line: 9 } : item)),
      },
      'known',
    ],
    ['of a setting that names another program', [moduleOf('a.dll')], moduleOf('b.dll'), 'changed'],
    ['of a setting whose program is another', [moduleOf('a.dll')], moduleOf('a.dll', 'signed'), 'changed'],
  ])('%s', (_, before, now, state) => {
    const { findings, baseline } = told(reportOf(before), [now]);
    expect(findings).toMatchObject([{ baselineState: state }]);
    expect(baseline).toMatchObject({ new: 0, changed: 0, known: 0, [state]: 1 });
  });
});

describe('a finding that only the earlier report has', () => {
  it.each<readonly [string, Finding, readonly CoverageClass[], string]>([
    ['of a page, where web content was examined', page, [aCoverageClass()], 'gone'],
    ['of a page, where it was not', page, [aCoverageClass({ state: 'absent' })], 'not-examined'],
    ['of a page, where it was in part', page, [aCoverageClass({ state: 'partial' })], 'not-examined'],
    ['of a page, where that of another server was', page, [aCoverageClass({ host: 'EX02' })], 'not-examined'],
    ['of requests, where logs are whole', requests, [logs('2022-11-01', '2022-12-01')], 'gone'],
    ['of requests whose log was deleted meanwhile', requests, [logs('2022-11-08', '2022-12-01')], 'not-examined'],
    ['of requests from after the last log', requests, [logs('2022-10-01', '2022-11-01')], 'not-examined'],
    [
      'of the use of a page, where no logs were read',
      { ...page, evidence: [aRecord] },
      [aCoverageClass()],
      'not-examined',
    ],
    [
      'of events, where only IIS logs were read',
      { ...requests, evidence: [{ ...aRecord, fields: { EventID: '1316' } }] },
      [logs('2022-11-01', '2022-12-01')],
      'not-examined',
    ],
  ])('%s', (_, before, classes, state) => {
    const report = reportOf([before]);
    report.coverage.classes.push(aCoverageClass({ class: 'event-logs', records: 3 }));
    const { baseline } = told(report, [], { classes });
    expect(baseline.missing).toMatchObject([{ state, fingerprint: before.fingerprint, host: 'EX01' }]);
    expect(baseline).toMatchObject(state === 'gone' ? { gone: 1, notExamined: 0 } : { gone: 0, notExamined: 1 });
  });
});

it('tells findings that are gone by their state, weight, place and rule', () => {
  const of = (name: string, rule: string, more: Partial<Finding> = {}) => {
    const collectedPath = `C/inetpub/wwwroot/${name}`;
    const windowsPath = `C:\\inetpub\\wwwroot\\${name}`;
    const made = aFinding(more);
    return {
      ...made,
      rule: { ...made.rule, id: rule },
      artifact: { ...made.artifact, collectedPath, windowsPath },
    };
  };
  const before = [
    of('a.aspx', 'z', { fingerprint: hash('1') }),
    of('a.aspx', 'b', { fingerprint: hash('3') }),
    of('a.aspx', 'b', { fingerprint: hash('2') }),
    of('b.aspx', 'a', { fingerprint: hash('4') }),
    of('c.aspx', 'a', { fingerprint: hash('5'), severity: 'critical' }),
    of('a.aspx', 'a', { fingerprint: hash('6'), host: 'EX00' }),
  ];
  const { missing } = told(reportOf(before), []).baseline;
  expect(missing.map(({ fingerprint }) => before.findIndex((one) => one.fingerprint === fingerprint))).toEqual([
    4, 2, 1, 0, 3, 5,
  ]);
});

describe('what makes two reports differ beside the servers', () => {
  const digests = { yara: hash('1'), sigma: hash('2') };
  const withDigests = reportOf([], { signatures: { ...aReport().signatures, digests } });
  it.each<readonly [string, Report, Partial<LaterReport>, RegExp | null]>([
    ['nothing', withDigests, {}, null],
    ['rules that were not needed', withDigests, { digests: { yara: null, sigma: hash('2') } }, null],
    ['another version', withDigests, { toolVersion: '0.2.0' }, /version 0\.1\.0.* 0\.2\.0/],
    ['other rules', withDigests, { digests: { yara: hash('3'), sigma: hash('2') } }, /other rules/],
    ['rules that nobody wrote down', reportOf([]), {}, /does not say which rules/],
    ['an interrupted hunt', { ...withDigests, status: 'interrupted' }, {}, /interrupted/],
    ['other servers', withDigests, { hosts: ['MAIL7'] }, /other servers: of EX01, this one of MAIL7/],
    ['a server that is not named', withDigests, { hosts: [] }, /this one of one that is not named/],
  ])('%s', (_, before, over, note) => {
    const { notes } = told(before, [], over).baseline;
    if (note === null) expect(notes).toEqual([]);
    else expect(notes).toMatchObject([expect.stringMatching(note)]);
  });
});

describe('only what is new', () => {
  it('keeps the answer and the coverage, and of findings, subjects and incidents what is new or changed', () => {
    const states = ['new', 'changed', 'known'] as const;
    const findings = states.map((baselineState, i) => aFinding({ fingerprint: hash(String(i)), baselineState }));
    const subjects = findings.map(
      ({ fingerprint }, i): Subject => ({
        id: `subject-${i}`,
        kind: 'implant',
        what: 'page',
        name: `${i}.aspx`,
        host: 'EX01',
        severity: 'high',
        confidence: 'strong',
        outcome: 'compromise',
        phase: 'unknown',
        present: true,
        firstSeen: null,
        lastSeen: null,
        lastUsed: null,
        sha256: null,
        clients: [],
        accounts: [],
        incident: null,
        findings: [fingerprint],
      }),
    );
    const report = aReport({ findings, subjects });
    const narrowed = onlyNew(report);
    expect(narrowed.findings.map(({ baselineState }) => baselineState)).toEqual(['new', 'changed']);
    expect(narrowed.subjects.map(({ name }) => name)).toEqual(['0.aspx', '1.aspx']);
    expect(narrowed).toMatchObject({ verdict: report.verdict, coverage: report.coverage });
  });
});
