import { openArtifact } from '../../collection/open-artifact.js';
import { readLog } from '../../formats/log-file/read-log.js';
import { hasLocalTimes, RECOGNISED_BYTES } from '../../formats/log-file/recognise-log.js';
import { wideEncoding } from '../../formats/log-file/utf8-chunks.js';
import { DAY, dayInFileName } from '../../formats/log-line/line-time.js';
import type { LogFileFacts } from '../../formats/log-line/log-reader.js';
import { offsetAt, type TimeZone } from '../../formats/log-line/time-zone.js';
import type { Artifact } from '../../model/artifact.js';
import { compareText } from '../../platform/order.js';
import { type SampledSender, senderOf } from './recognise-proxies.js';

export interface LogClock {
  readonly zone: TimeZone | null;
  /** By the configuration a W3C log is in local time (`logFileTime`). By itself it is not; other formats always are. */
  readonly logsLocalTime: boolean;
}

/** What the beginning of a log tells, before it is read. */
export interface PeekedLog {
  readonly artifact: Artifact;
  readonly facts: LogFileFacts;
  /** Its times are those of the server's clock. */
  readonly local: boolean;
  /** Its beginning, as UTF-8; empty where it could not be read. */
  readonly head: Uint8Array;
  /** Of the first record near the beginning, seconds since 1970; null where there is none. */
  readonly first: number | null;
  /** Who asked in the records near the beginning; empty where it is not one of the sample. */
  readonly senders: readonly SampledSender[];
}

/** The sample that tells which texts are rare: so much of so many logs, spread over all. */
const SAMPLED_LOGS = 16;
const SAMPLED_BYTES = 64 << 10;
const NO_CLOCK: LogClock = { zone: null, logsLocalTime: false };

/** Logs in the order of their first records; those that show none come first. */
export async function peekLogs(
  logs: readonly Artifact[],
  clockOf: ((artifact: Artifact) => LogClock) | undefined,
  signal: AbortSignal | undefined,
): Promise<PeekedLog[]> {
  const peeked: PeekedLog[] = [];
  for (const [i, artifact] of logs.entries()) {
    const sampled = i % Math.ceil(logs.length / SAMPLED_LOGS) === 0;
    const clock = clockOf?.(artifact) ?? NO_CLOCK;
    const facts = factsOf(artifact, clock);
    if (signal?.aborted)
      peeked.push({ artifact, facts, local: false, first: null, senders: [], head: new Uint8Array(0) });
    else peeked.push(await peek(artifact, facts, clock.logsLocalTime, sampled));
  }
  const order = ({ first }: PeekedLog): number => first ?? Number.NEGATIVE_INFINITY;
  return peeked.sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    return x < y ? -1 : x > y ? 1 : compareText(a.artifact.collectedPath, b.artifact.collectedPath);
  });
}

/** A W3C log that the configuration makes local has one offset for all of it, that of its day at noon. */
function factsOf(artifact: Artifact, { zone, logsLocalTime }: LogClock): LogFileFacts {
  const day = dayInFileName(artifact.collectedPath);
  if (!logsLocalTime || zone === null) return { day, utcOffsetMinutes: 0, zone };
  return { day, zone, utcOffsetMinutes: day === null ? zone.standardOffset : offsetAt(zone, (day + 0.5) * DAY) };
}

/** Looks at the first chunk of a log. Its bytes are kept where it is one of the sample. */
async function peek(artifact: Artifact, facts: LogFileFacts, isLocal: boolean, sampled: boolean): Promise<PeekedLog> {
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of openArtifact(artifact)) {
    head = new Uint8Array(chunk.subarray(0, SAMPLED_BYTES));
    break;
  }
  let first: number | null = null;
  const senders: SampledSender[] = [];
  for (const line of readLog(head.subarray(0, RECOGNISED_BYTES), facts)) {
    if (line.kind !== 'record') continue;
    first ??= line.time === null ? null : Date.parse(line.time) / 1000;
    if (sampled) senders.push(senderOf(line.fields));
    else if (first !== null) break;
  }
  const local = isLocal || hasLocalTimes(head);
  return {
    artifact,
    facts,
    local,
    first,
    senders,
    head: sampled && wideEncoding(head) === null ? head : new Uint8Array(0),
  };
}
