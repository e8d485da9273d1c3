import type { SigmaRule } from './ast.js';
import { compileSigma } from './compile.js';
import { createSigmaPack, type SigmaPack } from './pack.js';
import { parseSigmaDocuments } from './parse.js';

/** Why a question cannot be asked. */
export class QueryError extends Error {
  override readonly name = 'QueryError';

  constructor(
    message: string,
    readonly hint: string | null,
  ) {
    super(message);
  }
}

const HINT =
  'Write field: value (with * and ?), field|modifier: value, field != value, field ~ regex, field > 5, field: (a, b) or "a word", joined by and, or, not and parentheses; or a Sigma detection.';

/**
 * Compiles a question to logs: an expression over fields, or a Sigma detection in YAML (selections and a condition). It is asked of records of
 * every log source.
 * @throws QueryError.
 */
export function compileQuery(text: string): SigmaPack {
  const detection =
    /^[^\S\r\n]*(?:\{|[\w-]+[^\S\r\n]*:[^\S\r\n]*$)|\bcondition\s*:/m.test(text) && /\bcondition\s*:/.test(text)
      ? detectionText(text)
      : expressionText(text);
  const source = `title: query\nlogsource: {product: any}\ndetection:\n${detection}`;
  const { documents, problems } = parseSigmaDocuments(source, 'query');
  const rules = documents.filter((document): document is SigmaRule => document.kind === 'rule');
  const anywhere = rules.map((rule) => ({ ...rule, logSource: { category: null, product: null, service: null } }));
  const program = compileSigma(anywhere);
  const [problem] = [...problems, ...program.problems];
  if (problem !== undefined || program.rules.length !== 1) {
    throw new QueryError(problem?.reason ?? 'The question is no rule.', problem?.hint ?? HINT);
  }
  return {
    ...createSigmaPack([]),
    documents: anywhere,
    program,
    rules: createSigmaPack([{ path: 'query', content: source }]).rules,
  };
}

function detectionText(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

type Token = { readonly type: 'word' | 'text' | 'mark'; readonly text: string };

const LEXEME = /\s+|"((?:[^"\\]|\\.)*)"|'([^']*)'|(!=|>=|<=|[():=~<>,])|([^\s():=~<>,"'!]+(?::\/\/[^\s(),"']*)?|!)/gy;

/** The expression as the lines of a detection: a selection for each comparison, and the condition that joins them. */
function expressionText(text: string): string {
  const tokens = tokenize(text);
  const selections: string[] = [];
  let at = 0;
  const take = (wanted: string): boolean => {
    const token = tokens[at];
    if (token?.type === 'text' || token?.text.toLowerCase() !== wanted) return false;
    at++;
    return true;
  };
  const fail = (): never => {
    const token = tokens[at];
    throw new QueryError(
      token === undefined ? 'The question ends too early.' : `The question does not go on with "${token.text}" here.`,
      HINT,
    );
  };
  const values = (): string[] => {
    const all: string[] = [];
    const one = (): void => {
      const token = tokens[at++];
      if (token === undefined || token.type === 'mark') {
        at--;
        fail();
      } else all.push(token.type === 'word' ? scalar(token.text) : JSON.stringify(token.text));
    };
    if (!take('(')) one();
    else {
      do one();
      while (take(','));
      if (!take(')')) fail();
    }
    return all;
  };
  const item = (): string => {
    const token = tokens[at++];
    if (token === undefined || token.type === 'mark') {
      at--;
      return fail();
    }
    const name = `s${selections.length}`;
    const add = (key: string, list: readonly string[]): string => {
      selections.push(`  ${name}: {${JSON.stringify(key)}: [${list.join(', ')}]}\n`);
      return name;
    };
    if (token.type === 'text') {
      selections.push(`  ${name}: [${JSON.stringify(token.text)}]\n`);
      return name;
    }
    if (take(':') || take('=') || take('in')) return add(token.text, values());
    if (take('!=')) return `not ${add(token.text, values())}`;
    if (take('~'))
      return add(
        `${token.text}|re`,
        values().map((value) => (value.startsWith('"') ? value : JSON.stringify(value))),
      );
    for (const [mark, modifier] of [
      ['>=', 'gte'],
      ['<=', 'lte'],
      ['>', 'gt'],
      ['<', 'lt'],
    ] as const) {
      if (take(mark)) return add(`${token.text}|${modifier}`, values());
    }
    return fail();
  };
  const primary = (): string => {
    if (take('not')) return `not ${primary()}`;
    if (!take('(')) return item();
    const inner = chain('or');
    if (!take(')')) fail();
    return `(${inner})`;
  };
  const chain = (word: 'or' | 'and'): string => {
    const operands: string[] = [];
    do operands.push(word === 'or' ? chain('and') : primary());
    while (take(word));
    return operands.join(` ${word} `);
  };
  const condition = chain('or');
  if (at < tokens.length) fail();
  return `${selections.join('')}  condition: ${condition}\n`;
}

/** Numbers, truth values and null are such; all else is text. */
function scalar(word: string): string {
  return /^(?:-?\d{1,15}(?:\.\d{1,9})?|null|true|false)$/.test(word) ? word : JSON.stringify(word);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  LEXEME.lastIndex = 0;
  while (LEXEME.lastIndex < text.length) {
    const from = LEXEME.lastIndex;
    const match = LEXEME.exec(text);
    if (match === null)
      throw new QueryError(`The question cannot be read from ${JSON.stringify(text.slice(from, from + 20))} on.`, HINT);
    const [, quoted, single, mark, word] = match;
    if (quoted !== undefined) tokens.push({ type: 'text', text: quoted.replace(/\\(["\\])/g, '$1') });
    else if (single !== undefined) tokens.push({ type: 'text', text: single });
    else if (mark !== undefined) tokens.push({ type: 'mark', text: mark });
    else if (word !== undefined) tokens.push({ type: 'word', text: word });
  }
  return tokens;
}
