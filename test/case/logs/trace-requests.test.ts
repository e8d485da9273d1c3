import { describe, expect, it } from 'vitest';
import type { Told } from '../../../src/case/dossier.js';
import { Dossier } from '../../../src/case/dossier.js';
import { ProgressMeter } from '../../../src/case/hunt-progress.js';
import { settleOptions } from '../../../src/case/hunt-settings.js';
import { momentsOf, traceRequests } from '../../../src/case/logs/trace-requests.js';
import { tellCase } from '../../../src/case/story/tell-case.js';
import type { Units } from '../../../src/collection/unit.js';
import type { RecordAnalysis } from '../../../src/engine/records/record-analysis.js';
import type { Finding, RecordEvidence } from '../../../src/model/finding.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { aFinding, aRecord } from '../../helpers/findings.js';

const CLIENT = '203.0.113.7';
const BEGIN = Date.parse('2022-11-05T02:18:02.000Z');
const FACTS = {
  urlsOfFile: () => [],
  patchedOn: () => null,
  servers: ['EX01'],
  isShared: () => false,
  isRareAgent: () => false,
};

/** A page that the client asked for, with more that shows it. */
const page = (name: string, over: Partial<Finding> = {}): Finding =>
  aFinding({
    fingerprint: Buffer.from(name).toString('hex').padEnd(64, '0'),
    artifact: { ...aFinding().artifact, windowsPath: `C:\\inetpub\\wwwroot\\${name}` },
    message: { id: 'x', text: 'x', data: { client: CLIENT } },
    outcome: 'success',
    evidence: [aRecord],
    firstSeen: aRecord.time,
    ...over,
  });

function toldOf(...findings: Finding[]): Told {
  return { findings, case: tellCase(findings, FACTS), recognised: [] };
}

const id = (n: number) => `0a0b0c0d-0000-4000-8000-${String(n).padStart(12, '0')}`;
let offset = 0;
const record = (path: string, seconds: number, fields: RecordEvidence['fields']): RecordEvidence => ({
  type: 'record',
  path,
  offset: offset++,
  line: 1,
  time: new Date(BEGIN + 1_000 * seconds).toISOString(),
  fields,
});

/** What three logs have of one request. */
function chain(number: number, client: string, account = '-'): RecordEvidence[] {
  const asked = { 'cs-uri-stem': '/x.aspx', 'cs-uri-query': `cafeReqId=${id(number)};`, 'cs-method': 'POST' };
  return [
    record('u_ex.log', 0, { ...asked, 's-port': '443', 'c-ip': client, 'cs-username': account }),
    record('HttpProxy_1.LOG', 0, { RequestId: id(number), UrlStem: '/x.aspx', ClientIpAddress: client }),
    record('u_ex.log', 1, { ...asked, 's-port': '444', 'c-ip': '192.0.2.1' }),
  ];
}

const readOf = (path: string, first: string | null, last: string | null) =>
  ({ path, host: 'EX01', kind: 'exchange-log', records: 1, outside: 0, whole: true, first, last }) as const;
const NEAR = readOf('ecp.log', aRecord.time, aRecord.time);

/** Incidents with what was followed, what was asked of which files, and what by. */
async function traced(told: Told, requests: readonly RecordEvidence[], files = [NEAR]) {
  const asked: object[] = [];
  const units: Units = {
    outcome: async (unit) => {
      asked.push({ path: unit.artifacts[0]?.collectedPath, ...unit.setup });
      return { status: 'not-done', detail: 'not asked' };
    },
  };
  const settings = settleOptions({ paths: ['x'], jobs: 1 }, units);
  const records: RecordAnalysis = { matches: [], alerts: [], counted: [], notes: [], files, builds: [], agents: [] };
  const artifacts = ['ecp.log', 'far.log'].map((collectedPath, at) =>
    fakeArtifact({ id: at, kind: 'exchange-log', host: 'EX01', collectedPath }),
  );
  const incidents = await traceRequests(
    told,
    momentsOf(told),
    requests.map((one) => ({ host: 'EX01', record: one })),
    records,
    artifacts,
    createSigmaPack([]),
    settings,
    new Dossier(settings, '0.0.0', () => {}),
    new ProgressMeter(() => 0, undefined),
    undefined,
  );
  return { followed: incidents.map(({ requests }) => requests.map(({ ids }) => ids.join())), asked };
}

describe('moments of incidents', () => {
  it('are when their requests had success, as records tell it', () => {
    const fact = { type: 'fact', path: null, label: 'x', text: 'x' } as const;
    const told = toldOf(
      page('a.aspx', { evidence: [fact, aRecord, { ...aRecord, offset: 500, time: null }] }),
      page('b.aspx', { outcome: 'attempt', evidence: [{ ...aRecord, offset: 600 }] }),
    );
    expect(momentsOf(told)).toEqual([{ host: 'EX01', seconds: BEGIN / 1_000 }]);
  });
});

describe('requests of incidents', () => {
  const told = toldOf(page('a.aspx'));

  it('are those of their clients, of whatever others asked for at the same time', async () => {
    const requests = [...chain(1, CLIENT), ...chain(2, '198.51.100.9'), ...chain(3, '')];
    const message = { id: 'x', text: 'x', data: { client: '203.0.113.8' } };
    const ofTwo = toldOf(page('a.aspx'), page('a.aspx', { fingerprint: 'b'.repeat(64), message }));
    expect(ofTwo.case.incidents.map(({ clients }) => clients)).toEqual([[CLIENT, '203.0.113.8']]);
    expect((await traced(ofTwo, requests)).followed).toEqual([[id(1)]]);
  });

  it.each([
    ['as they are', NEAR, true],
    ['a day later', readOf('ecp.log', '2022-11-06T00:00:00.000Z', '2022-11-06T01:00:00.000Z'), false],
    ['without a time of its first record', { ...NEAR, first: null }, false],
    ['without a time of its last record', { ...NEAR, last: null }, false],
  ])('are looked for in a log only where its records are near: %s', async (_, file, isRead) => {
    const { asked } = await traced(told, chain(1, CLIENT), [file]);
    expect(asked).toMatchObject(isRead ? [{ path: 'ecp.log' }] : []);
  });

  it('are looked for by numbers, addresses and accounts that are somebody’s', async () => {
    const requests = [...chain(1, CLIENT, 'CORP\\Eve'), ...chain(2, CLIENT, 'CORP\\EX01$'), ...chain(3, CLIENT, 'ab')];
    const { asked } = await traced(told, requests);
    const names = [CLIENT, 'corp\\eve', '192.0.2.1', id(1), id(2), id(3)];
    expect(asked).toEqual([expect.objectContaining({ names: expect.arrayContaining(names) })]);
    expect(asked[0]).toHaveProperty('names.length', names.length);
  });
});
