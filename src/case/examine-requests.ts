import type { LogAnalysis } from '../engine/logs/log-analysis.js';
import { createLogEngine } from '../engine/logs/log-engine.js';
import type { Artifact } from '../model/artifact.js';
import type { SigmaPack } from '../signatures/sigma/index.js';
import type { Dossier } from './dossier.js';
import { signatureSource } from './finding-sources.js';
import type { ProgressMeter } from './hunt-progress.js';
import type { HuntSettings } from './hunt-settings.js';
import { requestDetections } from './requests.js';

/** Reads every log of requests, and takes what rules find in them into the dossier. */
export async function examineRequests(
  pack: SigmaPack,
  artifacts: readonly Artifact[],
  settings: HuntSettings,
  dossier: Dossier,
  progress: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<LogAnalysis> {
  progress.begin('requests', artifacts.filter(({ kind }) => kind === 'iis-log').length);
  const engine = createLogEngine({
    pack,
    jobs: settings.jobs,
    since: settings.since,
    until: settings.until,
    ownAddresses: settings.ownRanges,
  });
  const analysis = await engine.analyse(artifacts, {
    signal,
    onProgress: ({ files, bytes, current }) => progress.at(files, bytes, current.collectedPath),
  });
  for (const note of analysis.notes) dossier.note(note);
  const { outside, records } = analysis.counters;
  if (outside > 0) {
    // A period that holds none of the records is as good as no logs.
    const incomplete = outside >= records;
    dossier.note({
      code: 'not-examined',
      message: 'Requests outside of the period asked for',
      count: outside,
      incomplete,
    });
    if (incomplete) for (const { host } of analysis.streams) dossier.ledger.partial('iis-logs', host);
  }
  for (const { host, files } of analysis.streams) {
    for (const { records } of files) dossier.ledger.read('iis-logs', host, records);
  }
  for (const { rule, detection, host } of requestDetections(analysis, pack, (address) =>
    settings.ownAddresses.has(address),
  )) {
    dossier.add(signatureSource(rule), detection, { artifact: null, sha256: null, host });
  }
  return analysis;
}
