import { closeSync, constants, fstatSync, openSync, read, readSync, type Stats } from 'node:fs';
import type { ArtifactLocation, ByteRange } from '../../model/artifact.js';
import { addressOfPath } from '../objects/object-address.js';
import { ObjectFile } from '../objects/object-file.js';
import type { OpenFile } from './open-file.js';
import { withReachablePath } from '../walking/reachable-path.js';

// Without O_NOFOLLOW a link put there since the walk would be followed, without O_NONBLOCK a pipe would block. Windows has neither.
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const CHUNK = 1024 * 1024;

/** A file of the collection, or a part of one, open for reading and nothing else. */
export class FileHandle {
  private constructor(
    readonly file: OpenFile,
    readonly range: ByteRange,
  ) {}

  /** Throws the system's error, also where the path is no longer a plain file. Of a part, positions count from its first byte. */
  static open({ path, object, range }: Omit<ArtifactLocation, 'member'>): FileHandle {
    const file = object ? new ObjectFile(addressOfPath(path), object) : LocalFile.open(path);
    const length = range && Math.max(0, Math.min(range.length, file.size - range.offset));
    return new FileHandle(file, { offset: range?.offset ?? 0, length: length ?? file.size });
  }

  get size(): number {
    return this.range.length;
  }

  /** Tells one state of the file from another. */
  get version(): string {
    return this.file.version;
  }

  /** At most `length` bytes from `position`; fewer at the end of the file. */
  readAt(position: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.min(length, Math.max(0, this.#readable - position)));
    const start = this.range.offset + position;
    let filled = 0;
    while (filled < buffer.length) {
      const count = this.file.readNow(buffer.subarray(filled), start + filled);
      if (count === 0) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  }

  /**
   * Bytes between two positions, in chunks that the caller may keep, or, with `reuse`, that are overwritten by the next one.
   * Ends early where the file has become shorter.
   */
  async *chunks(from: number, to: number, reuse = false): AsyncGenerator<Buffer> {
    const [start, end] = [this.range.offset + from, this.range.offset + Math.min(to, this.#readable)];
    const shared = reuse ? Buffer.allocUnsafeSlow(Math.min(CHUNK, Math.max(end - start, 0))) : null;
    for (let at = start; at < end; ) {
      const length = Math.min(CHUNK, end - at);
      const buffer = shared ? shared.subarray(0, length) : Buffer.allocUnsafeSlow(length);
      // A small file is there sooner than a thread could be asked for it, and who takes chunk after chunk has nothing else to do.
      const now = this.file.isNear && (shared !== null || end - start <= CHUNK);
      const count = now ? this.file.readNow(buffer, at) : await this.file.read(buffer, at);
      if (count === 0) return;
      yield count === length ? buffer : buffer.subarray(0, count);
      at += count;
    }
  }

  /** Where bytes have a way to go, has both ends at hand before they are asked for. */
  fetchEnds(): Promise<void> {
    return this.file.fetchEnds();
  }

  /** Whether size or modification time are no longer those of the moment of opening. */
  hasChanged(): boolean {
    return this.file.hasChanged();
  }

  close(): void {
    this.file.close();
  }

  /** A whole file may have grown since; what follows a part is not of it. */
  get #readable(): number {
    const isWhole = this.range.offset === 0 && this.range.length === this.file.size;
    return isWhole ? Number.MAX_SAFE_INTEGER : this.range.length;
  }
}

class LocalFile implements OpenFile {
  readonly isNear = true;

  private constructor(
    readonly descriptor: number,
    readonly stats: Stats,
  ) {}

  static open(path: Uint8Array): LocalFile {
    const bytes = Buffer.from(path.buffer, path.byteOffset, path.byteLength);
    const descriptor = withReachablePath(bytes, (reachable) => openSync(reachable, READ_ONLY));
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw Object.assign(new Error('not a plain file'), { code: 'ENOTFILE' });
      return new LocalFile(descriptor, stats);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  get size(): number {
    return this.stats.size;
  }

  get version(): string {
    return String(this.stats.mtimeMs);
  }

  readNow(buffer: Buffer, at: number): number {
    return readSync(this.descriptor, buffer, 0, buffer.length, at);
  }

  read(buffer: Buffer, at: number): Promise<number> {
    return new Promise((resolve, reject) => {
      read(this.descriptor, buffer, 0, buffer.length, at, (error, count) => (error ? reject(error) : resolve(count)));
    });
  }

  async fetchEnds(): Promise<void> {}

  hasChanged(): boolean {
    const now = fstatSync(this.descriptor);
    return now.size !== this.stats.size || now.mtimeMs !== this.stats.mtimeMs;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
