import type { CoverageNote } from '../../model/coverage.js';
import type { RecordColumns, RecordRow } from '../reading/jobs.js';
import type { CollectedFile, Folder } from '../walking/tree.js';

/** What a collector, or a habit of copying, makes of Windows paths. */
export interface Layout {
  readonly name: string;
  /** Whether the folder is arranged so. Names alone decide; nothing is read. */
  detect(folder: Folder): boolean;
  /** Where the server's volumes begin, and what the collector recorded. */
  map(folder: Folder, read: ReadRecord): Promise<Mapping>;
}

/** Reads columns of a collector's own record: no rows where it cannot be read or is larger than any such record. */
export type ReadRecord = (
  file: CollectedFile,
  columns: RecordColumns,
) => Promise<{ readonly rows: readonly RecordRow[]; readonly cut: boolean }>;

export interface Mapping {
  readonly roots: readonly VolumeRoot[];
  /** The server's name, where the collector recorded it. */
  readonly host?: string | null;
  /** Not of Windows: what is in the folder lies on no drive. */
  readonly isOtherSystem?: true;
  /** Files that the collector wrote about its own work. */
  readonly records?: readonly CollectedFile[];
  /** What the collector recorded of single files: it is believed before names are. */
  readonly known?: ReadonlyMap<CollectedFile, RecordedFile>;
  /** What the collector recorded of its own failures. */
  readonly notes?: readonly CoverageNote[];
}

export interface VolumeRoot {
  readonly folder: Folder;
  /** Windows path of the folder, without a final backslash: `C:`. */
  readonly prefix: string;
  /** Undoes what the collector did to single names. */
  readonly decode?: (name: string) => string;
}

export interface RecordedFile {
  readonly windowsPath: string | null;
  /** UTC, ISO 8601. */
  readonly created: string | null;
  readonly modified: string | null;
}
