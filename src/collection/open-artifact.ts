import { crc32, createGunzip } from 'node:zlib';
import type { Artifact } from '../model/artifact.js';
import type { CoverageCode, CoverageNote } from '../model/coverage.js';
import { FileHandle } from './file-handle.js';
import { DamagedDataError, inflate } from './inflate.js';
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
    file = FileHandle.open(artifact.location.path);
  } catch (error) {
    note('unreadable', `The file could not be opened: ${systemCode(error)}`);
    return;
  }
  try {
    const format = artifact.location.member?.format;
    if (format === 'zip') yield* zipChunks(artifact, file, note);
    else if (format === 'gzip') yield* gzipChunks(file, note);
    else yield* plainChunks(artifact, file, note, reuse);
    if (file.hasChanged()) note('changed-while-reading', 'The file changed while it was read');
  } catch (error) {
    note('unreadable', `The file could not be read: ${systemCode(error)}`);
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

/** Every member of a gzip file, also behind padding: tapes and copies in blocks put NULs between them. */
async function* gzipChunks(file: FileHandle, note: Note): AsyncGenerator<Buffer> {
  let sound = true;
  const problem: Note = (code, message) => {
    sound = false;
    note(code, message);
  };
  for (let at = 0; sound && at < file.size; ) {
    const stream = createGunzip({ chunkSize: 256 * 1024 });
    yield* guarded(inflate(file.chunks(at, file.size), stream), file.size - at, Number.POSITIVE_INFINITY, problem);
    if (!sound || stream.bytesWritten === 0) return;
    at = await afterPadding(file, at + stream.bytesWritten);
    if (at >= file.size) return;
    const next = file.readAt(at, 3);
    if (next[0] === 0x1f && next[1] === 0x8b && next[2] === 8) continue;
    note('malformed', `${file.size - at} bytes behind the packed ones are no gzip data and were not read`);
    return;
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

function systemCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : 'unknown error';
}

// Engine processes open members one by one: without this, each would read the archive's directory again.
const directories = new Map<string, Promise<ZipDirectory>>();
const KEPT_DIRECTORIES = 4;

function directoryOf(file: FileHandle, path: Uint8Array): Promise<ZipDirectory> {
  const key = `${file.size}:${file.stats.mtimeMs}:${Buffer.from(path).toString('latin1')}`;
  const known = directories.get(key);
  directories.delete(key);
  const directory = known ?? readZipDirectory(file);
  directories.set(key, directory);
  const [oldest] = directories.keys();
  if (directories.size > KEPT_DIRECTORIES && oldest !== undefined) directories.delete(oldest);
  return directory;
}
