import type { SourcePosition } from '../../model/position.js';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './yaml-tree.js';

/** Longer texts, and deeper ones, are for the reader that counts what they cost. */
const LONGEST = 50_000;
const DEEPEST = 24;

/** Any white space but spaces and line ends, and what is no text. */
const ODD = /[^\S \r\n]|[\0-\x08\x0e-\x1f\x7f\x85]|\r(?!\n)/;
/** A key as rules have them, bare or quoted, and what follows its colon. */
const KEY = /^(?:([A-Za-z_][^\s:#]{0,200}(?: [^\s:#]{1,200}){0,8})|'([^'\s]{1,200})'):(?: +(\S.*))?$/;
/** Signs that begin what is no plain text: flow, anchors, aliases, tags, directives, reserved ones; quotes and blocks are seen to before. */
const INDICATOR = /^(?:[[\]{},#&*!|>%@`'"]|[-?:](?: |$))/;
/** Words that YAML 1.1 has a type for. */
const WORD = /^(?:[~=]|<<|y|n|yes|no|on|off|true|false|null)$/i;
/** So numbers and times begin. */
const NUMERIC = /^(?:[-+.]*\d|[-+]?\.)/;
const INTEGER = /^(?:0|[1-9]\d{0,15})$/;
/** Of what begins so: signs that are in no number and no time, two dots, extensions, identifiers, days, spans of days. */
const TEXT =
  /[^\da-fxobtzin+\-._: ]|\..*\.|^\.(?:(?!(?:inf|nan)$)[a-z]|\d+[a-df-z])|^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$|^\d{4}-\d\d-\d\d$|^\d{1,6}d$/i;
const TRUTHS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

interface Line {
  readonly number: number;
  readonly indent: number;
  /** Without indentation and end; empty where `indent` is -1. */
  readonly text: string;
  /** Spaces at its end, all of them where there is nothing else. */
  readonly spaces: number;
}

/** Thrown where a text is more than this reader knows. */
class NotPlain extends Error {}

/**
 * Reads YAML as rules are written: maps and lists by indentation, plain and quoted texts of one line, blocks of text. What it gives is
 * what `readYaml` gives, in a twentieth of the time.
 * @param text without a byte order mark
 * @returns null for everything else, whether it is well formed or not.
 */
export function readPlainYaml(text: string): readonly YamlNode[] | null {
  if (text.length > LONGEST || ODD.test(text)) return null;
  try {
    return new PlainReader(text).documents();
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

class PlainReader {
  readonly #lines: readonly Line[];
  #at = 0;

  constructor(text: string) {
    this.#lines = text.split('\n').map((line, index) => {
      const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
      const text = whole.trim();
      const spaces = whole.length - whole.trimEnd().length;
      return { number: index + 1, indent: text === '' ? -1 : whole.length - text.length - spaces, text, spaces };
    });
  }

  documents(): readonly YamlNode[] {
    const documents: YamlNode[] = [];
    let isBegun = false;
    for (let line = this.#next(); line !== null; line = this.#next()) {
      if (line.text === '---' && line.indent === 0) {
        this.#at++;
        isBegun = false;
      } else {
        if (isBegun || line.indent !== 0 || line.text.startsWith('- ')) throw new NotPlain();
        documents.push(this.#map(line, 0));
        isBegun = true;
      }
    }
    return documents;
  }

  /** The next line that says something. */
  #next(): Line | null {
    for (; ; this.#at++) {
      const line = this.#lines[this.#at];
      if (line === undefined) return null;
      if (line.indent < 0 || line.text.startsWith('#')) continue;
      if (line.indent === 0 && /^(?:---.|\.\.\.)/.test(line.text)) throw new NotPlain();
      return line;
    }
  }

  /** @param first its first line, or what of it stands behind the dash of a list */
  #map(first: Line, depth: number): YamlMap {
    if (depth > DEEPEST) throw new NotPlain();
    const entries = new Map<string, YamlEntry>();
    const { indent } = first;
    for (let line: Line | null = first; line !== null && line.indent >= indent; line = this.#next()) {
      if (line.text === '---' && line.indent === 0) break;
      const [, bare, quoted, rest] = KEY.exec(line.text) ?? [];
      const key = bare ?? quoted;
      if (line.indent !== indent || key === undefined || entries.has(key)) throw new NotPlain();
      this.#at++;
      const value =
        rest === undefined || rest.startsWith('#')
          ? this.#below(indent, depth)
          : this.#value(rest, positionIn(line, line.text.length - rest.length), indent);
      entries.set(key, { key, keyPosition: positionIn(line, 0), value });
    }
    return { type: 'map', entries, position: positionIn(first, 0) };
  }

  /** What stands on the lines behind a key. */
  #below(indent: number, depth: number): YamlNode {
    const line = this.#next();
    if (line === null || line.indent < indent) throw new NotPlain();
    if (line.text.startsWith('- ')) return this.#list(line.indent, depth + 1);
    if (line.indent === indent) throw new NotPlain();
    return this.#map(line, depth + 1);
  }

  #list(indent: number, depth: number): YamlNode {
    if (depth > DEEPEST) throw new NotPlain();
    const items: YamlNode[] = [];
    let position: SourcePosition | null = null;
    for (let line = this.#next(); line !== null && line.indent >= indent; line = this.#next()) {
      if (!line.text.startsWith('- ')) {
        // Behind a list that is no deeper than its key, the next key follows.
        if (line.indent === indent) break;
        throw new NotPlain();
      }
      if (line.indent !== indent) throw new NotPlain();
      position ??= positionIn(line, 0);
      const item = line.text.slice(1).trimStart();
      const behind = { ...line, indent: indent + line.text.length - item.length, text: item };
      if (KEY.test(item)) items.push(this.#map(behind, depth + 1));
      else {
        this.#at++;
        items.push(this.#value(item, positionIn(behind, 0), indent));
      }
    }
    if (position === null) throw new NotPlain();
    return { type: 'list', items, position };
  }

  /** A text on the line of its key or dash; nothing of it may follow on the next one. */
  #value(text: string, position: SourcePosition, indent: number): YamlNode {
    if (/^[|>]-?$/.test(text)) return this.#block(text, position, indent);
    const value = /^[[{]/.test(text) ? readFlow(text, position) : scalarOf(text, position);
    const next = this.#next();
    if (next !== null && next.indent > indent) throw new NotPlain();
    return value;
  }

  #block(header: string, position: SourcePosition, above: number): YamlScalar {
    const begin = this.#at;
    const { indent = -1 } = this.#lines[begin] ?? {};
    if (indent <= above) throw new NotPlain();
    const lines: string[] = [];
    for (let line = this.#lines[this.#at]; line !== undefined; line = this.#lines[++this.#at]) {
      if (line.indent >= 0 && line.indent < indent) break;
      // Spaces count here, and deeper lines are not folded.
      if (line.indent > indent || line.spaces > (line.indent < 0 ? indent : 0)) throw new NotPlain();
      lines.push(line.text);
    }
    while (lines.at(-1) === '') lines.pop();
    const isFolded = header.startsWith('>');
    const text = isFolded
      ? lines.join('\n').replace(/(?<!\n)\n(\n*)(?=[^\n])/g, (_, more) => more || ' ')
      : lines.join('\n');
    const value = header.endsWith('-') ? text : `${text}\n`;
    return { type: 'scalar', value, source: value, position };
  }
}

function positionIn({ number, indent }: Line, offset: number): SourcePosition {
  return { line: number, column: indent + offset + 1 };
}

/** A list or map in brackets on one line: of names and numbers without quotes, and of other such lists and maps. */
function readFlow(text: string, { line, column }: SourcePosition): YamlNode {
  let at = 0;
  const place = () => ({ line, column: column + at });
  const take = (form: RegExp): string => {
    form.lastIndex = at;
    const found = form.exec(text)?.[0];
    if (found === undefined) throw new NotPlain();
    at += found.length;
    return found;
  };
  const node = (depth: number): YamlNode => {
    const position = place();
    if (depth > DEEPEST) throw new NotPlain();
    if (text[at] !== '[' && text[at] !== '{') return scalarOf(take(/[\w.*/|-]+/y), position);
    const close = text[at++] === '[' ? ']' : '}';
    const items: YamlNode[] = [];
    const entries = new Map<string, YamlEntry>();
    do {
      take(/ */y);
      const keyPosition = place();
      if (close === ']') items.push(node(depth + 1));
      else {
        const key = take(/[A-Za-z_][\w.|-]*(?=: )/y);
        if (entries.has(key)) throw new NotPlain();
        take(/: +/y);
        entries.set(key, { key, keyPosition, value: node(depth + 1) });
      }
      take(/ */y);
    } while (text[at++] === ',');
    if (text[at - 1] !== close) throw new NotPlain();
    return close === ']' ? { type: 'list', items, position } : { type: 'map', entries, position };
  };
  const read = node(0);
  take(/(?:\s+#.*)?$/y);
  return read;
}

function scalarOf(text: string, position: SourcePosition): YamlScalar {
  const quoted = /^'((?:[^']|'')*)'(?:\s+#.*)?$/.exec(text)?.[1];
  if (quoted !== undefined) return textOf(quoted.replaceAll("''", "'"), position);
  const double = /^"((?:[^"\\]|\\["\\])*)"(?:\s+#.*)?$/.exec(text)?.[1];
  if (double !== undefined) return textOf(double.replace(/\\(["\\])/g, '$1'), position);
  const plain = text.replace(/\s+#.*$/, '');
  if (INDICATOR.test(plain) || /:(?: |$)/.test(plain)) throw new NotPlain();
  if (WORD.test(plain)) {
    const value = TRUTHS.get(plain);
    if (value === undefined) throw new NotPlain();
    return { type: 'scalar', value, source: plain, position };
  }
  if (!NUMERIC.test(plain) || TEXT.test(plain)) return textOf(plain, position);
  if (!INTEGER.test(plain)) throw new NotPlain();
  return { type: 'scalar', value: BigInt(plain), source: plain, position };
}

function textOf(value: string, position: SourcePosition): YamlScalar {
  return { type: 'scalar', value, source: value, position };
}
