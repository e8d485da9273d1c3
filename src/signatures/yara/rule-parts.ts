import { outlineSource, type RuleOutline, type Token, tokenize } from './rule-outline.js';

/** A pattern of a rule's `strings`. Positions are indexes into the source. */
export interface RuleString {
  /** `$a`; `$` where it has no name. */
  readonly identifier: string;
  readonly start: number;
  readonly end: number;
}

/** A condition as far as `and`, `or`, `not` and parentheses go; what stands between them is a `part`. */
export type ConditionPart = { readonly start: number; readonly end: number } & (
  | { readonly type: 'and' | 'or' | 'not'; readonly operands: readonly ConditionPart[] }
  | { readonly type: 'part' }
);

export interface RuleParts {
  readonly rule: RuleOutline;
  readonly strings: readonly RuleString[];
  /** The text between `strings:` and `condition:`; empty where there are none. */
  readonly stringsText: string;
  /** Null where the rule has none, or it cannot be read. */
  readonly condition: ConditionPart | null;
}

/** The strings and the condition of a rule of a source, null where it has no rule of that name. */
export function partsOfRule(source: string, name: string): RuleParts | null {
  const rule = outlineSource(source).rules.find((one) => one.name === name);
  if (rule === undefined) return null;
  const tokens = tokenize(source).filter(({ start, end }) => start >= rule.start && end <= rule.end);
  const stringsAt = sectionAt(tokens, 'strings');
  const conditionAt = sectionAt(tokens, 'condition');
  const last = tokens.at(-1);
  if (conditionAt < 0 || last === undefined) return { rule, strings: [], stringsText: '', condition: null };
  const own = tokens.slice(conditionAt, last.text === '}' ? -1 : undefined);
  const between = stringsAt < 0 ? [] : tokens.slice(stringsAt, conditionAt - 2);
  const [first, end] = [between[0], between.at(-1)];
  const stringsText = first && end ? source.slice(first.start, end.end) : '';
  return { rule, strings: stringsOf(between), stringsText, condition: new ConditionReader(own).read() };
}

/** Index of the first token behind `<name>:`; -1 where there is no such section. */
function sectionAt(tokens: readonly Token[], name: string): number {
  let depth = 0;
  for (const [at, { text }] of tokens.entries()) {
    if (text === '{') depth += 1;
    else if (text === '}') depth -= 1;
    else if (depth === 1 && text === name && tokens[at + 1]?.text === ':') return at + 2;
  }
  return -1;
}

function stringsOf(tokens: readonly Token[]): RuleString[] {
  const starts = tokens.flatMap((token, at) =>
    token.text.startsWith('$') && tokens[at + 1]?.text === '=' ? [at] : [],
  );
  return starts.map((at, which) => {
    const behind = starts[which + 1] ?? tokens.length;
    const start = tokens[at]?.start ?? 0;
    return { identifier: tokens[at]?.text ?? '$', start, end: tokens[behind - 1]?.end ?? start };
  });
}

/** Deeper conditions are one part from there on. */
const MAXIMUM_DEPTH = 40;
const ENDS = new Set(['and', 'or', ')']);

class ConditionReader {
  #at = 0;
  #depth = 0;

  constructor(readonly tokens: readonly Token[]) {}

  read(): ConditionPart | null {
    const condition = this.#chain('or');
    return this.#at === this.tokens.length ? condition : this.#all();
  }

  #all(): ConditionPart | null {
    const [first, last] = [this.tokens[0], this.tokens.at(-1)];
    return first && last ? { type: 'part', start: first.start, end: last.end } : null;
  }

  #chain(word: 'or' | 'and'): ConditionPart | null {
    const operands: ConditionPart[] = [];
    do {
      const operand = word === 'or' ? this.#chain('and') : this.#not();
      if (operand === null) return null;
      operands.push(operand);
    } while (this.#take(word));
    const [first, last] = [operands[0], operands.at(-1)];
    if (first === undefined || last === undefined) return null;
    return operands.length === 1 ? first : { type: word, operands, start: first.start, end: last.end };
  }

  #not(): ConditionPart | null {
    const token = this.tokens[this.#at];
    if (token === undefined) return null;
    if (token.text !== 'not') return this.#primary();
    this.#at += 1;
    const operand = this.#not();
    return operand && { type: 'not', operands: [operand], start: token.start, end: operand.end };
  }

  /** A group in parentheses, unless what stands behind them goes on with it, as in `(#a + #b) > 3`. */
  #primary(): ConditionPart | null {
    const token = this.tokens[this.#at];
    if (token?.text === '(' && this.#depth < MAXIMUM_DEPTH) {
      const close = this.#closing(this.#at);
      const behind = this.tokens[close + 1]?.text;
      if (close > 0 && (behind === undefined || ENDS.has(behind))) {
        this.#at += 1;
        this.#depth += 1;
        const inner = this.#chain('or');
        this.#depth -= 1;
        if (inner === null || this.#at !== close) return null;
        this.#at += 1;
        return inner.type === 'part'
          ? inner
          : { ...inner, start: token.start, end: this.tokens[close]?.end ?? inner.end };
      }
    }
    return this.#part();
  }

  #part(): ConditionPart | null {
    const first = this.tokens[this.#at];
    let last: Token | undefined;
    for (let depth = 0; this.#at < this.tokens.length; this.#at += 1) {
      const token = this.tokens[this.#at];
      if (token === undefined || (depth === 0 && ENDS.has(token.text))) break;
      if (token.text === '(') depth += 1;
      else if (token.text === ')') depth -= 1;
      last = token;
    }
    return first && last ? { type: 'part', start: first.start, end: last.end } : null;
  }

  #closing(open: number): number {
    let depth = 0;
    for (let at = open; at < this.tokens.length; at += 1) {
      const text = this.tokens[at]?.text;
      if (text === '(') depth += 1;
      else if (text === ')' && --depth === 0) return at;
    }
    return -1;
  }

  #take(text: string): boolean {
    if (this.tokens[this.#at]?.text !== text) return false;
    this.#at += 1;
    return true;
  }
}
