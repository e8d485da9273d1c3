import { describe, expect, it } from 'vitest';
import type { FileAnalysis } from '../../../src/engine/logs/file-analysis.js';
import { LiteralRoom } from '../../../src/engine/logs/kernel/literal-room.js';
import {
  beyondNotes,
  failureNote,
  fileNotes,
  localTimeNote,
  uncountedNote,
} from '../../../src/engine/logs/log-notes.js';
import { joinSummaries, summaryOf } from '../../../src/engine/logs/log-summary.js';
import { occurrenceOf } from '../../../src/engine/logs/correlation/occurrence.js';
import { shiftLines } from '../../../src/engine/logs/shift-lines.js';
import { StreamMerger } from '../../../src/engine/logs/life-lines/stream-merger.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { LIFE_LINE, logSaying } from './log-outcome.js';

const LOG = fakeArtifact({ kind: 'iis-log', host: 'EX01', collectedPath: 'a.log' });

function said(more: Partial<FileAnalysis>): FileAnalysis {
  const outcome = logSaying(more);
  if (outcome.status !== 'done') throw new Error('It is done');
  return outcome.result;
}
const EMPTY = said({});
const lines = (more: Partial<FileAnalysis['lines']>) => ({ lines: { ...EMPTY.lines, ...more } });
const loss = (reason: 'columns' | 'nul-bytes', count: number, ...places: readonly number[]) => ({
  reason,
  count,
  positions: places.map((offset) => ({ offset, line: offset })),
});

describe('notes of a log', () => {
  const beyond = (more: Partial<FileAnalysis['beyond']>) => ({ beyond: { ...EMPTY.beyond, ...more } });
  it.each<[string, Partial<FileAnalysis>, readonly (readonly [string, number | undefined, boolean, RegExp])[]]>([
    ['are none of one that was read', {}, []],
    [
      'say that it is no log',
      { format: null, bytes: 1 },
      [['not-examined', undefined, true, /no log of a web server/]],
    ],
    ['are none of one that is empty', { format: null, bytes: 0 }, []],
    [
      'tell lines that cannot be read',
      lines({ reasons: [loss('columns', 2, 7)] }),
      [['unparsable', 2, true, /columns are not those/]],
    ],
    [
      'tell what a crash left, which was no record',
      lines({ reasons: [loss('nul-bytes', 2)] }),
      [['unparsable', 2, false, /NUL bytes/]],
    ],
    ['tell records without a date', lines({ timeless: 3 }), [['times-unreliable', 3, true, /without a date/]]],
    [
      'tell which questions are open',
      { lacks: { stem: 1, client: 2, status: 0 } },
      [
        ['not-examined', 1, true, /without cs-uri-stem/],
        ['not-examined', 2, true, /without c-ip/],
      ],
    ],
    [
      'tell of what nobody else answered no open question',
      { format: 'httperr', lacks: { stem: 1, client: 2, status: 3 } },
      [],
    ],
    ['tell requests for no path', { pathless: 4 }, [['unparsable', 4, true, /is no path/]]],
    ['tell doubts', { doubt: 'It may be late' }, [['times-unreliable', undefined, false, /^It may be late$/]]],
    [
      'tell limits',
      beyond({ stems: 5, misses: 6, lines: 7 }),
      [
        ['limit-reached', 5, true, /more URIs/],
        ['limit-reached', 6, false, /not there/],
        ['limit-reached', 7, false, /as examples/],
      ],
    ],
  ])('%s', (_, more, expected) => {
    const notes = fileNotes(LOG, summaryOf(said(more)));
    expect(notes.map(({ code, count, incomplete, path, host }) => [code, count, incomplete, path, host])).toEqual(
      expected.map(([code, count, incomplete]) => [code, count, incomplete, 'a.log', 'EX01']),
    );
    for (const [at, [, , , message]] of expected.entries()) expect(notes[at]?.message).toMatch(message);
  });

  it('tell where', () => {
    const [note] = fileNotes(LOG, summaryOf(said(lines({ reasons: [loss('columns', 2, 7)] }))));
    expect(note?.positions).toEqual([{ offset: 7, line: 7, column: null, reason: 'columns' }]);
  });

  it('tell what became of a log, or of a range, that was not read', () => {
    const log = {
      artifact: LOG,
      facts: { day: null, utcOffsetMinutes: 0 },
      local: false,
      head: new Uint8Array(),
      first: null,
      senders: [],
      ranges: null,
      notes: [],
    };
    const note = (range: { offset: number; length: number } | null) =>
      failureNote({ log, range, isFirst: true, isLast: true }, { status: 'crashed', detail: 'why' });
    expect(note(null)).toMatchObject({
      code: 'engine-crash',
      incomplete: true,
      message: expect.stringMatching(/^The log process died .*: why$/),
    });
    expect(note({ offset: 10, length: 5 }).message).toMatch(/^Bytes 10 to 14 of it: The log/);
  });

  it('of all logs tell what they name beyond what is followed', () => {
    expect(beyondNotes({ answered: 0, missed: 0 })).toEqual([]);
    expect(beyondNotes({ answered: 2, missed: 3 })).toMatchObject([
      { count: 2, incomplete: true },
      { count: 3, incomplete: false },
    ]);
  });

  it('tell logs of local time, and what would tell it', () => {
    expect(localTimeNote('A', 1, null).message).toMatch(/^The times of 1 log are .* taken as UTC/);
    expect(localTimeNote('A', 2, { standardOffset: 60, summer: 'unknown' }).message).toMatch(
      /^The times of 2 logs are .* summer time is not/,
    );
  });

  it('tell which correlations may miss something', () => {
    const tally = { rule: 0, counted: 9, uncounted: 4, from: 0 };
    const titles = (count: number) => Array.from({ length: count }, (_, i) => `T${i}`);
    const of = (count: number, ranges?: number) => uncountedNote(LOG, 'Rule', tally, titles(count), ranges);
    expect(of(5)).toMatchObject({ count: 4, incomplete: true, path: 'a.log' });
    expect(of(5).message).toMatch(
      /first 9 of this log\. From 1970-01-01T00:00:00Z .*missed: "T0", "T1", "T2", "T3", "T4"$/,
    );
    expect(of(7).message).toMatch(/"T4" and 2 more$/);
    expect(of(1, 3).message).toMatch(/of this log, those of each of 3 ranges of it\./);
  });
});

