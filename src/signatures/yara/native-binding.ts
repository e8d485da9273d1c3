import { createRequire } from 'node:module';
import {
  type CompiledRules,
  type Externals,
  MAXIMUM_MATCHES_PER_PATTERN,
  NO_EXTERNALS,
  type OutlinedText,
  type RuleMatch,
  type YaraBinding,
} from './binding.js';
import { ExternalQuestions } from './external-questions.js';
import { outlineSource, type SourceOutline } from './rule-outline.js';

/** The part of `@litko/yara-x` that is used. Its `data` is decoded lossily and its metadata lack booleans, so neither is. */
interface NativeModule {
  validate(source: string, options: NativeOptions): { errors: { message: string }[]; warnings: { message: string }[] };
  compile(source: string, options: NativeOptions): NativeRules;
}

interface NativeOptions {
  readonly defineVariables: Readonly<Record<string, string>>;
  readonly enableIncludes: boolean;
}

interface NativeRules {
  setMaxMatchesPerPattern(maximum: number): void;
  scan(
    bytes: Buffer,
    variables: Readonly<Record<string, string>>,
  ): { ruleIdentifier: string; matches: { identifier: string; offset: number; length: number }[] }[];
}

const options: NativeOptions = { defineVariables: NO_EXTERNALS, enableIncludes: false };

/** The accelerator, null where it is not installed or does not run on this system. */
export function loadNativeBinding(): YaraBinding | null {
  let native: NativeModule;
  try {
    native = createRequire(import.meta.url)('@litko/yara-x');
    native.compile('rule self_test { condition: filesize < 1 }', options).scan(Buffer.alloc(0), NO_EXTERNALS);
  } catch {
    return null;
  }
  const validate = (text: string) =>
    endsInModifier(outlineSource(text))
      ? ['error[E001]: syntax error: expecting `rule`, found end of file']
      : native.validate(text, options).errors.map((error) => error.message);
  return {
    name: 'native',
    validate,
    warnings: (text) => native.validate(text, options).warnings.map(({ message }) => message),
    compile(sources) {
      const failing = (some: readonly OutlinedText[]) =>
        sources.flatMap((one, index) => (some.includes(one) && validate(one.text).length > 0 ? [index] : []));
      // Compiled together, a file sees the rules and imports of others, so what names one of those must prove to stand alone.
      const leaning = failing([
        ...leaningOnOthers(sources),
        ...sources.filter(({ outline }) => endsInModifier(outline)),
      ]);
      if (leaning.length > 0) return { failed: leaning };
      try {
        return new NativeCompiledRules(native, sources);
      } catch (error) {
        const failed = failing(sources);
        if (failed.length === 0) throw error;
        return { failed };
      }
    },
  };
}

/** The binding lets this pass, and then it would modify the first rule of the next source. */
function endsInModifier({ words }: SourceOutline): boolean {
  return ['private', 'global'].includes(words.at(-1)?.text ?? '');
}

/** Sources with a word that another source declares, as a rule or by importing a module, and they themselves do not. */
function leaningOnOthers(sources: readonly OutlinedText[]): OutlinedText[] {
  const declared = sources.map(
    ({ outline }) =>
      new Set([...outline.rules.map((rule) => rule.name), ...outline.imports.map(({ module }) => module)]),
  );
  const anywhere = new Set(declared.flatMap((names) => [...names]));
  return sources.filter(({ outline }, index) =>
    outline.words.some(({ text }) => anywhere.has(text) && !declared[index]?.has(text)),
  );
}

/** A name of a rule as compiled, and whose it is. */
type Owners = Map<string, { source: number; rule: string }>;

interface Group {
  readonly texts: string[];
  readonly owners: Owners;
}

class NativeCompiledRules implements CompiledRules {
  readonly #groups: { rules: NativeRules; owners: Owners }[] = [];
  readonly questions: ExternalQuestions;

  constructor(native: NativeModule, sources: readonly OutlinedText[]) {
    // The binding has no namespaces. One compilation takes them all, with clashing names made different; a file with
    // global rules, which act on a whole namespace, gets a compilation of its own.
    const together: Group = { texts: [], owners: new Map() };
    const groups = [together];
    for (const [source, { text, outline }] of sources.entries()) {
      const alone = outline.rules.some((rule) => rule.isGlobal);
      const group: Group = alone ? { texts: [], owners: new Map() } : together;
      if (alone) groups.push(group);
      const renamed = new Map<string, string>();
      for (const { name } of outline.rules) {
        let unique = name;
        for (let count = 2; group.owners.has(unique); count += 1) unique = `${name}__${count}`;
        if (unique !== name) renamed.set(name, unique);
        group.owners.set(unique, { source, rule: name });
      }
      group.texts.push(renamed.size === 0 ? text : rename(text, outline.words, renamed));
    }
    for (const group of groups) {
      if (group.owners.size === 0) continue;
      const rules = native.compile(group.texts.join('\n'), options);
      rules.setMaxMatchesPerPattern(MAXIMUM_MATCHES_PER_PATTERN);
      this.#groups.push({ rules, owners: group.owners });
    }
    this.questions = new ExternalQuestions(sources);
  }

  scan(bytes: Uint8Array, externals: Externals): RuleMatch[] {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found: RuleMatch[] = [];
    const variables: Record<string, string> = {};
    for (const name of this.questions.reads) variables[name] = asText(externals[name]);
    for (const { rules, owners } of this.#groups) {
      for (const { ruleIdentifier, matches } of rules.scan(buffer, variables)) {
        const owner = owners.get(ruleIdentifier);
        if (owner === undefined) continue;
        const patterns = matches.map(({ identifier, offset, length }) => ({ identifier, offset, length }));
        found.push({ ...owner, patterns });
      }
    }
    return found;
  }
}

/**
 * The binding takes what looks like a number or a truth value for one, and then fails, since the variable is text: a file named
 * `true` would not be examined. A NUL, which no name holds, keeps it text.
 */
function asText(value: string): string {
  return /^(?:[+-]?\d+|true|false)$/i.test(value) ? `${value}\0` : value;
}

function rename(
  text: string,
  words: readonly { text: string; start: number; end: number }[],
  names: ReadonlyMap<string, string>,
): string {
  const parts: string[] = [];
  let at = 0;
  for (const { text: word, start, end } of words) {
    const name = names.get(word);
    if (name === undefined) continue;
    parts.push(text.slice(at, start), name);
    at = end;
  }
  return parts.join('') + text.slice(at);
}
