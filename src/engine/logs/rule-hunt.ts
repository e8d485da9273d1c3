import { fieldText } from '../../formats/log-line/field-text.js';
import { isoTime } from '../../formats/log-line/line-time.js';
import type { LogColumns, LogReader } from '../../formats/log-line/log-reader.js';
import type { RecordEvidence } from '../../model/finding.js';
import {
  type CompiledRule,
  iisMapping,
  requiredLiterals,
  type SigmaProgram,
  selectRules,
} from '../../signatures/sigma/index.js';
import type { MatchEvent, MatchGroup } from './file-analysis.js';
import { MatchGroups } from './match-groups.js';
import { type Cells, RuleQuestions } from './rule-questions.js';

/** Events of one file that are kept for correlations. */
const MAXIMUM_EVENTS = 50_000;
/** Characters of a column that evidence shows. */
const SHOWN = 2048;

/** The rules that apply to web server records, and what a line must hold for each. */
export class RuleIndex {
  readonly rules: readonly CompiledRule[];
  /** Every literal once, folded. */
  readonly literals: readonly string[];
  /** Rules by number of the literal. */
  readonly byLiteral: readonly (readonly CompiledRule[])[];
  /** Rules without a usable literal: they are asked of every line. */
  readonly always: readonly CompiledRule[];
  /** Rules that some correlation counts, and the fields that correlations ask for. */
  readonly correlated: ReadonlySet<number>;
  readonly correlatedFields: readonly string[];

  constructor(readonly program: SigmaProgram) {
    this.rules = selectRules(program, iisMapping.logSource).applicable;
    const byLiteral = new Map<string, CompiledRule[]>();
    const always: CompiledRule[] = [];
    for (const rule of this.rules) {
      const required = requiredLiterals(rule, program.predicates, iisMapping);
      if (required.always) always.push(rule);
      else for (const literal of required.literals) byLiteral.set(literal, [...(byLiteral.get(literal) ?? []), rule]);
    }
    this.literals = [...byLiteral.keys()];
    this.byLiteral = [...byLiteral.values()];
    this.always = always;
    const inputs = program.correlations.flatMap((each) => each.inputs.map((input) => ({ each, input })));
    this.correlated = new Set(inputs.filter(({ input }) => input.kind === 'rule').map(({ input }) => input.index));
    const fields = inputs.flatMap(({ each: { correlation }, input }) => [
      ...correlation.groupBy,
      ...correlation.valueFields,
      ...input.aliases.values(),
    ]);
    this.correlatedFields = [...new Set(fields)].sort();
  }
}

/** Asks the rules about the candidate lines of one file. */
export class RuleHunt {
  readonly #groups = new MatchGroups();
  readonly events: MatchEvent[] = [];
  eventsBeyond = 0;
  readonly #questions = new Map<LogColumns, RuleQuestions>();

  constructor(
    readonly index: RuleIndex,
    readonly path: string,
    readonly clientOf: (logged: string) => string,
  ) {}

  get groups(): MatchGroup[] {
    return this.#groups.result();
  }

  /** The reader has just read the candidate; `rules` are those that one of its literals is required by. */
  ask(reader: LogReader, bytes: Uint8Array, rules: Iterable<CompiledRule>, offset: number, line: number): void {
    const { columns } = reader;
    let questions = this.#questions.get(columns);
    if (!questions) {
      questions = new RuleQuestions(this.index.program, columns);
      this.#questions.set(columns, questions);
    }
    const cells = cellsOf(reader, bytes);
    const matched = questions.matching(rules, cells);
    if (matched.length === 0) return;
    const time = Number.isNaN(reader.time) ? null : reader.time;
    let evidence: RecordEvidence | null = null;
    const makeEvidence = (): RecordEvidence => {
      evidence ??= evidenceOf(columns, cells, this.path, offset, line, reader.time);
      return evidence;
    };
    const text = (name: string): string => cells[columns.indexOf(name)] ?? '-';
    const forwarded = ['x-forwarded-for', 'cs(x-forwarded-for)', 'originalip'].find(
      (name) => columns.indexOf(name) >= 0,
    );
    const logged =
      forwarded === undefined || text(forwarded) === '-' ? text('c-ip') : `${text('c-ip')} ${text(forwarded)}`;
    for (const rule of matched) {
      if (!rule.reports) continue;
      const success = isSuccess(rule, questions, cells);
      this.#groups.add(rule, success, this.clientOf(logged), time, text('cs-uri-stem'), makeEvidence);
    }
    const counted = matched.filter(({ index }) => this.index.correlated.has(index)).map(({ index }) => index);
    if (counted.length === 0 || time === null) return;
    if (this.events.length >= MAXIMUM_EVENTS) this.eventsBeyond++;
    else {
      const fields: Record<string, string> = {};
      for (const name of this.index.correlatedFields) {
        const [value] = questions.values(name, cells);
        if (value !== undefined) fields[name] = value;
      }
      this.events.push({ time, rules: counted, fields, evidence: makeEvidence() });
    }
  }
}

/** Columns as logged, `-` included; undefined where the line lacks them. */
function cellsOf(reader: LogReader, bytes: Uint8Array): (string | undefined)[] {
  return reader.columns.names.map((_, i) => {
    const start = reader.ranges[2 * i] ?? -1;
    return start < 0 ? undefined : fieldText(bytes, start, reader.ranges[2 * i + 1] ?? start);
  });
}

function evidenceOf(
  columns: LogColumns,
  cells: Cells,
  path: string,
  offset: number,
  line: number,
  time: number,
): RecordEvidence {
  const fields: Record<string, string | null> = Object.create(null);
  columns.names.forEach((name, i) => {
    const cell = cells[i];
    fields[name] = cell === undefined || cell === '-' ? null : cell.length > SHOWN ? `${cell.slice(0, SHOWN)}…` : cell;
  });
  return { type: 'record', path, offset, line, time: isoTime(time), fields };
}

/** The answer says that what the rule looks for worked (the rule's `afterpatch.success`). */
function isSuccess(rule: CompiledRule, questions: RuleQuestions, cells: Cells): boolean {
  for (const [field, wanted] of rule.rule.afterpatch.success) {
    if (questions.values(field, cells).some((value) => wanted.includes(value))) return true;
  }
  return false;
}