describe('ranges that follow one another', () => {
  const joined = (a: Partial<FileAnalysis>, b: Partial<FileAnalysis>) =>
    joinSummaries(summaryOf(said(a)), summaryOf(said(b)));
  const hour = (of: number, requests: number, first: number, last: number, site: string | null = '1') => ({
    site,
    hour: of,
    requests,
    first,
    last,
  });
  it.each<[string, Partial<FileAnalysis>, Partial<FileAnalysis>, object]>([
    [
      'have the times of both',
      { firstTime: 5, lastTime: 9 },
      { firstTime: 3, lastTime: 7 },
      { firstTime: 3, lastTime: 9 },
    ],
    [
      'have the times of either',
      { firstTime: 5, lastTime: null },
      { firstTime: null, lastTime: 7 },
      { firstTime: 5, lastTime: 7 },
    ],
    [
      'begin as the first and end as the second',
      { openingTime: 5, closingTime: 6, cutShort: true },
      { openingTime: 7, closingTime: 8 },
      { openingTime: 5, closingTime: 8, cutShort: false },
    ],
    [
      'begin and end as the only one that tells',
      { openingTime: null, closingTime: 6 },
      { openingTime: 7, closingTime: null },
      { openingTime: 7, closingTime: 6 },
    ],
    ['go back between them', { closingTime: 100, stepsBack: 1 }, { openingTime: 39, stepsBack: 2 }, { stepsBack: 4 }],
    [
      'do not go back by what records may be late',
      { closingTime: 100, stepsBack: 1 },
      { openingTime: 40, stepsBack: 2 },
      { stepsBack: 3 },
    ],
    ['do not go back where no time is told', { closingTime: null }, { openingTime: 1 }, { stepsBack: 0 }],
    ['do not go back where no time is told behind', { closingTime: 100 }, { openingTime: null }, { stepsBack: 0 }],
    ['have one doubt', { doubt: null }, { doubt: 'b' }, { doubt: 'b' }],
    ['have the first doubt', { doubt: 'a' }, { doubt: 'b' }, { doubt: 'a' }],
    [
      'count hours together',
      { hours: [hour(1, 2, 10, 20), hour(2, 1, 30, 30)] },
      { hours: [hour(1, 3, 5, 15), hour(1, 1, 6, 6, null)] },
      { hours: [hour(1, 5, 5, 20), hour(2, 1, 30, 30), hour(1, 1, 6, 6, null)] },
    ],
    [
      'count what is not counted',
      { uncounted: [{ rule: 2, counted: 1, uncounted: 1, from: 9 }] },
      {
        uncounted: [
          { rule: 2, counted: 2, uncounted: 3, from: 4 },
          { rule: 1, counted: 1, uncounted: 1, from: 5 },
        ],
      },
      {
        uncounted: [
          { rule: 1, counted: 1, uncounted: 1, from: 5 },
          { rule: 2, counted: 3, uncounted: 4, from: 9 },
        ],
      },
    ],
    [
      'count lines, and show the first five',
      lines({ read: 4, reasons: [loss('columns', 3, 1, 2, 3)] }),
      lines({ read: 5, reasons: [loss('columns', 4, 4, 5, 6), loss('nul-bytes', 1)] }),
      { ranges: 2, lines: { read: 9, reasons: [loss('columns', 7, 1, 2, 3, 4, 5), loss('nul-bytes', 1)] } },
    ],
  ])('%s', (_, a, b, expected) => expect(joined(a, b)).toMatchObject(expected));

  const record = (line: number) => ({ source: { path: 'a', columns: [] }, offset: 0, line, time: null, cells: '' });
  it('tell lines of the log, where it is known how many came before', () => {
    const first = record(3);
    const part = { ...LIFE_LINE, examples: { first, success: first, last: null } };
    const group = {
      rule: 0,
      outcome: 'attempt' as const,
      success: false,
      client: null,
      count: 2,
      first: null,
      last: null,
      stems: [],
      head: [record(1)],
      tail: [record(2)],
    };
    const outcome = logSaying({
      ...lines({ reasons: [loss('columns', 1, 4)] }),
      lifeLines: [part],
      groups: [group],
      traced: [record(0)],
    });
    expect(shiftLines(outcome, 0)).toBe(outcome);
    const failed = { status: 'crashed', detail: '' } as const;
    expect(shiftLines(failed, 100)).toBe(failed);
    const batch = { times: new Float64Array(), layouts: [], linesBefore: 0 };
    const parts = shiftLines({ ...outcome, parts: [batch, { something: 'else' }] } as typeof outcome, 100);
    expect(parts).toMatchObject({ parts: [{ ...batch, linesBefore: 100 }, { something: 'else' }] });
    expect(parts.status === 'done' && parts.parts[1]).toEqual({ something: 'else' });
    for (const [before, expected] of [
      [100, [104, 101, 102, 103, 0]],
      [null, [0, 0, 0, 0, 0]],
    ] as const) {
      const shifted = shiftLines(outcome, before);
      if (shifted.status !== 'done') throw new Error('It is done');
      const { result } = shifted;
      const examples = result.lifeLines[0]?.examples;
      expect([
        result.lines.reasons[0]?.positions[0]?.line,
        result.groups[0]?.head[0]?.line,
        result.groups[0]?.tail[0]?.line,
        examples?.first?.line,
        result.traced[0]?.line,
      ]).toEqual(expected);
      expect(examples?.success).toBe(examples?.first);
      expect(examples?.last).toBeNull();
    }
  });
});

