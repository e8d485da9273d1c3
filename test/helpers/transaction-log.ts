import { ByteReader } from '../../src/formats/pe/byte-reader.js';
import { marvin32 } from '../../src/formats/registry-hive/transaction-log.js';

const [BASE, SECTOR] = [4096, 512];

export interface LoggedChange {
  readonly sequence: number;
  readonly from: Buffer;
  readonly to: Buffer;
}

/** A log of Windows 8.1 and later: for each change the sectors in which two hives differ. */
export function entryLogOf(changes: readonly LoggedChange[]): Buffer {
  return Buffer.concat([baseOf(6, changes[0]?.sequence ?? 0, 0), ...changes.map(entryOf)]);
}

function entryOf({ sequence, from, to }: LoggedChange): Buffer {
  const sectors = differing(from, to);
  const head = Buffer.alloc(40 + 8 * sectors.length);
  head.write('HvLE', 0, 'latin1');
  head.writeUInt32LE(sequence, 12);
  head.writeUInt32LE(to.length - BASE, 16);
  head.writeUInt32LE(sectors.length, 20);
  sectors.forEach((sector, i) => {
    head.writeUInt32LE(sector * SECTOR, 40 + 8 * i);
    head.writeUInt32LE(SECTOR, 44 + 8 * i);
  });
  const pages = sectors.map((sector) => sectorOf(to, sector));
  const used = Buffer.concat([head, ...pages]);
  const entry = Buffer.concat([used], Math.ceil(used.length / SECTOR) * SECTOR);
  entry.writeUInt32LE(entry.length, 4);
  putHash(entry, 24, 40, entry.length - 40);
  putHash(entry, 32, 0, 32);
  return entry;
}

/** A log of earlier Windows: a bit for each sector in which two hives differ, and these sectors. */
export function vectorLogOf(sequence: number, from: Buffer, to: Buffer): Buffer {
  const sectors = differing(from, to);
  const size = to.length - BASE;
  const vector = Buffer.alloc(Math.ceil((4 + Math.ceil(size / SECTOR / 8)) / SECTOR) * SECTOR);
  vector.write('DIRT', 0, 'latin1');
  for (const sector of sectors) vector[4 + (sector >> 3)] = (vector[4 + (sector >> 3)] ?? 0) | (1 << (sector & 7));
  const base = baseOf(1, sequence, size);
  to.copy(base, 36, 36, 40);
  return Buffer.concat([base, vector, ...sectors.map((sector) => sectorOf(to, sector))]);
}

function baseOf(type: number, sequence: number, size: number): Buffer {
  const base = Buffer.alloc(SECTOR);
  base.write('regf', 0, 'latin1');
  base.writeUInt32LE(sequence, 4);
  base.writeUInt32LE(sequence, 8);
  base.writeUInt32LE(type, 28);
  base.writeUInt32LE(size, 40);
  return base;
}

function differing(from: Buffer, to: Buffer): number[] {
  const count = Math.ceil((to.length - BASE) / SECTOR);
  return Array.from({ length: count }, (_, sector) => sector).filter(
    (sector) => !sectorOf(from, sector).equals(sectorOf(to, sector)) || BASE + sector * SECTOR >= from.length,
  );
}

function sectorOf(hive: Buffer, sector: number): Buffer {
  const at = BASE + sector * SECTOR;
  return Buffer.concat([hive.subarray(at, at + SECTOR)], SECTOR);
}

function putHash(entry: Buffer, at: number, from: number, length: number): void {
  const { low, high } = marvin32(new ByteReader(entry), from, length);
  entry.writeUInt32LE(low, at);
  entry.writeUInt32LE(high, at + 4);
}
