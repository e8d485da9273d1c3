import { fileTime } from './ntfs.js';

/** Keys of a hive: values as texts, numbers or bytes, and keys below. */
export interface HiveTree {
  readonly values?: Readonly<Record<string, string | number | readonly string[] | Buffer>>;
  readonly keys?: Readonly<Record<string, HiveTree>>;
  /** When it was changed last, ISO 8601, UTC. */
  readonly changed?: string;
}

const BASE = 4096;

/** A registry hive with what tests need of one, in a single bin. */
export function hiveOf(
  root: HiveTree,
  /** Keys of one list; of more there is a list of lists. */
  { dirty = false, name = 'ROOT', perList = 1000 } = {},
): Buffer {
  const cells: Buffer[] = [];
  let end = 32;
  const put = (data: Buffer): number => {
    const cell = Buffer.alloc(Math.ceil((data.length + 4) / 8) * 8);
    cell.writeInt32LE(-cell.length);
    data.copy(cell, 4);
    cells.push(cell);
    const at = end;
    end += cell.length;
    return at;
  };
  const key = (keyName: string, { values = {}, keys = {}, changed }: HiveTree): number => {
    const below = Object.entries(keys).map(([childName, child]) => key(childName, child));
    const lists = Array.from({ length: Math.ceil(below.length / perList) }, (_, i) =>
      put(subkeyList(below.slice(i * perList, (i + 1) * perList))),
    );
    const list = lists.length > 1 ? put(listOfLists(lists)) : (lists[0] ?? 0xffff_ffff);
    const held = Object.entries(values).map(([valueName, value]) => put(valueCell(valueName, value, put)));
    const data = Buffer.alloc(76 + keyName.length);
    data.write('nk', 0, 'latin1');
    data.writeUInt16LE(0x20, 2);
    if (changed !== undefined) data.writeBigUInt64LE(fileTime(changed), 4);
    data.writeUInt32LE(below.length, 20);
    data.writeUInt32LE(list, 28);
    data.writeUInt32LE(held.length, 36);
    data.writeUInt32LE(held.length === 0 ? 0xffff_ffff : put(numbers(held)), 40);
    data.writeUInt16LE(keyName.length, 72);
    data.write(keyName, 76, 'latin1');
    return put(data);
  };
  const rootAt = key(name, root);
  const bin = Buffer.concat([Buffer.alloc(32), ...cells]);
  bin.write('hbin', 0, 'latin1');
  const base = Buffer.alloc(BASE);
  base.write('regf', 0, 'latin1');
  base.writeUInt32LE(7, 4);
  base.writeUInt32LE(dirty ? 6 : 7, 8);
  base.writeUInt32LE(1, 20);
  base.writeUInt32LE(rootAt, 36);
  base.writeUInt32LE(bin.length, 40);
  return Buffer.concat([base, bin]);
}

function subkeyList(offsets: readonly number[]): Buffer {
  const data = Buffer.alloc(4 + 8 * offsets.length);
  data.write('lh', 0, 'latin1');
  data.writeUInt16LE(offsets.length, 2);
  offsets.forEach((offset, i) => {
    data.writeUInt32LE(offset, 4 + 8 * i);
  });
  return data;
}

function listOfLists(offsets: readonly number[]): Buffer {
  const head = Buffer.from('ri\0\0', 'latin1');
  head.writeUInt16LE(offsets.length, 2);
  return Buffer.concat([head, numbers(offsets)]);
}

function numbers(offsets: readonly number[]): Buffer {
  const data = Buffer.alloc(4 * offsets.length);
  offsets.forEach((offset, i) => {
    data.writeUInt32LE(offset, 4 * i);
  });
  return data;
}

function valueCell(
  name: string,
  value: string | number | readonly string[] | Buffer,
  put: (data: Buffer) => number,
): Buffer {
  const data = Buffer.alloc(20 + name.length);
  data.write('vk', 0, 'latin1');
  data.writeUInt16LE(name.length, 2);
  data.writeUInt16LE(1, 16);
  data.write(name, 20, 'latin1');
  if (typeof value === 'number') {
    data.writeUInt32LE(0x8000_0004, 4);
    data.writeUInt32LE(value, 8);
    data.writeUInt32LE(4, 12);
    return data;
  }
  const isText = typeof value === 'string';
  const bytes = isText
    ? Buffer.from(`${value}\0`, 'utf16le')
    : Buffer.isBuffer(value)
      ? value
      : Buffer.from(`${[...value].join('\0')}\0\0`, 'utf16le');
  data.writeUInt32LE(bytes.length, 4);
  data.writeUInt32LE(put(bytes.length > 16_344 ? bigData(bytes, put) : bytes), 8);
  data.writeUInt32LE(isText ? 1 : Buffer.isBuffer(value) ? 3 : 7, 12);
  return data;
}

function bigData(bytes: Buffer, put: (data: Buffer) => number): Buffer {
  const segments: number[] = [];
  for (let at = 0; at < bytes.length; at += 16_344) segments.push(put(bytes.subarray(at, at + 16_344)));
  const data = Buffer.alloc(8);
  data.write('db', 0, 'latin1');
  data.writeUInt16LE(segments.length, 2);
  data.writeUInt32LE(put(numbers(segments)), 4);
  return data;
}
