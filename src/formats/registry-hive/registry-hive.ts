import type { RegistryExport, RegistryValue } from '../registry-export/registry-export.js';
import { HiveCells, type HiveKey, type HiveValue } from './hive-cells.js';
import { DEEPEST, HIVE_KINDS } from './wanted-keys.js';

/** Of one hive; both are many times what a server has among the keys that are read. */
const MOST_VALUES = 500_000;
const MOST_KEYS = 2_000_000;
const [TEXT, EXPANDED, NUMBER, NUMBER_BIG_ENDIAN, TEXTS, LONG_NUMBER] = [1, 2, 4, 5, 7, 11];

/** A registry hive, as far as it is read. */
export interface RegistryHive extends RegistryExport {
  /** Its last changes are in its transaction logs, not in itself. */
  readonly isDirty: boolean;
  /** Keys or values that it had are missing. */
  readonly isDamaged: boolean;
}

type Pattern = readonly string[];

/**
 * Reads the keys of a hive that tell what starts, what is installed and what the server is called, as an export of them would show
 * them. Of SYSTEM, those of the control set in force. Null for what is no hive, such as its transaction log. Never throws.
 */
export function readRegistryHive(bytes: Uint8Array): RegistryHive | null {
  const cells = new HiveCells(bytes);
  if (!cells.isHive) return null;
  const { root, isDirty } = cells;
  if (root === null) return { values: [], cut: false, isDirty, isDamaged: true };
  const below = [...cells.subkeys(root)];
  const kind = HIVE_KINDS.find(({ rootKeys }) => below.some(({ name }) => rootKeys.includes(name.toLowerCase())));
  if (!kind) return { values: [], cut: false, isDirty, isDamaged: cells.isDamaged };
  const values: RegistryValue[] = [];
  let [keys, cut] = [0, false];
  const inForce = controlSetInForce(cells, below);
  const waiting: { key: HiveKey; path: string; patterns: readonly Pattern[]; depth: number }[] = [];
  const enter = (key: HiveKey, path: string, patterns: readonly Pattern[], depth: number) => {
    if (patterns.length > 0) waiting.push({ key, path, patterns, depth });
  };
  for (const key of below.reverse()) {
    const name = key.name.toLowerCase();
    const isOther = inForce !== null && /^controlset\d{3}$/.test(name) && name !== inForce;
    if (!isOther) enter(key, `${kind.prefix}\\${key.name}`, stepped(kind.wanted, name), 1);
  }
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (++keys > MOST_KEYS || values.length >= MOST_VALUES) {
      cut = true;
      break;
    }
    const { key, path, patterns, depth } = at;
    if (patterns.some((pattern) => pattern.length === 0 || pattern[0] === '**')) {
      for (const value of cells.values(key)) values.push(exported(path, value));
    }
    if (patterns.every((pattern) => pattern.length === 0)) continue;
    if (depth >= DEEPEST) cut = true;
    else {
      const children = [...cells.subkeys(key)].reverse();
      for (const child of children) {
        enter(child, `${path}\\${child.name}`, stepped(patterns, child.name.toLowerCase()), depth + 1);
      }
    }
  }
  return { values, cut, isDirty, isDamaged: cells.isDamaged };
}

/** What is left of the patterns behind a key of that name. */
function stepped(patterns: readonly Pattern[], name: string): Pattern[] {
  return patterns.flatMap((pattern) => {
    const [first, ...rest] = pattern;
    if (first === '**') return [pattern];
    return first === '*' || first === name ? [rest] : [];
  });
}

/** `controlset001`, as `Select\Current` says; null where it says nothing. */
function controlSetInForce(cells: HiveCells, below: readonly HiveKey[]): string | null {
  const select = below.find(({ name }) => name.toLowerCase() === 'select');
  if (!select) return null;
  for (const { name, data } of cells.values(select)) {
    if (name.toLowerCase() === 'current' && data.length === 4) {
      const set = `controlset${String(data.readUInt32LE(0)).padStart(3, '0')}`;
      return below.some((key) => key.name.toLowerCase() === set) ? set : null;
    }
  }
  return null;
}

function exported(key: string, { name, type, data, offset }: HiveValue): RegistryValue {
  return { key, name, texts: textsOf(type, data), line: null, offset };
}

/** As an export shows them. */
function textsOf(type: number, data: Buffer): readonly string[] {
  if (type === NUMBER && data.length >= 4) return [String(data.readUInt32LE(0))];
  if (type === NUMBER_BIG_ENDIAN && data.length >= 4) return [String(data.readUInt32BE(0))];
  if (type === LONG_NUMBER && data.length >= 8) return [String(data.readBigUInt64LE(0))];
  if (type !== TEXT && type !== EXPANDED && type !== TEXTS) return [data.toString('hex')];
  const text = data.toString('utf16le');
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return type === TEXTS ? text.slice(0, end).split('\0') : [text.split('\0', 1)[0] ?? ''];
}
