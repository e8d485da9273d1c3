import { crc32 } from 'node:zlib';
import type { EventElement } from '../windows-event/event-element.js';
import { BinaryXml } from './binary-xml.js';
import { type FileTime, fileTimeOf } from './file-time.js';
import { BinaryXmlError } from './template-parser.js';

/** One record of an event log. Plain data. */
export interface EvtxRecord {
  /** Byte of the file where the record begins. */
  readonly offset: number;
  /** Number in the log, as the record's header has it; rounded beyond 2^53. */
  readonly recordId: number;
  /** When the event log service wrote it. */
  readonly written: FileTime;
  /** Its `<Event>`; `readEvent` reads it. */
  readonly event: EventElement;
}

/** What could not be read: `bytes` from `offset` of the file. */
export interface EvtxLoss {
  readonly offset: number;
  readonly bytes: number;
  /**
   * `not-a-chunk`: something else where a chunk should be; `not-a-record`: the same in a chunk; `cut-short`: the file ends
   * inside; `missing-records`: a chunk has fewer than it says (`records`); else why a record's binary XML cannot be read.
   */
  readonly reason: string;
  /** Records lost, where that is known: 1 for a record, null for damaged bytes. */
  readonly records: number | null;
}

/** Irregular, and nothing is lost by it. */
export type EvtxNote =
  | 'no-file-header'
  | 'file-header-checksum'
  | 'dirty'
  | 'chunk-magic'
  | 'chunk-header-checksum'
  | 'chunk-records-checksum';

export interface EvtxFacts {
  readonly records: number;
  readonly chunks: number;
  /** How often each was seen. */
  readonly notes: ReadonlyMap<EvtxNote, number>;
}

export interface EvtxSink {
  record(record: EvtxRecord): void;
  loss(loss: EvtxLoss): void;
}

const FILE_HEADER = 4096;
const CHUNK = 65_536;
const CHUNK_HEADER = 512;
const RECORD_HEADER = 24;
const FILE_MAGIC = Buffer.from('ElfFile\0');
const CHUNK_MAGIC = Buffer.from('ElfChnk\0');
const RECORD_MAGIC = Buffer.from([0x2a, 0x2a, 0, 0]);
/** What binary XML of a record begins with: the token, version 1.1, no flags. */
const FRAGMENT_HEADER = 0x0001010f;

/** Whether a file begins as an event log of Windows Vista and later does, header lost or not. */
export function isEvtx(head: Uint8Array): boolean {
  const first = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 8));
  return first.equals(FILE_MAGIC) || first.equals(CHUNK_MAGIC);
}

/**
 * Reads an event log from its bytes, pushed in any pieces; keeps two chunks of 64 KiB at most. Records come in the order of the
 * file. Damaged files are read as far as they can be: chunks are found by their magic, records within them by theirs; checksums
 * are noted and never a reason to refuse. Never throws.
 */
export class EvtxReader {
  readonly #sink: EvtxSink;
  #buffer = Buffer.alloc(2 * CHUNK);
  #filled = 0;
  /** Offset in the file of the buffer's first byte. */
  #offset = 0;
  #headerRead = false;
  /** A stretch of bytes that is no chunk, not yet told. */
  #lost: { offset: number; bytes: number } | null = null;
  #records = 0;
  #chunks = 0;
  readonly #notes = new Map<EvtxNote, number>();

  constructor(sink: EvtxSink) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const count = Math.min(this.#buffer.length - this.#filled, bytes.length - from);
      this.#buffer.set(bytes.subarray(from, from + count), this.#filled);
      this.#filled += count;
      from += count;
      while (this.#filled >= (this.#headerRead ? CHUNK : FILE_HEADER)) this.#step(false);
    }
  }

