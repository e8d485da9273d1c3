import type { LogFormat, UnparsableReason } from '../../formats/log-line/log-reader.js';
import type { W3cReader, W3cState } from '../../formats/w3c/w3c-reader.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { Outcome } from '../../model/finding.js';
import type { ReadDigest } from '../units/read-digest.js';
import type { ActorPart } from './clients/followed.js';
import type { TallyPart } from './matches/match-tally.js';
import type { PackedRecord } from './record-cells.js';

/** Columns without which a record leaves a question of a hunt open. */
export type AskedColumn = 'stem' | 'client' | 'status';

/** What one log said. Plain data: it comes from another process. Times are seconds since 1970, UTC. */
export interface FileAnalysis {
  /** Null: it is no log of a web server, nothing else is told. */
  readonly format: LogFormat | null;
  readonly bytes: number;
  readonly lines: LineCounts;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** Of the first and the last record that told a time, in the order of the log. */
  readonly openingTime: number | null;
  readonly closingTime: number | null;
  readonly cutShort: boolean;
  readonly stepsBack: number;
  readonly nulBytes: number;
  readonly hours: readonly HourCount[];
  readonly lifeLines: readonly LifeLinePart[];
  readonly groups: readonly MatchGroup[];
  readonly uncounted: readonly UncountedMatches[];
  /** Of those that are followed, in their order; the only thing that is told where somebody is. */
  readonly actors: readonly ActorPart[];
  /** Records of theirs of requests that are followed. */
  readonly traced: readonly PackedRecord[];
  /** Of matches, where they are counted by values of fields. */
  readonly tallies: readonly TallyPart[];
  /** Who is named in it (`NamesInLog`); null where that was not asked for, or they are too many. */
  readonly names: Uint32Array | null;
  readonly candidateLines: number;
  readonly notKept: number;
  /** Limits of the file's life-lines, by how much went beyond them. */
  readonly beyond: {
    readonly stems: number;
    /** Requests that were answered that nothing is there. */
    readonly misses: number;
    readonly clients: number;
    readonly values: number;
    readonly windows: number;
    /** Lines that are no examples. */
    readonly lines: number;
  };
  /** Records whose header names no column of that kind. */
  readonly lacks: Readonly<Record<AskedColumn, number>>;
  /** Requests for what is no path of a URI: the header names other columns than their lines have. */
  readonly pathless: number;
  /** What is not sure about its times, null where nothing is. */
  readonly doubt: string | null;
  /** What went wrong while the file was read, as `openArtifact` tells. */
  readonly readNotes: readonly CoverageNote[];
  /** Of all of it, where that was asked for and its bytes were had. */
  readonly digest?: ReadDigest;
  /** What a reader of W3C knows behind its last line, null in other formats. */
  readonly end: { readonly state: W3cState; readonly dayFrom: W3cReader['dayFrom'] } | null;
}

/** Every line is one of these: `read` is the sum of the others but `recovered`, `timeless` and `outside`, which are records too. */
export interface LineCounts {
  readonly read: number;
  readonly header: number;
  readonly empty: number;
  readonly records: number;
  readonly recovered: number;
  /** Records that tell no time. */
  readonly timeless: number;
  /** Records outside of the period that is hunted. */
  readonly outside: number;
  readonly unparsable: number;
  /** Of these by reason, with the first places. */
  readonly reasons: readonly {
    readonly reason: UnparsableReason;
    readonly count: number;
    readonly positions: readonly { readonly offset: number; readonly line: number }[];
  }[];
}

export interface HourCount {
  readonly site: string | null;
  /** Hours since 1970. */
  readonly hour: number;
  readonly requests: number;
  readonly first: number;
  readonly last: number;
}

/** Records of one file that one rule matched, of one client and one outcome. */
export interface MatchGroup {
  /** Index in the program's rules. */
  readonly rule: number;
  readonly outcome: Outcome;
  readonly success: boolean;
  /** Null where the group is of the clients beyond those that are kept apart. */
  readonly client: string | null;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
  /** Stems, the first few. */
  readonly stems: readonly string[];
  /** The first records and the last ones, in the order of the log. */
  readonly head: readonly PackedRecord[];
  readonly tail: readonly PackedRecord[];
}

/** More records of one rule than are kept for correlations. */
export interface UncountedMatches {
  /** Index in the program's rules. */
  readonly rule: number;
  readonly counted: number;
  readonly uncounted: number;
  /** Time of the first that is not counted, seconds since 1970. */
  readonly from: number;
}

/** What events of the same rules and columns have in common. */
export interface EventKind {
  /** Those that some correlation counts, by their indexes in the program's rules. */
  readonly rules: readonly number[];
  /** Index in `EventBatch.layouts`. */
  readonly layout: number;
  /** What correlations ask of them. */
  readonly fields: readonly string[];
}

/** A record that correlations count. There may be many, so they are kept small until one of them is evidence. */
export interface MatchEvent {
  readonly kind: EventKind;
  readonly time: number;
  /** Values of the kind's fields. */
  readonly values: readonly (string | null)[];
  readonly offset: number;
  readonly line: number;
  /** Its columns, packed by `packCells`. */
  readonly cells: string;
}

/** A URI's life as one file tells it. Zero stands for a time that is none. */
export interface LifeLinePart {
  readonly site: string | null;
  readonly stem: string;
  readonly executable: boolean;
  /** Some answer was another than that it is not there. */
  readonly answered: boolean;
  /** Answers 404 without an error of Windows: the page itself gave them. */
  readonly feignedMisses: number;
  readonly requests: number;
  readonly ownRequests: number;
  readonly first: number;
  readonly last: number;
  readonly firstSuccess: number;
  readonly lastSuccess: number;
  readonly missBeforeSuccess: number;
  readonly missAfterSuccess: number;
  readonly firstMiss: number;
  readonly lastMiss: number;
  readonly uploads: number;
  readonly withReferer: number;
  readonly withQuery: number;
  readonly methods: readonly (readonly [string, number])[];
  readonly statuses: readonly (readonly [string, number])[];
  readonly clients: PartSet;
  readonly userAgents: PartSet;
  readonly userNames: PartSet;
  readonly servers: PartSet;
  readonly ports: PartSet;
  /** Null where the column is not logged. */
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  readonly maximumBytesSent: number | null;
  readonly maximumBytesReceived: number | null;
  readonly maximumTimeTaken: number | null;
  /** `start` in seconds. */
  readonly window: {
    readonly client: string;
    readonly start: number;
    readonly requests: number;
    readonly posts: number;
  } | null;
  /** Time and client of the first requests, for intervals. Empty where many clients ask. */
  readonly hits: readonly (readonly [time: number, client: string])[];
  readonly examples: PartExamples;
}

/** Of the records that were no miss. */
export interface PartExamples {
  readonly first: PackedRecord | null;
  readonly success: PackedRecord | null;
  /** Null where there is but one, or where many clients ask. */
  readonly last: PackedRecord | null;
}

export interface PartSet {
  readonly values: readonly string[];
  readonly capped: boolean;
}
