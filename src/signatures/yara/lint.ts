import { CONFIDENCES, SEVERITIES } from '../../model/severity.js';
import { closestWord } from '../../platform/closest-word.js';
import type { SignatureLint } from '../signature-lint.js';
import { isNamespacedId, OUTCOMES } from './rule-description.js';
import { outlineSource, type RuleOutline } from './rule-outline.js';
import type { YaraSource } from './yara-source.js';

/** Keys that no other tool has, or that decide what a finding weighs. */
const OUR_KEYS = ['severity', 'confidence', 'outcome', 'attack', 'false_positives', 'next_steps'];
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
};

/** What is misspelt in the metadata of rules, and so would be passed over without a word. Private rules report nothing. */
export function lintYara(sources: readonly YaraSource[]): SignatureLint[] {
  return sources.flatMap((source) =>
    outlineSource(source.text)
      .rules.filter((rule) => !rule.isPrivate)
      .flatMap((rule) => lintRule(source, rule)),
  );
}

function lintRule(source: YaraSource, rule: RuleOutline): SignatureLint[] {
  /** Written for this tool, so that it knows every key. */
  const isOurs = isNamespacedId(rule.meta.get('id'));
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
    const word = String(value).toLowerCase();
    if (words === undefined || words.includes(word)) return [];
    const meant = closestWord(word, words);
    // Other tools count severities, and have words of their own for confidence.
    if (!isOurs && meant === null) return [];
    return [{ ...about, ...misspelt(key, word, meant ?? words.join(', ')) }];
  });
}

function misspelt(what: string, written: string, meant: string) {
  const message = what === 'key' ? `There is no metadata key "${written}".` : `"${written}" is no ${what}.`;
  const hint = meant.includes(',') ? `Use one of ${meant}.` : `Did you mean "${meant}"?`;
  return { severity: 'error' as const, code: 'misspelt-metadata', message, hint };
}

function positionOf(text: string, rule: RuleOutline, key: string) {
  const inside = new RegExp(`\\b${key}\\s*=`).exec(text.slice(rule.start, rule.end));
  const before = text.slice(0, rule.start + (inside?.index ?? 0)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
