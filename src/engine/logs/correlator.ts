import { isoTime } from '../../formats/log-line/line-time.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { RecordEvidence } from '../../model/finding.js';
import {
  type CorrelationAlert,
  type CorrelationEngine,
  createCorrelationEngine,
  fieldValues,
  type SigmaPack,
  type SigmaRecord,
} from '../../signatures/sigma/index.js';
import type { FileAnalysis, MatchEvent } from './file-analysis.js';
import type { CorrelationMatch } from './log-analysis.js';
import { unpackFields } from './record-cells.js';
import { correlatedFields } from './rule-hunt.js';

/** Events that wait for files which may have earlier ones. */
const MAXIMUM_WAITING = 200_000;

/** Records in all windows together: each is kept as a text, so this bounds the memory. */
const MAXIMUM_ENTRIES = 150_000;

/** A record of a log, packed. */
interface Source {
  readonly host: string | null;
  readonly path: string;
  readonly columns: readonly string[];
  readonly event: MatchEvent;
}

interface Waiting extends Source {
  /** Position of the file, then of the event: the order within a second. */
  readonly order: readonly [number, number];
}

/** Feeds base matches of all files, merged by time, to the correlations. Holds what may still be preceded by others. */
export class Correlator {
  readonly #engine: CorrelationEngine<Source>;
  #waiting: Waiting[] = [];
  #files = 0;
  #early = 0;

  readonly #fields: readonly string[];

  constructor(readonly pack: SigmaPack) {
    this.#engine = createCorrelationEngine<Source>(pack.program, { allEntries: MAXIMUM_ENTRIES });
    this.#fields = correlatedFields(pack.program);
  }

  /** Adds a file's events. Files come in the order of their first records; `next` is that of the next file, seconds. */
  add(
    { host, collectedPath: path }: Pick<Artifact, 'host' | 'collectedPath'>,
    { events, layouts }: Pick<FileAnalysis, 'events' | 'layouts'>,
    next: number,
  ): void {
    const file = this.#files++;
    for (const [i, event] of events.entries()) {
      this.#waiting.push({ host, path, columns: layouts[event.layout] ?? [], event, order: [file, i] });
    }
    this.#waiting.sort((a, b) => a.event.time - b.event.time || a.order[0] - b.order[0] || a.order[1] - b.order[1]);
    let ready = this.#waiting.findIndex(({ event }) => event.time >= next);
    if (ready < 0) ready = this.#waiting.length;
    if (this.#waiting.length - ready > MAXIMUM_WAITING) {
      this.#early += this.#waiting.length - MAXIMUM_WAITING - ready;
      ready = this.#waiting.length - MAXIMUM_WAITING;
    }
    for (const event of this.#waiting.splice(0, ready)) this.#feed(event);
  }

  finish(): { readonly alerts: readonly CorrelationMatch[]; readonly notes: readonly CoverageNote[] } {
    for (const event of this.#waiting.splice(0)) this.#feed(event);
    const { alerts, notes } = this.#engine.finish();
    const all = [...notes];
    if (this.#early > 0) {
      all.push({
        code: 'limit-reached',
        message: 'Logs overlap so much that records of one were correlated before earlier ones of another',
        count: this.#early,
        incomplete: false,
      });
    }
    return {
      alerts: alerts.filter(({ correlation }) => correlation.reports).map((alert) => this.#match(alert)),
      notes: all,
    };
  }

  #feed(source: Waiting): void {
    const { time, rules, values } = source.event;
    const record: SigmaRecord = {
      field: (name) => {
        const value = values[this.#fields.indexOf(name)] ?? null;
        return value === null ? undefined : fieldValues([value]);
      },
      keywords: () => fieldValues([]),
    };
    this.#engine.feed({ time: time * 1000, record, rules, evidence: source });
  }

  #match(alert: CorrelationAlert<Source>): CorrelationMatch {
    const rule = this.pack.correlations[alert.correlation.index];
    if (!rule) throw new Error('A correlation that is not in the pack');
    const hosts = new Set(alert.evidence.map(({ evidence }) => evidence.host));
    const [host = null] = hosts;
    return {
      rule,
      host: hosts.size === 1 ? host : null,
      group: alert.group,
      count: alert.count,
      first: isoTime(alert.first / 1000) ?? '',
      last: isoTime(alert.last / 1000) ?? '',
      evidence: alert.evidence.map(({ reference, evidence }) => ({ rule: reference, record: recordOf(evidence) })),
    };
  }
}

function recordOf({ path, columns, event }: Source): RecordEvidence {
  const { offset, line, time, cells } = event;
  return { type: 'record', path, offset, line, time: isoTime(time), fields: unpackFields(columns, cells) };
}
