import { CONFIDENCES, SEVERITIES } from '../../model/severity.js';
import { closestWord } from '../../platform/closest-word.js';
import type { SignatureLint } from '../signature-lint.js';
import { SINK_PLACES } from '../fixed-sinks/sink-places.js';
import { isNamespacedId, OUTCOMES, SERVER_CODE, sinksOf } from './rule-description.js';
import { LINTS } from '../lint/lint-catalogue.js';
import { titleFault } from '../lint/title-fault.js';
import type { YaraBinding } from './binding.js';
import { outlineSource, type RuleOutline, type Token, tokenize } from './rule-outline.js';
import type { YaraSource } from './yara-source.js';

/** Keys that no other tool has, or that decide what a finding weighs. */
const OUR_KEYS = ['severity', 'confidence', 'outcome', 'attack', 'false_positives', 'next_steps', 'sinks', 'where'];
/** What the field writes beside them. */
const OTHER_KEYS =
  'id title description reference references version author date modified license score level hash sharing source type'.split(
    ' ',
  );
const KNOWN_KEYS = [...OUR_KEYS, ...OTHER_KEYS];

/** Keys whose values are words of a list. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  severity: [...SEVERITIES, 'info'],
  level: [...SEVERITIES, 'info'],
  confidence: CONFIDENCES,
  outcome: OUTCOMES,
  sinks: Object.keys(SINK_PLACES),
  where: [SERVER_CODE],
};

/** What is misspelt in the metadata of rules, and so would be passed over without a word, and what makes rules slow. Private rules report nothing. */
export function lintYara(sources: readonly YaraSource[]): SignatureLint[] {
  const first = new Map<string, YaraSource>();
  return sources.flatMap((source) => {
    const tokens = tokenize(source.text);
    return outlineSource(source.text).rules.flatMap((rule) => {
      const other = first.get(rule.name);
      if (other === undefined) first.set(rule.name, source);
      const lints = [...lintNames(source, rule, other), ...(rule.isPrivate ? [] : lintRule(source, rule))];
      return [...lints, ...lintStrings(source, rule, tokens)];
    });
  });
}

function lintNames(source: YaraSource, rule: RuleOutline, other: YaraSource | undefined): SignatureLint[] {
  if (other === undefined || other.pack !== source.pack) return [];
  const message = `A rule "${rule.name}" is in ${other.path}, too.`;
  const about = { path: source.path, rule: rule.name, position: placeAt(source.text, rule.start) };
  return [{ ...about, severity: 'error', code: 'duplicate-rule', message, hint: 'Rename one of them.' }];
}

/** Strings shorter than the atoms that the engine searches for. */
const SHORT = 4;

/** Texts and regular expressions that are costly to look for. */
function lintStrings(source: YaraSource, rule: RuleOutline, tokens: readonly Token[]): SignatureLint[] {
  const own = tokens.filter(({ start, end }) => start >= rule.start && end <= rule.end);
  return own.flatMap((token, at): SignatureLint[] => {
    const name = own[at - 2];
    if (own[at - 1]?.text !== '=' || !name?.text.startsWith('$')) return [];
    const about = { path: source.path, rule: rule.name, position: placeAt(source.text, token.start) };
    if (token.kind === 'string' && lengthOf(token.text) < SHORT) {
      const message = `${name.text} has ${lengthOf(token.text)} bytes: it is in most files.`;
      return [{ ...about, severity: 'info', code: 'short-string', message, hint: LINTS['short-string'].remedy }];
    }
    if (token.text.startsWith('/') && /(?<!\\)\.[*+](?!\?)/.test(token.text)) {
      const message = `${name.text} repeats any character without a bound.`;
      return [
        { ...about, severity: 'warning', code: 'unbounded-repeat', message, hint: LINTS['unbounded-repeat'].remedy },
      ];
    }
    return [];
  });
}

/** Bytes of a quoted text. */
function lengthOf(quoted: string): number {
  return quoted.slice(1, -1).replace(/\\x[0-9a-fA-F]{2}|\\./g, '.').length;
}

