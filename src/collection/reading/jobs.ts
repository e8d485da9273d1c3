import type { LogFileFacts } from '../../formats/log-line/log-reader.js';
import type { ConfigurationInputs } from '../../formats/read-configuration-inputs.js';
import type { W3cState } from '../../formats/w3c/w3c-reader.js';
import type { Artifact, ArtifactLocation, ByteRange } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { has, isObject } from '../../platform/objects.js';
import type { ContentFacts } from '../kinds/content-facts.js';
import type { Unpacking } from '../archives/unpacked-files.js';
import type { FileSystemInputs } from './file-system.js';

/** What a reading process is asked to parse. */
export type ReadingJob =
  | { readonly read: 'configuration'; readonly artifact: Artifact; readonly logs: readonly Artifact[] }
  | {
      readonly read: 'file-system';
      readonly artifact: Artifact;
      readonly others: readonly Artifact[];
      readonly drive: string;
    }
  | { readonly read: 'archive'; readonly artifact: Artifact; readonly unpacking: Unpacking }
  | { readonly read: 'record'; readonly artifact: Artifact; readonly columns: RecordColumns }
  | { readonly read: 'ends'; readonly locations: readonly ArtifactLocation[] }
  | { readonly read: 'served'; readonly artifact: Artifact }
  | { readonly read: 'hash'; readonly artifact: Artifact }
  | { readonly read: 'digest'; readonly artifact: Artifact; readonly most: number }
  | { readonly read: 'beginnings'; readonly artifact: Artifact; readonly lengths: readonly number[] }
  | {
      readonly read: 'log-start';
      readonly artifact: Artifact;
      readonly facts: LogFileFacts;
      readonly sampled: boolean;
      /** Bytes of the ranges that it may be read in. */
      readonly range: number;
    };

/** What is taken of a record, in the order of the values of its rows. Of an array, the first of these that a row has. */
export interface RecordColumns {
  readonly format: 'csv' | 'json';
  readonly names: readonly (readonly string[])[];
}

/** Values of the columns asked for; empty where a row has none. */
export type RecordRow = readonly string[];

/** What is told of a record when all of its rows were handed over. */
export interface RecordEnd {
  /** What could not be read of it. */
  readonly notes: readonly CoverageNote[];
  /** It has rows with more columns than are read. */
  readonly cut: boolean;
}

/** Where a member's bytes lie. */
export interface MemberPlace {
  /** 0 for the archive's own file, from 1 on those that it was unpacked to. */
  readonly file: number;
  /** Part of that file that the member, or with `index` the zip archive that holds it, is. */
  readonly range: ByteRange | null;
  /** Position in a zip archive's directory, of a member that is read from there. */
  readonly index: number | null;
}

/** A member of an archive, and what its first bytes tell. */
export interface ListedMember {
  /** Path as the archive spells it. */
  readonly name: Buffer;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970; of an unknown zone where `timeIsLocal`. */
  readonly modified: number | null;
  readonly timeIsLocal: boolean;
  readonly attributes: readonly ('hidden' | 'system' | 'read-only')[];
  /** Of a link, as it says. */
  readonly linkTarget: string | null;
  /** Null where it has no bytes that could be read. */
  readonly place: MemberPlace | null;
  /** Why its bytes cannot be had. */
  readonly closed: Pick<CoverageNote, 'code' | 'message'> | null;
  readonly facts: ContentFacts;
}

/** What is told of an archive when all of its members were handed over. */
export interface ArchiveEnd {
  readonly notes: readonly CoverageNote[];
  /** Why it was not opened, where that is no fault of the archive. */
  readonly shut: string | null;
  /** Bytes that were unpacked. */
  readonly written: number;
}

/** What the first and last bytes of a file tell. */
export interface FileEnds {
  /** Null where they tell nothing. */
  readonly facts: ContentFacts | null;
  /** Set where the file is gzip: `facts` are of what is packed in it, and `size` is of that. */
  readonly gzip: { readonly size: number } | null;
  /** Why they cannot be had, null where they can. */
  readonly problem: Pick<CoverageNote, 'code' | 'message'> | null;
}

/** Folders that a configuration serves, and extensions that it maps to handlers; in lower case, folders with a final backslash. */
export interface ServedByFile {
  readonly folders: readonly string[];
  readonly extensions: readonly string[];
  /** There are more of them. */
  readonly cut: boolean;
}

/** Hash and length of a log's first bytes, without NULs at the end, which a log has that was copied while IIS wrote it. */
export interface Digest {
  readonly hash: string;
  readonly length: number;
}

/** What the beginning of a log tells. */
export interface LogStart {
  /** Its times are those of the server's clock, whatever the configuration says. */
  readonly local: boolean;
  /** Of the first record near the beginning, seconds since 1970; null where there is none. */
  readonly first: number | null;
  /** Of the records near the beginning, where it is one of the sample. */
  readonly senders: readonly LoggedSender[];
  /** The beginning, as UTF-8, where it is one of the sample; else empty. */
  readonly head: Uint8Array;
  /** Null where it is read in one piece. */
  readonly ranges: LogRanges | null;
}

/** Ranges of a log that can be read each by itself, side by side. */
export interface LogRanges {
  /** Where all but the first begin, bytes: behind a line end. */
  readonly cuts: readonly number[];
  /** What a reader knows behind the first lines: what it probably knows at each cut. */
  readonly state: W3cState;
}

/** Who asked, as logged. */
export interface LoggedSender {
  readonly client: string;
  readonly server: string;
  /** The column that can tell for whom it asked, and what stands in it. */
  readonly column: string | null;
  readonly forwarded: string;
}

// Both ends are the same version of the same code, so these tell messages apart rather than check every field.

export function isReadingJob(value: unknown): value is ReadingJob {
  return has(value, 'read');
}

export function isAnswer(value: unknown): value is object {
  return isObject(value);
}

export function isConfigurationInputs(value: object): value is ConfigurationInputs {
  return 'inputs' in value && Array.isArray(value.inputs) && hasNotes(value);
}

export function isFileSystemInputs(value: object): value is FileSystemInputs {
  return 'history' in value && hasNotes(value);
}

export function isRecordEnd(value: object): value is RecordEnd {
  return 'cut' in value && hasNotes(value);
}

export function isArchiveEnd(value: object): value is ArchiveEnd {
  return 'shut' in value && hasNotes(value);
}

export function isFileEnds(value: object): value is { readonly ends: readonly FileEnds[] } {
  return 'ends' in value && Array.isArray(value.ends);
}

export function isServed(value: object): value is ServedByFile {
  return 'folders' in value && 'extensions' in value;
}

export function isDigest(value: object): value is { readonly digest: Digest | null } {
  return 'digest' in value;
}

export function isHash(value: object): value is { readonly sha256: string | null } {
  return 'sha256' in value;
}

export function isBeginnings(value: object): value is { readonly beginnings: ReadonlyMap<number, string> } {
  return 'beginnings' in value && value.beginnings instanceof Map;
}

export function isLogStart(value: object): value is LogStart {
  return 'senders' in value && 'first' in value;
}

export function isRows(part: unknown): part is readonly RecordRow[] {
  return Array.isArray(part) && part.every(isRow);
}

export function isMembers(part: unknown): part is readonly ListedMember[] {
  return Array.isArray(part) && part.every((one) => isAnswer(one) && 'place' in one && 'facts' in one);
}

function isRow(row: unknown): row is RecordRow {
  return Array.isArray(row) && row.every((cell) => typeof cell === 'string');
}

function hasNotes(value: object): boolean {
  return 'notes' in value && Array.isArray(value.notes);
}
