import { describe, expect, it } from 'vitest';
import { type LogPiece, piecesOf, sizeOf, StateInForce } from '../../../src/engine/logs/log-pieces.js';
import type { PeekedLog } from '../../../src/engine/logs/peek-logs.js';
import type { FileAnalysis } from '../../../src/engine/logs/file-analysis.js';
import type { W3cState } from '../../../src/formats/w3c/w3c-reader.js';
import type { JobOutcome } from '../../../src/platform/process-pool.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { logSaying } from './log-outcome.js';

const STATE: W3cState = {
  columns: ['time', 'c-ip'],
  inferred: false,
  declared: ['time', 'c-ip'],
  separator: 32,
  day: 5,
  clock: 60,
};
const other = { ...STATE, columns: ['time'], declared: ['time'] };
const later = { ...STATE, day: 6, clock: 10 };

const logOf = (cuts: readonly number[] | null): PeekedLog => ({
  artifact: fakeArtifact({ kind: 'iis-log', size: 100 }),
  facts: { day: 3, month: null, utcOffsetMinutes: 0, zone: null },
  local: false,
  head: new Uint8Array(),
  first: null,
  senders: [],
  ranges: cuts && { cuts, state: STATE },
  notes: [],
});

/** What came of a piece that knew this behind its last line. */
const ended = (state: W3cState, dayFrom: NonNullable<FileAnalysis['end']>['dayFrom'] = 'log') =>
  logSaying({ end: { state, dayFrom } });
const failed: JobOutcome<FileAnalysis> = { status: 'crashed', detail: '' };

/** Three pieces of a log, in their order. */
function threePieces(): [LogPiece, LogPiece, LogPiece] {
  const [first, second, third] = piecesOf(logOf([30, 70]));
  if (!first || !second || !third) throw new Error('A log that is cut twice has three pieces');
  return [first, second, third];
}

describe('a log', () => {
  it('is one piece where it is not parted', () => {
    const log = logOf(null);
    const pieces = piecesOf(log);
    expect(pieces).toEqual([{ log, range: null, isFirst: true, isLast: true }]);
    expect(pieces.map(sizeOf)).toEqual([100]);
  });

  it('is parted where it is cut', () => {
    const pieces = piecesOf(logOf([30, 70]));
    expect(pieces.map(({ range, isFirst, isLast }) => [range?.offset, range?.length, isFirst, isLast])).toEqual([
      [0, 30, true, false],
      [30, 40, false, false],
      [70, 30, false, true],
    ]);
    expect(pieces.map(sizeOf)).toEqual([30, 40, 30]);
  });
});

describe('what is known where a piece begins', () => {
  const [first, second, third] = threePieces();
  const [, ofAnother] = threePieces();

  it('is nothing of a log that is read in one piece', () => {
    expect(piecesOf(logOf(null)).map((whole) => new StateInForce().at(whole))).toEqual([null]);
  });

  it('is what the name of the log tells, what its first lines told, and what the piece before knew', () => {
    const inForce = new StateInForce();
    expect(inForce.at(first)).toMatchObject({ day: 3, declared: null });
    expect(inForce.at(second)).toEqual(STATE);
    inForce.take(first, ended(later));
    expect(inForce.at(second)).toEqual(later);
    expect(inForce.at(first)).toMatchObject({ day: 3, declared: null });
    expect(inForce.at(ofAnother)).toEqual(STATE);
  });

  it('is what its first lines told where the piece before could not be read', () => {
    const inForce = new StateInForce();
    inForce.take(first, failed);
    expect(inForce.at(second)).toEqual(STATE);
  });

  it('has the day of the pieces before where a piece itself told none', () => {
    const inForce = new StateInForce();
    inForce.take(first, ended(later));
    inForce.take(second, ended({ ...other, day: 1, clock: 1 }, 'start'));
    expect(inForce.at(third)).toEqual({ ...other, day: later.day, clock: later.clock });
  });

  it('has its own day where the piece told one, is the first, or follows one that is not known', () => {
    const told = { ...other, day: 1, clock: 1 };
    const dayOf = (...pieces: [LogPiece, JobOutcome<FileAnalysis>][]) => {
      const inForce = new StateInForce();
      for (const [piece, outcome] of pieces) inForce.take(piece, outcome);
      return inForce.at(third)?.day;
    };
    expect(dayOf([first, ended(later)], [second, ended(told, 'log')])).toBe(1);
    expect(dayOf([second, ended(later)], [first, ended(told, 'start')])).toBe(1);
    expect(dayOf([first, failed], [second, ended(told, 'start')])).toBe(1);
  });
});

describe('a piece that began with something else', () => {
  const [first, second] = threePieces();
  const [, ofAnother] = threePieces();
  const holds = (known: W3cState | null, began: W3cState | null, outcome: JobOutcome<FileAnalysis>) => {
    const inForce = new StateInForce();
    if (known) inForce.take(first, ended(known));
    return inForce.holds(second, began, outcome);
  };
  const asked = ended(STATE, 'start, and asked');

  it.each<[string, boolean, W3cState | null, W3cState | null, JobOutcome<FileAnalysis>]>([
    ['holds: it is the same', true, STATE, { ...STATE }, asked],
    ['holds: it asked for no day', true, later, STATE, ended(STATE, 'start')],
    ['is read anew: it needs another day', false, later, STATE, asked],
    ['is read anew: it needs another hour', false, { ...STATE, clock: 61 }, STATE, asked],
    ['is read anew: it has other columns', false, other, STATE, ended(STATE)],
    ['holds: nothing came of it that could change', true, other, STATE, failed],
    ['holds: nothing else is known', true, null, STATE, asked],
    ['holds: it began with nothing', true, other, null, asked],
  ])('%s', (_, expected, known, began, outcome) => expect(holds(known, began, outcome)).toBe(expected));

  it('holds where it is the first of its log, or of another log than the one before', () => {
    const inForce = new StateInForce();
    inForce.take(first, ended(other));
    expect(inForce.holds(first, STATE, asked)).toBe(true);
    expect(inForce.holds(ofAnother, STATE, asked)).toBe(true);
    expect(inForce.holds(second, STATE, asked)).toBe(false);
  });
});
