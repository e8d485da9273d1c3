import type { LogColumns } from '../../../formats/log-line/log-reader.js';
import type { SigmaProgram } from '../../../signatures/sigma/compile.js';
import { resolvedStem } from '../../../server/request-stem.js';
import { literalWeight } from '../../../signatures/sigma/literal-weights.js';
import { requiredLiterals } from '../../../signatures/sigma/literals.js';
import { iisMapping } from '../../../signatures/sigma/mappings/iis.js';
import type { CompiledRule } from '../../../signatures/sigma/program.js';
import { selectRules } from '../../../signatures/sigma/select-rules.js';
import { CountedRules, EventKinds } from '../correlation/event-kinds.js';
import { EventRoom } from '../correlation/event-room.js';
import type { MatchGroup, UncountedMatches } from '../file-analysis.js';
import { LiteralRoom } from '../kernel/literal-room.js';
import { MatchGroups } from './match-groups.js';
import type { MatchTally } from './match-tally.js';
import { type EventBatch, EventPacker } from '../correlation/packed-events.js';
import { type PackedRecord, RecordCells, type RecordSource } from '../record-cells.js';
import { Remembered } from './remembered.js';
import { RuleQuestions } from './rule-questions.js';

const MAXIMUM_EVENTS_OF_RULE = 300_000;
const MAXIMUM_EVENTS = 500_000;
/** Paths for which it is remembered what IIS resolves them to. */
const RESOLVED = 4096;
/** Combinations of literals whose rules are remembered; then it starts anew. */
const LISTS = 4096;

/** The rules that apply to web server records, and what a line must hold for each. */
export class RuleIndex {
  readonly rules: readonly CompiledRule[];
  /** Every literal once, folded. */
  readonly literals: readonly string[];
  /** Rules by number of the literal. */
  readonly byLiteral: readonly (readonly CompiledRule[])[];
  /** Rules without a usable literal, or without room for theirs: they are asked of every line. */
  readonly always: readonly CompiledRule[];
  /** Rules that some correlation counts. */
  readonly counted: CountedRules;
  readonly #lists = new Map<string, readonly CompiledRule[]>();

  /** `rarity`: share of the lines at hand that hold a literal, where it was measured. It has no effect on what is found. */
  constructor(
    readonly program: SigmaProgram,
    rarity: ReadonlyMap<string, number> = new Map(),
  ) {
    this.rules = selectRules(program, iisMapping.logSource).applicable;
    const weigh = (literal: string): number => rarity.get(literal) ?? literalWeight(literal);
    const byLiteral = new Map<string, CompiledRule[]>();
    const always: CompiledRule[] = [];
    const room = new LiteralRoom();
    for (const rule of this.rules) {
      const required = requiredLiterals(rule, program.predicates, iisMapping, weigh);
      if (required.always || !room.take(required.literals)) always.push(rule);
      else for (const literal of required.literals) byLiteral.set(literal, [...(byLiteral.get(literal) ?? []), rule]);
    }
    this.literals = [...byLiteral.keys()];
    this.byLiteral = [...byLiteral.values()];
    this.always = always;
    this.counted = new CountedRules(program);
  }

  /**
   * Rules that one of the literals is required by, each once, in the order of the program: `count` numbers in `words` from `first`
   * on. The same list for the same literals, most of the time.
   */
  rulesOf(words: Uint16Array, first: number, count: number): readonly CompiledRule[] {
    let key = '';
    for (let i = first; i < first + count; i++) key += String.fromCharCode(words[i] ?? 0);
    const known = this.#lists.get(key);
    if (known) return known;
    const rules = new Set(this.always);
    for (let i = first; i < first + count; i++) {
      for (const rule of this.byLiteral[words[i] ?? -1] ?? []) rules.add(rule);
    }
    if (this.#lists.size >= LISTS) this.#lists.clear();
    const list = [...rules].sort((a, b) => a.index - b.index);
    this.#lists.set(key, list);
    return list;
  }
}

/** What belongs to one set of columns. */
interface Layout {
  /** Place among the layouts of the file. */
  readonly number: number;
  readonly questions: RuleQuestions;
  readonly source: RecordSource;
  /** Columns of the address that asked and of what it forwarded, -1 where not logged. */
  readonly client: number;
  readonly forwarded: number;
  /** Column of the path, -1 where not logged. */
  readonly stem: number;
}

/** Asks the rules about the candidate lines of one file. */
export class RuleHunt {
  readonly #groups = new MatchGroups();
  readonly #events: EventPacker;
  readonly #kinds: EventKinds;
  readonly #room: EventRoom;
  readonly cells = new RecordCells();
  readonly #layouts = new Map<LogColumns, Layout>();
  readonly #resolved = new Remembered<string | null>(RESOLVED);

  /** `keep`: takes what correlations count; `tally`: counts matches by values of fields. */
  constructor(
    readonly index: RuleIndex,
    readonly path: string,
    readonly clientOf: (logged: string) => string,
    keep: (batch: EventBatch) => void,
    readonly tally: MatchTally | null = null,
  ) {
    this.#kinds = new EventKinds(index.counted);
    this.#room = new EventRoom(index.counted, { ofRule: MAXIMUM_EVENTS_OF_RULE, ofAll: MAXIMUM_EVENTS });
    this.#events = new EventPacker(() => [...this.#layouts.keys()].map(({ names }) => names), keep);
  }

