import { sameLayout, W3cReader, type W3cState } from '../../formats/w3c/w3c-reader.js';
import type { ByteRange } from '../../model/artifact.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { FileAnalysis } from './file-analysis.js';
import type { PeekedLog } from './peek-logs.js';

/** What one job reads: a log, or a range of one. */
export interface LogPiece {
  readonly log: PeekedLog;
  /** Null: all of it. */
  readonly range: ByteRange | null;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** A log's pieces in its order. They do not depend on how many processes read them. */
export function piecesOf(log: PeekedLog): LogPiece[] {
  const { artifact, ranges } = log;
  if (ranges === null) return [{ log, range: null, isFirst: true, isLast: true }];
  const starts = [0, ...ranges.cuts];
  return starts.map((offset, i): LogPiece => {
    const length = (starts[i + 1] ?? artifact.size) - offset;
    return { log, range: { offset, length }, isFirst: i === 0, isLast: i === starts.length - 1 };
  });
}

/** Bytes of a piece. */
export function sizeOf({ log, range }: LogPiece): number {
  return range?.length ?? log.artifact.size;
}

/**
 * What a reader knows where each range begins. What is read side by side begins with what is assumed: that the first lines of the log,
 * or the last range that is finished, tell. Pieces are taken in their order, and one that began with something else is read anew.
 */
export class StateInForce {
  #log: PeekedLog | null = null;
  /** Behind the last piece that was taken, null where that is not known. */
  #state: W3cState | null = null;

  /** What the piece has to begin with, as far as is known now; null where it is all of a log. */
  at({ log, range, isFirst }: LogPiece): W3cState | null {
    if (range === null) return null;
    if (isFirst) return new W3cReader(log.facts).state;
    return (this.#log === log ? this.#state : null) ?? log.ranges?.state ?? null;
  }

  /** Whether the next piece, which began with `state`, comes to the same as with what is known now. */
  holds({ log, isFirst }: LogPiece, state: W3cState | null, outcome: JobOutcome<FileAnalysis>): boolean {
    const known = this.#log === log ? this.#state : null;
    if (isFirst || outcome.status !== 'done' || known === null || state === null) return true;
    if (!sameLayout(known, state)) return false;
    return (
      outcome.result.end?.dayFrom !== 'start, and asked' || (known.day === state.day && known.clock === state.clock)
    );
  }

  /** Takes what came of the next piece. */
  take({ log, isFirst }: LogPiece, outcome: JobOutcome<FileAnalysis>): void {
    const known = isFirst ? null : this.#state;
    const end = outcome.status === 'done' ? outcome.result.end : null;
    this.#log = log;
    const inherits = end?.dayFrom === 'start' && known !== null;
    this.#state = end && (inherits ? { ...end.state, day: known.day, clock: known.clock } : end.state);
  }
}
