import { crc32 } from 'node:zlib';

/** A Zstandard frame of one raw block, as RFC 8878 has it, of the only file. At most 255 bytes. */
export function zstdOf(files: Readonly<Record<string, string>>): Buffer {
  const bytes = Buffer.from(Object.values(files).join(''));
  const block = Buffer.alloc(3);
  block.writeUIntLE((bytes.length << 3) | 1, 0, 3);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, bytes.length]), block, bytes]);
}

/** A RAR archive of version 4 that stores its members. */
export function rarOf(files: Readonly<Record<string, string>>): Buffer {
  const members = Object.entries(files).flatMap(([path, content]) => {
    const [name, bytes] = [Buffer.from(path.replaceAll('/', '\\')), Buffer.from(content)];
    const fields = Buffer.alloc(25);
    fields.writeUInt32LE(bytes.length, 0);
    fields.writeUInt32LE(bytes.length, 4);
    // Made on Windows, on 2021-03-03.
    fields.writeUInt8(2, 8);
    fields.writeUInt32LE(crc32(bytes), 9);
    fields.writeUInt32LE(0x5263_1000, 13);
    fields.writeUInt8(20, 17);
    fields.writeUInt8(0x30, 18);
    fields.writeUInt16LE(name.length, 19);
    fields.writeUInt32LE(0x20, 21);
    return [rarBlock(0x74, 0x8000, Buffer.concat([fields, name])), bytes];
  });
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\x00', 'latin1'),
    rarBlock(0x73, 0, Buffer.alloc(6)),
    ...members,
    rarBlock(0x7b, 0x4000, Buffer.alloc(0)),
  ]);
}

/** A header with its checksum: the lower half of the CRC-32 of what follows it. */
function rarBlock(type: number, flags: number, fields: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(type, 0);
  header.writeUInt16LE(flags, 1);
  header.writeUInt16LE(7 + fields.length, 3);
  const checked = Buffer.concat([header, fields]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc32(checked) & 0xffff);
  return Buffer.concat([sum, checked]);
}
