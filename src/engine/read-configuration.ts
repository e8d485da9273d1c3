import type { Reading } from '../collection/reading/reading.js';
import { isConfigurationInput } from '../formats/read-configuration-inputs.js';
import type { Artifact } from '../model/artifact.js';
import type { CoverageNote } from '../model/coverage.js';
import { inOrder } from '../platform/ordered.js';
import { configurationSources } from './configuration-sources.js';
import { type DetectorInput, detectorInput } from './run-detectors.js';

export interface ReadConfiguration {
  readonly inputs: readonly DetectorInput[];
  readonly notes: readonly CoverageNote[];
}

/** Files under way: enough that the process that reads them does not wait. */
const UNDER_WAY = 64;

/** Has every configuration file of a collection read into what detectors consume, in the order of artifacts. */
export async function readConfiguration(
  artifacts: readonly Artifact[],
  reading: Reading,
  onRead: (artifact: Artifact) => void,
): Promise<ReadConfiguration> {
  const inputs: DetectorInput[] = [];
  const notes: CoverageNote[] = [];
  const readAll = async (files: readonly Artifact[], as: (file: Artifact) => Artifact['kind']) => {
    const read = inOrder(files, UNDER_WAY, async (artifact) => ({
      artifact,
      made: await reading.configuration({ ...artifact, kind: as(artifact) }),
    }));
    for await (const { artifact, made } of read) {
      notes.push(...made.notes);
      for (const { class: inputClass, value } of made.inputs) {
        inputs.push(detectorInput(inputClass, value, artifact, artifact.host));
      }
      onRead(artifact);
    }
  };
  await readAll(artifacts.filter(isConfigurationInput), ({ kind }) => kind);
  const sources = configurationSources(artifacts, inputs);
  notes.push(...sources.notes);
  // Under any name: what a file is called does not matter to who includes it.
  await readAll(sources.unread, () => 'iis-config');
  return { inputs, notes };
}
