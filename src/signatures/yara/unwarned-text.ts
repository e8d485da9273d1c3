import type { OutlinedText } from './binding.js';

/** Every warning of the compiler (YARA-X documentation, "Warnings"). */
const WARNINGS = [
  'ambiguous_expr',
  'bool_int_comparison',
  'consecutive_jumps',
  'deprecated_field',
  'duplicate_import',
  'duplicate_pattern_value',
  'global_rule_misuse',
  'ignored_module',
  'ignored_rule',
  'invariant_expr',
  'non_bool_expr',
  'potentially_slow_loop',
  'redundant_case_modifier',
  'slow_pattern',
  'text_as_hex',
  'too_many_iterations',
  'unsatisfiable_expr',
];

const SUPPRESSION = `\n// suppress: ${WARNINGS.join(', ')}\n`;

/**
 * The source with a comment before each rule and import that keeps the compiler from warning of it: the WebAssembly binding renders
 * every warning again with each scan. `signatures lint` reads the sources as they are. (YARA-X documentation, "Disabling warnings".)
 */
export function unwarnedText({ text, outline }: OutlinedText): string {
  const starts = [...outline.rules, ...outline.imports].map(({ start }) => start).sort((a, b) => a - b);
  const parts = starts.map((start, index) => text.slice(starts[index - 1] ?? 0, start));
  return [...parts, text.slice(starts.at(-1) ?? 0)].join(SUPPRESSION);
}
