import { isoTime } from '../../../formats/log-line/line-time.js';
import type { Artifact } from '../../../model/artifact.js';
import type { CoverageNote } from '../../../model/coverage.js';
import type { RecordEvidence } from '../../../model/finding.js';
import {
  type CorrelationAlert,
  type CorrelationEngine,
  createCorrelationEngine,
  type EngineContent,
  fieldValues,
  type Occurrence,
  type SigmaPack,
  type SigmaRecord,
} from '../../../signatures/sigma/index.js';
import type { CorrelationMatch } from '../log-analysis.js';
import { occurrenceOf, TOLD_BY } from './occurrence.js';
import { type EventBatch, EventReader, hasEventsOf } from './packed-events.js';
import { type PackedRecord, type RecordSource, someFields, unpackRecord } from '../record-cells.js';

/** Events that wait for files which may have earlier ones. */
const MAXIMUM_WAITING = 1_000_000;
/** Records in all windows together. */
const MAXIMUM_ENTRIES = 60_000;

/** The server of a record: one for all of a file, or told by each. */
type Host = string | null | ((record: RecordEvidence) => string | null);

/** A stretch of one file's events, in the order of time. */
interface Batch {
  readonly host: Host;
  /** By number of the layout. */
  readonly sources: readonly RecordSource[];
  readonly times: Float64Array;
  readonly reader: EventReader;
  readonly order: Uint32Array;
  next: number;
}

/** One of them, by itself: windows and alerts must not hold on to a file's whole batch. */
interface Source {
  readonly host: Host;
  readonly record: PackedRecord;
}

/** All that a correlator holds between two files; plain data where all servers are those of files. */
export interface CorrelatorContent {
  readonly engine: EngineContent<Source>;
  readonly batches: readonly (Omit<Batch, 'times' | 'reader'> & { readonly batch: EventBatch })[];
  readonly waiting: number;
  readonly fedTo: number;
  readonly early: number;
}

/** Feeds base matches of all files, merged by time, to the correlations. Holds what may still be preceded by others. */
export class Correlator {
  readonly #engine: CorrelationEngine<Source>;
  /** In the order of the files and in that of each file, which decide within a second. */
  #batches: Batch[] = [];
  #waiting = 0;
  /** Up to this time events were fed for want of room, and so many came later that are earlier. */
  #fedTo = Number.NEGATIVE_INFINITY;
  #early = 0;

  /** `told`: of which correlations alerts and limits are told, by their places in the program. */
  constructor(
    readonly pack: SigmaPack,
    readonly told: (index: number) => boolean,
  ) {
    this.#engine = createCorrelationEngine<Source>(pack.program, { allEntries: MAXIMUM_ENTRIES }, told);
  }

