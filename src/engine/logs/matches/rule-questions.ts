import type { LogColumns } from '../../../formats/log-line/log-reader.js';
import type { SigmaProgram } from '../../../signatures/sigma/compile.js';
import type { FieldValues } from '../../../signatures/sigma/field-values.js';
import { iisMapping } from '../../../signatures/sigma/mappings/iis.js';
import {
  type BoundField,
  type BoundMapping,
  bindMapping,
  cellRecord,
} from '../../../signatures/sigma/mappings/mapping.js';
import type { Predicate } from '../../../signatures/sigma/predicates.js';
import type { CompiledRule, Facts, Formula } from '../../../signatures/sigma/program.js';
import { RecordCells } from '../record-cells.js';
import { Remembered } from './remembered.js';

/** Distinct values whose answer is remembered for each predicate. */
const REMEMBERED = 4096;
/** Paths for which it is remembered which rules they leave, and lists of rules for each. */
const PATHS = 1024;
const LISTS = 64;
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
  readonly #answers: (Remembered<boolean> | undefined)[] = [];
  readonly #keywordAnswers: (Remembered<boolean>[] | undefined)[] = [];
  readonly #path: number;
  readonly #possible = new Remembered<Map<readonly CompiledRule[], readonly CompiledRule[]>>(PATHS);
  /** Fields of the record at hand that were read, and answers about it, by predicate. */
  readonly #read = new Map<BoundField, FieldValues | undefined>();
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
    this.#known = new Uint8Array(program.predicates.length);
    for (const { id, field } of program.predicates) {
      this.#fields[id] = field === null ? undefined : this.mapping.field(field);
    }
  }

  /** Rules that may match a record of its path, whatever else it holds. Few paths make most of a log. */
  possible(rules: readonly CompiledRule[], cells: RecordCells): readonly CompiledRule[] {
    const path = cells.at(this.#path);
    if (path === undefined || path.length > REMEMBERED_LENGTH) return rules;
    let lists = this.#possible.get(path);
    if (!lists || lists.size >= LISTS) {
      // Paths do not come again: what this one rules out need not be known twice.
      if (this.#possible.rests) return rules;
      lists = new Map();
      this.#possible.set(path, lists);
    }
    let possible = lists.get(rules);
    if (!possible) {
      this.#begin(cells);
      possible = rules.filter(({ formula }) => this.#byPath(formula) !== false);
      lists.set(rules, possible);
    }
    return possible;
  }

  /** Which of the rules match a record. */
  matching(rules: readonly CompiledRule[], cells: RecordCells): CompiledRule[] {
    this.#begin(cells);
    return rules.filter((rule) => rule.matches(this.#facts));
  }

  /** Forgets what was found out about the record before. */
  #begin(cells: RecordCells): void {
    this.#cells = cells;
    for (const id of this.#asked) this.#known[id] = UNKNOWN;
    this.#asked.length = 0;
    this.#read.clear();
  }

  /** The formula's answer as far as the path alone decides it; null: it does not. */
  #byPath(formula: Formula): boolean | null {
    if (formula.type === 'predicate') {
      const inputs = this.#fields[formula.id]?.inputs;
      const other = this.#predicates[formula.id]?.otherField ?? null;
      const alone = inputs?.length === 1 && inputs[0] === this.#path && other === null;
      return alone ? this.#facts.holds(formula.id) : null;
    }
    if (formula.type === 'not') {
      const operand = this.#byPath(formula.operand);
      return operand === null ? null : !operand;
    }
    const decisive = formula.type === 'or';
    let open = false;
    for (const operand of formula.operands) {
      const answer = this.#byPath(operand);
      if (answer === decisive) return decisive;
      open ||= answer === null;
    }
    return open ? null : !decisive;
  }

  /** Value of a field as logged, the first where there are several; undefined where it is absent or null. */
  value(field: string, cells: RecordCells): string | undefined {
    const bound = this.mapping.field(field);
    if (!bound) return undefined;
    if (bound.logged === null) return bound.read(cells.some(bound.inputs))?.raw[0]?.text;
    const text = cells.at(bound.logged);
    return text === iisMapping.nullText ? undefined : text;
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
    if (field.inputs.length > 1) return predicate.test(this.#valuesOf(field, cells));
    this.#answers[id] ??= new Remembered(REMEMBERED);
    return this.#askRemembering(this.#answers[id], predicate, field, cells);
  }

  /** Values of a field: several questions are about it. */
  #valuesOf(field: BoundField, cells: RecordCells): FieldValues | undefined {
    if (!this.#read.has(field)) this.#read.set(field, field.read(cells.some(field.inputs)));
    return this.#read.get(field);
  }

  /** Keywords are searched in each column by itself. Questions of presence are not about any one text. */
  #askKeywords(predicate: Predicate, cells: RecordCells): boolean {
    if (predicate.about !== 'text') return predicate.test(cellRecord(this.mapping, cells.all()).keywords());
    const fields = this.mapping.keywords;
    this.#keywordAnswers[predicate.id] ??= fields.map(() => new Remembered(REMEMBERED));
    const answers = this.#keywordAnswers[predicate.id] ?? [];
    return fields.some((field, i) => this.#askRemembering(answers[i], predicate, field, cells));
  }

  /** The answer about one field. Where it is a single column it is remembered for each distinct text of it. */
  #askRemembering(
    answers: Remembered<boolean> | undefined,
    predicate: Predicate,
    field: BoundField,
    cells: RecordCells,
  ): boolean {
    const [input = -1] = field.inputs;
    const text = field.inputs.length === 1 ? cells.at(input) : undefined;
    if (text === undefined || text.length > REMEMBERED_LENGTH) return predicate.test(this.#valuesOf(field, cells));
    const known = answers?.get(text);
    if (known !== undefined) return known;
    const answer = predicate.test(this.#valuesOf(field, cells));
    answers?.set(text, answer);
    return answer;
  }
}
