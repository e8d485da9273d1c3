import { FileHistories, type VolumeHistory } from '../../formats/ntfs/file-history.js';
import { MasterFileTableReader } from '../../formats/ntfs/master-file-table.js';
import { UsnJournalReader } from '../../formats/ntfs/usn-journal.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { JobProgress } from '../../platform/serve-jobs.js';
import { openArtifact } from '../open-artifact.js';
import { EXECUTED_EXTENSIONS } from '../web-places.js';

/** Shares of a journal that may lie between records before it counts as damaged. */
const TOLERATED = 0.01;

export interface FileSystemInputs {
  /** Null where none of the files is a table or a journal. */
  readonly history: VolumeHistory | null;
  readonly notes: readonly CoverageNote[];
}

/**
 * Reads the master file table and the change journal of one volume, the table first, since it knows the folders.
 * @param drive such as `C:`.
 */
export async function readFileSystem(
  artifacts: readonly Artifact[],
  drive: string,
  progress: (told?: JobProgress) => Promise<void>,
): Promise<FileSystemInputs> {
  const histories = new FileHistories(EXECUTED_EXTENSIONS);
  const notes: CoverageNote[] = [];
  let read = 0;
  for (const artifact of [...artifacts].sort((a, b) => rank(a) - rank(b))) {
    const note = (code: CoverageNote['code'], message: string, incomplete = true) =>
      void notes.push({ code, message, path: artifact.collectedPath, host: artifact.host, incomplete });
    const stream = openArtifact(artifact, { reuse: true });
    if (isTable(artifact)) {
      const reader = new MasterFileTableReader((record) => histories.record(record));
      for await (const chunk of stream) {
        reader.push(chunk);
        await progress();
      }
      const records = reader.finish();
      if (records === reader.damaged) note('malformed', 'It holds no record of a master file table');
      else read++;
    } else if (isJournal(artifact)) {
      const reader = new UsnJournalReader(EXECUTED_EXTENSIONS, (change) => histories.change(change));
      for await (const chunk of stream) {
        reader.push(chunk);
        await progress();
      }
      const { records, unread } = reader.finish();
      if (records > 0) read++;
      if (artifact.size > 0 && (records === 0 || unread > artifact.size * TOLERATED)) {
        note('malformed', `Of this change journal ${records} records could be read, and ${unread} bytes could not`);
      }
    } else note('not-read', 'Nothing here reads this record of the file system; $MFT and $J are read', false);
    notes.push(...stream.notes);
  }
  if (histories.isCut) {
    const message = 'There are more files and folders than are kept; only the first were examined';
    notes.push({ code: 'limit-reached', message, path: artifacts[0]?.collectedPath ?? null, incomplete: true });
  }
  return { history: read === 0 ? null : histories.finish(drive), notes };
}

function rank(artifact: Artifact): number {
  return isTable(artifact) ? 0 : 1;
}

/** By what it is called; collectors write `$MFT`, `C_$MFT`, `$UsnJrnl_$J` and the like. The table's mirror holds four records. */
function isTable({ collectedPath }: Artifact): boolean {
  return /mft(?!mirr)[^/]*$/i.test(collectedPath);
}

function isJournal({ collectedPath }: Artifact): boolean {
  return /(?:\$|%24|_)j$|usnjrnl[^/]*$/i.test(collectedPath);
}
