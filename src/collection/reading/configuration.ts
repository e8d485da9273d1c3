import {
  type ConfigurationInputs,
  maximumBytes,
  readConfigurationInputs,
} from '../../formats/read-configuration-inputs.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { readArtifact } from '../open-artifact.js';

/** Reads one configuration file into what detectors consume, as the kind of file that the artifact says it is. */
export async function configurationIn(artifact: Artifact): Promise<ConfigurationInputs> {
  const most = maximumBytes(artifact);
  const { bytes, truncated, notes } = await readArtifact(artifact, most);
  const read = readConfigurationInputs(artifact, bytes);
  const message = `only the first ${most} bytes of this configuration were read`;
  const about = { path: artifact.collectedPath, host: artifact.host };
  const cut: CoverageNote[] = truncated ? [{ code: 'truncated', message, ...about, incomplete: true }] : [];
  return { inputs: read.inputs, notes: [...notes, ...cut, ...read.notes] };
}
