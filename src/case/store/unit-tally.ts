import { UNIT_KINDS, type UnitKind } from '../../collection/unit.js';
import type { FinishedUnit } from './stored-units.js';

/** What became of the units of one kind, as whoever did them counts. */
export interface UnitSums {
  /** Results that were there. */
  readonly known: number;
  readonly done: number;
  readonly failed: number;
  /** Units that ended a process, and were tried once more. */
  readonly retried: number;
  /** Of evidence, of those that were done or failed. */
  readonly bytes: number;
  /** From being asked for to their end, of all together: they run side by side. */
  readonly milliseconds: number;
}

const NONE: UnitSums = { known: 0, done: 0, failed: 0, retried: 0, bytes: 0, milliseconds: 0 };

/** Counts units as they end. */
export class UnitTally {
  readonly #sums = new Map<UnitKind, UnitSums>();

  add({ kind, status, retried, bytes, milliseconds }: FinishedUnit): void {
    if (status === 'aborted' || status === 'not-done') return;
    const sums = this.#sums.get(kind) ?? NONE;
    const isMade = status !== 'known';
    this.#sums.set(kind, {
      known: sums.known + (isMade ? 0 : 1),
      done: sums.done + (status === 'done' ? 1 : 0),
      failed: sums.failed + (isMade && status !== 'done' ? 1 : 0),
      retried: sums.retried + (retried ? 1 : 0),
      bytes: sums.bytes + (isMade ? bytes : 0),
      milliseconds: sums.milliseconds + (isMade ? milliseconds : 0),
    });
  }

  /** Counts results that stand as the sweep before left them, where no unit of the kind was asked for. */
  addKnown(kind: UnitKind, known: number): void {
    if (known > 0 && !this.#sums.has(kind)) this.#sums.set(kind, { ...NONE, known });
  }

  /** In the order of kinds, without those of which there was none. */
  get sums(): readonly (readonly [UnitKind, UnitSums])[] {
    return UNIT_KINDS.flatMap((kind) => {
      const sums = this.#sums.get(kind);
      return sums === undefined ? [] : [[kind, sums] as const];
    });
  }

  get total(): UnitSums {
    return [...this.#sums.values()].reduce(
      (all, one) => ({
        known: all.known + one.known,
        done: all.done + one.done,
        failed: all.failed + one.failed,
        retried: all.retried + one.retried,
        bytes: all.bytes + one.bytes,
        milliseconds: all.milliseconds + one.milliseconds,
      }),
      NONE,
    );
  }
}
