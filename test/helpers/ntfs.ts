/** Reference of a file: its record's number, and how often that was used. */
export type Reference = readonly [entry: number, sequence: number];

export interface UsnEntry {
  readonly file: Reference;
  readonly parent: Reference;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly reasons: number;
  readonly isFolder?: boolean;
  /** 2 unless given. */
  readonly version?: 2 | 3;
}

export const ROOT: Reference = [5, 5];

/** Ticks of 100 ns since 1601. */
export function fileTime(time: string, ticks = 0): bigint {
  return (BigInt(Date.parse(time)) + 11_644_473_600_000n) * 10_000n + BigInt(ticks);
}

/** A change journal that begins with zeros, as one does that has been in use for long. */
export function journalOf(entries: readonly UsnEntry[], zeros = 4096): Buffer {
  return Buffer.concat([Buffer.alloc(zeros), ...entries.map(usnRecord)]);
}

function usnRecord({ file, parent, name, time, reasons, isFolder = false, version = 2 }: UsnEntry): Buffer {
  const text = Buffer.from(name, 'utf16le');
  const fixed = version === 2 ? 60 : 76;
  const record = Buffer.alloc(Math.ceil((fixed + text.length) / 8) * 8);
  record.writeUInt32LE(record.length);
  record.writeUInt16LE(version, 4);
  putReference(record, 8, file);
  putReference(record, version === 2 ? 16 : 24, parent);
  const base = version === 2 ? 24 : 40;
  record.writeBigUInt64LE(fileTime(time), base + 8);
  record.writeUInt32LE(reasons, base + 16);
  record.writeUInt32LE(isFolder ? 0x10 : 0x20, base + 28);
  record.writeUInt16LE(text.length, base + 32);
  record.writeUInt16LE(fixed, base + 34);
  text.copy(record, fixed);
  return record;
}

function putReference(record: Buffer, at: number, [entry, sequence]: Reference): void {
  record.writeUIntLE(entry, at, 6);
  record.writeUInt16LE(sequence, at + 6);
}

export interface MftEntry {
  readonly sequence: number;
  readonly parent: Reference;
  readonly name: string;
  readonly inUse?: boolean;
  readonly isFolder?: boolean;
  /** ISO 8601, UTC: of the file itself, and with its name. */
  readonly created?: string;
  readonly noted?: string;
  readonly ticks?: number;
  readonly content?: string;
  readonly streams?: readonly string[];
}

/** A master file table; entries by the numbers of their records. */
export function tableOf(entries: Readonly<Record<number, MftEntry>>): Buffer {
  const last = Math.max(...Object.keys(entries).map(Number));
  const records = Array.from({ length: last + 1 }, (_, entry) => {
    const one = entries[entry];
    return one ? mftRecord(one) : mftRecord({ sequence: 1, parent: ROOT, name: `$${entry}` });
  });
  return Buffer.concat(records);
}

function mftRecord(entry: MftEntry): Buffer {
  const { sequence, parent, name, inUse = true, isFolder = false } = entry;
  const { created = '2020-01-01T00:00:00Z', noted = created, ticks = 1_234_567, content, streams = [] } = entry;
  const record = Buffer.alloc(1024);
  record.write('FILE', 0, 'latin1');
  record.writeUInt16LE(48, 4);
  record.writeUInt16LE(3, 6);
  record.writeUInt16LE(sequence, 16);
  record.writeUInt16LE(56, 20);
  record.writeUInt16LE((inUse ? 1 : 0) | (isFolder ? 2 : 0), 22);
  record.writeUInt32LE(1024, 28);
  const standard = Buffer.alloc(48);
  const named = Buffer.alloc(66 + 2 * name.length);
  for (let i = 0; i < 4; i++) {
    standard.writeBigUInt64LE(fileTime(created, ticks), 8 * i);
    named.writeBigUInt64LE(fileTime(noted, ticks), 8 + 8 * i);
  }
  putReference(named, 0, parent);
  named[64] = name.length;
  named[65] = 3;
  named.write(name, 66, 'utf16le');
  const attributes = [
    attribute(0x10, standard),
    attribute(0x30, named),
    ...(content === undefined ? [] : [attribute(0x80, Buffer.from(content, 'latin1'))]),
    ...streams.map((stream) => attribute(0x80, Buffer.from('x'), stream)),
  ];
  Buffer.concat([...attributes, Buffer.alloc(4, 0xff)]).copy(record, 56);
  // The update sequence: a number at each sector's end, and what stood there.
  record.writeUInt16LE(0x0101, 48);
  for (const [i, end] of [510, 1022].entries()) {
    record.copy(record, 50 + 2 * i, end, end + 2);
    record.writeUInt16LE(0x0101, end);
  }
  return record;
}

function attribute(type: number, value: Buffer, name = ''): Buffer {
  const nameAt = 24;
  const start = Math.ceil((nameAt + 2 * name.length) / 8) * 8;
  const data = Buffer.alloc(Math.ceil((start + value.length) / 8) * 8);
  data.writeUInt32LE(type);
  data.writeUInt32LE(data.length, 4);
  data[9] = name.length;
  data.writeUInt16LE(nameAt, 10);
  data.writeUInt32LE(value.length, 16);
  data.writeUInt16LE(start, 20);
  data.write(name, nameAt, 'utf16le');
  value.copy(data, start);
  return data;
}

/** What Windows notes of a file in the Recycle Bin. */
export function recycledNote(path: string, deleted: string, { version = 2 }: { version?: 1 | 2 } = {}): Buffer {
  const header = Buffer.alloc(24);
  header.writeBigUInt64LE(BigInt(version));
  header.writeBigUInt64LE(77n, 8);
  header.writeBigUInt64LE(fileTime(deleted), 16);
  const text = Buffer.from(`${path}\0`, 'utf16le');
  if (version === 1) return Buffer.concat([header, text, Buffer.alloc(520 - text.length)]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(path.length + 1);
  return Buffer.concat([header, length, text]);
}
