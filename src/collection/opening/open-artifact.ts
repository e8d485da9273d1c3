import { crc32, createInflateRaw } from 'node:zlib';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageCode, CoverageNote } from '../../model/coverage.js';
import { FileHandle } from './file-handle.js';
import { gzipHeaderLength, LONGEST_GZIP_HEADER } from './gzip.js';
import { DamagedDataError, INFLATED_CHUNK, inflate } from './inflate.js';
import { readingProblem, systemCode } from './reading-problem.js';
import { canBeRead, readMember, readZipDirectory, type ZipDirectory } from './zip.js';

/** What packed data may grow to before its ratio is looked at, and the ratio that then ends the reading. */
const UNSUSPICIOUS_OUTPUT = 1024 ** 3;
const SUSPICIOUS_RATIO = 200;

/** Bytes of one artifact, and what went wrong while they were read: complete when the iteration has ended. */
export interface ArtifactStream extends AsyncIterable<Buffer> {
  readonly notes: readonly CoverageNote[];
}

/**
 * The bytes of an artifact, uncompressed where it lies in a gzip or zip file, in chunks that the caller may keep. Can be iterated
 * once. Never throws for what is wrong with the evidence (unreadable, damaged, encrypted, changed meanwhile, a decompression
 * bomb): the iteration ends, and `notes` says why. Links are not followed. With `reuse` a chunk may be overwritten by the next one:
 * fresh memory for each costs as much as reading it.
 */
export function openArtifact(artifact: Artifact, { reuse = false } = {}): ArtifactStream {
  const notes: CoverageNote[] = [];
  const note = (code: CoverageCode, message: string) =>
    void notes.push({ code, message, path: artifact.collectedPath, host: artifact.host, incomplete: true });
  return { notes, [Symbol.asyncIterator]: () => chunksOf(artifact, note, reuse) };
}

/** The first `maximumBytes` of an artifact. `truncated` says that there is more; `notes` as with `openArtifact`. */
export async function readArtifact(
  artifact: Artifact,
  maximumBytes: number,
): Promise<{ bytes: Buffer; truncated: boolean; notes: readonly CoverageNote[] }> {
  const stream = openArtifact(artifact);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maximumBytes) break;
  }
  const [first] = chunks;
  const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks, length);
  return { bytes: bytes.subarray(0, maximumBytes), truncated: length > maximumBytes, notes: stream.notes };
}

type Note = (code: CoverageCode, message: string) => void;

async function* chunksOf(artifact: Artifact, note: Note, reuse: boolean): AsyncGenerator<Buffer> {
  if (artifact.kind === 'link') return;
  let file: FileHandle;
  try {
    file = FileHandle.open(artifact.location);
  } catch (error) {
    note('unreadable', `The file could not be opened: ${systemCode(error)}`);
    return;
  }
  try {
    const format = artifact.location.member?.format;
    if (format === 'zip') yield* zipChunks(artifact, file, note);
    else if (format === 'gzip') yield* guarded(gzipMembers(file, note), file.size, Number.POSITIVE_INFINITY, note);
    else yield* plainChunks(artifact, file, note, reuse);
    if (file.hasChanged()) note('changed-while-reading', 'The file changed while it was read');
  } catch (error) {
    const { code, message } = readingProblem(error);
    note(code, message);
  } finally {
    file.close();
  }
}

async function* plainChunks(artifact: Artifact, file: FileHandle, note: Note, reuse: boolean): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of file.chunks(0, file.size, reuse)) {
    length += chunk.length;
    yield chunk;
  }
  if (length < file.size || file.size !== artifact.size) {
    note(
      'changed-while-reading',
      `The file had ${artifact.size} bytes when it was found and ${length} when it was read`,
    );
  }
}

/**
 * Every member of a gzip file, also behind padding: tapes and copies in blocks put NULs between them. Members are read one by one,
 * since zlib, given all of them, drops the end of the last one where something else follows.
 */
