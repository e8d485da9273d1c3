import { MAXIMUM_MUTANTS } from '../../signatures/samples/mutants.js';
import type { SigmaUnderTest } from '../../signatures/samples/rules-under-test.js';
import { sigmaMutants } from '../../signatures/samples/sigma-mutants.js';
import { compileSigma } from '../../signatures/sigma/compile.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import type { UnneededParts } from './sample-report.js';
import { judgeSigma } from './test-sigma.js';

/** The parts of a rule that its samples, which pass, do not need; null for a correlation, which has no parts of its own. */
export function mutateSigma(pack: SigmaPack, under: SigmaUnderTest): UnneededParts | null {
  const rule = under.kind === 'rule' ? pack.program.rules[under.index]?.rule : undefined;
  if (rule === undefined || under.samples === null) return null;
  const { samples } = under.samples;
  const filters = pack.documents.filter(({ kind }) => kind === 'filter');
  const mutants = sigmaMutants(rule);
  const tried = mutants.slice(0, MAXIMUM_MUTANTS);
  const parts = tried.filter(({ rules }) => {
    const program = compileSigma([...rules, ...filters]);
    // What is left does not compile: the rule needs the part.
    if (program.rules.length === 0) return false;
    return samples.every((sample) => judgeSigma(program, { ...under, index: 0 }, sample).judged.status === 'passed');
  });
  return {
    parts: parts.map(({ text, line, column }) => ({ text, line, column })),
    tried: tried.length,
    untried: mutants.length - tried.length,
  };
}