describe('streams of sites', () => {
  const hour = (site: string | null, of: number, requests: number, first: number, last: number) => ({
    site,
    hour: of,
    requests,
    first,
    last,
  });
  it('join what logs say of the hours of a site, and go on from what is kept', () => {
    let merger = new StreamMerger();
    const add = (path: string, host: string | null, more: Partial<FileAnalysis>, clockUnknown?: boolean) => {
      merger.add(
        { ...LOG, host, collectedPath: path },
        summaryOf(said(more)),
        (logged) => logged ?? 'own',
        clockUnknown,
      );
      const next = new StreamMerger();
      next.resume(merger.kept());
      merger = next;
    };
    add('b', 'B', { hours: [hour('2', 5, 1, 18_000, 18_000)] });
    add('a', 'A', {
      hours: [hour('1', 5, 2, 18_010, 18_020), hour('2', 5, 1, 18_001, 18_001)],
      firstTime: 18_001,
      lastTime: 18_020,
    });
    add('c', 'A', { hours: [hour('1', 5, 3, 18_005, 18_015), hour('1', 4, 1, 14_400, 14_400)] }, true);
    add('d', 'A', {});
    const told = merger
      .result()
      .map(({ host, site, hours, files }) => [
        `${host} ${site}`,
        hours.map(
          ({ start, requests, first, last }) =>
            `${start.slice(11, 16)} ${requests} ${first.slice(11, 19)}-${last.slice(11, 19)}`,
        ),
        files.map(({ path, clockUnknown = false, first }) => `${path} ${clockUnknown} ${first?.slice(11, 19) ?? '-'}`),
      ]);
    expect(told).toEqual([
      ['A 1', ['04:00 1 04:00:00-04:00:00', '05:00 5 05:00:05-05:00:20'], ['a false 05:00:01', 'c true -']],
      ['A 2', ['05:00 1 05:00:01-05:00:01'], ['a false 05:00:01']],
      ['A own', [], ['d false -']],
      ['B 2', ['05:00 1 05:00:00-05:00:00'], ['b false -']],
    ]);
  });
});

