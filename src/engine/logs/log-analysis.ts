import { type ArtifactKind, isReadBy, type KindReadBy } from '../../model/artifact-kind.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { Outcome, RecordEvidence } from '../../model/finding.js';
import type { UriLifeLine } from '../../model/life-line.js';
import type { LogStream } from '../../model/log-stream.js';
import type { LoadedRule } from '../../model/signature.js';
import type { EventBatch } from './correlation/packed-events.js';
import type { RecognisedProxy } from './clients/recognise-proxies.js';

/** Kinds of artifacts that the log engine reads. */
export type LogKind = KindReadBy<'requests'>;

export function isLogKind(kind: ArtifactKind): kind is LogKind {
  return isReadBy(kind, 'requests');
}

/** What all logs together said. In a stable order throughout; times are UTC ISO 8601. */
export interface LogAnalysis {
  /** By host, rule and outcome. */
  readonly matches: readonly RuleMatches[];
  /** By rule, time and group. */
  readonly alerts: readonly CorrelationMatch[];
  /** What correlations across requests and other records count of each file; empty where there are no such correlations. */
  readonly counted: readonly CountedFile[];
  /** By host, site and stem. */
  readonly lifeLines: readonly UriLifeLine[];
  /** By host and site. */
  readonly streams: readonly LogStream[];
  /** Of each log that was read, in the order of their first records. */
  readonly logs: readonly ReadLog[];
  /** Addresses that were recognised as those of proxies and balancers: many people's. */
  readonly proxies: readonly RecognisedProxy[];
  readonly notes: readonly CoverageNote[];
  readonly counters: LogCounters;
}

/** What correlations count of one file. */
export interface CountedFile {
  readonly host: string | null;
  readonly collectedPath: string;
  /** Time of its first record, seconds since 1970; of one that tells none, before all others. */
  readonly first: number;
  readonly batches: readonly EventBatch[];
  /** Of a record among them, where they are not all of the file's server. */
  readonly hostOf?: (record: RecordEvidence) => string | null;
}

export interface ReadLog {
  readonly host: string | null;
  readonly kind: LogKind;
  readonly records: number;
  /** Of them outside of the period asked for. */
  readonly outside: number;
}

/** Records of one host that one rule matched, with one outcome. */
export interface RuleMatches {
  readonly rule: LoadedRule;
  readonly host: string | null;
  readonly outcome: Outcome;
  /** The answer says that it worked (`afterpatch.success` of the rule). */
  readonly success: boolean;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
  /** By client, the most requests first. Exact counts, a few records. */
  readonly clients: readonly ClientMatches[];
}

export interface ClientMatches {
  /** Null: all clients beyond those that are told apart. */
  readonly client: string | null;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly stems: readonly string[];
  /** First and last records. */
  readonly evidence: readonly RecordEvidence[];
}

/** A group of records for which a correlation's condition held. */
export interface CorrelationMatch {
  readonly rule: LoadedRule;
  /** Null where the records are of several servers. */
  readonly host: string | null;
  /** Group field and value. */
  readonly group: readonly (readonly [field: string, value: string])[];
  readonly count: number;
  readonly first: string;
  readonly last: string;
  /** A few records, with what the correlation calls the rule that matched each. */
  readonly evidence: readonly { readonly rule: string; readonly record: RecordEvidence }[];
}

export interface LogCounters {
  readonly files: number;
  /** Of the files, those that are no log of a web server. */
  readonly foreignFiles: number;
  readonly bytes: number;
  /** `lines` is the sum of `headers`, `empty`, `records` and `unparsable`. */
  readonly lines: number;
  readonly headers: number;
  readonly empty: number;
  readonly records: number;
  readonly recovered: number;
  readonly outside: number;
  readonly unparsable: number;
  /** Lines that some rule was asked about. */
  readonly candidates: number;
  /** Records of URIs without a life-line: static files and misses of what is not executed. */
  readonly withoutLifeLine: number;
}
