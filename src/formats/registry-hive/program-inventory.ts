import { defineInputClass } from '../../model/input-class.js';
import { HiveCells, type HiveKey } from './hive-cells.js';

/** A server has some ten thousand. */
const MOST_PROGRAMS = 200_000;
const SHA1 = /^(?:0000)?([0-9a-f]{40})$/i;
const [TEXT, NUMBER, LONG_NUMBER] = [1, 4, 11];

/** A program or library that Windows saw on the server: it was run, or it lay where the inventory looks. */
export interface KnownProgram {
  /** As Windows noted it: `c:\windows\temp\x.exe`, in lower case since Windows 10. */
  readonly path: string;
  /** Lower-case hex; of files above 30 MiB, of their first 31,457,280 bytes. Null where it is not said. */
  readonly sha1: string | null;
  /** Bytes. */
  readonly size: number | null;
  /** When it was noted, ISO 8601, UTC: the key's last change. */
  readonly noted: string | null;
  /** As the program states of itself. */
  readonly product: string;
  readonly publisher: string;
}

/** What `Amcache.hve` remembers. */
export interface ProgramInventory {
  readonly programs: readonly KnownProgram[];
  readonly cut: boolean;
  /** Keys or values that it had are missing. */
  readonly isDamaged: boolean;
}

export const programInventory = defineInputClass<ProgramInventory>('program-inventory');

/** Names of values, by whether the hive is of Windows 10 and Server 2016 or later, or of Windows 8 and Server 2012. */
const RECENT = {
  path: 'lowercaselongpath',
  id: 'fileid',
  size: 'size',
  product: 'productname',
  publisher: 'publisher',
};
const EARLIER = { path: '15', id: '101', size: '6', product: '0', publisher: '1' };

/**
 * Reads the programs of `Amcache.hve`: `Root\InventoryApplicationFile\*`, and `Root\File\<volume>\*` of earlier Windows. Null for a
 * hive that has neither. Never throws.
 */
export function readProgramInventory(bytes: Uint8Array): ProgramInventory | null {
  const cells = new HiveCells(bytes);
  if (!cells.isHive) return null;
  const { root } = cells;
  const below = root === null ? undefined : child(cells, root, 'root');
  if (below === undefined) return null;
  const recent = child(cells, below, 'inventoryapplicationfile');
  const earlier = child(cells, below, 'file');
  if (recent === undefined && earlier === undefined) return null;
  const programs: KnownProgram[] = [];
  const groups = [
    ...(recent === undefined ? [] : [{ key: recent, names: RECENT }]),
    ...(earlier === undefined ? [] : [...cells.subkeys(earlier)].map((key) => ({ key, names: EARLIER }))),
  ];
  for (const { key, names } of groups) {
    for (const entry of cells.subkeys(key)) {
      if (programs.length >= MOST_PROGRAMS) return { programs, cut: true, isDamaged: cells.isDamaged };
      const program = programIn(cells, entry, names);
      if (program !== null) programs.push(program);
    }
  }
  return { programs, cut: false, isDamaged: cells.isDamaged };
}

function child(cells: HiveCells, key: HiveKey, wanted: string): HiveKey | undefined {
  for (const below of cells.subkeys(key)) if (below.name.toLowerCase() === wanted) return below;
  return undefined;
}

function programIn(cells: HiveCells, key: HiveKey, names: typeof RECENT): KnownProgram | null {
  const values = new Map<string, string>();
  for (const { name, type, data } of cells.values(key)) values.set(name.toLowerCase(), shown(type, data));
  const path = values.get(names.path) ?? '';
  if (path === '') return null;
  const size = values.get(names.size) ?? '';
  return {
    path,
    sha1: SHA1.exec(values.get(names.id) ?? '')?.[1]?.toLowerCase() ?? null,
    size: /^\d{1,15}$/.test(size) ? Number(size) : null,
    noted: cells.lastChange(key),
    product: values.get(names.product) ?? '',
    publisher: values.get(names.publisher) ?? '',
  };
}

function shown(type: number, data: Buffer): string {
  if (type === NUMBER && data.length >= 4) return String(data.readUInt32LE(0));
  if (type === LONG_NUMBER && data.length >= 8) return String(data.readBigUInt64LE(0));
  return type === TEXT ? (data.toString('utf16le').split('\0', 1)[0] ?? '') : '';
}
