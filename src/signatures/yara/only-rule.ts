import { outlineSource, type RuleOutline, type SourceOutline } from './rule-outline.js';

/** A source that holds one rule, with the imports of its file, its global rules, which decide with it, and the rules that it refers to, these made private. */
export function onlyRule(text: string, name: string): string {
  const outline = outlineSource(text);
  const imports = outline.imports.map(({ start, end }) => text.slice(start, end));
  const globals = outline.rules.some((rule) => rule.name === name) ? outline.rules.filter((rule) => rule.isGlobal) : [];
  const names = [name, ...globals.map((rule) => rule.name)];
  return [...imports, ...rulesBehind(text, outline, names, (rule) => rule.name !== name)].join('\n');
}

/** The texts of rules and of those that they refer to, in their order; `isHelper` says which are made private. */
export function rulesBehind(
  text: string,
  { rules, words }: SourceOutline,
  names: readonly string[],
  isHelper: (rule: RuleOutline) => boolean,
): string[] {
  const wanted = new Set(names);
  const wordsOf = (rule: RuleOutline) => words.filter((word) => word.start >= rule.start && word.end <= rule.end);
  // A rule refers to earlier ones only, so one pass from the end finds them all.
  for (const rule of rules.toReversed()) {
    if (!wanted.has(rule.name)) continue;
    for (const word of wordsOf(rule)) if (rules.some((other) => other.name === word.text)) wanted.add(word.text);
  }
  return rules
    .filter((rule) => wanted.has(rule.name))
    .map((rule) => `${isHelper(rule) && !rule.isPrivate ? 'private ' : ''}${text.slice(rule.start, rule.end)}`);
}
