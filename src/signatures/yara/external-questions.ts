import { EXTERNALS, type Externals, type OutlinedText } from './binding.js';

type Variable = keyof Externals;

/** Operators that compare a variable with a text, as YARA-X documents them. The `i` ones ignore case. */
const ANSWERS: Readonly<Record<string, (value: string, text: string) => boolean>> = {
  '==': (value, text) => value === text,
  '!=': (value, text) => value === text,
  contains: (value, text) => value.includes(text),
  startswith: (value, text) => value.startsWith(text),
  endswith: (value, text) => value.endsWith(text),
  icontains: (value, text) => lower(value).includes(lower(text)),
  istartswith: (value, text) => lower(value).startsWith(lower(text)),
  iendswith: (value, text) => lower(value).endsWith(lower(text)),
  iequals: (value, text) => lower(value) === lower(text),
};

/** A comparison with a text of plain ASCII. Whatever else a rule does with a variable needs the variable itself. */
const COMPARISON =
  /\s*(==|!=|contains\b|startswith\b|endswith\b|icontains\b|istartswith\b|iendswith\b|iequals\b)\s*"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\\"])*)"/y;

/**
 * What the conditions of some sources ask of the external variables. Files that differ only in answers that no rule asks for have
 * the same matches; so many rules ask whether the path contains some word that this matters for each folder of a server.
 */
export class ExternalQuestions {
  /** The variables that some rule reads. */
  readonly reads: readonly Variable[];
  readonly #whole: readonly Variable[];
  readonly #asked: readonly { readonly variable: Variable; readonly answer: (value: string) => boolean }[];

  constructor(sources: readonly OutlinedText[]) {
    const reads = new Set<Variable>();
    const whole = new Set<Variable>();
    const asked = new Map<string, { variable: Variable; answer: (value: string) => boolean }>();
    for (const { text, outline } of sources) {
      for (const word of outline.words) {
        const variable = EXTERNALS.find((name) => name === word.text);
        if (variable === undefined) continue;
        reads.add(variable);
        COMPARISON.lastIndex = word.end;
        const [, operator = '', quoted = ''] = COMPARISON.exec(text) ?? [];
        const literal = quoted.replace(/\\(.)/g, '$1');
        const compare = ANSWERS[operator];
        if (compare === undefined) whole.add(variable);
        else asked.set(`${variable} ${operator} ${literal}`, { variable, answer: (value) => compare(value, literal) });
      }
    }
    this.reads = EXTERNALS.filter((name) => reads.has(name));
    this.#whole = EXTERNALS.filter((name) => whole.has(name));
    this.#asked = [...asked.values()].filter(({ variable }) => !whole.has(variable));
  }

  /** Equal where no rule can tell two files' variables apart. */
  answers(externals: Externals): string {
    const answers = this.#asked.map(({ variable, answer }) => (answer(externals[variable]) ? '1' : '0')).join('');
    return [answers, ...this.#whole.map((name) => externals[name])].join('\0');
  }
}

/** ASCII letters alone, as YARA does. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
