import type { LogColumns } from '../../formats/log-line/log-reader.js';
import {
  type BoundField,
  type BoundMapping,
  bindMapping,
  type CompiledRule,
  cellRecord,
  type Facts,
  type Formula,
  iisMapping,
  type Predicate,
  type SigmaProgram,
} from '../../signatures/sigma/index.js';
import { RecordCells } from './record-cells.js';

/** Distinct values whose answer is remembered for each predicate; then it starts anew. */
const REMEMBERED = 4096;
/** Paths for which it is remembered which rules they rule out. */
const DISMISSALS = 1024;
/** Values longer than this are asked each time. */
const REMEMBERED_LENGTH = 512;

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

/** Asks rules about records of one set of columns. Predicates on a single column are asked once for each distinct value. */
export class RuleQuestions {
  readonly mapping: BoundMapping;
  readonly #predicates: readonly Predicate[];
  readonly #fields: (BoundField | undefined)[] = [];
  readonly #answers: (Map<string, boolean> | undefined)[] = [];
  readonly #keywordAnswers: (Map<string, boolean>[] | undefined)[] = [];
  readonly #path: number;
  readonly #rules: number;
  readonly #dismissals = new Map<string, Uint8Array>();
  /** Values of fields by the text of their only column. */
  readonly #values = new Map<string, Map<string, string | undefined>>();
  /** Answers about the record at hand, by predicate. */
  #cells: RecordCells = new RecordCells();
  readonly #known: Uint8Array;
  readonly #asked: number[] = [];
  readonly #facts: Facts = {
    holds: (id) => {
      const before = this.#known[id];
      if (before !== UNKNOWN) return before === YES;
      const answer = this.#ask(id, this.#cells);
      this.#known[id] = answer ? YES : NO;
      this.#asked.push(id);
      return answer;
    },
  };

  constructor(program: SigmaProgram, columns: LogColumns) {
    this.mapping = bindMapping(iisMapping, columns.names);
    this.#predicates = program.predicates;
    this.#path = columns.indexOf('cs-uri-stem');
    this.#rules = program.rules.length;
    this.#known = new Uint8Array(program.predicates.length);
    for (const { id, field } of program.predicates) {
      this.#fields[id] = field === null ? undefined : this.mapping.field(field);
    }
  }

  /** Which of the rules match a record. */
  matching(rules: Iterable<CompiledRule>, cells: RecordCells): CompiledRule[] {
    this.#cells = cells;
    const found: CompiledRule[] = [];
    const dismissed = this.#dismissed(cells);
    for (const rule of rules) {
      const before = dismissed?.[rule.index];
      if (before === YES) continue;
      if (before === UNKNOWN && dismissed) {
        const never = this.#possible(rule.formula, cells) === false;
        dismissed[rule.index] = never ? YES : NO;
        if (never) continue;
      }
      if (rule.matches(this.#facts)) found.push(rule);
    }
    for (const id of this.#asked) this.#known[id] = UNKNOWN;
    this.#asked.length = 0;
    return found;
  }

  /** Which rules cannot match a record of this path, whatever else it holds. Few paths make most of a log. */
  #dismissed(cells: RecordCells): Uint8Array | undefined {
    const path = cells.at(this.#path);
    if (path === undefined || path.length > REMEMBERED_LENGTH) return undefined;
    const known = this.#dismissals.get(path);
    if (known) return known;
    if (this.#dismissals.size >= DISMISSALS) this.#dismissals.clear();
    const dismissed = new Uint8Array(this.#rules);
    this.#dismissals.set(path, dismissed);
    return dismissed;
  }

  /** The formula's answer as far as the path alone decides it; null: it does not. */
  #possible(formula: Formula, cells: RecordCells): boolean | null {
    if (formula.type === 'predicate') {
      const inputs = this.#fields[formula.id]?.inputs;
      const other = this.#predicates[formula.id]?.otherField ?? null;
      const alone = inputs?.length === 1 && inputs[0] === this.#path && other === null;
      return alone ? this.#facts.holds(formula.id) : null;
    }
    if (formula.type === 'not') {
      const operand = this.#possible(formula.operand, cells);
      return operand === null ? null : !operand;
    }
    const decisive = formula.type === 'or';
    let open = false;
    for (const operand of formula.operands) {
      const answer = this.#possible(operand, cells);
      if (answer === decisive) return decisive;
      open ||= answer === null;
    }
    return open ? null : !decisive;
  }

  /** Value of a field as logged, the first where there are several; undefined where it is absent or null. */
  value(field: string, cells: RecordCells): string | undefined {
    const bound = this.mapping.field(field);
    if (!bound) return undefined;
    const [input = -1] = bound.inputs;
    const text = bound.inputs.length === 1 ? cells.at(input) : undefined;
    const values = this.#values.get(field) ?? new Map<string, string | undefined>();
    if (text !== undefined && values.has(text)) return values.get(text);
    const value = bound.read(cells.some(bound.inputs))?.raw[0]?.text;
    if (text !== undefined && text.length <= REMEMBERED_LENGTH) {
      if (values.size >= REMEMBERED) values.clear();
      this.#values.set(field, values.set(text, value));
    }
    return value;
  }

  #ask(id: number, cells: RecordCells): boolean {
    const predicate = this.#predicates[id];
    if (!predicate) return false;
    if (predicate.field === null) return this.#askKeywords(predicate, cells);
    const field = this.#fields[id];
    if (!field) return predicate.test(undefined, undefined);
    if (predicate.otherField !== null) {
      const other = this.mapping.field(predicate.otherField);
      return predicate.test(field.read(cells.some(field.inputs)), other?.read(cells.some(other.inputs)));
    }
    this.#answers[id] ??= new Map();
    return askRemembering(this.#answers[id], predicate, field, cells);
  }

  /** Keywords are searched in each column by itself. Questions of presence are not about any one text. */
  #askKeywords(predicate: Predicate, cells: RecordCells): boolean {
    if (predicate.about !== 'text') return predicate.test(cellRecord(this.mapping, cells.all()).keywords());
    const fields = this.mapping.keywords;
    this.#keywordAnswers[predicate.id] ??= fields.map(() => new Map());
    const answers = this.#keywordAnswers[predicate.id] ?? [];
    return fields.some((field, i) => askRemembering(answers[i] ?? new Map(), predicate, field, cells));
  }
}

/** The answer about one field. Where it is a single column it is remembered for each distinct text of it. */
function askRemembering(
  answers: Map<string, boolean>,
  predicate: Predicate,
  field: BoundField,
  cells: RecordCells,
): boolean {
  const [input = -1] = field.inputs;
  const text = field.inputs.length === 1 ? cells.at(input) : undefined;
  if (text === undefined || text.length > REMEMBERED_LENGTH)
    return predicate.test(field.read(cells.some(field.inputs)));
  const known = answers.get(text);
  if (known !== undefined) return known;
  if (answers.size >= REMEMBERED) answers.clear();
  const answer = predicate.test(field.read(cells.some(field.inputs)));
  answers.set(text, answer);
  return answer;
}
