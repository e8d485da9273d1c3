import { findDetectorSamples } from '../../signatures/samples/detector-samples.js';
import { loadRulesUnderTest } from '../../signatures/samples/rules-under-test.js';
import { chooseBinding, type EngineChoice } from '../../signatures/yara/choose-binding.js';
import { compileSources } from '../../signatures/yara/compile-sources.js';
import type { SampleReport } from './sample-report.js';
import { testDetectors } from './test-detectors.js';
import { testSigma } from './test-sigma.js';
import { testYara } from './test-yara.js';

export interface TestOptions {
  readonly yaraFolders: readonly string[];
  readonly sigmaFolders: readonly string[];
  /** Folders with the samples of detectors, by their ids. */
  readonly detectorSamples: readonly string[];
  readonly engine: EngineChoice;
}

/**
 * Tests every rule of some folders, and every detector that has samples in one, against its own samples.
 * @throws AfterpatchError `signatures-not-found` where a folder does not exist, `engine-not-available`.
 */
export async function testSignatures(options: TestOptions): Promise<SampleReport> {
  const under = await loadRulesUnderTest(options.yaraFolders, options.sigmaFolders);
  const compiled = compileSources(await chooseBinding(options.engine), under.yaraSources);
  const names = compiled.names.map((list) => new Set(list));
  const running = under.yara.filter(({ source, name }) => names[source]?.has(name));
  const detectors = options.detectorSamples.flatMap(findDetectorSamples);
  return {
    rules: [
      ...testYara(compiled.rules, running),
      ...testSigma(under.sigmaPack, under.sigma),
      ...testDetectors(detectors),
    ],
    notLoaded: [...under.problems, ...compiled.problems],
  };
}
