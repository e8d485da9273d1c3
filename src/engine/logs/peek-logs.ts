import type { LogRanges } from '../../collection/reading/jobs.js';
import type { Reading } from '../../collection/reading/reading.js';
import { DAY, dayInFileName, monthInFileName } from '../../formats/log-line/line-time.js';
import type { LogFileFacts } from '../../formats/log-line/log-reader.js';
import { offsetAt, type TimeZone } from '../../formats/log-line/time-zone.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { inOrder } from '../../platform/ordered.js';
import { isLogKind } from './log-analysis.js';
import { type SampledSender, senderOf } from './clients/recognise-proxies.js';

/** What the configuration tells of how a log is written. */
export interface LoggingFacts {
  readonly zone: TimeZone | null;
  /** By the configuration a W3C log is in local time (`logFileTime`). By itself it is not; other formats always are. */
  readonly logsLocalTime: boolean;
  /** Names of columns that by the configuration hold a header that tells for whom a proxy asked. */
  readonly forwardedFields: readonly string[];
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
  /** Ranges that are read side by side; null where it is read in one piece. */
  readonly ranges: LogRanges | null;
  /** Why nothing is known of it, where nothing is. */
  readonly notes: readonly CoverageNote[];
}

/** The sample that tells which texts are rare: the beginnings of so many logs, spread over all. */
const SAMPLED_LOGS = 16;
/** The sample that tells who asks a server: so many of its logs, spread over all of them, where there are few servers, and where there are many. */
const SAMPLED_OF_HOST = { most: 16, all: 64, least: 4 };
/**
 * Bytes of the ranges that a log is read in, whatever the number of processes: limits are those of a range, and must not depend on
 * who reads it.
 */
export const RANGE = 256 << 20;
/** Logs under way: enough that the process that reads them does not wait. */
const UNDER_WAY = 64;
const NO_HEAD = new Uint8Array(0);
const NOTHING_TOLD: LoggingFacts = { zone: null, logsLocalTime: false, forwardedFields: [] };

/**
 * The logs among the artifacts (`isLogKind`), in the order of their first records; those that show none come first.
 * @param range bytes of the ranges that large ones are read in; for tests
 */
export async function peekLogs(
  artifacts: readonly Artifact[],
  reading: Reading,
  toldOf: (artifact: Artifact) => LoggingFacts = () => NOTHING_TOLD,
  range = RANGE,
): Promise<PeekedLog[]> {
  const logs = artifacts.filter(({ kind }) => isLogKind(kind));
  const step = Math.ceil(logs.length / SAMPLED_LOGS);
  const asking = sampleOfHosts(logs);
  const peeked: PeekedLog[] = [];
  const starts = inOrder(logs.entries(), UNDER_WAY, async ([at, artifact]): Promise<PeekedLog> => {
    const told = toldOf(artifact);
    const facts = factsOf(artifact, told);
    const isSample = at % step === 0;
    const start = await reading.logStart(artifact, facts, isSample || asking.has(artifact), range);
    return {
      ...start,
      head: isSample ? start.head : NO_HEAD,
      artifact,
      facts,
      local: told.logsLocalTime || start.local,
      senders: start.senders.map(senderOf),
    };
  });
  for await (const one of starts) peeked.push(one);
  return byFirstRecord(peeked);
}

/** A server is told by its own logs, however many others there are. */
function sampleOfHosts(logs: readonly Artifact[]): ReadonlySet<Artifact> {
  const { most, all, least } = SAMPLED_OF_HOST;
  const byHost = [...groupBy(logs, ({ host }) => host).values()];
  const each = Math.max(least, Math.min(most, Math.ceil(all / byHost.length)));
  return new Set(
    byHost.flatMap((own) => {
      const step = Math.ceil(own.length / each);
      return own.filter((_, at) => at % step === 0);
    }),
  );
}

/** Logs in the order of their first records; those that show none come first. */
export function byFirstRecord(logs: readonly PeekedLog[]): PeekedLog[] {
  const order = ({ first }: PeekedLog): number => first ?? Number.NEGATIVE_INFINITY;
  return logs.toSorted((a, b) => {
    const [x, y] = [order(a), order(b)];
    return x < y ? -1 : x > y ? 1 : compareText(a.artifact.collectedPath, b.artifact.collectedPath);
  });
}

/** A W3C log that the configuration makes local has one offset for all of it, that of its day at noon. */
function factsOf(artifact: Artifact, { zone, logsLocalTime, forwardedFields }: LoggingFacts): LogFileFacts {
  const [day, month] = [dayInFileName(artifact.collectedPath), monthInFileName(artifact.collectedPath)];
  if (!logsLocalTime || zone === null) return { day, month, utcOffsetMinutes: 0, zone, forwardedFields };
  const utcOffsetMinutes = day === null ? zone.standardOffset : offsetAt(zone, (day + 0.5) * DAY);
  return { day, month, zone, utcOffsetMinutes, forwardedFields };
}
