import { tellCase } from '../../src/case/story/tell-case.js';
import type { Evidence, Finding, NamedEvidence, Report } from '../../src/model/finding.js';
import { CONFIDENCES, SEVERITIES } from '../../src/model/severity.js';
import { type Format, rendererOf } from '../../src/output/renderers.js';
import { aFinding, aRecord, aReport, noPlace } from './findings.js';

/** Texts that break what is not careful: each has broken an importer, a spreadsheet or a terminal. */
export const HOSTILE_TEXTS = [
  '=HYPERLINK("https://evil.example";"x")',
  '\t@SUM(1+1)*cmd|calc',
  'first\r\nsecond\nthird\u2028fourth',
  'lone \ud800 and \udc00 surrogates',
  '\u0000\u0007\u001b[31m\u009b',
  'over\u202eride and \u200bhidden',
  '"quoted", \'single\'; comma,semicolon;pipe|back\\slash=equals',
  '</script><img src=x onerror=alert(1)>',
  '![x](https://evil.example/x.png) [y](https://evil.example) {0} {{1}} `code` ```',
  '__proto__',
  'constructor',
  '../../../etc/passwd',
  'C:\\inetpub\\..\\CON:stream',
  `long ${'x'.repeat(100_000)}`,
  'm\u00fcnchen \u65e5\u672c \ud83d\udc80',
  '-',
  '',
];

const hex = (n: number) => n.toString(16).padStart(64, '0');

/** A piece of evidence of each kind that holds the text wherever text may stand. */
function evidenceWith(text: string): Evidence[] {
  const fields = Object.fromEntries([
    [text, text],
    ['__proto__', text],
    ['cs-uri-stem', `/${text}`],
    ['cs-uri-query', text],
    ['cs-method', text],
    ['cs(User-Agent)', text],
    ['cs-username', text],
    ['c-ip', text],
    ['sc-status', text],
  ]);
  return [
    { ...aRecord, path: text, fields },
    { ...aRecord, line: null, time: null },
    { type: 'content', path: text, label: text, offset: 4, length: 9, line: 2, column: 3, text, view: 'raw' },
    { type: 'content', path: null, label: 'x', offset: 0, length: 0, line: null, column: null, text: '', view: text },
    { type: 'element', path: text, line: 3, column: 7, element: text, text },
    { type: 'fact', path: text, label: text, text },
  ];
}

function findingWith(text: string, number: number): Finding {
  const shown = text === '' ? 'x' : text;
  return aFinding({
    fingerprint: hex(number),
    rule: { id: shown, version: text, source: 'sigma', pack: text },
    title: shown,
    message: {
      id: 'x',
      text: shown,
      data: { clients: [text, '203.0.113.7', 'fe80::1%eth0'], accounts: [text], page: text, count: 3 },
    },
    severity: SEVERITIES[number % SEVERITIES.length] ?? 'high',
    confidence: CONFIDENCES[number % CONFIDENCES.length] ?? 'weak',
    attack: number % 3 === 0 ? [] : ['T1505.003', 'T1190', 'T9999.001'],
    host: number % 4 === 0 ? null : text,
    artifact: {
      kind: 'web-content',
      collectedPath: text,
      windowsPath: text,
      url: text,
      sha256: hex(number),
      size: number,
      times: { created: '1601-01-01T00:00:00.000Z', modified: null, source: 'archive', quality: 'exact' },
    },
    evidence: evidenceWith(text),
    references: [text],
    falsePositives: [text],
    nextSteps: [text],
    count: number + 1,
    firstSeen: '2022-11-05T02:18:02.000Z',
    lastSeen: '2022-11-14T01:47:51.000Z',
  });
}

