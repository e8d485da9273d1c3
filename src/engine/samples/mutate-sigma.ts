import { correlationMutants } from '../../signatures/samples/correlation-mutants.js';
import { MAXIMUM_MUTANTS, type Mutant } from '../../signatures/samples/mutants.js';
import type { SigmaUnderTest } from '../../signatures/samples/rules-under-test.js';
import type { SampleSet } from '../../signatures/samples/sample-set.js';
import { sigmaMutants } from '../../signatures/samples/sigma-mutants.js';
import type { SigmaCorrelation, SigmaDocument, SigmaRule } from '../../signatures/sigma/ast.js';
import { compileSigma, type SigmaProgram } from '../../signatures/sigma/compile.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import type { CompiledCorrelation } from '../../signatures/sigma/program.js';
import type { UnneededParts } from './sample-report.js';
import { judgeSigma } from './test-sigma.js';

/** The parts of a rule that its samples, which pass, do not need; of a correlation, also those of rules that only serve it. */
export function mutateSigma(pack: SigmaPack, under: SigmaUnderTest): UnneededParts | null {
  const { program } = pack;
  if (under.samples === null) return null;
  const filters = pack.documents.filter(({ kind }) => kind === 'filter');
  const correlation = under.kind === 'correlation' ? program.correlations[under.index] : undefined;
  if (correlation !== undefined) return mutateCorrelation(program, filters, under, under.samples, correlation);
  const rule = under.kind === 'rule' ? program.rules[under.index]?.rule : undefined;
  if (rule === undefined) return null;
  return unneededOf(sigmaMutants(rule), under, under.samples, ({ rules }) => {
    const left = compileSigma([...rules, ...filters]);
    return { program: left, index: left.rules.length === 0 ? -1 : 0 };
  });
}

function mutateCorrelation(
  program: SigmaProgram,
  filters: readonly SigmaDocument[],
  under: SigmaUnderTest,
  samples: SampleSet,
  compiled: CompiledCorrelation,
): UnneededParts {
  const counted = countedBy(program, compiled);
  const serving = program.rules.filter(({ rule, reports }) => !reports && counted.has(rule)).map(({ rule }) => rule);
  const instead = <T extends SigmaRule | SigmaCorrelation>(document: T, mutants: readonly Mutant<T>[]) =>
    mutants.map((mutant) => ({ ...mutant, rules: mutant.rules.map((left) => [document, left] as const) }));
  const mutants: Mutant<readonly [SigmaDocument, SigmaDocument]>[] = [
    ...instead(compiled.correlation, correlationMutants(compiled.correlation)),
    ...serving.flatMap((rule) => instead(rule, sigmaMutants(rule))),
  ];
  return unneededOf(mutants, under, samples, ({ rules: [pair] }) => {
    const documents = [...counted].map((document) => (document === pair?.[0] ? pair[1] : document));
    const left = compileSigma([...documents, ...filters]);
    const own = documents[0];
    return { program: left, index: left.correlations.findIndex(({ correlation }) => correlation === own) };
  });
}

/** A correlation, the first, and all that it counts, directly or through others. */
function countedBy(program: SigmaProgram, compiled: CompiledCorrelation): Set<SigmaDocument> {
  const counted = new Set<SigmaDocument>([compiled.correlation]);
  for (const { kind, index } of compiled.inputs) {
    const rule = kind === 'rule' ? program.rules[index]?.rule : undefined;
    const inner = kind === 'correlation' ? program.correlations[index] : undefined;
    if (rule !== undefined) counted.add(rule);
    else if (inner !== undefined) for (const document of countedBy(program, inner)) counted.add(document);
  }
  return counted;
}

/** @param compile what is left of a mutant, and where in it the rule in question is; -1 where it does not compile: the rule needs the part. */
function unneededOf<T>(
  mutants: readonly Mutant<T>[],
  under: SigmaUnderTest,
  { samples }: SampleSet,
  compile: (mutant: Mutant<T>) => { readonly program: SigmaProgram; readonly index: number },
): UnneededParts {
  const tried = mutants.slice(0, MAXIMUM_MUTANTS);
  const parts = tried.filter((mutant) => {
    const { program, index } = compile(mutant);
    if (index < 0) return false;
    return samples.every((sample) => judgeSigma(program, { ...under, index }, sample).judged.status === 'passed');
  });
  return {
    parts: parts.map(({ text, line, column }) => ({ text, line, column })),
    tried: tried.length,
    untried: mutants.length - tried.length,
  };
}