async function* gzipMembers(file: FileHandle, note: Note): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.size; ) {
    const header = gzipHeaderLength(file.readAt(at, Math.min(LONGEST_GZIP_HEADER, file.size - at)));
    if (header === null) {
      note('malformed', `${file.size - at} bytes from ${at} on are no gzip data and were not read`);
      return;
    }
    const stream = createInflateRaw({ chunkSize: INFLATED_CHUNK });
    let sum = 0;
    for await (const chunk of inflate(file.chunks(at + header, file.size), stream)) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
    const end = at + header + stream.bytesWritten;
    const trailer = file.readAt(end, 8);
    if (trailer.length < 8) return note('truncated', 'The packed bytes end before their checksum');
    if (trailer.readUInt32LE(0) !== sum) note('malformed', 'The packed bytes do not have their checksum');
    at = await afterPadding(file, end + 8);
  }
}

async function afterPadding(file: FileHandle, from: number): Promise<number> {
  let at = from;
  for await (const chunk of file.chunks(from, file.size, true)) {
    const used = chunk.findIndex((byte) => byte !== 0);
    if (used >= 0) return at + used;
    at += chunk.length;
  }
  return at;
}

async function* zipChunks(artifact: Artifact, file: FileHandle, note: Note): AsyncGenerator<Buffer> {
  const directory = await directoryOf(file, artifact.location.path);
  const member = directory.members[artifact.location.member?.index ?? -1];
  if (!member) return note('unreadable', 'The archive no longer holds this member');
  if (member.encrypted) return note('encrypted', 'The archive member is encrypted');
  if (!canBeRead(member)) return note('unreadable', `The archive member uses compression method ${member.method}`);
  let sum = 0;
  let length = 0;
  let sound = true;
  const problem: Note = (code, message) => {
    sound = false;
    note(code, message);
  };
  for await (const chunk of guarded(readMember(file, member), member.compressedSize, member.size, problem)) {
    sum = crc32(chunk, sum);
    length += chunk.length;
    yield chunk;
  }
  if (!sound) return;
  if (length < member.size) note('truncated', `The archive member ends after ${length} of ${member.size} bytes`);
  else if (sum !== member.crc32) note('malformed', 'The archive member does not have its checksum');
}

/** Passes bytes on until there are more than declared, or suspiciously more than were packed. */
async function* guarded(source: AsyncIterable<Buffer>, packed: number, declared: number, note: Note) {
  let length = 0;
  try {
    for await (const chunk of source) {
      length += chunk.length;
      if (length > declared) {
        note('malformed', `The archive member holds more than the ${declared} bytes that it declares`);
        yield chunk.subarray(0, chunk.length - (length - declared));
        return;
      }
      yield chunk;
      if (length > UNSUSPICIOUS_OUTPUT && length > packed * SUSPICIOUS_RATIO) {
        note('limit-reached', `${packed} packed bytes grew to ${length}; the rest was not read`);
        return;
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedDataError)) throw error;
    const what = error.reason === 'truncated' ? 'end too early' : 'are damaged';
    note(error.reason, `The packed bytes ${what}, after ${error.output} bytes`);
  }
}

// Engine processes open members one by one: without this, each would read the archive's directory again.
const directories = new Map<string, Promise<ZipDirectory>>();
const KEPT_DIRECTORIES = 4;

function directoryOf(file: FileHandle, path: Uint8Array): Promise<ZipDirectory> {
  const key = `${file.range.offset}:${file.size}:${file.version}:${Buffer.from(path).toString('latin1')}`;
  const known = directories.get(key);
  directories.delete(key);
  const directory = known ?? readZipDirectory(file);
  directories.set(key, directory);
  const [oldest] = directories.keys();
  if (directories.size > KEPT_DIRECTORIES && oldest !== undefined) directories.delete(oldest);
  return directory;
}
