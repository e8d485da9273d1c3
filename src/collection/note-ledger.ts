import type { CoverageCode, CoverageNote } from '../model/coverage.js';

/** Notes of one code that are kept one by one; what comes after is only counted. */
const KEPT_PER_CODE = 200;

/** Collects notes in bounded memory: nothing is lost silently, a flood of one kind becomes a number. */
export class NoteLedger {
  readonly #kept: CoverageNote[] = [];
  readonly #seen = new Map<CoverageCode, { kept: number; more: number; moreIncomplete: number }>();

  add(note: CoverageNote): void {
    const seen = this.#seen.get(note.code) ?? { kept: 0, more: 0, moreIncomplete: 0 };
    this.#seen.set(note.code, seen);
    if (seen.kept < KEPT_PER_CODE) {
      seen.kept++;
      this.#kept.push(note);
    } else if (note.incomplete) {
      seen.moreIncomplete += note.count ?? 1;
    } else {
      seen.more += note.count ?? 1;
    }
  }

  /** In order of arrival, then one for each flood. */
  notes(): CoverageNote[] {
    const floods: CoverageNote[] = [];
    for (const [code, { more, moreIncomplete }] of this.#seen) {
      const message = 'More of the same, not listed one by one';
      if (more > 0) floods.push({ code, message, count: more, incomplete: false });
      if (moreIncomplete > 0) floods.push({ code, message, count: moreIncomplete, incomplete: true });
    }
    return [...this.#kept, ...floods];
  }
}
