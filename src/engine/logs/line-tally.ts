import type { UnparsableReason } from '../../formats/log-line/log-reader.js';
import type { LineCounts } from './file-analysis.js';

/** Places of unparsable lines that are told for each reason. */
export const POSITIONS = 5;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Counts what every line of one file was. */
export class LineTally {
  header = 0;
  empty = 0;
  recovered = 0;
  readonly #reasons = new Map<UnparsableReason, { count: number; positions: { offset: number; line: number }[] }>();

  unparsable(reason: UnparsableReason, offset: number, line: number): void {
    const known = this.#reasons.get(reason) ?? { count: 0, positions: [] };
    known.count++;
    if (known.positions.length < POSITIONS) known.positions.push({ offset, line });
    this.#reasons.set(reason, known);
  }

  counts(read: number, records: number, timeless: number, outside: number): LineCounts {
    const reasons = [...this.#reasons].map(([reason, { count, positions }]) => ({ reason, count, positions }));
    const counts: Mutable<LineCounts> = {
      read,
      header: this.header,
      empty: this.empty,
      records,
      recovered: this.recovered,
      timeless,
      outside,
      unparsable: reasons.reduce((sum, { count }) => sum + count, 0),
      reasons,
    };
    return counts;
  }
}
