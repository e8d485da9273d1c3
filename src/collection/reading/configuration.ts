import {
  type ConfigurationInputs,
  maximumBytes,
  readConfigurationInputs,
} from '../../formats/read-configuration-inputs.js';
import { HiveCells } from '../../formats/registry-hive/hive-cells.js';
import { replayTransactionLogs } from '../../formats/registry-hive/transaction-log.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { readArtifact } from '../opening/open-artifact.js';

/** Bytes of one transaction log; Windows begins the other one long before. */
const LARGEST_LOG = 64 << 20;

/**
 * Reads one configuration file into what detectors consume, as the kind of file that the artifact says it is.
 * @param logs transaction logs of a registry hive.
 */
export async function configurationIn(
  artifact: Artifact,
  logs: readonly Artifact[] = [],
): Promise<ConfigurationInputs> {
  const most = maximumBytes(artifact);
  const { bytes, truncated, notes } = await readArtifact(artifact, most);
  const whole = logs.length > 0 && new HiveCells(bytes).isDirty ? await replayed(artifact, bytes, logs) : null;
  const read = readConfigurationInputs(artifact, whole?.bytes ?? bytes);
  const message = `only the first ${most} bytes of this configuration were read`;
  const about = { path: artifact.collectedPath, host: artifact.host };
  const cut: CoverageNote[] = truncated ? [{ code: 'truncated', message, ...about, incomplete: true }] : [];
  return { inputs: read.inputs, notes: [...notes, ...cut, ...(whole?.notes ?? []), ...read.notes] };
}

/** A hive that was copied while Windows had it open, with what its logs hold. */
async function replayed(
  { collectedPath: path, host }: Artifact,
  hive: Uint8Array,
  logs: readonly Artifact[],
): Promise<{ readonly bytes: Uint8Array; readonly notes: readonly CoverageNote[] } | null> {
  const read: Uint8Array[] = [];
  for (const log of logs) read.push((await readArtifact(log, LARGEST_LOG)).bytes);
  const result = replayTransactionLogs(hive, read);
  if (result === null) return null;
  const { bytes, applied, isCut } = result;
  const end = isCut ? ', which end in a gap: the last changes are lost' : '';
  const message = `The hive had not been written whole: ${applied} changes were taken from its transaction logs${end}`;
  return { bytes, notes: [{ code: 'malformed', message, path, host, incomplete: false }] };
}
