/** Records begin at multiples of eight bytes; longer ones are none. */
const ALIGNMENT = 8;
const [SHORTEST, LONGEST] = [60, 65_536];
/** Lengths of the fixed part by version, [MS-FSCC] 2.3.63: 2 has references of 64 bits, 3 of 128. */
const FIXED = { 2: 60, 3: 76 } as const;
const LONGEST_EXTENSION = 12;
const DOT = 0x2e;
/** 100 ns units between 1601 and 1970, in milliseconds. */
const UNIX_EPOCH_MS = 11_644_473_600_000;
const DIRECTORY = 0x10;

/** Reasons of changes, [MS-FSCC] 2.3.63. */
export const USN_REASONS = {
  overwritten: 0x1,
  extended: 0x2,
  truncated: 0x4,
  streamWritten: 0x30,
  created: 0x100,
  deleted: 0x200,
  renamedFrom: 0x1000,
  renamedTo: 0x2000,
  attributesChanged: 0x8000,
} as const;

/** One change of one file. References are a record's number in the master file table and how often that was used. */
export interface UsnChange {
  readonly entry: number;
  readonly sequence: number;
  readonly parentEntry: number;
  readonly parentSequence: number;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  /** Bits of `USN_REASONS` and others. */
  readonly reasons: number;
  readonly isFolder: boolean;
  readonly name: string;
}

export interface UsnJournalEnd {
  readonly records: number;
  /** Bytes between records that are neither records nor the zeros that a journal begins with. */
  readonly unread: number;
}

/**
 * Reads a change journal (`$UsnJrnl:$J`), versions 2 and 3, in pieces of any size. Told are folders, files with one of the extensions
 * (lower case, without the dot), and old names of files that are renamed. Never throws.
 */
export class UsnJournalReader {
  #rest = Buffer.alloc(0);
  #records = 0;
  #unread = 0;

  constructor(
    private readonly extensions: ReadonlySet<string>,
    private readonly told: (change: UsnChange) => void,
  ) {}

  push(chunk: Uint8Array): void {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const used = this.#read(bytes, false);
    this.#rest = Buffer.from(bytes.subarray(used));
  }

  finish(): UsnJournalEnd {
    const used = this.#read(this.#rest, true);
    this.#unread += this.#rest.length - used;
    this.#rest = Buffer.alloc(0);
    return { records: this.#records, unread: this.#unread };
  }

  /** Gives how many bytes are done with. */
  #read(bytes: Buffer, isEnd: boolean): number {
    let at = 0;
    while (at + ALIGNMENT <= bytes.length) {
      const length = bytes.readUInt32LE(at);
      if (length === 0) {
        at = afterZeros(bytes, at);
        continue;
      }
      if (!isEnd && at + LONGEST > bytes.length && at + length > bytes.length && length <= LONGEST) return at;
      if (this.#isRecord(bytes, at, length)) {
        this.#records++;
        this.#tell(bytes, at);
        at += length;
      } else {
        this.#unread += ALIGNMENT;
        at += ALIGNMENT;
      }
    }
    return at;
  }

  #isRecord(bytes: Buffer, at: number, length: number): boolean {
    if (length < SHORTEST || length > LONGEST || length % ALIGNMENT !== 0 || at + length > bytes.length) return false;
    const version = bytes.readUInt16LE(at + 4);
    if (version !== 2 && version !== 3) return false;
    const fixed = FIXED[version];
    if (length < fixed) return false;
    const nameLength = bytes.readUInt16LE(at + fixed - 4);
    const nameOffset = bytes.readUInt16LE(at + fixed - 2);
    return nameOffset >= fixed && nameLength % 2 === 0 && nameOffset + nameLength <= length;
  }

  #tell(bytes: Buffer, at: number): void {
    const wide = bytes.readUInt16LE(at + 4) === 3;
    const base = at + (wide ? 40 : 24);
    const attributes = bytes.readUInt32LE(base + 28);
    const reasons = bytes.readUInt32LE(base + 16);
    const isFolder = (attributes & DIRECTORY) !== 0;
    const nameLength = bytes.readUInt16LE(base + 32);
    const nameAt = at + bytes.readUInt16LE(base + 34);
    const isOldName = (reasons & USN_REASONS.renamedFrom) !== 0;
    if (!isFolder && !isOldName && !this.extensions.has(extensionIn(bytes, nameAt, nameLength))) return;
    const parent = at + (wide ? 24 : 16);
    this.told({
      entry: bytes.readUIntLE(at + 8, 6),
      sequence: bytes.readUInt16LE(at + 14),
      parentEntry: bytes.readUIntLE(parent, 6),
      parentSequence: bytes.readUInt16LE(parent + 6),
      time: fileTimeMilliseconds(bytes, base + 8),
      reasons,
      isFolder,
      name: bytes.toString('utf16le', nameAt, nameAt + nameLength),
    });
  }
}

/** Milliseconds since 1970 UTC of a FILETIME. */
export function fileTimeMilliseconds(bytes: Buffer, at: number): number {
  const low = bytes.readUInt32LE(at);
  const high = bytes.readUInt32LE(at + 4);
  return Math.floor((high * 4_294_967_296 + low) / 10_000) - UNIX_EPOCH_MS;
}

/** What follows the last dot, in lower case where it is ASCII; empty where nothing does, or more than an extension has. */
function extensionIn(bytes: Buffer, at: number, length: number): string {
  let text = '';
  for (let i = at + length - 2; i >= at && text.length <= LONGEST_EXTENSION; i -= 2) {
    const unit = bytes.readUInt16LE(i);
    if (unit === DOT) return text.toLowerCase();
    text = String.fromCharCode(unit) + text;
  }
  return '';
}

const ZEROS = Buffer.alloc(1 << 16);

/** The next multiple of eight that is not followed by eight zeros; a journal begins with gigabytes of them. */
function afterZeros(bytes: Buffer, from: number): number {
  let at = from;
  while (at + ZEROS.length <= bytes.length && bytes.compare(ZEROS, 0, ZEROS.length, at, at + ZEROS.length) === 0) {
    at += ZEROS.length;
  }
  while (at + ALIGNMENT <= bytes.length && bytes.readUInt32LE(at) === 0) at += ALIGNMENT;
  return at;
}
