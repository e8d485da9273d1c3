import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Numbers in all lists up to which they stay in memory. */
const HELD = 2 << 20;

export interface NumberList {
  /** @throws the system's error where it lies in a file that cannot be read any more. */
  read(): Promise<Uint32Array>;
}

/**
 * Lists that are asked for seldom, and late. What is more than a little lies in a temporary file: who is named in a month of logs would
 * fill the memory. Where there is no room for that either, it is held after all.
 */
export class NumberLists {
  #room: number;
  #folder: string | null = null;
  #file: FileHandle | null = null;
  #end = 0;
  #writing: Promise<unknown> = Promise.resolve();

  /** @param held numbers in all lists up to which they stay in memory */
  constructor(held = HELD) {
    this.#room = held;
  }

  async add(list: Uint32Array): Promise<NumberList> {
    if (list.length <= this.#room) {
      this.#room -= list.length;
      return heldList(list);
    }
    const written = this.#writing.then(() => this.#write(list));
    this.#writing = written;
    return written;
  }

  async #write(list: Uint32Array): Promise<NumberList> {
    const { length } = list;
    const at = this.#end;
    try {
      const file = await this.#opened();
      const bytes = Buffer.from(list.buffer, list.byteOffset, list.byteLength);
      for (let done = 0; done < bytes.length; )
        done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      this.#end += bytes.length;
    } catch {
      return heldList(list);
    }
    return { read: () => this.#read(at, length) };
  }

  async #opened(): Promise<FileHandle> {
    if (this.#file !== null) return this.#file;
    this.#folder ??= await mkdtemp(join(tmpdir(), 'afterpatch-'));
    this.#file = await open(join(this.#folder, 'lists'), 'wx+', 0o600);
    return this.#file;
  }

  async #read(at: number, length: number): Promise<Uint32Array> {
    const list = new Uint32Array(length);
    const bytes = Buffer.from(list.buffer);
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = (await this.#file?.read(bytes, done, bytes.length - done, at + done)) ?? { bytesRead: 0 };
      if (bytesRead === 0) throw new Error('A temporary file is no longer what it was');
      done += bytesRead;
    }
    return list;
  }

  /** Takes the file away. What lies in it cannot be read any more. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.close().catch(() => {});
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true }).catch(() => {});
    [this.#file, this.#folder] = [null, null];
  }
}

function heldList(list: Uint32Array): NumberList {
  return { read: async () => list };
}
