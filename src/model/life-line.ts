import type { RecordEvidence } from './finding.js';
import { defineInputClass } from './input-class.js';

/**
 * What logs show of one URI over its whole life (ACC, TIM-01). Kept for stems that a server would execute, and for others
 * once they answered 2xx to something else than an ordinary download of a static file.
 * Counts are exact; sets are capped and say so. Times are UTC ISO 8601.
 */
export interface UriLifeLine {
  readonly host: string | null;
  /** Site id or name where logs tell (`W3SVC1` -> `1`), else `port-443`. */
  readonly site: string;
  /** Lower case, as logged (not decoded), without the path information of a script; a script's as IIS resolves it, however it was spelled. */
  readonly stem: string;
  /** Its extension, or that of a segment before path information, is one that IIS or ASP.NET execute. */
  readonly executable: boolean;
  readonly requests: number;
  /** Of them from the user's own proxies and monitors (`--own`). These count everywhere but in `busiestWindow` and `rhythm`. */
  readonly ownRequests: number;
  readonly first: string;
  readonly last: string;
  /** First and last answer with a 2xx status. */
  readonly firstSuccess: string | null;
  readonly lastSuccess: string | null;
  /** Last miss (404 or 410, or 302 where the product answers a missing page so) before the first success. */
  readonly lastMissBeforeSuccess: string | null;
  /** First miss after the last success. */
  readonly firstMissAfterSuccess: string | null;
  readonly methods: Readonly<Record<string, number>>;
  /** By status. (As names of an object, numbers up to 599 would make V8 keep a table of 600.) */
  readonly statuses: readonly (readonly [status: string, requests: number])[];
  /** POST and PUT requests that were answered 2xx. */
  readonly uploads: number;
  /** Answers 404 or 410 without an error of Windows (`sc-win32-status` 0): a page gave them itself, so it is there. No misses. */
  readonly feignedMisses: number;
  /** Who asked, as far as the logs tell: behind a proxy of one's own, or of the server itself, the forwarded address. */
  readonly clients: CappedSet;
  readonly userAgents: CappedSet;
  readonly userNames: CappedSet;
  /** Addresses or names of the servers that answered. */
  readonly servers: CappedSet;
  readonly ports: CappedSet;
  /** Sums, null where the column is not logged. */
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  readonly maximumBytesSent: number | null;
  readonly maximumBytesReceived: number | null;
  /** Milliseconds. */
  readonly maximumTimeTaken: number | null;
  readonly withReferer: number;
  /** Requests with a query string beside what Exchange's front end appends (`&CorrelationID=…`). */
  readonly withQuery: number;
  /**
   * Most requests of one client in ten minutes (windows begin at each full ten minutes), and how many of them were POST. Exact up
   * to 64 clients; where more ask, it may be low by a sixty-fifth of the window's requests, never high.
   */
  readonly busiestWindow: {
    readonly client: string;
    readonly start: string;
    readonly requests: number;
    readonly posts: number;
  } | null;
  /**
   * Intervals between the requests of the busiest client, where there are at least eight: their median in seconds, and the
   * median distance from it divided by it (0: like a clock). Over the first requests of the line; `requests` says how many.
   */
  readonly rhythm: {
    readonly client: string;
    readonly requests: number;
    readonly medianSeconds: number;
    readonly strayRatio: number;
  } | null;
  /** A few records for the reader: the first that was not a miss, the first success, the last. */
  readonly examples: readonly LoggedRequest[];
}

/** Distinct values, in order of first appearance, at most as many as are kept. */
export interface CappedSet {
  readonly values: readonly string[];
  /** There were more. */
  readonly capped: boolean;
}

/** One log record for evidence. */
export interface LoggedRequest {
  /** `collectedPath` of the log. */
  readonly path: string;
  readonly offset: number;
  readonly line: number | null;
  readonly time: string | null;
  readonly fields: Readonly<Record<string, string | null>>;
}

/** A life-line's records as evidence. */
export function recordsOf(line: UriLifeLine): RecordEvidence[] {
  return line.examples.map(({ fields, ...record }) => ({ type: 'record', ...record, fields: { ...fields } }));
}

/** Who asked, in words: the only client, or how many. */
export function clientsInWords({ clients: { values, capped } }: UriLifeLine): string {
  if (capped) return `more than ${values.length} clients`;
  return values.length === 1 ? (values[0] ?? '1 client') : `${values.length} clients`;
}

/** One input for each life-line, for detectors of what a URI's use gives away. */
export const uriLifeLine = defineInputClass<UriLifeLine>('uri-life-line');
