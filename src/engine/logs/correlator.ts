import { isoTime } from '../../formats/log-line/line-time.js';
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
import type { MatchEvent } from './file-analysis.js';
import type { CorrelationMatch } from './log-analysis.js';

/** Events that wait for files which may have earlier ones. */
const MAXIMUM_WAITING = 200_000;

interface Source {
  readonly host: string | null;
  readonly record: RecordEvidence;
}

interface Waiting extends MatchEvent {
  readonly host: string | null;
  /** Position of the file, then of the event: the order within a second. */
  readonly order: readonly [number, number];
}

/** Feeds base matches of all files, merged by time, to the correlations. Holds what may still be preceded by others. */
export class Correlator {
  readonly #engine: CorrelationEngine<Source>;
  #waiting: Waiting[] = [];
  #files = 0;
  #early = 0;

  constructor(readonly pack: SigmaPack) {
    this.#engine = createCorrelationEngine<Source>(pack.program);
  }

  /** Adds a file's events. Files come in the order of their first records; `next` is that of the next file, seconds. */
  add(host: string | null, events: readonly MatchEvent[], next: number): void {
    const file = this.#files++;
    for (const [i, event] of events.entries()) this.#waiting.push({ ...event, host, order: [file, i] });
    this.#waiting.sort((a, b) => a.time - b.time || a.order[0] - b.order[0] || a.order[1] - b.order[1]);
    let ready = this.#waiting.findIndex(({ time }) => time >= next);
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

  #feed({ time, rules, fields, evidence, host }: Waiting): void {
    const record: SigmaRecord = {
      field: (name) => (Object.hasOwn(fields, name) ? fieldValues([fields[name] ?? '']) : undefined),
      keywords: () => fieldValues([]),
    };
    this.#engine.feed({ time: time * 1000, record, rules, evidence: { host, record: evidence } });
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
      evidence: alert.evidence.map(({ reference, evidence }) => ({ rule: reference, record: evidence.record })),
    };
  }
}
