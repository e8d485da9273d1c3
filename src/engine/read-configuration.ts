import type { Reading } from '../collection/reading/reading.js';
import { volumeHistory } from '../formats/ntfs/file-history.js';
import { isConfigurationInput } from '../formats/read-configuration-inputs.js';
import { type Artifact, plainArtifact } from '../model/artifact.js';
import { isReadBy } from '../model/artifact-kind.js';
import type { CoverageNote } from '../model/coverage.js';
import { groupBy } from '../platform/group-by.js';
import { compareText } from '../platform/order.js';
import { inOrder } from '../platform/ordered.js';
import { configurationSources } from './configuration-sources.js';
import { type DetectorInput, detectorInput } from './run-detectors.js';

export interface ReadConfiguration {
  readonly inputs: readonly DetectorInput[];
  readonly notes: readonly CoverageNote[];
}

const LOG_NAMES = ['.log1', '.log2', '.log'];
const LOG_NAME = /\.log[12]?$/;

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
  const logsOf = transactionLogs(artifacts);
  const hasReports = artifacts.some(({ kind }) => kind === 'health-report');
  const collected = new Set(hasReports ? artifacts.filter(isConfigurationInput).map(keyOf) : []);
  const readAll = async (files: readonly Artifact[], as: (file: Artifact) => Artifact['kind']) => {
    const read = inOrder(files, UNDER_WAY, async (artifact) => ({
      artifact,
      made: await reading.configuration({ ...plainArtifact(artifact), kind: as(artifact) }, logsOf(artifact)),
    }));
    for await (const { artifact, made } of read) {
      notes.push(...made.notes);
      for (const { class: inputClass, value, of } of made.inputs) {
        // A copy within a report counts where the file itself was not collected. How old that was, nobody noted.
        if (of !== undefined && collected.has(keyOf({ ...plainArtifact(artifact), ...of }))) continue;
        inputs.push(
          detectorInput(
            inputClass,
            value,
            of === undefined ? artifact : { ...plainArtifact(artifact), ...of, times: null },
            artifact.host,
          ),
        );
      }
      onRead(artifact);
    }
  };
  await readAll(artifacts.filter(isConfigurationInput), ({ kind }) => kind);
  const sources = configurationSources(artifacts, inputs);
  notes.push(...sources.notes);
  // Under any name: what a file is called does not matter to who includes it.
  await readAll(sources.unread, () => 'iis-config');
  for (const { first, artifacts: volume, drive } of volumesOf(artifacts)) {
    const { history, notes: problems } = await reading.fileSystem(volume, drive);
    notes.push(...problems);
    if (history !== null) inputs.push(detectorInput(volumeHistory, history, first, first.host));
    for (const artifact of volume) onRead(artifact);
  }
  return { inputs, notes };
}

function keyOf(artifact: Artifact): string {
  return JSON.stringify([artifact.host, placeOf(artifact)]);
}

/** Finds the transaction logs of a registry hive: they lie beside it, and bear its name. */
function transactionLogs(artifacts: readonly Artifact[]): (hive: Artifact) => readonly Artifact[] {
  const logs = new Map<string, Artifact>();
  for (const artifact of artifacts) {
    const path = placeOf(artifact);
    if (LOG_NAME.test(path)) logs.set(`${artifact.host} ${path}`, artifact);
  }
  return (hive) =>
    hive.kind === 'registry-hive'
      ? LOG_NAMES.flatMap((end) => logs.get(`${hive.host} ${placeOf(hive)}${end}`) ?? [])
      : [];
}

/** Records of file systems by server and volume: its table and its journal are read together. */
function volumesOf(artifacts: readonly Artifact[]) {
  const records = artifacts.filter(({ kind }) => isReadBy(kind, 'file-system'));
  const drive = ({ windowsPath }: Artifact) => /^[a-z]:/i.exec(windowsPath ?? '')?.[0].toUpperCase() ?? 'C:';
  return [...groupBy(records, (artifact) => JSON.stringify([artifact.host, drive(artifact)])).values()].flatMap(
    (volume) => {
      // What findings are laid to is the same file however it was collected.
      const [first] = volume.sort((a, b) => compareText(placeOf(a), placeOf(b)));
      return first ? [{ first, artifacts: volume, drive: drive(first) }] : [];
    },
  );
}

/** Files that bear their names on the server come before exports of them. */
function placeOf({ windowsPath, collectedPath }: Artifact): string {
  return (windowsPath ?? `~${collectedPath}`).toLowerCase();
}
