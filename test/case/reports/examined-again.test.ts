import { describe, expect, it } from 'vitest';
import { traceOf, wasExaminedAgain } from '../../../src/case/reports/examined-again.js';
import type { CoverageClass, Finding } from '../../../src/model/finding.js';
import { aCoverageClass, aFinding, aRecord, noPlace } from '../../helpers/findings.js';

const ROWS = [
  aCoverageClass(),
  aCoverageClass({ class: 'iis-logs', records: 5 }),
  aCoverageClass({ class: 'event-logs', records: 7 }),
  aCoverageClass({ class: 'event-logs', host: 'EX02', records: 1 }),
];
const SEEN = { firstSeen: '2022-11-05', lastSeen: '2022-11-06' };
const EVENT = { ...aRecord, fields: { EventID: '7' } };

describe('a finding was shown by', () => {
  const FILE = aFinding().artifact;
  it.each<[string, Partial<Finding>, readonly string[], boolean]>([
    ['the class of its file', {}, ['web-content'], false],
    [
      'the class of its file, though records tell of it, too',
      { evidence: [aRecord, { type: 'fact', label: '', text: '', path: null }] },
      ['web-content'],
      false,
    ],
    [
      'a configuration that comes and goes with its folder',
      { artifact: { ...FILE, kind: 'web-config', windowsPath: 'C:\\a\\web.config' } },
      ['web-content'],
      false,
    ],
    [
      'its file and the logs of requests, where records alone tell of it',
      { evidence: [aRecord] },
      ['web-content', 'iis-logs'],
      true,
    ],
    ['the logs of requests', { artifact: noPlace, evidence: [aRecord] }, ['iis-logs'], true],
    [
      'any of the logs that have records',
      { artifact: noPlace, evidence: [aRecord, EVENT] },
      ['iis-logs', 'event-logs'],
      true,
    ],
    ['the logs of requests where it has no evidence', { artifact: noPlace }, ['iis-logs'], true],
  ])('%s', (_, over, classes, ofTime) => {
    const trace = traceOf(aFinding({ ...SEEN, ...over }), ROWS);
    expect(trace).toEqual({ host: 'EX01', classes, seen: ofTime ? { first: '2022-11-05', last: '2022-11-06' } : null });
  });
});

describe('what showed it was examined again', () => {
  const trace = { host: 'EX01', classes: ['web-content' as const], seen: null };
  const logs = { host: 'EX01', classes: ['iis-logs' as const], seen: { first: '2022-11-05', last: '2022-11-06' } };
  const of = (firstRecord: string | null, lastRecord: string | null) => [
    aCoverageClass({ class: 'iis-logs', firstRecord, lastRecord }),
  ];
  it.each<[string, Parameters<typeof wasExaminedAgain>[0], readonly CoverageClass[], boolean]>([
    ['wholly', trace, [aCoverageClass()], true],
    ['in part', trace, [aCoverageClass({ state: 'partial' })], false],
    ['on another server', trace, [aCoverageClass({ host: 'EX02' })], false],
    ['on a server that is not named', trace, [aCoverageClass({ host: null })], true],
    ['in another class', trace, [aCoverageClass({ class: 'iis-logs' })], false],
    ['in one of two classes', { ...trace, classes: ['web-content', 'iis-logs'] }, [aCoverageClass()], false],
    ['in two classes', { ...trace, classes: ['web-content', 'iis-logs'] }, [aCoverageClass(), ...of(null, null)], true],
    ['by logs of the whole time', logs, of('2022-11-01', '2022-11-30'), true],
    ['by logs that begin as it ends', logs, of('2022-11-06', '2022-11-30'), true],
    ['by logs that begin behind it', logs, of('2022-11-07', '2022-11-30'), false],
    ['by logs that end as it begins', logs, of('2022-11-01', '2022-11-05'), true],
    ['by logs that end before it', logs, of('2022-11-01', '2022-11-04'), false],
    ['by logs that tell no time', logs, of(null, '2022-11-04'), true],
    ['by logs of no end', logs, of('2022-11-07', null), true],
    [
      'though it tells no end',
      { ...logs, seen: { first: '2022-11-05', last: null } },
      of('2022-11-07', '2022-11-30'),
      true,
    ],
    [
      'though it tells no beginning',
      { ...logs, seen: { first: null, last: '2022-11-06' } },
      of('2022-11-01', '2022-11-04'),
      true,
    ],
  ])('%s', (_, one, rows, expected) => expect(wasExaminedAgain(one, rows)).toBe(expected));
});
