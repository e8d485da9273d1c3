import { roleOf } from '../../model/record-roles.js';
import type { SigmaProgram } from '../../signatures/sigma/compile.js';
import {
  type CompiledRule,
  type Facts,
  type FieldValues,
  type LogSource,
  type SigmaRecord,
  selectRules,
} from '../../signatures/sigma/index.js';
import type { MatchGroup, UncountedMatches } from '../logs/file-analysis.js';
import { MatchGroups } from '../logs/matches/match-groups.js';
import type { MatchTally } from '../logs/matches/match-tally.js';
import { CountedRules, EventKinds } from '../logs/correlation/event-kinds.js';
import { EventRoom } from '../logs/correlation/event-room.js';
import { type EventBatch, EventPacker } from '../logs/correlation/packed-events.js';
import { type PackedRecord, packCells, type RecordSource } from '../logs/record-cells.js';

/** Events of one file that are kept for correlations. */
const MAXIMUM_EVENTS = 300_000;
/** Sets of columns of one file that are known at once; then they start anew. */
const MAXIMUM_LAYOUTS = 4096;
/** Cost of a predicate from which it pays to remember what it said: that of a regular expression. */
const DEAR = 100;
/** Log sources whose rules are remembered: channels are texts of the evidence. */
const MAXIMUM_SOURCES = 4096;

/** A record that rules are asked about, and what is kept of it where one matches. */
export interface RecordAtHand extends SigmaRecord {
  readonly logSource: LogSource;
  /** Seconds since 1970, NaN where it tells none. */
  readonly seconds: number;
  /** The computer that it names as its own, where its format has that for each record. */
  readonly computer?: string | null;
  readonly offset: number;
  /** From 1; 0 in a format without lines. */
  readonly line: number;
  /** Names and texts that are evidence, empty ones left out. */
  shown(): readonly (readonly [name: string, text: string])[];
}

/** The rules by log source of their records. */
export class RecordRules {
  /** Rules that some correlation counts. */
  readonly counted: CountedRules;
  /** Of each predicate, by its number: predicates of one field have one place. */
  readonly placeOfField: Int32Array;
  readonly #bySource = new Map<string, readonly CompiledRule[]>();
  /** Records of one file come from one source, mostly. */
  #last: { readonly source: LogSource; readonly rules: readonly CompiledRule[] } | null = null;

  constructor(readonly program: SigmaProgram) {
    this.counted = new CountedRules(program);
    const places = new Map<string | null, number>();
    this.placeOfField = Int32Array.from(program.predicates, ({ field }) => {
      const place = places.get(field) ?? places.size;
      places.set(field, place);
      return place;
    });
  }

  rulesFor(source: LogSource): readonly CompiledRule[] {
    if (source === this.#last?.source) return this.#last.rules;
    const rules = this.#rulesFor(source);
    this.#last = { source, rules };
    return rules;
  }

  #rulesFor({ category, product, service }: LogSource): readonly CompiledRule[] {
    const key = `${category}\n${product}\n${service}`;
    let rules = this.#bySource.get(key);
    if (!rules) {
      rules = selectRules(this.program, { category, product, service }).applicable;
      if (this.#bySource.size >= MAXIMUM_SOURCES) this.#bySource.clear();
      this.#bySource.set(key, rules);
    }
    return rules;
  }
}

/** What rules matched in records that name one computer, or none. */
export interface ComputerMatches {
  readonly computer: string | null;
  readonly groups: readonly MatchGroup[];
}

/** Asks rules about the records of one file, and keeps what there is to say of those that match. */
export class RecordHunt {
  readonly #groups = new Map<string | null, MatchGroups>();
  readonly #events: EventPacker;
  readonly #kinds: EventKinds;
  readonly #layouts = new Map<string, { readonly number: number; readonly source: RecordSource }>();
  readonly #room: EventRoom;
  /** What each predicate said of which record: twice the record's number, and one more where it holds. */
  readonly #known: Float64Array;
  #record: SigmaRecord | null = null;
  /** Values of the record's fields, by the field's place, and of which record they are: many predicates ask of one field. */
  readonly #values: (FieldValues | undefined)[] = [];
  readonly #valuesOf: number[] = [];
  /** Answers of predicates that take long, by the values that they were asked of. */
  readonly #dear = new Map<number, WeakMap<FieldValues, boolean>>();
  #records = 0;
  readonly #facts: Facts = {
    holds: (id) => {
      const asked = 2 * this.#records;
      const before = this.#known[id] ?? 0;
      if (before >= asked) return before > asked;
      const answer = this.#ask(id);
      this.#known[id] = answer ? asked + 1 : asked;
      return answer;
    },
  };

