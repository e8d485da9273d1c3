import type { SignatureProblem } from '../../model/finding.js';
import type { CompiledRules, OutlinedText, YaraBinding } from './binding.js';
import { mendSource } from './mend-source.js';
import { PackRules } from './pack-rules.js';
import { outlineSource } from './rule-outline.js';
import type { YaraSource } from './yara-source.js';

export interface CompiledSources {
  readonly rules: CompiledRules;
  /** Names of the rules that run, one list for each source. */
  readonly names: readonly (readonly string[])[];
  /** One for every rule, import, include or file that was left out. */
  readonly problems: readonly SignatureProblem[];
}

/**
 * Compiles what compiles. A file that does not stand alone may use rules of others of its pack. A rule with an error is left out,
 * and named; the other rules of its file run.
 */
export function compileSources(binding: YaraBinding, sources: readonly YaraSource[]): CompiledSources {
  const outlined: OutlinedText[] = sources.map(({ text }) => outlineText(text));
  const own = outlined.map(({ outline }) => new Set(outline.rules.map((rule) => rule.name)));
  const others = new PackRules(sources);
  const problems: SignatureProblem[] = [];
  for (;;) {
    const compiled = binding.compile(outlined);
    if (!('failed' in compiled)) {
      const names = outlined.map(({ outline }, index) =>
        outline.rules.map((rule) => rule.name).filter((name) => own[index]?.has(name)),
      );
      return { rules: compiled, names, problems };
    }
    for (const index of compiled.failed) {
      const source = sources[index];
      if (source === undefined) continue;
      // A file that fails although it was mended before would do so for ever.
      const isMended = outlined[index]?.text !== source.text;
      const mended = isMended ? null : mendSource(binding, source, others);
      problems.push(...(mended?.problems ?? []));
      outlined[index] = outlineText(mended?.text ?? '');
    }
  }
}

function outlineText(text: string): OutlinedText {
  return { text, outline: outlineSource(text) };
}
