import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  Scalar,
} from 'yaml';
import type { SourcePosition } from '../../model/position.js';
import { withoutStackTraces } from '../../platform/stack-traces.js';
import { readPlainYaml } from './plain-yaml.js';
import { SigmaError } from './problem.js';

/** A YAML document as a tree with positions, without prototypes: a key called `__proto__` is a key like any other. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly type: 'scalar';
  readonly value: string | number | bigint | boolean | null;
  /** As written, without quotes. */
  readonly source: string;
  readonly position: SourcePosition;
}

export interface YamlList {
  readonly type: 'list';
  readonly items: readonly YamlNode[];
  readonly position: SourcePosition;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyPosition: SourcePosition;
  readonly value: YamlNode;
}

export interface YamlMap {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly position: SourcePosition;
}

/** Larger rule files are refused: the largest of SigmaHQ has 30 kB. */
export const MAXIMUM_FILE_LENGTH = 1 << 20;
/**
 * Signs, words and line ends of one file, of which the parser takes up to 6 µs and 1 kB each. The largest file of SigmaHQ, with 295 kB,
 * has 22,307.
 */
const MAXIMUM_LEXEMES = 100_000;
/** Nodes of one file after aliases are replaced by what they stand for. */
const MAXIMUM_NODES = 100_000;
const MAXIMUM_DEPTH = 64;

export interface YamlDocuments {
  readonly documents: readonly YamlNode[];
  /** One for each document that is not well formed. */
  readonly errors: readonly SigmaError[];
}

/**
 * Reads a text of one or several YAML 1.1 documents, as PyYAML would: `yes` is true, `010` is eight, a date stays text.
 * Empty documents are left out. Never throws.
 */
export function readYaml(text: string): YamlDocuments {
  if (text.length > MAXIMUM_FILE_LENGTH) {
    const reason = `The file has more than ${MAXIMUM_FILE_LENGTH} characters.`;
    return { documents: [], errors: [new SigmaError(reason, null, 'Split it into several files.')] };
  }
  const marked = text.replace(/^\uFEFF/, '');
  const plain = readPlainYaml(marked);
  return plain === null ? readAnyYaml(marked) : { documents: plain, errors: [] };
}

/** Whatever YAML there is. @param text without a byte order mark */
export function readAnyYaml(text: string): YamlDocuments {
  const lines = new LineCounter();
  const parsed = withoutStackTraces(() => parse(text, lines));
  if (parsed instanceof SigmaError) return { documents: [], errors: [parsed] };

  const documents: YamlNode[] = [];
  const errors: SigmaError[] = [];
  const budget = { nodes: MAXIMUM_NODES };
  for (const document of parsed) {
    try {
      const fault = document.errors[0] ?? document.warnings.find(({ code }) => code === 'TAG_RESOLVE_FAILED');
      if (fault) throw new SigmaError(readable(fault.message), at(lines, fault.pos[0]), 'Correct the YAML syntax.');
      if (document.contents === null) continue;
      const node = new Converter(lines, budget).convert(document.contents, 0);
      if (node.type !== 'scalar' || node.value !== null) documents.push(node);
    } catch (error) {
      if (!(error instanceof SigmaError)) throw error;
      errors.push(error);
    }
  }
  return { documents, errors };
}

function parse(text: string, lines: LineCounter) {
  const composer = new Composer({
    version: '1.1',
    intAsBigInt: true,
    prettyErrors: false,
    // Checked here, where it costs linear time.
    uniqueKeys: false,
    logLevel: 'silent',
  });
  try {
    return [...composer.compose(tokensOf(text, lines))];
  } catch (error) {
    if (error instanceof SigmaError) return error;
    // The parser recurses; what nests deeper than the stack is no rule.
    if (error instanceof RangeError) return new SigmaError('The YAML is nested too deeply.', null);
    const message = error instanceof Error ? readable(error.message) : 'unknown fault';
    return new SigmaError(`The YAML cannot be read: ${message}`, null, 'Correct the YAML syntax.');
  }
}

function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++count > MAXIMUM_LEXEMES) {
      const reason = `The file has more than ${MAXIMUM_LEXEMES} signs and words.`;
      throw new SigmaError(reason, null, 'Split it into several files.');
    }
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

class Converter {
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();

  constructor(
    readonly lines: LineCounter,
    readonly budget: { nodes: number },
  ) {}