/** What findings can be: of files, requests, configuration and events, with and without times, hosts and places. */
function plainFindings(): Finding[] {
  const times = {
    created: '2022-11-05T02:17:40.000Z',
    modified: '2022-11-05T02:17:41.000Z',
    source: 'collector-record',
    quality: 'exact',
  } as const;
  const page = aFinding({
    fingerprint: 'b'.repeat(64),
    artifact: { ...aFinding().artifact, url: '/x.aspx', sha256: 'c'.repeat(64), times },
    message: { id: 'x', text: 'A page was left', data: { clients: ['203.0.113.7'], accounts: ['CORP\\jdoe'] } },
    evidence: [
      {
        ...aRecord,
        fields: { ...aRecord.fields, 'cs(User-Agent)': 'curl/7', 'cs-username': 'CORP\\jdoe', 'cs-uri-query': 'a=1' },
      },
    ],
    firstSeen: aRecord.time,
    lastSeen: '2022-11-14T01:47:51.000Z',
  });
  return [
    page,
    aFinding({
      fingerprint: 'd'.repeat(64),
      artifact: noPlace,
      host: null,
      severity: 'informational',
      outcome: 'hygiene',
      attack: [],
    }),
    aFinding({
      fingerprint: 'e'.repeat(64),
      artifact: noPlace,
      severity: 'low',
      outcome: 'attempt',
      message: { id: 'x', text: 'y', data: { client: '2001:db8::1' } },
    }),
    aFinding({
      fingerprint: 'f'.repeat(64),
      artifact: { ...noPlace, kind: 'web-config', windowsPath: 'C:\\inetpub\\web.config' },
      evidence: [
        { type: 'element', path: 'C/inetpub/web.config', line: 3, column: 1, element: 'configuration/x', text: '<x/>' },
      ],
    }),
    // The same finding on another server is another finding.
    { ...page, host: 'EX02' },
  ];
}

/** A report with a case, and with every hostile text in every place that text can stand. */
export function hostileReport(texts: readonly string[] = HOSTILE_TEXTS): Report {
  return reportOf([...plainFindings(), ...texts.map((text, at) => findingWith(text, at))]);
}

export function reportOf(findings: readonly Finding[], over: Partial<Report> = {}): Report {
  const patchedOn = () => '2022-11-09T00:00:00.000Z';
  const servers = [...new Set(findings.flatMap(({ host }) => host ?? []))];
  const { factsLeft: _, ...told } = tellCase(findings, {
    urlsOfFile: () => [],
    patchedOn,
    servers,
    isShared: () => false,
    isRareAgent: () => false,
  });
  const coverage = {
    ...aReport().coverage,
    classes: [
      {
        class: 'iis-logs',
        host: 'EX01',
        state: 'absent' as const,
        artifacts: 0,
        bytes: 0,
        records: null,
        firstRecord: null,
        lastRecord: null,
      },
    ],
    entries: [
      {
        code: 'unreadable',
        message: HOSTILE_TEXTS[8] ?? '',
        path: '../x',
        host: null,
        count: 1,
        incomplete: true,
        positions: [],
      },
    ],
  };
  return aReport({
    findings: [...findings],
    ...told,
    hosts: servers,
    coverage,
    evidence: evidenceOf(findings),
    ...over,
  });
}

/** Files of findings, each with a hash of its own, and an archive that holds them. */
function evidenceOf(findings: readonly Finding[]): NamedEvidence {
  const named = findings.flatMap(({ artifact, evidence }) => [
    artifact.collectedPath,
    ...evidence.map(({ path }) => path),
  ]);
  const paths = [...new Set(named.flatMap((path) => path ?? []))].sort();
  const row = (path: string, at: number) => ({
    path,
    host: 'EX01',
    windowsPath: null,
    size: at,
    sha256: hex(at),
    archive: 'a.zip',
  });
  return { files: paths.map(row), archives: [{ path: '../a.zip', size: 1, sha256: hex(1) }] };
}

export const exported = (format: Format, report: Report = hostileReport()): string =>
  [...rendererOf(format)(report, { color: false })].join('');

/** The values of JSON lines. */
export const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
