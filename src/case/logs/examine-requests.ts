import type { LogAnalysis, LogKind } from '../../engine/logs/log-analysis.js';
import { createLogEngine, type LogEngine } from '../../engine/logs/log-engine.js';
import type { PeekedLog } from '../../engine/logs/peek-logs.js';
import { ARTIFACT_KINDS } from '../../model/artifact-kind.js';
import { breather } from '../../platform/give-way.js';
import { groupBy } from '../../platform/group-by.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import type { Dossier } from '../dossier.js';
import { signatureSource } from '../findings/finding-sources.js';
import type { ProgressMeter } from '../hunt-progress.js';
import type { HuntSettings } from '../hunt-settings.js';
import { requestDetections } from './requests.js';

const classOf = (kind: LogKind) => ARTIFACT_KINDS[kind].evidence;

/** What reads the logs of a hunt. */
export function logEngineOf(pack: SigmaPack, settings: HuntSettings): LogEngine {
  return createLogEngine({
    pack,
    jobs: settings.jobs,
    since: settings.since,
    until: settings.until,
    ownAddresses: settings.ownRanges,
    deadlineMs: settings.deadlineMs,
    units: settings.units,
    spares: settings.spares,
  });
}

/** Reads every log of requests. */
export function analyseRequests(
  engine: LogEngine,
  logs: readonly PeekedLog[],
  progress: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<LogAnalysis> {
  return engine.analyse(logs, {
    signal,
    onProgress: ({ files, bytes, current }) => progress.at('requests', files, bytes, current.collectedPath),
  });
}

/** Takes what rules find in logs of requests into the dossier, as soon as these are read. */
export async function examineRequests(
  read: Promise<LogAnalysis>,
  pack: SigmaPack,
  logs: readonly PeekedLog[],
  settings: HuntSettings,
  dossier: Dossier,
  progress: ProgressMeter,
): Promise<LogAnalysis> {
  progress.begin('requests', logs.length);
  for (const note of logs.flatMap(({ notes }) => notes)) dossier.note(note);
  const analysis = await read;
  for (const note of analysis.notes) dossier.note(note);
  const { outside } = analysis.counters;
  if (outside > 0) {
    // A period that holds none of the records is as good as no logs, whatever HTTP.sys refused in it.
    const answered = analysis.logs.filter(({ kind }) => kind === 'iis-log');
    const incomplete = (answered.length > 0 ? answered : analysis.logs).every((log) => log.outside >= log.records);
    dossier.note({
      code: 'not-examined',
      message: 'Requests outside of the period asked for',
      count: outside,
      incomplete,
    });
    if (incomplete) for (const { host, kind } of analysis.logs) dossier.ledger.partial(classOf(kind), host);
  }
  for (const [host, logs] of groupBy(
    analysis.logs.filter(({ kind }) => kind === 'iis-log'),
    (log) => log.host,
  )) {
    if (logs.some(({ records }) => records > 0)) continue;
    const message = 'None of the IIS logs holds a request that could be read: they say nothing of who asked for what';
    dossier.note({ code: 'not-examined', message, host, count: logs.length, incomplete: true });
    dossier.ledger.partial('iis-logs', host);
  }
  for (const { host, kind, records } of analysis.logs) dossier.ledger.read(classOf(kind), host, records);
  for (const { host, hours } of analysis.streams) {
    const [first, last] = [hours[0]?.first, hours.at(-1)?.last];
    if (first !== undefined && last !== undefined) dossier.ledger.span('iis-logs', host, first, last);
  }
  const breathe = breather();
  for (const { rule, detection, host } of requestDetections(analysis, pack, (address) =>
    settings.ownAddresses.has(address),
  )) {
    await breathe();
    dossier.add(signatureSource(rule), detection, { artifact: null, sha256: null, host });
  }
  return analysis;
}