  convert(node: Node, depth: number): YamlNode {
    const position = this.#position(node);
    if (depth > MAXIMUM_DEPTH) throw new SigmaError('The YAML is nested too deeply.', position);
    if (this.budget.nodes-- <= 0) {
      throw new SigmaError('The YAML has too many nodes, counting what aliases repeat.', position, 'Split the file.');
    }
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (!target) throw new SigmaError(`The alias *${node.source} has no anchor before it.`, position);
      if (this.#open.has(target)) throw new SigmaError(`The alias *${node.source} contains itself.`, position);
      return this.convert(target, depth + 1);
    }
    if ('anchor' in node && typeof node.anchor === 'string') this.#anchors.set(node.anchor, node);
    this.#open.add(node);
    try {
      if (isScalar(node)) return { type: 'scalar', ...this.#scalar(node, position), position };
      if (isSeq(node)) {
        return { type: 'list', items: node.items.map((item) => this.#child(item, depth, position)), position };
      }
      if (isMap(node)) return { type: 'map', entries: this.#entries(node.items, depth, position), position };
    } finally {
      this.#open.delete(node);
    }
    throw new SigmaError('This kind of YAML value is not supported in Sigma.', position);
  }

  #child(value: unknown, depth: number, position: SourcePosition): YamlNode {
    if (isAlias(value) || isScalar(value) || isSeq(value) || isMap(value)) return this.convert(value, depth + 1);
    return { type: 'scalar', value: null, source: '', position };
  }

  #scalar(node: Scalar, position: SourcePosition): Pick<YamlScalar, 'value' | 'source'> {
    const { value } = node;
    const source = node.source ?? String(value ?? '');
    if (node.type === Scalar.PLAIN && isTextToPyYaml(value, source)) return { value: source, source };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return { value, source };
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return { value, source };
    // Dates, infinities and merge keys are text to Sigma.
    if (typeof value === 'number' || typeof value === 'symbol' || value instanceof Date)
      return { value: source, source };
    throw new SigmaError('This kind of YAML value is not supported in Sigma.', position, 'Write it as text in quotes.');
  }

  #entries(pairs: readonly Pair<unknown, unknown>[], depth: number, position: SourcePosition) {
    const entries = new Map<string, YamlEntry>();
    const merged: YamlEntry[] = [];
    for (const pair of pairs) {
      const key = this.#child(pair.key, depth, position);
      if (key.type !== 'scalar') throw new SigmaError('A key of a map must be text.', key.position);
      const value = this.#child(pair.value, depth, key.position);
      const name = typeof key.value === 'string' ? key.value : key.source;
      if (name === '<<' && value.type !== 'scalar') {
        for (const part of value.type === 'list' ? value.items : [value]) {
          if (part.type !== 'map') throw new SigmaError('Only maps can be merged with <<.', part.position);
          merged.push(...part.entries.values());
        }
        continue;
      }
      if (entries.has(name)) {
        const hint = 'Keys of a map are unique; join the values in one list or use another selection.';
        throw new SigmaError(`The key ${JSON.stringify(name)} occurs twice.`, key.position, hint);
      }
      entries.set(name, { key: name, keyPosition: key.position, value });
    }
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return entries;
  }

  #position(node: Node): SourcePosition {
    return at(this.lines, node.range?.[0] ?? 0);
  }
}

function at(lines: LineCounter, offset: number): SourcePosition {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** What the `yaml` package reads as a boolean or number by the letter of YAML 1.1, but PyYAML, which SigmaHQ uses, as text. */
function isTextToPyYaml(value: unknown, source: string): boolean {
  if (typeof value === 'boolean') return source.length === 1;
  if (typeof value === 'bigint') return /^[-+]?0[0-9_]*[89]/.test(source);
  if (typeof value !== 'number') return false;
  return !/^[-+]?(?:\d[\d_]*\.[\d_]*(?:e[-+]\d+)?|\.\d[\d_]*(?:e[-+]\d+)?|\d[\d_]*(?::[0-5]?\d)+\.[\d_]*)$/i.test(
    source,
  );
}

/** The parser's own message, in one line. It recurses, and reports an exhausted stack as a fault of the document. */
function readable(message: string): string {
  if (message.includes('call stack')) return 'The YAML is nested too deeply.';
  return message.split('\n', 1)[0] ?? message;
}
