import { extensionsOf, FileHistories, type VolumeHistory, type WantedFiles } from '../../formats/ntfs/file-history.js';
import { MasterFileTableReader } from '../../formats/ntfs/master-file-table.js';
import { type ExportedPlace, readFileSystemExport } from '../../formats/ntfs/file-system-export.js';
import { UsnJournalReader } from '../../formats/ntfs/usn-journal.js';
import { type Artifact, fileName } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { JobProgress } from '../../platform/serve-jobs.js';
import { openArtifact, readArtifact } from '../opening/open-artifact.js';
import { EXECUTED_EXTENSIONS, isServicedPlace, PROGRAM_EXTENSIONS } from '../served/web-places.js';

/** Shares of a journal that may lie between records before it counts as damaged. */
const TOLERATED = 0.01;

/** Bytes of an export of a table or a journal, which is read whole. */
const LARGEST_EXPORT = 512 << 20;

const WANTED: WantedFiles = {
  pages: EXECUTED_EXTENSIONS,
  programs: PROGRAM_EXTENSIONS,
  isPassedOver: isServicedPlace,
};
const EXTENSIONS = extensionsOf(WANTED);

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
  const histories = new FileHistories(WANTED);
  const notes: CoverageNote[] = [];
  let read = 0;
  for (const artifact of [...artifacts].sort((a, b) => rank(a) - rank(b))) {
    const note: Note = (code, message, incomplete = true) =>
      void notes.push({ code, message, path: artifact.collectedPath, host: artifact.host, incomplete });
    const of = { artifact, histories, note, progress };
    // How large the journal may become, in a stream of its own beside it.
    if (isJournalSize(artifact)) continue;
    if (isExport(artifact)) read += await readExport(of, drive);
    else if (isTable(artifact)) read += await readTable(of);
    else if (isJournal(artifact)) read += await readJournal(of);
    else note('not-read', 'Nothing here reads this record of the file system; $MFT and $J are read', false);
  }
  if (histories.isCut) {
    const message = 'There are more files and folders than are kept; only the first were examined';
    notes.push({ code: 'limit-reached', message, path: artifacts[0]?.collectedPath ?? null, incomplete: true });
  }
  const history = read === 0 ? null : histories.finish(drive);
  if (histories.unplaced > 0) {
    const message = `Of ${histories.unplaced} deleted programs the folder is not known, so they were not judged; the $MFT of the same volume knows the folders that are still there`;
    notes.push({ code: 'not-examined', message, path: artifacts[0]?.collectedPath ?? null, incomplete: false });
  }
  return { history, notes };
}

type Note = (code: CoverageNote['code'], message: string, incomplete?: boolean) => void;

interface Source {
  readonly artifact: Artifact;
  readonly histories: FileHistories;
  readonly note: Note;
  readonly progress: (told?: JobProgress) => Promise<void>;
}

/** Gives how many rows there were. */
async function readExport({ artifact, histories, note }: Source, drive: string): Promise<number> {
  const { bytes, truncated, notes } = await readArtifact(artifact, LARGEST_EXPORT);
  if (truncated) note('truncated', `Only the first ${LARGEST_EXPORT} bytes of this export were read`);
  for (const { code, message } of notes) note(code, message);
  // Of the volume's own files the table and the journal say where they lie, too: they are the same files.
  const ofVolume = (place: ExportedPlace) => (place.drive === drive ? { ...place, drive: null } : place);
  const rows = readFileSystemExport(bytes, {
    record: (record, place) => histories.record(record, ofVolume(place)),
    change: (change, place) => histories.change(change, ofVolume(place)),
  });
  if (rows === 0 && bytes.length > 0)
    note('unparsable', 'By its name an export of a table or journal, but no row could be read in it');
  return rows;
}

/** Gives how many records were read. */
async function readTable(source: Source): Promise<number> {
  const reader = new MasterFileTableReader((record) => source.histories.record(record));
  await pushAll(source, reader);
  const records = reader.finish() - reader.damaged;
  if (records === 0) source.note('malformed', 'It holds no record of a master file table');
  return records;
}

async function readJournal(source: Source): Promise<number> {
  const { artifact, histories, note } = source;
  const reader = new UsnJournalReader(EXTENSIONS, (change) => histories.change(change));
  await pushAll(source, reader);
  const { records, unread } = reader.finish();
  if (artifact.size > 0 && (records === 0 || unread > artifact.size * TOLERATED)) {
    note('malformed', `Of this change journal ${records} records could be read, and ${unread} bytes could not`);
  }
  return records;
}

async function pushAll({ artifact, note, progress }: Source, reader: { push(chunk: Uint8Array): void }): Promise<void> {
  const stream = openArtifact(artifact, { reuse: true });
  for await (const chunk of stream) {
    reader.push(chunk);
    await progress();
  }
  for (const { code, message } of stream.notes) note(code, message);
}

function rank(artifact: Artifact): number {
  return isTable(artifact) ? 0 : 1;
}

function isExport(artifact: Artifact): boolean {
  return /\.(?:csv|jsonl?)$/i.test(fileName(artifact));
}

/** By what it is called; collectors write `$MFT`, `C_$MFT`, `$UsnJrnl_$J` and the like. The table's mirror holds four records. */
function isTable(artifact: Artifact): boolean {
  return names(artifact).some((name) => /mft(?!mirr)/i.test(name));
}

function isJournal(artifact: Artifact): boolean {
  return names(artifact).some((name) => /(?:\$|%24|_)j$|usnjrnl/i.test(name));
}

function isJournalSize(artifact: Artifact): boolean {
  return names(artifact).some((name) => /(?:\$|%24)max$/i.test(name));
}

/** On the server, and as it was collected. */
function names(artifact: Artifact): string[] {
  return [fileName(artifact), fileName({ ...artifact, windowsPath: null })];
}
