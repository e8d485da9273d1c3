import { describe, expect, it } from 'vitest';
import type { RecordFileAnalysis } from '../../../src/engine/records/record-analysis.js';
import { ComputerTally, type RecordComputers } from '../../../src/engine/records/record-computers.js';
import { computerOf, RecordHosts } from '../../../src/engine/records/record-hosts.js';
import { mergeRecords } from '../../../src/engine/records/record-merger.js';
import type { Artifact } from '../../../src/model/artifact.js';
import type { JobOutcome } from '../../../src/platform/process-pool.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { aRecord } from '../../helpers/findings.js';
import { recordsSaying } from './record-outcome.js';

const pack = createSigmaPack([]);

/** Computers whose records came in this order, as `<name> <second or ->`. */
function tally(...records: readonly string[]): RecordComputers {
  const computers = new ComputerTally();
  for (const record of records) {
    const [name = '', second] = record.split(' ');
    computers.add(name === '' ? null : name, second === '-' ? Number.NaN : Number(second));
  }
  return computers.result();
}

describe('the computers of a file', () => {
  it('are told with their records and times, whatever their case', () => {
    expect(tally('A 5', 'a 3', ' 9', 'B -', 'A 4')).toEqual({
      list: [
        { name: 'A', records: 3, first: 3, last: 5 },
        { name: 'B', records: 1, first: null, last: null },
      ],
      takeTurns: true,
      others: 0,
    });
  });

  it.each([
    [['A 1', 'A 2'], false],
    [['A 1', 'A 2', 'B 3', 'B 4'], false],
    [['A 1', 'B 2', 'A 3'], true],
    [[], false],
  ])('%s take turns: %s', (records, expected) => expect(tally(...records).takeTurns).toBe(expected));

  it('are told apart up to a limit', () => {
    const { list, others } = tally(...Array.from({ length: 258 }, (_, i) => `C${i} 1`), 'c0 2');
    expect([list.length, others, list[0]?.records]).toEqual([256, 2, 2]);
  });
});

describe('the server of a record', () => {
  const hosts = new RecordHosts(['EX01', null, 'EX02.corp.test']);
  const of = (computer: string | null, list: RecordComputers, path = 'Security.evtx', host: string | null = 'WEC01') =>
    hosts.of(fakeArtifact({ host, collectedPath: path }), list)(computer);
  const [one, turns] = [tally('X.corp.test 1'), tally('X 1', 'Y 2', 'X 3')];
  it.each<[string, string | null, string | null]>([
    ['that of the file where it names none', of(null, turns), 'WEC01'],
    ['one of the collection, however it is written', of('ex01.other.test', one), 'EX01'],
    ['one of the collection that is written with its domain', of('ex02', one), 'EX02.corp.test'],
    ['that of the file where one computer was renamed', of('X.corp.test', one), 'WEC01'],
    ['its own among computers that take turns', of('x', turns), 'x'],
    ['its own in a log of forwarded events', of('X.corp.test', one, 'Forwarded Events.evtx'), 'X.corp.test'],
    ['that of the file where the computer is not told apart', of('Z', turns), 'WEC01'],
    ['nobody where nothing tells', of('X.corp.test', one, 'a.evtx', null), null],
  ])('is %s', (_, found, expected) => expect(found).toBe(expected));

  it('is told by the computer of an event', () => {
    const fields = [
      { EventID: '1', Computer: 'A' },
      { EventID: '1' },
      { Computer: 'A' },
      { EventID: null, Computer: 'A' },
    ];
    expect(fields.map((one) => computerOf({ ...aRecord, fields: one }))).toEqual(['A', null, null, null]);
  });
});