  constructor(
    readonly rules: RecordRules,
    readonly path: string,
    keep: (batch: EventBatch) => void,
    readonly tally: MatchTally | null = null,
  ) {
    this.#known = new Float64Array(rules.program.predicates.length);
    this.#kinds = new EventKinds(rules.counted);
    this.#room = new EventRoom(rules.counted, { ofRule: MAXIMUM_EVENTS, ofAll: MAXIMUM_EVENTS });
    this.#events = new EventPacker(() => [...this.#layouts.values()].map(({ source }) => source.columns), keep);
  }

  /** By the computer that records name. */
  get groups(): ComputerMatches[] {
    return [...this.#groups].map(([computer, groups]) => ({ computer, groups: groups.result() }));
  }

  get uncounted(): UncountedMatches[] {
    return this.#room.uncounted;
  }

  close(): void {
    this.#events.close();
  }

  /** @param computer of those that records name, one whose matches are kept apart. */
  ask(record: RecordAtHand, computer: string | null = null): void {
    const rules = this.rules.rulesFor(record.logSource);
    if (rules.length === 0) return;
    this.#record = record;
    this.#records++;
    const matched = rules.filter((rule) => rule.matches(this.#facts));
    if (matched.length > 0) this.#take(record, matched, computer);
  }

  #ask(id: number): boolean {
    const predicate = this.rules.program.predicates[id];
    const record = this.#record;
    if (!predicate || !record) return false;
    const values = predicate.field === null ? record.keywords() : this.#field(record, id, predicate.field);
    if (predicate.otherField !== null) return predicate.test(values, record.field(predicate.otherField));
    if (predicate.cost < DEAR || values === undefined) return predicate.test(values);
    // Records give the same values for the same text, as far as they remember it.
    const answers = this.#dear.get(id) ?? new WeakMap<FieldValues, boolean>();
    this.#dear.set(id, answers);
    const known = answers.get(values);
    if (known !== undefined) return known;
    const answer = predicate.test(values);
    answers.set(values, answer);
    return answer;
  }

  #field(record: SigmaRecord, predicate: number, name: string): FieldValues | undefined {
    const place = this.rules.placeOfField[predicate] ?? 0;
    if (this.#valuesOf[place] !== this.#records) {
      this.#valuesOf[place] = this.#records;
      this.#values[place] = record.field(name);
    }
    return this.#values[place];
  }

  #take(record: RecordAtHand, matched: readonly CompiledRule[], computer: string | null): void {
    const shown = record.shown();
    const fields = Object.fromEntries(shown);
    const time = Number.isNaN(record.seconds) ? null : record.seconds;
    const actor = roleOf(fields, 'client') ?? roleOf(fields, 'account') ?? '-';
    const subject = roleOf(fields, 'subject') ?? '-';
    let packed: PackedRecord | null = null;
    const pack = (): PackedRecord => {
      packed ??= {
        source: this.#layoutOf(shown).source,
        offset: record.offset,
        line: record.line,
        time,
        cells: packCells(shown.map(([, text]) => text.replace(/[\r\n]+/g, ' '))),
      };
      return packed;
    };
    if (this.tally) {
      const textOf = (name: string): string | null => record.field(name)?.raw[0]?.text ?? null;
      for (const rule of matched) if (rule.reports) this.tally.add(rule.index, time, textOf, pack);
      return;
    }
    const groups = this.#groups.get(computer) ?? new MatchGroups();
    this.#groups.set(computer, groups);
    for (const rule of matched) {
      if (rule.reports) groups.add(rule, isSuccess(rule, record), actor, time, subject, pack);
    }
    if (time === null) return;
    const counted = matched.filter(({ index }) => this.#room.take(index, time)).map(({ index }) => index);
    if (counted.length === 0) return;
    const { offset, line } = record;
    const { number } = this.#layoutOf(shown);
    const kind = this.#kinds.of(counted, number);
    const values = kind.fields.map((name) => record.field(name)?.raw[0]?.text.replace(/[\r\n]+/g, ' ') ?? null);
    this.#events.add({ kind, time, values, offset, line, cells: pack().cells });
  }

  #layoutOf(shown: readonly (readonly [string, string])[]) {
    const names = shown.map(([name]) => name.replace(/[\r\n]+/g, ' '));
    const key = names.join('\n');
    let layout = this.#layouts.get(key);
    if (!layout) {
      if (this.#layouts.size >= MAXIMUM_LAYOUTS) {
        // Events name layouts by their numbers: those so far are given away with theirs.
        this.#events.close();
        this.#layouts.clear();
      }
      layout = { number: this.#layouts.size, source: { path: this.path, columns: names } };
      this.#layouts.set(key, layout);
    }
    return layout;
  }
}

/** The record says that what the rule looks for worked (the rule's `afterpatch.success`). */
function isSuccess(rule: CompiledRule, record: SigmaRecord): boolean {
  for (const [field, wanted] of rule.rule.afterpatch.success) {
    const value = record.field(field)?.raw[0]?.text;
    if (value !== undefined && wanted.includes(value)) return true;
  }
  return false;
}
