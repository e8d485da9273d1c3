import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { FoundJoin, Join } from '../../collection/unit.js';
import { has } from '../../platform/objects.js';
import { readPlain, writePlain } from '../../platform/plain-json.js';
import { writeAside } from './write-aside.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const FORMAT = 'afterpatch joined 1';
/** Characters of all parts; what is joined of more is joined anew each time. */
const MOST_TEXT = 128 << 20;
const MOST_DIRECTORY = 1 << 20;
const MOST_BYTES = 1 << 30;

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

/** Where a case store keeps what was joined of many results: one file, whole or not there. */
export class JoinedFile {
  constructor(
    readonly path: string,
    /** Only what this one wrote is understood. */
    readonly tool: string,
  ) {}

  /** @throws AfterpatchError `store-failed`. */
  async keep({ head, parts, lists }: Join): Promise<void> {
    const blocks: Buffer[] = [];
    let room = MOST_TEXT;
    for (const part of partsOf(head, parts)) {
      const { text } = writePlain(part);
      room -= text.length;
      if (room < 0) return;
      blocks.push(await deflate(Buffer.from(text, 'utf8'), { level: 1 }));
    }
    const numbers = lists.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
    const bytes = Buffer.concat(numbers);
    const directory: Directory = {
      format: FORMAT,
      tool: this.tool,
      blocks: [...blocks, bytes].map((block) => ({ length: block.length, sha256: sha256Of(block) })),
      lists: lists.map(({ length }) => length),
    };
    const line = `${JSON.stringify(directory)}\n`;
    if (line.length < MOST_DIRECTORY) await writeAside(this.path, [line, ...blocks, bytes]);
  }

  /** Null where there is none that can be read: then all is joined anew. */
  async find(): Promise<FoundJoin | null> {
    const file = await open(this.path, 'r').catch(() => null);
    try {
      const found = file && (await directoryIn(file));
      if (!file || !found || found.directory.tool !== this.tool) return null;
      const [first] = found.directory.blocks;
      const head = first && (await plainIn(file, found.start, first));
      return head ? { head: head.value, read: () => this.#rest(found.directory, found.start) } : null;
    } catch {
      return null;
    } finally {
      await file?.close();
    }
  }

  async #rest({ blocks, lists }: Directory, start: number): ReturnType<FoundJoin['read']> {
    const file = await open(this.path, 'r').catch(() => null);
    if (file === null) return null;
    try {
      const [head, ...rest] = blocks;
      const last = rest.pop();
      if (head === undefined || last === undefined) return null;
      let at = start + head.length;
      const parts: unknown[] = [];
      for (const block of rest) {
        const part = await plainIn(file, at, block);
        if (part === null) return null;
        parts.push(part.value);
        at += block.length;
      }
      const bytes = await bytesIn(file, at, last);
      return bytes && { parts, lists: listsIn(bytes, lists) };
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

async function directoryIn(file: FileHandle): Promise<{ directory: Directory; start: number } | null> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(MOST_DIRECTORY), 0, MOST_DIRECTORY, 0);
  const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
  if (end < 0) return null;
  const told: unknown = JSON.parse(buffer.toString('utf8', 0, end));
  return isDirectory(told) ? { directory: told, start: end + 1 } : null;
}

function isDirectory(told: unknown): told is Directory {
  if (!has(told, 'format') || told.format !== FORMAT) return false;
  return (
    'tool' in told && 'blocks' in told && Array.isArray(told.blocks) && 'lists' in told && Array.isArray(told.lists)
  );
}

/** Null where the bytes are not those that were written. */
async function bytesIn(file: FileHandle, at: number, { length, sha256 }: Block): Promise<Buffer | null> {
  if (length > MOST_BYTES) return null;
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at);
  return bytesRead === length && sha256Of(buffer) === sha256 ? buffer : null;
}

async function plainIn(file: FileHandle, at: number, block: Block): Promise<{ readonly value: unknown } | null> {
  const bytes = await bytesIn(file, at, block);
  if (bytes === null) return null;
  const text = await inflate(bytes, { maxOutputLength: 4 * MOST_TEXT });
  return { value: readPlain(text.toString('utf8')) };
}

/** Each has its own place in memory: that of all would be held as long as one of them is. */
function listsIn(bytes: Buffer, lengths: readonly number[]): Uint32Array[] {
  let at = 0;
  return lengths.map((length) => {
    const own = Uint8Array.from(bytes.subarray(at, at + length * Uint32Array.BYTES_PER_ELEMENT));
    at += own.length;
    return new Uint32Array(own.buffer);
  });
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