  /** The log has no more records. */
  close(): void {
    this.#events.close();
  }

  get uncounted(): UncountedMatches[] {
    return this.#room.uncounted;
  }

  get groups(): MatchGroup[] {
    return this.#groups.result();
  }

  /**
   * Asks the rules about the record in `cells`: as it is logged, and with the path that IIS makes of it where that is another, so
   * that no rule is passed by a doubled slash or by what follows a script. `seconds` is its time or NaN, `offset` and `line` its
   * place in the log. Answers false where none of them can match a record of this path, whatever else it holds.
   */
  ask(columns: LogColumns, rules: readonly CompiledRule[], seconds: number, offset: number, line: number): boolean {
    if (rules.length === 0) return false;
    const { cells } = this;
    const layout = this.#layoutOf(columns);
    this.#seeThrough(layout);
    const possible = layout.questions.possible(rules, cells);
    const matched = possible.length === 0 ? [] : layout.questions.matching(possible, cells);
    const asked = this.#askResolved(layout, rules, matched) || possible.length > 0;
    if (matched.length > 0) this.#take(matched, columns, layout, Number.isNaN(seconds) ? null : seconds, offset, line);
    return asked;
  }

  /** Adds to `matched` what matches the record with its path resolved. Answers whether any rule had to be asked. */
  #askResolved({ questions, stem }: Layout, rules: readonly CompiledRule[], matched: CompiledRule[]): boolean {
    const { cells } = this;
    const logged = cells.at(stem);
    const resolved = this.#resolve(logged);
    if (logged === undefined || resolved === null) return false;
    cells.replace(stem, resolved);
    const possible = questions.possible(rules, cells).filter((rule) => !matched.includes(rule));
    matched.push(...questions.matching(possible, cells));
    cells.replace(stem, logged);
    return possible.length > 0;
  }

  /** The path that IIS makes of that of the record in `cells`, where it is another; else null. */
  resolvedStem(columns: LogColumns): string | null {
    return this.#resolve(this.cells.at(this.#layoutOf(columns).stem));
  }

  #resolve(stem: string | undefined): string | null {
    if (stem === undefined) return null;
    const known = this.#resolved.get(stem);
    if (known !== undefined) return known;
    const resolved = resolvedStem(stem);
    this.#resolved.set(stem, resolved);
    return resolved;
  }

  /** The client of a record is the one that it speaks for, to rules and correlations as to life-lines. */
  #seeThrough({ client, forwarded }: Layout): void {
    if (client < 0 || forwarded < 0) return;
    const [address, hops] = [this.cells.at(client), this.cells.at(forwarded)];
    if (!address || !hops || hops === '-') return;
    const effective = this.clientOf(`${address} ${hops}`);
    if (effective !== address) this.cells.replace(client, effective);
  }

  #layoutOf(columns: LogColumns): Layout {
    let layout = this.#layouts.get(columns);
    if (!layout) {
      layout = {
        number: this.#layouts.size,
        questions: new RuleQuestions(this.index.program, columns),
        source: { path: this.path, columns: columns.names },
        client: columns.indexOf('c-ip'),
        forwarded: columns.forwarded,
        stem: columns.indexOf('cs-uri-stem'),
      };
      this.#layouts.set(columns, layout);
    }
    return layout;
  }

  /** Keeps what there is to say of a record that rules match. */
  #take(
    matched: readonly CompiledRule[],
    columns: LogColumns,
    { number, questions, source }: Layout,
    time: number | null,
    offset: number,
    line: number,
  ): void {
    const { cells } = this;
    let packed: PackedRecord | null = null;
    const record = (): PackedRecord => {
      packed ??= { source, offset, line, time, cells: cells.packed() };
      return packed;
    };
    if (this.tally) {
      const textOf = (field: string): string | null => questions.value(field, cells) ?? null;
      for (const rule of matched) if (rule.reports) this.tally.add(rule.index, time, textOf, record);
      return;
    }
    const text = (name: string): string => cells.at(columns.indexOf(name)) ?? '-';
    if (matched.some(({ reports }) => reports)) {
      const [client, stem] = [this.clientOf(text('c-ip')), text('cs-uri-stem')];
      for (const rule of matched) {
        if (rule.reports) this.#groups.add(rule, isSuccess(rule, questions, cells), client, time, stem, record);
      }
    }
    if (time === null) return;
    const counted = matched.filter(({ index }) => this.#room.take(index, time)).map(({ index }) => index);
    if (counted.length === 0) return;
    const kind = this.#kinds.of(counted, number);
    const values = kind.fields.map((name) => questions.value(name, cells) ?? null);
    this.#events.add({ kind, time, values, offset, line, cells: cells.plain() ?? record().cells });
  }
}

/** The answer says that what the rule looks for worked (the rule's `afterpatch.success`). */
function isSuccess(rule: CompiledRule, questions: RuleQuestions, cells: RecordCells): boolean {
  for (const [field, wanted] of rule.rule.afterpatch.success) {
    const value = questions.value(field, cells);
    if (value !== undefined && wanted.includes(value)) return true;
  }
  return false;
}
