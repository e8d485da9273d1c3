import { crc32 } from 'node:zlib';

/** A value of an event with its type in binary XML, its bytes little endian. */
export interface BinaryValue {
  readonly type: number;
  readonly bytes: Buffer;
  readonly optional?: boolean;
}

/** An element to write: texts stand as they are, values are put in by substitution. */
export interface ElementToWrite {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | BinaryValue>>;
  readonly children?: readonly (ElementToWrite | string | BinaryValue)[];
}

export interface RecordToWrite {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly event: ElementToWrite;
  /** The elements as they stand, as forwarded logs have them, instead of a template and its values. */
  readonly inline?: boolean;
}

const CHUNK = 65_536;

export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

export const value = {
  text: (text: string): BinaryValue => ({ type: 0x01, bytes: utf16(text) }),
  u8: (n: number): BinaryValue => ({ type: 0x04, bytes: Buffer.from([n]) }),
  u16: (n: number): BinaryValue => ({ type: 0x06, bytes: number(n, 2) }),
  u32: (n: number): BinaryValue => ({ type: 0x08, bytes: number(n, 4) }),
  u64: (n: number): BinaryValue => ({ type: 0x0a, bytes: bigNumber(BigInt(n)) }),
  hex64: (n: bigint): BinaryValue => ({ type: 0x15, bytes: bigNumber(n) }),
  time: (ms: number, ticks = 0): BinaryValue => ({ type: 0x11, bytes: fileTime(ms, ticks) }),
  texts: (texts: readonly string[]): BinaryValue => ({ type: 0x81, bytes: utf16(texts.map((t) => `${t}\0`).join('')) }),
  nothing: (): BinaryValue => ({ type: 0x00, bytes: Buffer.alloc(0), optional: true }),
};

