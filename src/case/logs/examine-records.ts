import { correlateAcross } from '../../engine/logs/correlation/correlate-across.js';
import type { LogAnalysis } from '../../engine/logs/log-analysis.js';
import { isRecordKind, type RecordAnalysis } from '../../engine/records/record-analysis.js';
import { analyseRecordFiles } from '../../engine/records/record-engine.js';
import { type DetectorInput, isInputOf } from '../../engine/run-detectors.js';
import { registryExport } from '../../formats/registry-export/registry-export.js';
import type { Artifact } from '../../model/artifact.js';
import { ARTIFACT_KINDS } from '../../model/artifact-kind.js';
import type { ServerConfiguration } from '../../server/configuration/server-configuration.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import type { Dossier } from '../dossier.js';
import { signatureSource } from '../findings/finding-sources.js';
import type { ProgressMeter } from '../hunt-progress.js';
import type { HuntSettings } from '../hunt-settings.js';
import { recordDetections } from './records.js';
import { correlationDetections } from './requests.js';
import { patchesBySightings, reportedBuilds } from '../verdict/server-patches.js';
import { validationKeysIn } from './view-states.js';

/** Takes what correlations find across requests and other records into the dossier. */
export function examineAcross(
  pack: SigmaPack,
  requests: LogAnalysis,
  records: RecordAnalysis,
  settings: HuntSettings,
  dossier: Dossier,
): void {
  const { alerts, notes } = correlateAcross(pack, [...requests.counted, ...records.counted]);
  for (const note of notes) dossier.note(note);
  for (const { rule, detection, host } of correlationDetections({ alerts }, (one) => settings.ownAddresses.has(one)))
    dossier.add(signatureSource(rule), detection, { artifact: null, sha256: null, host });
}

/** Reads every log of Exchange and every event log. */
export function analyseRecords(
  pack: SigmaPack,
  artifacts: readonly Artifact[],
  { jobs, since, until, deadlineMs, units, spares }: HuntSettings,
  progress: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<RecordAnalysis> {
  return analyseRecordFiles(
    artifacts,
    { pack, jobs, since, until, deadlineMs, units, spares },
    {
      signal,
      onProgress: ({ files, bytes, current }) => progress.at('records', files, bytes, current.collectedPath),
    },
  );
}

/** Takes what rules find in logs of Exchange and in event logs into the dossier, as soon as these are read. */
export async function examineRecords(
  read: Promise<RecordAnalysis>,
  pack: SigmaPack,
  artifacts: readonly Artifact[],
  configurations: ReadonlyMap<string | null, ServerConfiguration>,
  inputs: readonly DetectorInput[],
  settings: HuntSettings,
  dossier: Dossier,
  progress: ProgressMeter,
): Promise<RecordAnalysis> {
  progress.begin('records', artifacts.filter(({ kind }) => isRecordKind(kind)).length);
  const analysis = await read;
  for (const note of analysis.notes) dossier.note(note);
  for (const { host, kind, records, whole, first, last } of analysis.files) {
    const { evidence } = ARTIFACT_KINDS[kind];
    dossier.ledger.read(evidence, host, records);
    if (first !== null && last !== null) dossier.ledger.span(evidence, host, first, last);
    if (!whole) dossier.ledger.partial(evidence, host);
  }
  const outside = analysis.files.reduce((sum, file) => sum + file.outside, 0);
  if (outside > 0) {
    const message = "Records of Exchange's own logs and of event logs outside of the period asked for";
    dossier.note({ code: 'not-examined', message, count: outside, incomplete: false });
  }
  const isOwn = (address: string) => settings.ownAddresses.has(address);
  const registry = inputs.filter((input) => isInputOf(input, registryExport));
  const keysOf = (host: string | null) => {
    const ofHost = registry.filter((input) => input.host === host).map(({ value }) => value);
    return validationKeysIn(configurations.get(host)?.files ?? [], ofHost);
  };
  for (const { rule, detection, host } of recordDetections(analysis, pack, isOwn, keysOf)) {
    dossier.add(signatureSource(rule), detection, { artifact: null, sha256: null, host });
  }
  const builds = [...analysis.builds, ...reportedBuilds(inputs)];
  dossier.patchedByRecord(patchesBySightings(builds, settings.patchedOn));
  return { ...analysis, builds };
}
