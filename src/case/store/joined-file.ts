import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { FoundJoin, Join } from '../../collection/unit.js';
import { AfterpatchError } from '../../platform/errors.js';
import { isObject } from '../../platform/objects.js';
import { readPlain, writePlain } from '../../platform/plain-json.js';
import { writeAside } from './write-aside.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const FORMAT = 'afterpatch joined 2';
/** Characters of all parts; what is joined of more is joined anew each time. */
const MOST_TEXT = 128 << 20;
const MOST_DIRECTORY = 1 << 20;
const MOST_BYTES = 1 << 30;
/** The end of the file: the length of the directory before it, in digits, and a line feed. */
const END = 17;

/** Stands behind what it tells of, which is written as it comes. */
interface Directory {
  readonly format: string;
  readonly tool: string;
  /** Of the head, the parts, and the lists together: bytes, and their digest. */
  readonly blocks: readonly Block[];
  /** Numbers in each list. */
  readonly lists: readonly number[];
}

interface Block {
  readonly length: number;
  readonly sha256: string;
}

/** There is more than is kept. */
class TooMuch extends Error {}

/** Where a case store keeps what was joined of many results: one file, whole or not there. */
export class JoinedFile {
  constructor(
    readonly path: string,
    /** Only what this one wrote is understood. */
    readonly tool: string,
  ) {}

  /** @throws AfterpatchError `store-failed`. */
  async keep(join: Join): Promise<void> {
    try {
      await writeAside(this.path, this.#pieces(join));
    } catch (error) {
      if (!(error instanceof AfterpatchError && error.cause instanceof TooMuch)) throw error;
    }
  }

  /** One after the other: all of them at once would take the memory once more. */
  async *#pieces({ head, parts, lists }: Join): AsyncGenerator<Uint8Array | string> {
    const blocks: Block[] = [];
    let room = MOST_TEXT;
    for (const part of partsOf(head, parts)) {
      const { text } = writePlain(part);
      room -= text.length;
      if (room < 0) throw new TooMuch();
      const bytes = await deflate(Buffer.from(text, 'utf8'), { level: 1 });
      blocks.push({ length: bytes.length, sha256: sha256Of(bytes) });
      yield bytes;
    }
    const lengths: number[] = [];
    const hash = createHash('sha256');
    let length = 0;
    for (const list of lists) {
      const { buffer, byteOffset, byteLength, length: numbers } = await list.read();
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      hash.update(bytes);
      lengths.push(numbers);
      length += byteLength;
      if (length > MOST_BYTES) throw new TooMuch();
      yield bytes;
    }
    blocks.push({ length, sha256: hash.digest('hex') });
    const directory = JSON.stringify({ format: FORMAT, tool: this.tool, blocks, lists: lengths } satisfies Directory);
    const bytes = Buffer.byteLength(directory);
    if (bytes > MOST_DIRECTORY) throw new TooMuch();
    yield `${directory}${String(bytes).padStart(END - 1, '0')}\n`;
  }

  /** Null where there is none that can be read: then all is joined anew. */
  async find(): Promise<FoundJoin | null> {
    const file = await open(this.path, 'r').catch(() => null);
    try {
      const directory = file && (await directoryIn(file));
      if (!file || !directory || directory.tool !== this.tool) return null;
      const [first] = directory.blocks;
      const head = first && (await plainIn(file, 0, first));
      return head ? { head: head.value, read: (take) => this.#rest(directory, take) } : null;
    } catch {
      return null;
    } finally {
      await file?.close();
    }
  }

  async #rest(
    { blocks, lists }: Directory,
    take: (list: Uint32Array) => Promise<void>,
  ): Promise<readonly unknown[] | null> {
    const file = await open(this.path, 'r').catch(() => null);
    if (file === null) return null;
    try {
      const [head, ...rest] = blocks;
      const last = rest.pop();
      if (head === undefined || last === undefined) return null;
      let at = head.length;
      const parts: unknown[] = [];
      for (const block of rest) {
        const part = await plainIn(file, at, block);
        if (part === null) return null;
        parts.push(part.value);
        at += block.length;
      }
      return (await takeLists(file, at, last, lists, take)) ? parts : null;
    } catch {
      return null;
    } finally {
      await file.close();
    }
  }
}

function* partsOf(head: unknown, parts: Iterable<unknown>): Generator<unknown> {
  yield head;
  yield* parts;
}

async function directoryIn(file: FileHandle): Promise<Directory | null> {
  const { size } = await file.stat();
  const end = await piece(file, Math.max(0, size - END), END);
  const length = /^\d+\n$/.test(end.toString()) ? Number(end.toString()) : MOST_DIRECTORY + 1;
  if (length > MOST_DIRECTORY || length > size - END) return null;
  const told: unknown = JSON.parse((await piece(file, size - END - length, length)).toString());
  return isDirectory(told) ? told : null;
}

function isDirectory(told: unknown): told is Directory {
  if (!isObject(told)) return false;
  const { format, blocks, lists }: Record<string, unknown> = { ...told };
  return format === FORMAT && Array.isArray(blocks) && Array.isArray(lists);
}

/** Less where the file ends before. */
async function piece(file: FileHandle, at: number, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** Null where the bytes are not those that were written. */
async function bytesIn(file: FileHandle, at: number, { length, sha256 }: Block): Promise<Buffer | null> {
  if (length > MOST_BYTES) return null;
  const bytes = await piece(file, at, length);
  return sha256Of(bytes) === sha256 ? bytes : null;
}

/** Hands the lists over one by one. @returns whether they are those that were written */
async function takeLists(
  file: FileHandle,
  start: number,
  block: Block,
  lengths: readonly number[],
  take: (list: Uint32Array) => Promise<void>,
): Promise<boolean> {
  const hash = createHash('sha256');
  let at = start;
  for (const length of lengths) {
    const bytes = await piece(file, at, length * Uint32Array.BYTES_PER_ELEMENT);
    if (bytes.length !== length * Uint32Array.BYTES_PER_ELEMENT) return false;
    hash.update(bytes);
    at += bytes.length;
    // Of its own: a part of a larger buffer need not begin where such numbers may.
    await take(new Uint32Array(Uint8Array.from(bytes).buffer));
  }
  return at - start === block.length && hash.digest('hex') === block.sha256;
}

async function plainIn(file: FileHandle, at: number, block: Block): Promise<{ readonly value: unknown } | null> {
  const bytes = await bytesIn(file, at, block);
  if (bytes === null) return null;
  const text = await inflate(bytes, { maxOutputLength: 4 * MOST_TEXT });
  return { value: readPlain(text.toString('utf8')) };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
