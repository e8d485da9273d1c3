import { readArtifact } from '../collection/open-artifact.js';
import {
  isConfigurationInput,
  MAXIMUM_CONFIGURATION_BYTES,
  readConfigurationInputs,
} from '../formats/read-configuration-inputs.js';
import type { Artifact } from '../model/artifact.js';
import type { CoverageNote } from '../model/coverage.js';
import { configurationSources } from './configuration-sources.js';
import { type DetectorInput, detectorInput } from './run-detectors.js';

export interface ReadConfiguration {
  readonly inputs: readonly DetectorInput[];
  readonly notes: readonly CoverageNote[];
}

/** Reads every configuration file of a collection into what detectors consume, in the order of artifacts. */
export async function readConfiguration(
  artifacts: readonly Artifact[],
  signal: AbortSignal | undefined,
  onRead: (artifact: Artifact) => void,
): Promise<ReadConfiguration> {
  const inputs: DetectorInput[] = [];
  const notes: CoverageNote[] = [];
  const readOne = async (artifact: Artifact, as: Artifact['kind']) => {
    const { bytes, truncated, notes: problems } = await readArtifact(artifact, MAXIMUM_CONFIGURATION_BYTES);
    notes.push(...problems);
    if (truncated) {
      const message = `only the first ${MAXIMUM_CONFIGURATION_BYTES} bytes of this configuration were read`;
      notes.push({ code: 'truncated', message, path: artifact.collectedPath, host: artifact.host, incomplete: true });
    }
    const read = readConfigurationInputs({ ...artifact, kind: as }, bytes);
    notes.push(...read.notes);
    for (const { class: inputClass, value } of read.inputs) {
      inputs.push(detectorInput(inputClass, value, artifact, artifact.host));
    }
    onRead(artifact);
  };
  for (const artifact of artifacts) {
    if (!isConfigurationInput(artifact)) continue;
    if (signal?.aborted) break;
    await readOne(artifact, artifact.kind);
  }
  const sources = configurationSources(artifacts, inputs);
  notes.push(...sources.notes);
  // Under any name: what a file is called does not matter to who includes it.
  for (const artifact of sources.unread) {
    if (signal?.aborted) break;
    await readOne(artifact, 'iis-config');
  }
  return { inputs, notes };
}
