/** What logs show of one URI over its whole life. Counts are exact; sets are capped and say so. Times are UTC ISO 8601. */
export interface UriLifeLine {
  readonly host: string | null;
  /** Site id or name where logs tell (`W3SVC1` -> `1`), else the server port. */
  readonly site: string;
  /** Lower case, as logged (not decoded). */
  readonly stem: string;
  readonly requests: number;
  readonly first: string;
  readonly last: string;
  /** First and last answer with a 2xx status. */
  readonly firstSuccess: string | null;
  readonly lastSuccess: string | null;
  /** Last miss (404, or 302 where the product answers a missing page so) before the first success. */
  readonly lastMissBeforeSuccess: string | null;
  /** First miss after the last success. */
  readonly firstMissAfterSuccess: string | null;
  readonly methods: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
  readonly clients: CappedSet;
  readonly userAgents: CappedSet;
  readonly userNames: CappedSet;
  readonly servers: CappedSet;
  /** Sums, null where the column is not logged. */
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  readonly maximumBytesSent: number | null;
  readonly maximumTimeTaken: number | null;
  readonly withReferer: number;
  /** Most requests of one client in ten minutes, and how many of them were POST. */
  readonly busiestWindow: {
    readonly client: string;
    readonly start: string;
    readonly requests: number;
    readonly posts: number;
  } | null;
  /** Where intervals between requests of the busiest client are regular: the median in seconds and how far they stray. */
  readonly rhythm: {
    readonly client: string;
    readonly requests: number;
    readonly medianSeconds: number;
    readonly strayRatio: number;
  } | null;
  /** A few records, first and last ones, for the reader. */
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
