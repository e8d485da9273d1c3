import type { LogColumns } from '../../formats/log-line/log-reader.js';
import {
  type BoundField,
  type BoundMapping,
  bindMapping,
  type CompiledRule,
  cellRecord,
  type Facts,
  iisMapping,
  type Predicate,
  type SigmaProgram,
} from '../../signatures/sigma/index.js';

/** Distinct values whose answer is remembered for each predicate; then it starts anew. */
const REMEMBERED = 4096;
/** Values longer than this are asked each time. */
const REMEMBERED_LENGTH = 512;

const [UNKNOWN, YES, NO] = [0, 1, 2];

export type Cells = readonly (string | undefined)[];

/** Asks rules about records of one set of columns. Predicates on a single column are asked once for each distinct value. */
export class RuleQuestions {
  readonly mapping: BoundMapping;
  readonly #predicates: readonly Predicate[];
  readonly #fields: (BoundField | undefined)[] = [];
  readonly #answers: (Map<string, boolean> | undefined)[] = [];
  readonly #keywordAnswers: (Map<string, boolean>[] | undefined)[] = [];
  /** Answers about the record at hand, by predicate. */
  #cells: Cells = [];
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
    this.#known = new Uint8Array(program.predicates.length);
    for (const { id, field } of program.predicates) {
      this.#fields[id] = field === null ? undefined : this.mapping.field(field);
    }
  }

  /** Which of the rules match a record. */
  matching(rules: Iterable<CompiledRule>, cells: Cells): CompiledRule[] {
    this.#cells = cells;
    const found: CompiledRule[] = [];
    for (const rule of rules) if (rule.matches(this.#facts)) found.push(rule);
    for (const id of this.#asked) this.#known[id] = UNKNOWN;
    this.#asked.length = 0;
    return found;
  }

  /** Values of a field as logged; empty where it is absent or null. */
  values(field: string, cells: Cells): readonly string[] {
    return (
      this.mapping
        .field(field)
        ?.read(cells)
        ?.raw.map(({ text }) => text) ?? []
    );
  }

  #ask(id: number, cells: Cells): boolean {
    const predicate = this.#predicates[id];
    if (!predicate) return false;
    if (predicate.field === null) return this.#askKeywords(predicate, cells);
    const field = this.#fields[id];
    if (predicate.otherField !== null) {
      return predicate.test(field?.read(cells), this.mapping.field(predicate.otherField)?.read(cells));
    }
    const [input] = field?.inputs ?? [];
    const cell = field?.inputs.length === 1 && input !== undefined ? cells[input] : undefined;
    if (cell === undefined || cell.length > REMEMBERED_LENGTH) return predicate.test(field?.read(cells));
    this.#answers[id] ??= new Map();
    return remembered(this.#answers[id], cell, () => predicate.test(field?.read(cells)));
  }

  /** Keywords are searched in each column by itself. Questions of presence are not about any one text. */
  #askKeywords(predicate: Predicate, cells: Cells): boolean {
    if (predicate.about !== 'text') return predicate.test(cellRecord(this.mapping, cells).keywords());
    const fields = this.mapping.keywords;
    this.#keywordAnswers[predicate.id] ??= fields.map(() => new Map());
    const answers = this.#keywordAnswers[predicate.id] ?? [];
    return fields.some((field, i) => {
      const [input] = field.inputs;
      const cell = field.inputs.length === 1 && input !== undefined ? cells[input] : undefined;
      const ask = (): boolean => predicate.test(field.read(cells));
      const memory = answers[i];
      return cell === undefined || !memory || cell.length > REMEMBERED_LENGTH ? ask() : remembered(memory, cell, ask);
    });
  }
}

function remembered(answers: Map<string, boolean>, value: string, ask: () => boolean): boolean {
  const known = answers.get(value);
  if (known !== undefined) return known;
  if (answers.size >= REMEMBERED) answers.clear();
  const answer = ask();
  answers.set(value, answer);
  return answer;
}
