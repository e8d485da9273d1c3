import type { CoverageNote, EvidenceClass } from '../../model/coverage.js';
import type { Coverage, CoverageClass, CoverageEntry, OpenQuestion } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';

/** Most entries of one code that the report lists by path; the rest is one entry that counts them. */
const MAXIMUM_ENTRIES_PER_CODE = 200;
const MAXIMUM_POSITIONS = 20;

/** Whether all that was collected was examined, wholly: by the state of each class, and by what concerns none of them. */
export function isExamined(
  classes: readonly Pick<CoverageClass, 'state'>[],
  entries: readonly Pick<CoverageEntry, 'incomplete'>[],
): boolean {
  return (
    classes.every(({ state }) => state === 'examined' || state === 'absent') &&
    !entries.some(({ incomplete }) => incomplete)
  );
}

/** Keeps account of what was examined and what was not. Entries come in any order and leave in one. */
export class CoverageLedger {
  readonly #entries = new Map<string, CoverageEntry>();
  readonly #classes = new Map<string, CoverageClass>();
  #files = 0;
  #bytes = 0;

  note(note: CoverageNote): void {
    const entry: CoverageEntry = {
      code: note.code,
      message: safeText(note.message, 1_000),
      path: note.path ?? null,
      host: note.host ?? null,
      count: note.count ?? 1,
      incomplete: note.incomplete,
      positions: (note.positions ?? [])
        .slice(0, MAXIMUM_POSITIONS)
        .map((position) => ({ ...position, reason: safeText(position.reason) })),
    };
    const key = JSON.stringify([entry.code, entry.path, entry.host, entry.message, entry.incomplete]);
    const same = this.#entries.get(key);
    this.#entries.set(key, same === undefined ? entry : { ...same, count: same.count + entry.count });
  }

  /**
   * A collected artifact, once.
   * @param isRead whether anything reads files of its kind: collected is not examined.
   */
  collected(host: string | null, size: number, evidenceClass: EvidenceClass | null, isRead: boolean): void {
    this.#files += 1;
    this.#bytes += size;
    if (evidenceClass === null) return;
    const row = this.#row(evidenceClass, host);
    const own = isRead ? 'examined' : 'not-examined';
    const state = row.state === 'absent' || row.state === own ? own : 'partial';
    this.#put({ ...row, state, artifacts: row.artifacts + 1, bytes: row.bytes + size });
  }

  /** Records read from logs of a class. */
  read(evidenceClass: EvidenceClass, host: string | null, records: number): void {
    const row = this.#row(evidenceClass, host);
    // Forwarded events are of servers of which nothing else may have been collected.
    const state = row.state === 'absent' ? 'examined' : row.state;
    this.#put({ ...row, state, records: (row.records ?? 0) + records });
  }

  /** Times between which records of a class were examined. */
  span(evidenceClass: EvidenceClass, host: string | null, first: string, last: string): void {
    const row = this.#row(evidenceClass, host);
    const times = [first, last].map((time) => new Date(time).toISOString());
    const known = [row.firstRecord, row.lastRecord, ...times].filter((time) => time !== null).sort(compareText);
    this.#put({ ...row, firstRecord: known[0] ?? null, lastRecord: known.at(-1) ?? null });
  }

  /** Something of the class could not, or not wholly, be examined. */
  partial(evidenceClass: EvidenceClass, host: string | null): void {
    const row = this.#row(evidenceClass, host);
    if (row.state === 'examined') this.#put({ ...row, state: 'partial' });
  }

  /** Sums up. `hosts` and `classes` make rows for what is absent, so that absence shows. */
  coverage(
    hosts: readonly (string | null)[],
    classes: readonly EvidenceClass[],
    questions: readonly OpenQuestion[],
  ): Coverage {
    for (const host of hosts) {
      for (const evidenceClass of classes) this.#put(this.#row(evidenceClass, host));
    }
    const entries = this.#listedEntries();
    const rows = [...this.#classes.values()].sort(
      (a, b) => compareText(a.host ?? '', b.host ?? '') || compareText(a.class, b.class),
    );
    return {
      complete: isExamined(rows, entries),
      files: this.#files,
      bytes: this.#bytes,
      classes: rows,
      entries,
      questions: [...questions].sort((a, b) => compareText(a.host ?? '', b.host ?? '') || compareText(a.id, b.id)),
    };
  }

  /** `collectedPath` of what entries of the report speak of. */
  get paths(): readonly string[] {
    return this.#listedEntries().flatMap(({ path }) => path ?? []);
  }

  #row(evidenceClass: EvidenceClass, host: string | null): CoverageClass {
    const row = this.#classes.get(JSON.stringify([evidenceClass, host]));
    if (row !== undefined) return row;
    const nothing = { artifacts: 0, bytes: 0, records: null, firstRecord: null, lastRecord: null };
    return { class: evidenceClass, host, state: 'absent', ...nothing };
  }

  #put(row: CoverageClass): void {
    this.#classes.set(JSON.stringify([row.class, row.host]), row);
  }

  #listedEntries(): CoverageEntry[] {
    const sorted = [...this.#entries.entries()].sort(([a], [b]) => compareText(a, b)).map(([, entry]) => entry);
    const listed: CoverageEntry[] = [];
    const beyond = new Map<string, CoverageEntry>();
    const perCode = new Map<string, number>();
    for (const entry of sorted) {
      const key = `${entry.code} ${entry.incomplete}`;
      const count = (perCode.get(key) ?? 0) + 1;
      perCode.set(key, count);
      if (count <= MAXIMUM_ENTRIES_PER_CODE) {
        listed.push(entry);
        continue;
      }
      const sum = (beyond.get(key)?.count ?? 0) + entry.count;
      beyond.set(key, { ...entry, message: 'More of the same', path: null, host: null, count: sum, positions: [] });
    }
    return [...listed, ...[...beyond.entries()].sort(([a], [b]) => compareText(a, b)).map(([, entry]) => entry)];
  }
}
