/** A value in a rule's `meta` section. */
export type MetaValue = string | number | boolean;

/** What can be said of a rule without compiling it. Positions are indexes into the source text. */
export interface RuleOutline {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isGlobal: boolean;
  /** Its condition asks first of all for a file that begins with `MZ`, itself or by another rule, so it matches no other. */
  readonly isForPrograms: boolean;
  readonly tags: readonly string[];
  /** The last value wins where a key comes twice. */
  readonly meta: ReadonlyMap<string, MetaValue>;
  readonly start: number;
  readonly end: number;
}

export interface SourceOutline {
  readonly rules: readonly RuleOutline[];
  readonly imports: readonly { readonly module: string; readonly start: number; readonly end: number }[];
  readonly includes: readonly { readonly path: string; readonly start: number; readonly end: number }[];
  /** Every word outside strings, regular expressions and comments, that no `.` or sigil precedes. */
  readonly words: readonly Token[];
  /** Regular expressions with their slashes and flags. */
  readonly regexps: readonly Token[];
}

export interface Token {
  readonly kind: 'word' | 'string' | 'regexp' | 'number' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The rules of a YARA source, found by its tokens alone. Never throws: of a source that is not YARA it finds whatever looks like
 * rules. (Grammar: the YARA-X documentation, "Writing rules".)
 */
export function outlineSource(source: string): SourceOutline {
  const tokens = tokenize(source);
  const rules: RuleOutline[] = [];
  const forPrograms = new Set<string>();
  const imports: { module: string; start: number; end: number }[] = [];
  const includes: { path: string; start: number; end: number }[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    const next = tokens[at + 1];
    if (token?.kind !== 'word') continue;
    if (token.text === 'import' && next?.kind === 'string') {
      imports.push({ module: unquote(next.text), start: token.start, end: next.end });
    } else if (token.text === 'include' && next?.kind === 'string') {
      includes.push({ path: unquote(next.text), start: token.start, end: next.end });
    } else if (token.text === 'rule' && next?.kind === 'word') {
      const { rule, last } = outlineRule(tokens, at, forPrograms);
      if (rule.isForPrograms) forPrograms.add(rule.name);
      rules.push(rule);
      at = last;
    }
  }
  const words = tokens.filter((token, at) => token.kind === 'word' && tokens[at - 1]?.text !== '.');
  const regexps = tokens.filter((token) => token.kind === 'regexp' && token.text.startsWith('/'));
  return { rules, imports, includes, words, regexps };
}

/** Server code. */
const CODE = /<%|<\?|<script/i;

/** Whether a text is YARA rules and nothing else: server code in it stands in what they look for, and nowhere else. */
export function isRuleFile(source: string): boolean {
  const { rules, imports, includes } = outlineSource(source);
  if (rules.length === 0) return false;
  const statements = [...rules, ...imports, ...includes];
  const tokens = tokenize(source);
  const outside = tokens.some(({ start, end }) => !statements.some((one) => one.start <= start && end <= one.end));
  if (
    outside ||
    !rules.every((rule) =>
      tokens.some(({ text, start, end }) => text === 'condition' && rule.start < start && end < rule.end),
    )
  )
    return false;
  let at = 0;
  for (const { kind, start, end } of tokens) {
    if (kind !== 'string' && kind !== 'regexp') continue;
    if (CODE.test(source.slice(at, start))) return false;
    at = end;
  }
  return !CODE.test(source.slice(at));
}

function outlineRule(
  tokens: readonly Token[],
  at: number,
  forPrograms: ReadonlySet<string>,
): { rule: RuleOutline; last: number } {
  const modifiers: string[] = [];
  let first = at;
  for (let before = at - 1; ['private', 'global'].includes(tokens[before]?.text ?? ''); before -= 1) {
    modifiers.push(tokens[before]?.text ?? '');
    first = before;
  }
  const tags: string[] = [];
  let position = at + 2;
  if (tokens[position]?.text === ':') {
    for (position += 1; tokens[position]?.kind === 'word'; position += 1) tags.push(tokens[position]?.text ?? '');
  }
  let meta: ReadonlyMap<string, MetaValue> = new Map();
  let condition = tokens.length;
  let depth = 0;
  let last = Math.min(position, tokens.length) - 1;
  for (; position < tokens.length; position += 1) {
    const token = tokens[position];
    if (token === undefined || (depth <= 1 && token.text === 'rule' && tokens[position + 1]?.kind === 'word')) break;
    last = position;
    if (token.text === '{') depth += 1;
    else if (token.text === '}') depth -= 1;
    else if (depth === 1 && token.text === 'meta' && tokens[position + 1]?.text === ':')
      meta = readMeta(tokens, position);
    else if (depth === 1 && token.text === 'condition' && tokens[position + 1]?.text === ':') condition = position + 2;
    if (token.text === '}' && depth <= 0) break;
  }
  const rule = {
    name: tokens[at + 1]?.text ?? '',
    isPrivate: modifiers.includes('private'),
    isGlobal: modifiers.includes('global'),
    isForPrograms: asksForProgram(
      tokens.slice(condition, last).map((token) => token.text),
      forPrograms,
    ),
    tags,
    meta,
    start: tokens[first]?.start ?? 0,
    end: tokens[last]?.end ?? 0,
  };
  return { rule, last };
}

const PROGRAM = ['uint16', '(', '0', ')', '=', '=', '0x5a4d'];

/** `or` binds weakest, so what stands before the first `and` must be true, where no `or` stands outside parentheses. */
function asksForProgram(condition: readonly string[], forPrograms: ReadonlySet<string>): boolean {
  const asked = PROGRAM.every((text, index) => condition[index]?.toLowerCase() === text)
    ? PROGRAM.length
    : Number(forPrograms.has(condition[0] ?? ''));
  if (asked === 0 || (condition.length > asked && condition[asked] !== 'and')) return false;
  let depth = 0;
  for (const text of condition) {
    if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    else if (text === 'or' && depth === 0) return false;
  }
  return true;
}

function readMeta(tokens: readonly Token[], at: number): ReadonlyMap<string, MetaValue> {
  const meta = new Map<string, MetaValue>();
  let position = at + 2;
  while (tokens[position]?.kind === 'word' && tokens[position + 1]?.text === '=') {
    const key = tokens[position]?.text ?? '';
    const negative = tokens[position + 2]?.text === '-';
    const value = tokens[position + (negative ? 3 : 2)];
    if (value?.kind === 'string') meta.set(key, unquote(value.text));
    else if (value?.kind === 'number') meta.set(key, negative ? -Number(value.text) : Number(value.text));
    else if (value?.kind === 'word') meta.set(key, value.text === 'true');
    position += negative ? 4 : 3;
  }
  return meta;
}

const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /0x[0-9a-fA-F]+|0o[0-7]+|[0-9]+(?:\.[0-9]+)?/y;
const STRING = /"(?:[^"\\\n]|\\.)*"?/y;
const TRIPLE = /"""[\s\S]*?(?:"""|$)/y;
const PATTERN = /[$#@!][A-Za-z0-9_]*\*?/y;
const REGEXP = /\/(?:[^/\\\n]|\\.)+\/[a-z]*/y;
// Where a comment ends is written so that it can be read in one way only: no text makes it try others.
const HEX = /\{(?:[\s0-9a-fA-F?~()[\]|-]|\/\/[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*\}/y;
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  while (at < source.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const [kind, text] = nextToken(take, source, at, tokens.at(-1));
    tokens.push({ kind, text, start: at, end: at + text.length });
    at += text.length;
  }
  return tokens;
}

function nextToken(
  take: (pattern: RegExp) => string | null,
  source: string,
  at: number,
  previous: Token | undefined,
): [Token['kind'], string] {
  const character = source[at] ?? '';
  const before = previous?.text ?? '';
  let text: string | null = null;
  if (character === '"') text = take(TRIPLE) ?? take(STRING);
  if (text !== null) return ['string', text];
  // A slash divides after a value and opens a regular expression elsewhere; a brace after `=` opens a hex string.
  if (character === '/' && /^(?:=|\(|,|matches)$/.test(before)) text = take(REGEXP);
  else if (character === '{' && before === '=') text = take(HEX);
  if (text !== null) return ['regexp', text];
  text = take(PATTERN);
  if (text !== null) return ['mark', text];
  text = take(WORD);
  if (text !== null) return ['word', text];
  text = take(NUMBER);
  if (text !== null) return ['number', text];
  return ['mark', character];
}

function unquote(quoted: string): string {
  if (quoted.startsWith('"""')) return quoted.slice(3, quoted.endsWith('"""') && quoted.length >= 6 ? -3 : undefined);
  const inner = quoted.slice(1, quoted.endsWith('"') && quoted.length > 1 ? -1 : undefined);
  return inner.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (whole, hex: string | undefined, plain: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' }[plain ?? ''] ?? whole;
  });
}
