import { outlineSource, type RuleOutline } from './rule-outline.js';

/** A source that holds one rule, with the imports of its file and the rules that it refers to, these made private. */
export function onlyRule(text: string, name: string): string {
  const { rules, imports, words } = outlineSource(text);
  const wanted = new Set([name]);
  const wordsOf = (rule: RuleOutline) => words.filter((word) => word.start >= rule.start && word.end <= rule.end);
  // A rule refers to earlier ones only, so one pass from the end finds them all.
  for (const rule of rules.toReversed()) {
    if (!wanted.has(rule.name)) continue;
    for (const word of wordsOf(rule)) if (rules.some((other) => other.name === word.text)) wanted.add(word.text);
  }
  const parts = imports.map(({ start, end }) => text.slice(start, end));
  for (const rule of rules) {
    if (!wanted.has(rule.name)) continue;
    const isHelper = rule.name !== name && !rule.isPrivate;
    parts.push(`${isHelper ? 'private ' : ''}${text.slice(rule.start, rule.end)}`);
  }
  return parts.join('\n');
}
