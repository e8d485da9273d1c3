import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ByteRange } from '../../model/artifact.js';
import { messageOf } from '../../platform/errors.js';

/** Where one archive may be unpacked to. */
export interface UnpackingPlace {
  readonly folder: string;
  /** Bytes. */
  readonly room: number;
}

/** How an archive is to be opened. */
export interface Unpacking {
  /** Where to put what can only be read unpacked; without it, such an archive is not opened. */
  readonly place: UnpackingPlace | null;
  readonly password: string | undefined;
}

/** There is no room, or the disk is full. */
export class NoRoomError extends Error {}

/** Bytes between two words of progress. */
const STRIDE = 8 * 1024 ** 2;

/** Path of the n-th file that an archive is unpacked to, from 1 on: never a name from the evidence. */
export function unpackedPath(folder: string, file: number): string {
  return path.join(folder, String(file));
}

/** Files that one archive is unpacked to, one after the other, never with more bytes than there is room for. */
export class UnpackedFiles {
  /** Bytes of all of them. */
  written = 0;
  #files = 0;
  #descriptor: number | null = null;
  #length = 0;
  #told = 0;

  constructor(
    private readonly place: UnpackingPlace,
    private readonly progress: () => void,
  ) {}

  /** Begins the next file, and gives its number. */
  begin(): number {
    this.end();
    this.#descriptor = openSync(unpackedPath(this.place.folder, ++this.#files), 'w', 0o600);
    this.#length = 0;
    return this.#files;
  }

  /** How long the file is. */
  get length(): number {
    return this.#length;
  }

  /** Throws `NoRoomError`. */
  append(bytes: Uint8Array): void {
    if (this.#descriptor === null) throw new Error('There is no file to write to');
    if (this.written + bytes.length > this.place.room) throw new NoRoomError('there is no more room for it');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    } catch (error) {
      throw new NoRoomError(messageOf(error));
    }
    this.#length += bytes.length;
    this.written += bytes.length;
    if (this.written - this.#told < STRIDE) return;
    this.#told = this.written;
    this.progress();
  }

  /** Appends all of it and gives where it lies. */
  async take(source: AsyncIterable<Uint8Array>): Promise<ByteRange> {
    const offset = this.#length;
    for await (const chunk of source) this.append(chunk);
    return { offset, length: this.#length - offset };
  }

  end(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
