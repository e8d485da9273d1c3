import { readTokens } from '../../../formats/code/parse-code.js';
import type { CodeUnit } from '../../../formats/code/syntax.js';
import type { Token } from '../../../formats/code/token.js';

/** Names of types that a piece of code declares, lower case. */
interface Declared {
  readonly enumerations: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
}

/** Names of one or two letters, of which more spell any text. */
const MAXIMUM_LETTERS = 8;

const NOTHING: Declared = { enumerations: new Set(), others: new Set() };
const known = new WeakMap<CodeUnit, Declared>();
const OTHER_TYPES = /^(?:class|struct|record|interface|structure|delegate|module)$/i;
/** Types of the languages, whatever else goes by their names. */
const BUILT_IN = /^(?:string|object|dynamic|char|var|variant|byte|sbyte)$/;

/** Whether code declares an enumeration of this name, lower case, and nothing else by it. */
export function isEnumeration(type: string, units: readonly CodeUnit[]): boolean {
  if (type === '' || BUILT_IN.test(type)) return false;
  const names = together.get(units) ?? namesOf(units);
  together.set(units, names);
  return names.has(type);
}

const together = new WeakMap<readonly CodeUnit[], ReadonlySet<string>>();

function namesOf(units: readonly CodeUnit[]): ReadonlySet<string> {
  const all = units.map(declaredIn);
  const names = all.flatMap(({ enumerations }) => [...enumerations]);
  return new Set(names.filter((name) => !all.some(({ others }) => others.has(name))));
}

function declaredIn(unit: CodeUnit): Declared {
  const before = known.get(unit);
  if (before !== undefined) return before;
  const found = /\benum\b/i.test(unit.code) ? read(unit) : NOTHING;
  known.set(unit, found);
  return found;
}

function read({ code, language }: CodeUnit): Declared {
  const enumerations = new Set<string>();
  const others = new Set<string>();
  const { tokens } = readTokens(code, language);
  for (const [i, { kind, text, disguised }] of tokens.entries()) {
    const next = tokens[i + 1];
    if (kind !== 'name' || disguised || next?.kind !== 'name') continue;
    if (/^enum$/i.test(text) && !next.disguised && lettersIn(tokens, i + 2) <= MAXIMUM_LETTERS)
      enumerations.add(next.text.toLowerCase());
    if (OTHER_TYPES.test(text)) others.add(next.text.toLowerCase());
  }
  return { enumerations, others };
}

/** How many names of one or two letters stand up to the end of what begins at a token. */
function lettersIn(tokens: readonly Token[], from: number): number {
  let count = 0;
  for (let i = from; i < tokens.length; i++) {
    const { kind, text } = tokens[i] ?? { kind: 'punctuation', text: '}' };
    if ((kind === 'punctuation' && text === '}') || (kind === 'name' && /^end$/i.test(text))) break;
    if (kind === 'name' && text.length <= 2) count++;
  }
  return count;
}