  /**
   * Adds events of a file, which may come in several parts. Files come in the order of their first records; `next` is that of the next
   * file, seconds, and before all times where more parts of the same one come. Without `hostOf` all are of the file's server.
   */
  add(
    { host: own, collectedPath: path }: Pick<Artifact, 'host' | 'collectedPath'>,
    batches: readonly EventBatch[],
    next: number,
    hostOf?: (record: RecordEvidence) => string | null,
  ): void {
    const host = hostOf ?? own;
    for (const batch of batches) {
      const { times, layouts } = batch;
      if (!hasEventsOf(batch, this.#engine.counts)) continue;
      const order = Uint32Array.from(times, (_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
      const sources = layouts.map((columns): RecordSource => ({ path, columns }));
      this.#batches.push({ host, sources, times, reader: new EventReader(batch), order, next: 0 });
      this.#waiting += times.length;
    }
    this.#feedBefore(next, 0);
    if (this.#waiting > MAXIMUM_WAITING) {
      this.#fedTo = this.#feedBefore(Number.POSITIVE_INFINITY, MAXIMUM_WAITING);
    }
  }

  /** Not for files whose records tell their servers themselves. */
  kept(): CorrelatorContent {
    return {
      engine: this.#engine.kept(),
      batches: this.#batches.map(({ times: _, reader, ...batch }) => ({ ...batch, batch: reader.batch })),
      waiting: this.#waiting,
      fedTo: this.#fedTo,
      early: this.#early,
    };
  }

  /** Goes on where another one with the same rules was, before anything is added. */
  resume({ engine, batches, waiting, fedTo, early }: CorrelatorContent): void {
    this.#engine.resume(engine);
    this.#batches = batches.map(({ batch, ...rest }) => ({
      ...rest,
      times: batch.times,
      reader: new EventReader(batch),
    }));
    this.#waiting = waiting;
    this.#fedTo = fedTo;
    this.#early = early;
  }

  finish(): { readonly alerts: readonly CorrelationMatch[]; readonly notes: readonly CoverageNote[] } {
    this.#feedBefore(Number.POSITIVE_INFINITY, 0);
    const { alerts, notes } = this.#engine.finish();
    const all = [...notes];
    if (this.#early > 0) {
      all.push({
        code: 'limit-reached',
        message: 'Logs overlap so much that records of one were correlated before earlier ones of another',
        count: this.#early,
        incomplete: true,
      });
    }
    return {
      alerts: alerts
        .filter(({ correlation }) => correlation.reports && this.told(correlation.index))
        .map((alert) => this.#match(alert)),
      notes: all,
    };
  }

  /** Feeds what is earlier than `end`, the earliest first, until no more than `kept` wait. Answers the latest time that was fed. */
  #feedBefore(end: number, kept: number): number {
    let latest = this.#fedTo;
    while (this.#waiting > kept) {
      let earliest: Batch | null = null;
      let least = end;
      // The next event of the others: up to it, one follows another of the same batch.
      let others = end;
      for (const batch of this.#batches) {
        const time = timeOfNext(batch);
        if (time < least) [earliest, others, least] = [batch, least, time];
        else if (time < others) others = time;
      }
      if (!earliest) break;
      do {
        latest = Math.max(latest, timeOfNext(earliest));
        this.#feed(earliest);
        this.#waiting--;
        earliest.next++;
      } while (earliest.next < earliest.order.length && timeOfNext(earliest) < others && this.#waiting > kept);
      if (earliest.next === earliest.order.length) this.#batches = this.#batches.filter((one) => one !== earliest);
    }
    return latest;
  }

  #feed({ host, sources, reader, order, next }: Batch): void {
    const at = order[next] ?? 0;
    if (!reader.kindAt(at).rules.some(this.#engine.counts)) return;
    const { kind, time, values, offset, line, cells } = reader.read(at);
    const { rules, layout, fields } = kind;
    const record: SigmaRecord = {
      field: (name) => {
        const value = values[fields.indexOf(name)] ?? null;
        return value === null ? undefined : fieldValues([value]);
      },
      keywords: () => fieldValues([]),
    };
    if (time < this.#fedTo) this.#early++;
    const source = sources[layout];
    if (!source) throw new Error('A layout that the log does not have');
    const evidence = { host, record: { source, offset, line, time, cells } };
    // Several correlations ask.
    let told: Occurrence | null | undefined;
    const occurrence = () => {
      if (told === undefined) told = occurrenceOf({ path: source.path, fields: someFields(evidence.record, TOLD_BY) });
      return told;
    };
    this.#engine.feed({ time: time * 1000, record, rules, evidence, occurrence });
  }

  #match(alert: CorrelationAlert<Source>): CorrelationMatch {
    const rule = this.pack.correlations[alert.correlation.index];
    if (!rule) throw new Error('A correlation that is not in the pack');
    const evidence = alert.evidence.map(({ reference, evidence: { host, record } }) => {
      const unpacked = unpackRecord(record);
      return { rule: reference, record: unpacked, host: typeof host === 'function' ? host(unpacked) : host };
    });
    const hosts = new Set(evidence.map((one) => one.host));
    const [host = null] = hosts;
    return {
      rule,
      host: hosts.size === 1 ? host : null,
      group: alert.group,
      count: alert.count,
      first: isoTime(alert.first / 1000) ?? '',
      last: isoTime(alert.last / 1000) ?? '',
      evidence: evidence.map((one) => ({ rule: one.rule, record: one.record })),
    };
  }
}

function timeOfNext({ times, order, next }: Batch): number {
  return times[order[next] ?? 0] ?? 0;
}