  finish(): EvtxFacts {
    while (this.#filled > 0) this.#step(true);
    this.#tellLost();
    return { records: this.#records, chunks: this.#chunks, notes: this.#notes };
  }

  /** Takes the header, a chunk, or what is neither from the front of the buffer. */
  #step(atEnd: boolean): void {
    const taken = this.#headerRead ? this.#chunkOrGap(atEnd) : this.#fileHeader();
    this.#headerRead = true;
    this.#buffer.copy(this.#buffer, 0, taken, this.#filled);
    this.#filled -= taken;
    this.#offset += taken;
  }

  #fileHeader(): number {
    const buffer = this.#buffer;
    if (this.#filled < 128 || !buffer.subarray(0, 8).equals(FILE_MAGIC)) {
      this.#note('no-file-header');
      return 0;
    }
    if (crc32(buffer.subarray(0, 120)) !== buffer.readUInt32LE(124)) this.#note('file-header-checksum');
    if (buffer.readUInt32LE(120) & 1) this.#note('dirty');
    return Math.min(FILE_HEADER, this.#filled);
  }

  #chunkOrGap(atEnd: boolean): number {
    const size = Math.min(CHUNK, this.#filled);
    const window = this.#buffer.subarray(0, size);
    const hasMagic = window.subarray(0, 8).equals(CHUNK_MAGIC);
    if (size > CHUNK_HEADER && (hasMagic || this.#looksLikeChunk(window))) {
      this.#tellLost();
      if (!hasMagic) this.#note('chunk-magic');
      return this.#chunk(window);
    }
    const next = window.indexOf(CHUNK_MAGIC, 1);
    // A magic may be cut by the end of the window.
    const end = next >= 0 ? next : atEnd ? size : size - 7;
    this.#lose(window.subarray(0, end));
    return end;
  }

  /** A chunk whose magic is damaged: its header says its own size, and a record begins behind it. */
  #looksLikeChunk(window: Buffer): boolean {
    return window.readUInt32LE(40) === 128 && recordSize(window, CHUNK_HEADER, window.length) > 0;
  }

  /** Space that no chunk was written to yet is all NUL, and no loss. */
  #lose(bytes: Buffer): void {
    const first = bytes.findIndex((byte) => byte !== 0);
    if (first < 0 && this.#lost === null) return;
    const offset = this.#offset + Math.max(first, 0);
    this.#lost ??= { offset, bytes: 0 };
    this.#lost.bytes = this.#offset + bytes.length - this.#lost.offset;
  }

  #tellLost(): void {
    if (this.#lost) this.#sink.loss({ ...this.#lost, reason: 'not-a-chunk', records: null });
    this.#lost = null;
  }

  /** Reads the records of a chunk; gives its bytes, fewer where another chunk begins inside. */
  #chunk(window: Buffer): number {
    this.#chunks++;
    const stated = window.readUInt32LE(48);
    const isStated = stated >= CHUNK_HEADER && stated <= CHUNK;
    this.#checksums(window, isStated ? stated : null);
    const walk = new ChunkWalk(window, this.#offset, this.#sink);
    walk.read(isStated ? stated : CHUNK);
    this.#records += walk.records;
    const claimed = claimedRecords(window);
    const missing = claimed - walk.records - walk.lost;
    if (missing > 0) {
      this.#sink.loss({ offset: this.#offset, bytes: window.length, reason: 'missing-records', records: missing });
    }
    const next = window.length < CHUNK || walk.end < CHUNK ? window.indexOf(CHUNK_MAGIC, walk.end) : -1;
    return next > 0 ? next : window.length;
  }

  #checksums(window: Buffer, end: number | null): void {
    const header = crc32(window.subarray(128, CHUNK_HEADER), crc32(window.subarray(0, 120)));
    if (header !== window.readUInt32LE(124)) this.#note('chunk-header-checksum');
    if (end === null || end > window.length) return;
    if (crc32(window.subarray(CHUNK_HEADER, end)) !== window.readUInt32LE(52)) this.#note('chunk-records-checksum');
  }

  #note(note: EvtxNote): void {
    this.#notes.set(note, (this.#notes.get(note) ?? 0) + 1);
  }
}

