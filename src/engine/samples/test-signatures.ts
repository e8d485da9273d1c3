import { findDetectorSamples } from '../../signatures/samples/detector-samples.js';
import { loadRulesUnderTest } from '../../signatures/samples/rules-under-test.js';
import { chooseBinding, type EngineChoice } from '../../signatures/yara/choose-binding.js';
import { compileSources } from '../../signatures/yara/compile-sources.js';
import { mutateSigma } from './mutate-sigma.js';
import { mutateYara } from './mutate-yara.js';
import { isPassed, type SampleReport, type TestedRule, type UnneededParts } from './sample-report.js';
import { testDetectors } from './test-detectors.js';
import { testSigma } from './test-sigma.js';
import { testYara } from './test-yara.js';

export interface TestOptions {
  readonly yaraFolders: readonly string[];
  readonly sigmaFolders: readonly string[];
  /** Folders with the samples of detectors, by their ids. */
  readonly detectorSamples: readonly string[];
  readonly engine: EngineChoice;
  /** Takes each part of a rule away in turn, and names those that no sample needs. */
  readonly mutate?: boolean;
}

/**
 * Tests every rule of some folders, and every detector that has samples in one, against its own samples.
 * @throws AfterpatchError `signatures-not-found` where a folder does not exist, `engine-not-available`.
 */
export async function testSignatures(options: TestOptions): Promise<SampleReport> {
  const under = await loadRulesUnderTest(options.yaraFolders, options.sigmaFolders);
  const binding = await chooseBinding(options.engine);
  const compiled = compileSources(binding, under.yaraSources);
  const names = compiled.names.map((list) => new Set(list));
  const running = under.yara.filter(({ source, name }) => names[source]?.has(name));
  const detectors = options.detectorSamples.flatMap(findDetectorSamples);
  return {
    rules: [
      ...withUnneeded(testYara(compiled.rules, running), running, (rule) =>
        options.mutate ? mutateYara(binding, under.yaraSources, rule) : null,
      ),
      ...withUnneeded(testSigma(under.sigmaPack, under.sigma), under.sigma, (rule) =>
        options.mutate ? mutateSigma(under.sigmaPack, rule) : null,
      ),
      ...(await testDetectors(detectors)),
    ],
    notLoaded: [...under.problems, ...compiled.problems],
  };
}

/** What a rule's samples do not need is asked only where they prove the rule. */
function withUnneeded<T>(
  tested: readonly TestedRule[],
  under: readonly T[],
  mutate: (rule: T) => UnneededParts | null,
): TestedRule[] {
  return tested.map((one, at) => {
    const rule = under[at];
    const unneeded = rule !== undefined && isPassed(one) ? mutate(rule) : null;
    return unneeded === null ? one : { ...one, unneeded };
  });
}
