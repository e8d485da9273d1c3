import type { SourcePosition } from '../../model/position.js';
import type { Condition } from './ast.js';
import { SigmaError } from './problem.js';

interface Token {
  readonly text: string;
  readonly position: SourcePosition;
}

const MAXIMUM_LENGTH = 16_384;
const MAXIMUM_DEPTH = 128;
const OPERATORS = new Set(['and', 'or', 'not']);
const AGGREGATIONS = ['count', 'min', 'max', 'avg', 'sum', 'near'];

/**
 * Reads a condition (specification, "Condition"): `or` binds weaker than `and`, `not`, `x of` and parentheses. Operators
 * are whole words in lower case. `selectors`: whether `1 of …` is allowed, which conditions of correlations do not have.
 */
export function parseCondition(text: string, position: SourcePosition, selectors = true): Condition {
  if (text.length > MAXIMUM_LENGTH) throw new SigmaError('The condition is too long.', position, 'Split the rule.');
  return new Parser(tokenize(text, position), position, selectors).parse();
}

function tokenize(text: string, start: SourcePosition): Token[] {
  const tokens: Token[] = [];
  const lexeme = /\s+|([A-Za-z0-9_*-]+|[()])|\|\s*(\w*)|(.)/gsu;
  for (const match of text.matchAll(lexeme)) {
    const position = { line: start.line, column: start.column + match.index };
    if (match[1] !== undefined) tokens.push({ text: match[1], position });
    else if (match[2] !== undefined) throw aggregation(match[2], position);
    else if (match[3] !== undefined) {
      throw new SigmaError(`The condition has the unexpected character ${JSON.stringify(match[3])}.`, position);
    }
  }
  return tokens;
}

function aggregation(word: string, position: SourcePosition): SigmaError {
  const known = AGGREGATIONS.includes(word) ? ` | ${word}` : ' |';
  const type = word === 'near' ? 'temporal' : 'event_count or value_count';
  return new SigmaError(
    `The condition uses the obsolete aggregation syntax "${known.trim()}".`,
    position,
    `Write a correlation document (correlation: type: ${type}, rules, group-by, timespan, condition) that names this rule.`,
  );
}

class Parser {
  #next = 0;
  #depth = 0;

  constructor(
    readonly tokens: readonly Token[],
    readonly start: SourcePosition,
    readonly selectors: boolean,
  ) {}

  parse(): Condition {
    if (this.tokens.length === 0) throw new SigmaError('The condition is empty.', this.start);
    const condition = this.#chain('or', () => this.#chain('and', () => this.#not()));
    const rest = this.tokens[this.#next];
    if (rest?.text === ')') throw new SigmaError('The condition closes a parenthesis that is not open.', rest.position);
    if (rest) throw this.#unexpected(rest);
    return condition;
  }

  #chain(word: 'or' | 'and', operand: () => Condition): Condition {
    const first = operand();
    const operands = [first];
    while (this.#take(word)) operands.push(operand());
    return operands.length === 1 ? first : { type: word, operands, position: first.position };
  }

  #not(): Condition {
    const { position } = this.tokens[this.#next] ?? { position: this.start };
    if (++this.#depth > MAXIMUM_DEPTH) throw new SigmaError('The condition is nested too deeply.', position);
    try {
      return this.#take('not') ? { type: 'not', operand: this.#not(), position } : this.#primary();
    } finally {
      this.#depth--;
    }
  }

  #primary(): Condition {
    const token = this.tokens[this.#next];
    if (!token) {
      throw new SigmaError('The condition ends where an identifier is expected.', this.tokens.at(-1)?.position ?? null);
    }
    this.#next++;
    if (token.text === '(') {
      const inner = this.#chain('or', () => this.#chain('and', () => this.#not()));
      if (!this.#take(')')) throw new SigmaError('A parenthesis of the condition is not closed.', token.position);
      return inner;
    }
    if (token.text === ')' || OPERATORS.has(token.text)) throw this.#unexpected(token);
    if (this.tokens[this.#next]?.text === 'of') return this.#selector(token);
    if (token.text.includes('*')) {
      throw new SigmaError(`A pattern such as ${token.text} needs "1 of" or "all of" before it.`, token.position);
    }
    return { type: 'identifier', name: token.text, position: token.position };
  }

  #selector(token: Token): Condition {
    if (!this.selectors) throw new SigmaError('"of" is not allowed in a condition over rules.', token.position);
    const quantifier = token.text === 'all' ? 'all' : token.text === '1' || token.text === 'any' ? 'any' : null;
    if (!quantifier) {
      throw new SigmaError(`"${token.text} of" is not a quantifier.`, token.position, 'Use "1 of" or "all of".');
    }
    this.#next++;
    const pattern = this.tokens[this.#next];
    if (!pattern || pattern.text === '(' || pattern.text === ')' || OPERATORS.has(pattern.text)) {
      const hint = 'Write an identifier, a pattern with * or "them".';
      throw new SigmaError('"of" must be followed by an identifier pattern.', (pattern ?? token).position, hint);
    }
    this.#next++;
    return { type: 'of', quantifier, pattern: pattern.text, position: token.position };
  }

  #take(text: string): boolean {
    if (this.tokens[this.#next]?.text !== text) return false;
    this.#next++;
    return true;
  }

  #unexpected(token: Token): SigmaError {
    const lower = token.text.toLowerCase();
    const hint =
      lower !== token.text && (OPERATORS.has(lower) || lower === 'of')
        ? `Write the operator "${lower}" in lower case.`
        : null;
    return new SigmaError(`The condition does not go on with "${token.text}" here.`, token.position, hint);
  }
}

/** The condition as text that reads back to the same tree. */
export function formatCondition(condition: Condition): string {
  switch (condition.type) {
    case 'identifier':
      return condition.name;
    case 'of':
      return `${condition.quantifier === 'any' ? '1' : 'all'} of ${condition.pattern}`;
    case 'not':
      return `not ${grouped(condition.operand)}`;
    default:
      return condition.operands.map(grouped).join(` ${condition.type} `);
  }
}

function grouped(condition: Condition): string {
  const text = formatCondition(condition);
  return condition.type === 'and' || condition.type === 'or' ? `(${text})` : text;
}