/** `System` of an event, and what stands beside it. */
export function event(
  id: number,
  provider: string,
  channel: string,
  content: readonly ElementToWrite[],
  {
    computer = 'mail.example.test',
    level = 4,
    ...record
  }: {
    readonly id: number;
    readonly time: number;
    readonly inline?: boolean;
    readonly computer?: string;
    readonly level?: number;
  } = { id: 1, time: 0 },
): RecordToWrite {
  const { inline } = record;
  const either = (typed: BinaryValue, text: string) => (inline ? text : typed);
  const time = `${new Date(record.time).toISOString().slice(0, -1)}0000Z`;
  const system: ElementToWrite = {
    name: 'System',
    children: [
      { name: 'Provider', attributes: { Name: either(value.text(provider), provider) } },
      { name: 'EventID', children: [either(value.u16(id), String(id))] },
      { name: 'Level', children: [either(value.u8(level), String(level))] },
      { name: 'TimeCreated', attributes: { SystemTime: either(value.time(record.time), time) } },
      { name: 'EventRecordID', children: [either(value.u64(record.id), String(record.id))] },
      { name: 'Channel', children: [either(value.text(channel), channel)] },
      { name: 'Computer', children: [either(value.text(computer), computer)] },
    ],
  };
  const attributes = { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' };
  return { ...record, event: { name: 'Event', attributes, children: [system, ...content] } };
}

/** A whole event log: header and chunks, each with the records given for it, checksums right. */
export function writeEventLog(chunks: readonly (readonly RecordToWrite[])[]): Buffer {
  const header = Buffer.alloc(4096);
  header.write('ElfFile\0', 'latin1');
  header.writeUInt32LE(128, 32);
  header.writeUInt32LE(0x0003_0001, 36);
  header.writeUInt16LE(4096, 40);
  header.writeUInt16LE(chunks.length, 42);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return Buffer.concat([header, ...chunks.map((records) => new ChunkWriter().write(records))]);
}

class ChunkWriter {
  readonly #chunk = Buffer.alloc(CHUNK);
  #at = 512;
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<string, number>();

  write(records: readonly RecordToWrite[]): Buffer {
    const chunk = this.#chunk;
    let last = 512;
    for (const record of records) {
      last = this.#at;
      this.#record(record);
    }
    chunk.write('ElfChnk\0', 'latin1');
    const ids = records.map((record) => BigInt(record.id));
    for (const at of [8, 24]) chunk.writeBigUInt64LE(ids[0] ?? 0n, at);
    for (const at of [16, 32]) chunk.writeBigUInt64LE(ids.at(-1) ?? 0n, at);
    chunk.writeUInt32LE(128, 40);
    chunk.writeUInt32LE(last, 44);
    chunk.writeUInt32LE(this.#at, 48);
    chunk.writeUInt32LE(crc32(chunk.subarray(512, this.#at)), 52);
    chunk.writeUInt32LE(crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120))), 124);
    return chunk;
  }

  #record(record: RecordToWrite): void {
    const start = this.#at;
    this.#put(Buffer.from([0x2a, 0x2a, 0, 0]), number(0, 4), bigNumber(BigInt(record.id)), fileTime(record.time, 0));
    this.#put(Buffer.from([0x0f, 1, 1, 0]));
    if (record.inline) this.#element(record.event, null);
    else this.#instance(record.event);
    this.#put(Buffer.from([0]));
    while ((this.#at - start) % 8 !== 4) this.#put(Buffer.from([0]));
    const size = this.#at + 4 - start;
    this.#put(number(size, 4));
    this.#chunk.writeUInt32LE(size, start + 4);
  }

  #instance(element: ElementToWrite): void {
    const key = JSON.stringify(element, (_, part: unknown) => (isValue(part) ? [part.type, part.optional] : part));
    const known = this.#templates.get(key);
    const values: BinaryValue[] = [];
    this.#put(Buffer.from([0x0c, 1]), number(0x1234, 4), number(known ?? this.#at + 10, 4));
    if (known === undefined) {
      const start = this.#at;
      this.#templates.set(key, start);
      this.#put(Buffer.alloc(24), Buffer.from([0x0f, 1, 1, 0]));
      this.#element(element, values);
      this.#put(Buffer.from([0]));
      this.#chunk.writeUInt32LE(this.#at - start - 24, start + 20);
    } else collect(element, values);
    this.#put(number(values.length, 4));
    for (const { type, bytes } of values) this.#put(number(bytes.length, 2), Buffer.from([type, 0]));
    for (const { bytes } of values) this.#put(bytes);
  }

  /** Substitutions go to `values`; null: written as it stands, without a dependency identifier. */
  #element({ name, attributes = {}, children = [] }: ElementToWrite, values: BinaryValue[] | null): void {
    const pairs = Object.entries(attributes);
    this.#put(Buffer.from([pairs.length > 0 ? 0x41 : 0x01]));
    if (values) this.#put(number(0xffff, 2));
    const size = this.#at;
    this.#put(number(0, 4));
    this.#name(name);
    if (pairs.length > 0) {
      const list = this.#at;
      this.#put(number(0, 4));
      pairs.forEach(([key, part], i) => {
        this.#put(Buffer.from([i < pairs.length - 1 ? 0x46 : 0x06]));
        this.#name(key);
        this.#part(part, values);
      });
      this.#chunk.writeUInt32LE(this.#at - list - 4, list);
    }
    if (children.length === 0) this.#put(Buffer.from([0x03]));
    else {
      this.#put(Buffer.from([0x02]));
      for (const child of children) {
        if (typeof child === 'string' || isValue(child)) this.#part(child, values);
        else this.#element(child, values);
      }
      this.#put(Buffer.from([0x04]));
    }
    this.#chunk.writeUInt32LE(this.#at - size - 4, size);
  }

  #part(part: string | BinaryValue, values: BinaryValue[] | null): void {
    if (typeof part === 'string') {
      this.#put(Buffer.from([0x05, 0x01]), number(part.length, 2), utf16(part));
      return;
    }
    if (!values) throw new Error('an inline record has texts only');
    this.#put(Buffer.from([part.optional ? 0x0e : 0x0d]), number(values.length, 2), Buffer.from([part.type]));
    values.push(part);
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    this.#put(number(known ?? this.#at + 4, 4));
    if (known !== undefined) return;
    this.#names.set(name, this.#at);
    this.#put(Buffer.alloc(6), number(name.length, 2), utf16(`${name}\0`));
  }

  #put(...parts: readonly Buffer[]): void {
    for (const part of parts) {
      part.copy(this.#chunk, this.#at);
      this.#at += part.length;
    }
  }
}

function collect({ attributes = {}, children = [] }: ElementToWrite, values: BinaryValue[]): void {
  for (const part of Object.values(attributes)) if (isValue(part)) values.push(part);
  for (const child of children) {
    if (isValue(child)) values.push(child);
    else if (typeof child !== 'string') collect(child, values);
  }
}

function isValue(part: unknown): part is BinaryValue {
  return typeof part === 'object' && part !== null && 'type' in part && 'bytes' in part;
}

function number(n: number, width: number): Buffer {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntLE(n, 0, width);
  return bytes;
}

function bigNumber(n: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(n);
  return bytes;
}

/** 100 ns since 1601. */
function fileTime(milliseconds: number, ticks: number): Buffer {
  return bigNumber((BigInt(milliseconds) + 11_644_473_600_000n) * 10_000n + BigInt(ticks));
}