/** What the compiler warns of. */
export function lintCompiled(binding: YaraBinding, sources: readonly YaraSource[]): SignatureLint[] {
  return sources.flatMap((source) => {
    const outline = outlineSource(source.text);
    return binding.warnings(source.text).map((text): SignatureLint => {
      const place = /-->\s*(?:[^\n]*?:)?(\d+):(\d+)/.exec(text);
      const position = { line: Number(place?.[1] ?? 1), column: Number(place?.[2] ?? 1) };
      const rule = outline.rules.findLast(({ start }) => placeAt(source.text, start).line <= position.line)?.name ?? '';
      const message = /warning(?:\[\w+\])?: ([^\n]*)/.exec(text)?.[1] ?? text.split('\n')[0] ?? text;
      const kind = /warning\[(\w+)\]/.exec(text)?.[1];
      const hint = /= (?:help|note): ([^\n]*)/.exec(text)?.[1] ?? null;
      return {
        path: source.path,
        rule,
        position,
        severity: 'warning',
        code: 'compiler-warning',
        message: kind ? `${message} (${kind})` : message,
        hint,
      };
    });
  });
}

function lintRule(source: YaraSource, rule: RuleOutline): SignatureLint[] {
  /** Written for this tool, so that it knows every key. */
  const isOurs = isNamespacedId(rule.meta.get('id'));
  return [...(isOurs ? lintTitle(source, rule) : []), ...lintKeys(source, rule, isOurs)];
}

function lintTitle(source: YaraSource, rule: RuleOutline): SignatureLint[] {
  const fault = titleFault(String(rule.meta.get('title') ?? ''));
  if (fault === null) return [];
  const about = { path: source.path, rule: rule.name, position: positionOf(source.text, rule, 'title') };
  const message = `The title ${fault}.`;
  return [{ ...about, severity: 'warning', code: 'title-form', message, hint: LINTS['title-form'].remedy }];
}

function lintKeys(source: YaraSource, rule: RuleOutline, isOurs: boolean): SignatureLint[] {
  return [...rule.meta].flatMap(([key, value]): SignatureLint[] => {
    const about = { path: source.path, rule: rule.name, position: positionOf(source.text, rule, key) };
    if (!KNOWN_KEYS.includes(key)) {
      const meant = closestWord(key, isOurs ? KNOWN_KEYS : OUR_KEYS);
      if (meant !== null) return [{ ...about, ...misspelt('key', key, meant) }];
      if (!isOurs) return [];
      const message = `The metadata key "${key}" means nothing here.`;
      return [{ ...about, severity: 'warning', code: 'unknown-metadata', message, hint: null }];
    }
    const words = WORDS[key];
    const written = key === 'sinks' ? sinksOf(rule) : [String(value).toLowerCase()];
    const word = words && written.find((one) => !words.includes(one));
    if (words === undefined || word === undefined) return [];
    const meant = closestWord(word, words);
    // Other tools count severities, and have words of their own for confidence.
    if (!isOurs && meant === null) return [];
    return [{ ...about, ...misspelt(key, word, meant ?? words.join(', ')) }];
  });
}

function misspelt(
  what: string,
  written: string,
  meant: string,
): Pick<SignatureLint, 'severity' | 'code' | 'message' | 'hint' | 'fix'> {
  const message = what === 'key' ? `There is no metadata key "${written}".` : `"${written}" is no ${what}.`;
  const hint = meant.includes(',') ? `Use one of ${meant}.` : `Did you mean "${meant}"?`;
  const fix = meant.includes(',') ? {} : { fix: { from: written, to: meant } };
  return { severity: 'error', code: 'misspelt-metadata', message, hint, ...fix };
}

function positionOf(text: string, rule: RuleOutline, key: string) {
  const inside = new RegExp(`\\b${key}\\s*=`).exec(text.slice(rule.start, rule.end));
  return placeAt(text, rule.start + (inside?.index ?? 0));
}

function placeAt(text: string, index: number) {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
