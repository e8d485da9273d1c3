import { configure, Reader, ZipReader } from '@zip.js/zip.js';
import type { ByteRange } from '../../model/artifact.js';
import { messageOf } from '../../platform/errors.js';
import type { FileHandle } from '../opening/file-handle.js';
import { NoRoomError, type UnpackedFiles } from './unpacked-files.js';

configure({ useWebWorkers: false });

class HandleReader extends Reader<FileHandle> {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    super(file);
    this.#file = file;
    this.size = file.size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    return this.#file.readAt(index, Math.min(length, this.#file.size - index));
  }
}

/**
 * Unpacks members that are encrypted (AES, ZipCrypto) or deflated by the 64 KiB window of Windows Explorer.
 * @param wanted offsets of their local headers.
 * @returns by offset, where they lie in the current unpacked file, or why they could not be unpacked. Throws `NoRoomError`.
 */
export async function unlockMembers(
  file: FileHandle,
  wanted: ReadonlySet<number>,
  password: string | undefined,
  unpacked: UnpackedFiles,
): Promise<ReadonlyMap<number, ByteRange | string>> {
  const found = new Map<number, ByteRange | string>();
  const archive = new ZipReader(new HandleReader(file), { strictness: 'tolerant', filenameValidation: 'tolerant' });
  for await (const entry of archive.getEntriesGenerator()) {
    if (!wanted.has(entry.offset) || entry.directory || found.has(entry.offset)) continue;
    const offset = unpacked.length;
    const sink = new WritableStream<Uint8Array>({
      write: (chunk) => {
        // More than it declares is a bomb's.
        if (unpacked.length - offset + chunk.length > entry.uncompressedSize)
          throw new Error('it grows beyond its size');
        unpacked.append(chunk);
      },
    });
    try {
      await entry.getData(sink, { checkSignature: true, ...(password !== undefined && { password }) });
      found.set(entry.offset, { offset, length: unpacked.length - offset });
    } catch (error) {
      if (error instanceof NoRoomError) throw error;
      found.set(entry.offset, messageOf(error));
    }
  }
  return found;
}
