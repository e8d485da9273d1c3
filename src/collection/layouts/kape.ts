import type { CoverageNote } from '../../model/coverage.js';
import type { RecordColumns, RecordRow } from '../reading/jobs.js';
import type { CollectedFile, Folder } from '../walking/tree.js';
import { driveOf } from '../placing/windows-path.js';
import { hostInContainerName } from './container-name.js';
import { drivesIn } from './drive-folders.js';
import type { Layout, RecordedFile, VolumeRoot } from './layout.js';
import { recordedTime } from './recorded-time.js';
import { snapshotPrefix } from './snapshot.js';
import { wideRecord } from './wide-record.js';

const COPY_LOG = /(?:^|_)CopyLog\.csv$/i;
const RECORD = /(?:^|_)(?:CopyLog\.csv|SkipLog(?:\.csv)+|ConsoleLog\.txt)$/i;
const SNAPSHOT = /^VSS(\d{1,5})$/i;
const DRIVE_PATH = /^[A-Za-z]:\\/;
const COPIES: RecordColumns = {
  format: 'csv',
  names: [['destinationfile'], ['sourcefile'], ['createdonutc'], ['modifiedonutc']],
};
/** Characters; Windows has no longer path. */
const LONGEST_PATH = 32_767;
/** Names compared, while it is not known yet how many folders lie above ours. */
const MOST_COMPARED = 20_000_000;

/**
 * KAPE: drives as folders named by letter, `VSS<n>` for snapshots and, beside them, `<time>_CopyLog.csv`, which knows original path
 * and times of each file: `SourceFile, DestinationFile, FileSize, …, CreatedOnUtc, ModifiedOnUtc, …`.
 */
export const kape: Layout = {
  name: 'KAPE',
  detect(folder) {
    return [...folder.files.values()].some((file) => COPY_LOG.test(file.name));
  },
  async map(folder, read) {
    const known = new Map<CollectedFile, RecordedFile>();
    const files = [...folder.files.values()];
    const drives = drivesIn(folder);
    const roots: VolumeRoot[] = [...drives.roots];
    const notes: CoverageNote[] = [...drives.notes];
    for (const log of files.filter((file) => COPY_LOG.test(file.name))) {
      const { rows, cut } = await read(log, COPIES);
      if (cut) notes.push(wideRecord(log));
      notes.push(...addCopies(log, rows, folder, drives.roots, known));
    }
    for (const child of folder.folders.values()) {
      const snapshot = SNAPSHOT.exec(child.name)?.[1];
      if (snapshot) roots.push({ folder: child, prefix: snapshotPrefix(snapshot) });
    }
    const records = files.filter((file) => RECORD.test(file.name));
    return { roots, known, records, notes, host: hostInContainerName(folder) };
  },
};

/** Destinations are absolute on the collector's disk: how many of their folders lie above ours shows at the first one that is here. */
function addCopies(
  log: CollectedFile,
  rows: readonly RecordRow[],
  folder: Folder,
  drives: readonly VolumeRoot[],
  known: Map<CollectedFile, RecordedFile>,
): readonly CoverageNote[] {
  const letters = new Map(drives.map((drive) => [driveOf(drive.folder.name), drive.prefix]));
  let above: number | null = null;
  let compared = 0;
  for (const [written = '', source = '', created, modified] of rows) {
    if (written.length > LONGEST_PATH) continue;
    const destination = written.split(/[\\/]/).filter((name) => name !== '');
    for (let start = 0; above === null && start < destination.length && compared < MOST_COMPARED; start++) {
      if (folder.find(destination, start) !== undefined) above = start;
      compared += destination.length - start;
    }
    const file = above === null ? undefined : folder.find(destination, above);
    if (!file || !DRIVE_PATH.test(source)) continue;
    known.set(file, {
      windowsPath: (letters.get(source.slice(0, 2).toUpperCase()) ?? source.slice(0, 2)) + source.slice(2),
      created: recordedTime(created),
      modified: recordedTime(modified),
    });
  }
  if (above !== null || compared < MOST_COMPARED) return [];
  const message = "None of the files that the collector's record begins with is here; it was not used";
  return [{ code: 'limit-reached', message, path: log.collectedPath, incomplete: true }];
}
