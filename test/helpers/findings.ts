import type { CoverageClass, Finding, Report } from '../../src/model/finding.js';

/** A finding that fits its schema, with what a test cares about. */
export function aFinding(over: Partial<Finding> = {}): Finding {
  return {
    schemaVersion: '1.0',
    fingerprint: 'a'.repeat(64),
    rule: { id: 'test.rule', version: '1', source: 'detector', pack: '0' },
    title: 'A test finding',
    message: { id: 'found', text: 'Found a thing', data: {} },
    severity: 'high',
    confidence: 'strong',
    outcome: 'compromise',
    phase: 'unknown',
    attack: ['T1505.003'],
    host: 'EX01',
    artifact: {
      kind: 'web-content',
      collectedPath: 'C/inetpub/wwwroot/x.aspx',
      windowsPath: 'C:\\inetpub\\wwwroot\\x.aspx',
      url: null,
      sha256: null,
      size: 12,
      times: null,
    },
    evidence: [],
    count: 1,
    firstSeen: null,
    lastSeen: null,
    related: [],
    references: [],
    falsePositives: [],
    nextSteps: [],
    ...over,
  };
}

/** The artifact of a finding that is about no file and no URL. */
export const noPlace: Finding['artifact'] = {
  kind: 'server',
  collectedPath: null,
  windowsPath: null,
  url: null,
  sha256: null,
  size: null,
  times: null,
};

/** A piece of evidence that makes a finding one of requests. */
export const aRecord = {
  type: 'record',
  path: 'C/inetpub/logs/u_ex221105.log',
  offset: 400,
  line: 5,
  time: '2022-11-05T02:18:02.000Z',
  fields: { 'cs-method': 'POST', 'cs-uri-stem': '/x.aspx', 'sc-status': '200', 'c-ip': '203.0.113.7' },
} as const;

/** A row of the ledger, of web content that was examined, with what a test cares about. */
export function aCoverageClass(over: Partial<CoverageClass> = {}): CoverageClass {
  return {
    class: 'web-content',
    host: 'EX01',
    state: 'examined',
    artifacts: 1,
    bytes: 1,
    records: null,
    firstRecord: null,
    lastRecord: null,
    ...over,
  };
}

export function aReport(over: Partial<Report> = {}): Report {
  return {
    schemaVersion: '2.0',
    tool: { name: 'afterpatch', version: '0.1.0' },
    status: 'complete',
    exitCode: 1,
    parameters: {
      patchedOn: null,
      patchedOnServers: {},
      since: null,
      until: null,
      failOn: 'low',
      require: ['web-content'],
      own: [],
    },
    hosts: ['EX01'],
    findings: [aFinding()],
    subjects: [],
    incidents: [],
    actors: [],
    timeline: [],
    actions: [],
    requestVolume: [],
    verdict: {
      answer: 'compromised',
      summary: 'Somebody was here.',
      notExamined: [],
      servers: [
        { host: 'EX01', answer: 'compromised', gotIn: [], left: ['a'.repeat(64)], used: [], usedAfterwards: [] },
      ],
      gotIn: [],
      left: ['a'.repeat(64)],
      used: [],
      usedAfterwards: [],
      missing: [],
    },
    coverage: { complete: true, files: 1, bytes: 12, classes: [], entries: [], questions: [] },
    signatures: { loaded: { yara: 1, sigma: 1, detectors: 1 }, notLoaded: [] },
    ...over,
  };
}
