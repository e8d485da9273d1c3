import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  readonly store?: boolean;
  /** General purpose flags: 0x1 encrypted, 0x800 UTF-8. */
  readonly flags?: number;
  readonly method?: number;
  readonly crc32?: number;
  readonly declaredSize?: number;
  /** Seconds since 1970 for an extended timestamp field. */
  readonly time?: number;
  readonly madeBy?: number;
  readonly externalAttributes?: number;
}

/** A zip archive, as far as tests need one; lies where it is told to. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.isBuffer(entry.name) ? entry.name : Buffer.from(entry.name, 'utf8');
    const content = Buffer.from(entry.content ?? '');
    const packed = entry.store ? content : deflateRawSync(content);
    const extra = entry.time === undefined ? Buffer.alloc(0) : timestamp(entry.time);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(entry.flags ?? 0, 2);
    common.writeUInt16LE(entry.method ?? (entry.store ? 0 : 8), 4);
    common.writeUInt16LE(0x6000, 6);
    common.writeUInt16LE(0x5265, 8);
    common.writeUInt32LE(entry.crc32 ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.declaredSize ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    common.writeUInt16LE(extra.length, 24);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, extra, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((entry.externalAttributes ?? 0) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([20, entry.madeBy ?? 0]);
    directory.push(Buffer.from('PK\x01\x02', 'latin1'), madeBy, common, tail, name, extra);
    offset += 4 + 26 + name.length + extra.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

function timestamp(seconds: number): Buffer {
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field[4] = 1;
  field.writeInt32LE(seconds, 5);
  return field;
}