/** How many records a chunk's header says it has: never more than there is room for. */
function claimedRecords(window: Buffer): number {
  const count = Number(window.readBigUInt64LE(16) - window.readBigUInt64LE(8)) + 1;
  return count > 0 && count <= CHUNK / RECORD_HEADER ? count : 0;
}

/**
 * Bytes of the record at a place in a chunk; 0 where none begins. Its size stands at both ends; where one of them is damaged,
 * the first bytes of its binary XML show that it is one, and it ends where the next begins at the latest.
 */
function recordSize(chunk: Buffer, at: number, end: number): number {
  if (at + RECORD_HEADER + 4 > end || chunk.readUInt32LE(at) !== 0x2a2a) return 0;
  const size = chunk.readUInt32LE(at + 4);
  const fits = size >= RECORD_HEADER + 4 && at + size <= end;
  if (fits && chunk.readUInt32LE(at + size - 4) === size) return size;
  if (!hasFragment(chunk, at, end)) return 0;
  let next = at;
  do next = chunk.indexOf(RECORD_MAGIC, next + 1);
  while (next >= 0 && !hasFragment(chunk, next, end));
  const room = (next < 0 ? end : next) - at;
  return fits ? Math.min(size, room) : room;
}

function hasFragment(chunk: Buffer, at: number, end: number): boolean {
  return at + RECORD_HEADER + 4 <= end && chunk.readUInt32LE(at + RECORD_HEADER) === FRAGMENT_HEADER;
}

/** One pass over the records of a chunk. */
class ChunkWalk {
  records = 0;
  lost = 0;
  /** Behind the last record. */
  end = CHUNK_HEADER;
  /** Number of the record before. */
  #last = -1;

  constructor(
    readonly chunk: Buffer,
    readonly offset: number,
    readonly sink: EvtxSink,
  ) {}

  /**
   * Records up to where the header says that free space begins. A log that was not closed may have more: those behind are taken
   * as long as their numbers go on; older ones that the space still holds do not.
   */
  read(freeSpace: number): void {
    const xml = new BinaryXml(this.chunk);
    const stop = Math.min(freeSpace, this.chunk.length);
    let at = CHUNK_HEADER;
    while (at < this.chunk.length) {
      const size = recordSize(this.chunk, at, this.chunk.length);
      if (size === 0) {
        if (at >= stop) break;
        at = this.#gap(at, stop);
        continue;
      }
      const id = this.chunk.readUInt32LE(at + 8) + 2 ** 32 * this.chunk.readUInt32LE(at + 12);
      if (at >= stop && id !== this.#last + 1) break;
      this.#record(xml, at, size, id);
      this.#last = id;
      at += size;
      this.end = at;
    }
    if (freeSpace > this.chunk.length && this.chunk.length < CHUNK && at < freeSpace)
      this.#lose(at, 0, 'cut-short', null);
  }

  #record(xml: BinaryXml, at: number, size: number, recordId: number): void {
    try {
      const event = xml.record(at + RECORD_HEADER, at + size - 4);
      const written = fileTimeOf(this.chunk.readUInt32LE(at + 16), this.chunk.readUInt32LE(at + 20));
      this.records++;
      this.sink.record({ offset: this.offset + at, recordId, written, event });
    } catch (error) {
      if (!(error instanceof BinaryXmlError)) throw error;
      this.lost++;
      this.#lose(at, size, error.reason, 1);
    }
  }

  /** Passes over what is no record, to the next that is. */
  #gap(from: number, stop: number): number {
    let at = from + 1;
    for (; at < stop; at++) {
      const found = this.chunk.indexOf(RECORD_MAGIC, at);
      at = found < 0 || found > stop ? stop : found;
      if (at >= stop || recordSize(this.chunk, at, this.chunk.length) > 0) break;
    }
    at = Math.min(at, stop);
    if (this.chunk.subarray(from, at).some((byte) => byte !== 0)) this.#lose(from, at - from, 'not-a-record', null);
    return at;
  }

  #lose(at: number, bytes: number, reason: string, records: number | null): void {
    this.sink.loss({ offset: this.offset + at, bytes, reason, records });
  }
}