it.each<[string, Record<string, string | null>, ReturnType<typeof occurrenceOf>]>([
  [
    'a run of a cmdlet, however its parameters are written',
    { Cmdlet: 'Set-X', Parameters: '-A "B c"' },
    { key: 'Set-X -abc', source: 'a.log', within: 2_000 },
  ],
  ['a run of a cmdlet without any', { Cmdlet: 'Get-X' }, { key: 'Get-X ', source: 'a.log', within: 2_000 }],
  ['nothing that has no number', { 'cs-uri-stem': '/a' }, null],
  ['nothing of another log', { c: 'd' }, null],
])('a record tells of %s', (_, fields, expected) => {
  expect(occurrenceOf({ path: 'a.log', fields })).toEqual(expected);
});

it.each([
  [{ UrlStem: '/a', RequestId: '5b1c0000-0000-4000-8000-000000000001' }, 'proxy'],
  [
    { 'cs-uri-stem': '/a', 'cs-uri-query': '&cafeReqId=5b1c0000-0000-4000-8000-000000000001;', 's-port': '444' },
    'back-end',
  ],
  [
    { 'cs-uri-stem': '/a', 'cs-uri-query': '&cafeReqId=5b1c0000-0000-4000-8000-000000000001;', 's-port': '443' },
    'front-end',
  ],
])('a request is told of by each layer once: %o', (fields, source) => {
  expect(occurrenceOf({ path: 'a.log', fields })).toMatchObject({ source, within: 900_000 });
});

describe('room for literals', () => {
  it('is that of their bytes, and each takes it once', () => {
    const room = new LiteralRoom();
    const large = (letter: string) => letter.repeat(0x40000);
    expect([
      room.take([large('a')]),
      room.take([large('a'), large('b')]),
      room.take(['c']),
      room.take([large('a')]),
    ]).toEqual([true, true, false, true]);
  });

  it('is that of their number', () => {
    const room = new LiteralRoom();
    const many = Array.from({ length: 0x4000 }, (_, i) => `${i}`);
    expect([room.take([...many, 'one more']), room.take(many), room.take(['one more']), room.take(['7', '7'])]).toEqual(
      [false, true, false, true],
    );
  });

  it('is that of the places that are looked for, of which a blank may be a plus', () => {
    const room = new LiteralRoom();
    const many = Array.from({ length: 0x400 }, (_, i) => `a b c d e${i}`);
    expect([
      room.take([...many, 'x']),
      room.take(many.slice(1)),
      room.take(['a b c d e f g']),
      room.take(['x']),
    ]).toEqual([false, true, true, false]);
  });
});
