import { MAXIMUM_MUTANTS } from '../../signatures/samples/mutants.js';
import type { YaraUnderTest } from '../../signatures/samples/rules-under-test.js';
import { yaraMutants } from '../../signatures/samples/yara-mutants.js';
import type { YaraBinding } from '../../signatures/yara/binding.js';
import { compileSources } from '../../signatures/yara/compile-sources.js';
import { onlyRule } from '../../signatures/yara/only-rule.js';
import type { YaraSource } from '../../signatures/yara/yara-source.js';
import type { UnneededParts } from './sample-report.js';
import { openYaraSample } from './test-yara.js';

/** The parts of a rule that its samples, which pass, do not need. All that is left of it is compiled together, each a source. */
export function mutateYara(
  binding: YaraBinding,
  sources: readonly YaraSource[],
  under: YaraUnderTest,
): UnneededParts | null {
  const source = sources[under.source];
  if (source === undefined || under.samples === null) return null;
  const { name } = under;
  const mutants = yaraMutants(source.text, name);
  const tried = mutants.slice(0, MAXIMUM_MUTANTS);
  const texts = [onlyRule(source.text, name), ...tried.flatMap(({ rules }) => rules)];
  const { rules, names } = compileSources(
    binding,
    texts.map((text, at) => ({ path: `${at}`, pack: `${at}`, text })),
  );
  const found = under.samples.samples.flatMap((sample) => {
    const opened = openYaraSample(sample);
    return typeof opened === 'string' ? [] : [opened.scan(rules)];
  });
  const isSame = (at: number) => found.every((one) => one.has(`${at} ${name}`) === one.has(`0 ${name}`));
  let next = 1;
  const parts = tried.filter((mutant) => {
    const own = mutant.rules.map((_, at) => next + at);
    next += own.length;
    const compiled = own.find((at) => names[at]?.includes(name));
    return compiled !== undefined && isSame(compiled);
  });
  return {
    parts: parts.map(({ text, line, column }) => ({ text, line, column })),
    tried: tried.length,
    untried: mutants.length - tried.length,
  };
}
