import { isoTime } from '../../formats/log-line/line-time.js';
import type { Artifact } from '../../model/artifact.js';
import type { BuildSighting } from '../../model/build-history.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { RecordEvidence } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { countedBy } from '../logs/analysis-merger.js';
import { correlationsAcross } from '../logs/correlation/correlate-across.js';
import { Correlator } from '../logs/correlation/correlator.js';
import type { CountedFile } from '../logs/log-analysis.js';
import { uncountedNote } from '../logs/log-notes.js';
import { MatchMerger } from '../logs/matches/match-merger.js';
import { isEventBatch } from '../logs/correlation/packed-events.js';
import { isRecordKind, type ReadRecords, type RecordAnalysis, type RecordFileAnalysis } from './record-analysis.js';
import type { RecordComputers } from './record-computers.js';
import { computerOf, type RecordHosts } from './record-hosts.js';
import { recordFileNotes } from './record-notes.js';

interface ReadFile {
  readonly artifact: Artifact;
  readonly outcome: JobOutcome<RecordFileAnalysis>;
}

/** Joins what each file said: sequences and examples in the order of the files' first records, the rest in that of the collection. */
export function mergeRecords(read: readonly ReadFile[], hosts: RecordHosts, pack: SigmaPack): RecordAnalysis {
  const inOrder = [...read].sort((a, b) => compareText(a.artifact.collectedPath, b.artifact.collectedPath));
  const notes: CoverageNote[] = inOrder.flatMap(({ artifact, outcome }) => recordFileNotes(artifact, outcome));
  const byTime = inOrder.toSorted((a, b) => firstTime(a) - firstTime(b));
  const matches = new MatchMerger();
  const across = correlationsAcross(pack.program);
  const correlator = new Correlator(pack, (index) => !across.has(index));
  const counted: CountedFile[] = [];
  byTime.forEach(({ artifact, outcome }, i) => {
    if (outcome.status !== 'done') return;
    const next = byTime[i + 1];
    const batches = outcome.parts.filter(isEventBatch);
    const { computers, groups } = outcome.result;
    const host = hosts.of(artifact, computers);
    const hostOf = (record: RecordEvidence) => host(computerOf(record));
    if (across.size > 0)
      counted.push({
        host: artifact.host,
        collectedPath: artifact.collectedPath,
        first: firstTime({ artifact, outcome }),
        batches,
        hostOf,
      });
    correlator.add(artifact, batches, next ? firstTime(next) : Number.POSITIVE_INFINITY, hostOf);
    for (const ofComputer of groups) matches.add(host(nameOf(ofComputer.computer, computers)), ofComputer.groups);
    if (computers.others > 0) notes.push(othersNote(artifact, computers.others));
    for (const uncounted of outcome.result.uncounted) {
      const title = pack.rules[uncounted.rule]?.title ?? '';
      notes.push(uncountedNote(artifact, title, uncounted, countedBy(pack, uncounted.rule)));
    }
  });
  const { alerts, notes: correlated } = correlator.finish();
  return {
    matches: matches.result(pack.rules),
    alerts,
    notes: [...notes, ...correlated],
    counted,
    files: inOrder.flatMap((file) => filesOf(file, hosts)),
    builds: inOrder.flatMap(buildsOf),
    agents: inOrder.flatMap(({ artifact: { host }, outcome }) =>
      outcome.status === 'done' ? outcome.result.agents.map((agent) => ({ host, ...agent })) : [],
    ),
  };
}

function firstTime({ outcome }: ReadFile): number {
  return outcome.status === 'done' ? (outcome.result.firstTime ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
}

/** One row for each server that records of the file are of. */
function filesOf({ artifact, outcome }: ReadFile, hosts: RecordHosts): ReadRecords[] {
  const { host, kind, collectedPath: path } = artifact;
  if (!isRecordKind(kind)) return [];
  if (outcome.status !== 'done')
    return [{ path, host, kind, records: 0, outside: 0, whole: false, first: null, last: null }];
  const { records, outside, format, losses, readNotes, firstTime, lastTime, computers } = outcome.result;
  const whole = format !== null && losses.every(({ reason }) => reason === 'nul-bytes') && readNotes.length === 0;
  const hostOf = hosts.of(artifact, computers);
  const named = groupBy(computers.list, ({ name }) => hostOf(name));
  if (named.size === 0 || (named.size === 1 && named.has(host))) {
    return [{ path, host, kind, records, outside, whole, first: shown(firstTime), last: shown(lastTime) }];
  }
  const rows = [...named].map(([of, list]): ReadRecords => {
    const times = list.flatMap(({ first, last }) => [first ?? [], last ?? []].flat());
    const [first, last] = times.length === 0 ? [null, null] : [Math.min(...times), Math.max(...times)];
    const own = list.reduce((sum, one) => sum + one.records, 0);
    return { path, host: of, kind, records: own, outside: 0, whole, first: shown(first), last: shown(last) };
  });
  const told = rows.reduce((sum, row) => sum + row.records, 0);
  // Of those outside of the period, and of what names no computer.
  const rest = { path, host, kind, records: records - told, outside, whole, first: null, last: null };
  return rest.records > 0 || outside > 0 ? [...rows, rest] : rows;
}

function shown(seconds: number | null): string | null {
  return seconds === null ? null : isoTime(seconds);
}

/** Matches are kept by names in lower case. */
function nameOf(computer: string | null, { list }: RecordComputers): string | null {
  return list.find(({ name }) => name.toLowerCase() === computer)?.name ?? computer;
}

function othersNote({ collectedPath: path, host }: Artifact, count: number): CoverageNote {
  const message = 'Records of more computers than are told apart count as those of the server that the file is of';
  return { code: 'limit-reached', message, path, host, count, incomplete: false };
}

function buildsOf({ artifact: { host }, outcome }: ReadFile): (BuildSighting & { readonly host: string | null })[] {
  return outcome.status === 'done' ? outcome.result.builds.map((build) => ({ host, ...build })) : [];
}
