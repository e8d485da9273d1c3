import { csvRows } from '../csv.js';
import type { CollectedFile, Folder } from '../tree.js';
import { driveOf } from '../windows-path.js';
import { hostInContainerName } from './container-name.js';
import type { Layout, RecordedFile, VolumeRoot } from './layout.js';
import { recordedTime } from './recorded-time.js';
import { snapshotPrefix } from './snapshot.js';

const COPY_LOG = /(?:^|_)CopyLog\.csv$/i;
const RECORD = /(?:^|_)(?:CopyLog|SkipLog|ConsoleLog)\.(?:csv|txt)$/i;
const SNAPSHOT = /^VSS(\d{1,5})$/i;
const DRIVE_PATH = /^[A-Za-z]:\\/;

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
    for (const log of files.filter((file) => COPY_LOG.test(file.name))) {
      const bytes = await read(log);
      if (bytes) addCopies(bytes.toString('utf8'), folder, known);
    }
    const roots: VolumeRoot[] = [];
    for (const child of folder.folders.values()) {
      const snapshot = SNAPSHOT.exec(child.name)?.[1];
      const prefix = snapshot ? snapshotPrefix(snapshot) : driveOf(child.name);
      if (prefix) roots.push({ folder: child, prefix });
    }
    return { roots, known, records: files.filter((file) => RECORD.test(file.name)), host: hostInContainerName(folder) };
  },
};

/** Destinations are absolute on the collector's disk: how many of their folders lie above ours shows at the first one that is here. */
function addCopies(text: string, folder: Folder, known: Map<CollectedFile, RecordedFile>): void {
  let above: number | null = null;
  for (const row of csvRows(text)) {
    const destination = (row.get('destinationfile') ?? '').split(/[\\/]/).filter((name) => name !== '');
    if (above === null) {
      const found = destination.findIndex((_, start) => folder.find(destination.slice(start)) !== undefined);
      if (found >= 0) above = found;
    }
    const file = above === null ? undefined : folder.find(destination.slice(above));
    const source = row.get('sourcefile') ?? '';
    if (!file || !DRIVE_PATH.test(source)) continue;
    known.set(file, {
      windowsPath: source,
      created: recordedTime(row.get('createdonutc')),
      modified: recordedTime(row.get('modifiedonutc')),
    });
  }
}
