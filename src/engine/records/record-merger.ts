import { isoTime } from '../../formats/log-line/line-time.js';
import type { Artifact } from '../../model/artifact.js';
import type { BuildSighting } from '../../model/build-history.js';
import type { CoverageNote } from '../../model/coverage.js';
import { compareText } from '../../platform/order.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { countedBy } from '../logs/analysis-merger.js';
import { correlationsAcross } from '../logs/correlate-across.js';
import { Correlator } from '../logs/correlator.js';
import { uncountedNote } from '../logs/log-notes.js';
import type { CountedFile } from '../logs/log-analysis.js';
import { MatchMerger } from '../logs/match-merger.js';
import { isEventBatch } from '../logs/packed-events.js';
import { isRecordKind, type ReadRecords, type RecordAnalysis, type RecordFileAnalysis } from './record-analysis.js';
import { recordFileNotes } from './record-notes.js';

interface ReadFile {
  readonly artifact: Artifact;
  readonly outcome: JobOutcome<RecordFileAnalysis>;
}

/** Joins what each file said: sequences and examples in the order of the files' first records, the rest in that of the collection. */
export function mergeRecords(read: readonly ReadFile[], pack: SigmaPack): RecordAnalysis {
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
    if (across.size > 0) counted.push({ artifact, first: firstTime({ artifact, outcome }), batches });
    correlator.add(artifact, batches, next ? firstTime(next) : Number.POSITIVE_INFINITY);
    matches.add(artifact.host, outcome.result.groups);
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
    files: inOrder.flatMap(fileOf),
    builds: inOrder.flatMap(buildsOf),
    agents: inOrder.flatMap(({ artifact: { host }, outcome }) =>
      outcome.status === 'done' ? outcome.result.agents.map((agent) => ({ host, ...agent })) : [],
    ),
  };
}

function firstTime({ outcome }: ReadFile): number {
  return outcome.status === 'done' ? (outcome.result.firstTime ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
}

function fileOf({ artifact: { host, kind, collectedPath: path }, outcome }: ReadFile): ReadRecords[] {
  if (!isRecordKind(kind)) return [];
  if (outcome.status !== 'done')
    return [{ path, host, kind, records: 0, outside: 0, whole: false, first: null, last: null }];
  const { records, outside, format, losses, readNotes, firstTime: first, lastTime: last } = outcome.result;
  const whole = format !== null && losses.every(({ reason }) => reason === 'nul-bytes') && readNotes.length === 0;
  const time = (seconds: number | null) => (seconds === null ? null : isoTime(seconds));
  return [{ path, host, kind, records, outside, whole, first: time(first), last: time(last) }];
}

function buildsOf({ artifact: { host }, outcome }: ReadFile): (BuildSighting & { readonly host: string | null })[] {
  return outcome.status === 'done' ? outcome.result.builds.map((build) => ({ host, ...build })) : [];
}