const file = (collectedPath: string, more: Partial<RecordFileAnalysis> = {}, kind: Artifact['kind'] = 'event-log') => ({
  artifact: fakeArtifact({ kind, host: 'WEC01', collectedPath }),
  outcome: recordsSaying(more),
});
type Read = { readonly artifact: Artifact; readonly outcome: JobOutcome<RecordFileAnalysis> };
const merged = (...read: readonly Read[]) => mergeRecords(read, new RecordHosts(['EX01', 'WEC01']), pack);
/** Rows of what was read, as `<path> <host> <records>+<outside> <first>-<last>`, and `!` where something is missing. */
const rows = (...read: readonly Read[]) =>
  merged(...read).files.map(
    ({ path, host, records, outside, first, last, whole }) =>
      `${path} ${host} ${records}+${outside} ${first?.slice(17, 19) ?? ''}-${last?.slice(17, 19) ?? ''}${whole ? '' : '!'}`,
  );

describe('what was read of files of records', () => {
  const several = tally('EX01 5', 'Y 7', 'EX01 9', 'Y -');
  it.each<[string, Read[], string[]]>([
    [
      'comes in the order of the collection',
      [file('b', { records: 1 }), file('a', { records: 2, firstTime: 3, lastTime: 4 })],
      ['a WEC01 2+0 03-04', 'b WEC01 1+0 -'],
    ],
    [
      'is whole though a crash left NUL bytes',
      [file('a', { losses: [{ reason: 'nul-bytes', count: 1, bytes: 0, positions: [] }] })],
      ['a WEC01 0+0 -'],
    ],
    [
      'is not whole where records were lost',
      [file('a', { losses: [{ reason: 'columns', count: 1, bytes: 0, positions: [] }] })],
      ['a WEC01 0+0 -!'],
    ],
    [
      'is not whole where it could not be read to its end',
      [file('a', { readNotes: [{ code: 'unreadable', message: '', incomplete: true }] })],
      ['a WEC01 0+0 -!'],
    ],
    ['is not whole where it is no such file', [file('a', { format: null })], ['a WEC01 0+0 -!']],
    [
      'is nothing of what was not read',
      [{ ...file('a'), outcome: { status: 'crashed', detail: '' } }],
      ['a WEC01 0+0 -!'],
    ],
    ['is nothing of another kind', [file('a', {}, 'web-content')], []],
    [
      'is that of each server',
      [file('a', { records: 4, computers: several, firstTime: 5, lastTime: 9 })],
      ['a EX01 2+0 05-09', 'a Y 2+0 07-07'],
    ],
    [
      'is that of the file where all are of its server',
      [file('a', { records: 2, computers: tally('WEC01 1', 'WEC01 2'), firstTime: 1, lastTime: 2 })],
      ['a WEC01 2+0 01-02'],
    ],
    [
      'is that of another server where all are of it',
      [file('a', { records: 2, computers: tally('EX01 1', 'EX01 2'), firstTime: 1, lastTime: 2 })],
      ['a EX01 2+0 01-02'],
    ],
    [
      'tells the rest, of which no computer is known',
      [file('a', { records: 6, computers: several })],
      ['a EX01 2+0 05-09', 'a Y 2+0 07-07', 'a WEC01 2+0 -'],
    ],
    [
      'tells those outside of the period',
      [file('a', { records: 4, outside: 3, computers: several })],
      ['a EX01 2+0 05-09', 'a Y 2+0 07-07', 'a WEC01 0+3 -'],
    ],
  ])('%s', (_, read, expected) => expect(rows(...read)).toEqual(expected));

  it('says of which computers records are not told apart', () => {
    expect(merged(file('a', { computers: { ...several, others: 7 } })).notes).toMatchObject([
      { code: 'limit-reached', count: 7, path: 'a', incomplete: false },
    ]);
    expect(merged(file('a', { computers: several })).notes).toEqual([]);
  });

  it('has the builds and agents of each file with its server', () => {
    const build = { build: '15.1.2176.2', first: 1, last: 2, count: 3, source: 's', path: 'a' };
    const agent = { name: 'x', first: 1, last: 2, count: 3, path: 'a' };
    const { builds, agents } = merged(file('b', { builds: [build] }), file('a', { agents: [agent] }), {
      ...file('c'),
      outcome: { status: 'crashed', detail: '' },
    });
    expect([builds, agents]).toEqual([[{ host: 'WEC01', ...build }], [{ host: 'WEC01', ...agent }]]);
  });
});
