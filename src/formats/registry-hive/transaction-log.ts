import { ByteReader } from '../pe/byte-reader.js';

/** Bytes before the first bin of a hive, and before what follows the base block of a log. */
const [HIVE_BASE, LOG_BASE] = [4096, 512];
const REGF = 0x6667_6572;
const ENTRY = 0x454c_7648; // HvLE
const DIRTY = 0x5452_4944; // DIRT
const [TYPE_INCREMENTAL, TYPE_VECTOR, TYPE_VECTOR_EARLIER] = [6, 1, 2];
const ENTRY_HEADER = 40;
const SECTOR = 512;
/** A hive has no more than 2 GiB; a log that says so is none of ours. */
const LARGEST_HIVE = 512 << 20;
const MOST_ENTRIES = 1_000_000;
const MARVIN_SEED = { low: 0x7a4e_55c5, high: 0x82ef_4d88 } as const;

/** A hive with the changes of its logs. */
export interface ReplayedHive {
  readonly bytes: Buffer;
  /** How many changes were taken over: entries of a log of Windows 8.1 and later, or one whole log of earlier ones. */
  readonly applied: number;
  /** The logs hold what is behind a gap, or is damaged: the last changes are lost. */
  readonly isCut: boolean;
}

/**
 * Takes over into a hive that was not written whole what its transaction logs (`.LOG1`, `.LOG2`, of earlier Windows `.LOG`) hold:
 * entries in the order of their sequence numbers, from the one on with which the hive was last whole, each with its hashes (Marvin32);
 * of earlier Windows the sectors that the log marks. Null where no log has anything for it. Never throws. Works on a copy.
 * Source: the description of the format by M. Suhanov (msuhanov/regf), "Dirty state of a hive" and "Transaction log files".
 */
export function replayTransactionLogs(hive: Uint8Array, logs: readonly Uint8Array[]): ReplayedHive | null {
  const base = new ByteReader(hive);
  if (base.u32(0) !== REGF || hive.length < HIVE_BASE) return null;
  const whole = base.u32(8);
  const result = replayEntries(hive, whole, logs) ?? replayVector(hive, whole, logs);
  // It is whole again: both sequence numbers are the same.
  if (result !== null) result.bytes.writeUInt32LE(base.u32(4), 8);
  return result;
}

interface Entry {
  readonly log: ByteReader;
  readonly at: number;
  readonly size: number;
  readonly sequence: number;
  readonly pages: number;
  /** Bytes of all bins behind the change. */
  readonly binsSize: number;
}

function replayEntries(hive: Uint8Array, whole: number, logs: readonly Uint8Array[]): ReplayedHive | null {
  const entries = logs
    .flatMap((log) => [...entriesIn(new ByteReader(log))])
    .filter(({ sequence }) => ((sequence - whole) | 0) >= 0)
    .sort((a, b) => (a.sequence - b.sequence) | 0);
  const [first] = entries;
  if (first === undefined) return null;
  let [applied, next, isCut] = [0, first.sequence, false];
  let bytes = Buffer.from(hive);
  const most = mostBinsSize(hive, logs);
  for (const entry of entries) {
    // Logs are written in turns, and one may still hold what the other has, too.
    if (entry.sequence === next - 1 && applied > 0) continue;
    const grown = entry.sequence === next ? withEntry(bytes, entry, most) : null;
    if (grown === null) {
      isCut = true;
      break;
    }
    bytes = grown;
    applied++;
    next = (entry.sequence + 1) >>> 0;
  }
  return applied === 0 ? null : { bytes, applied, isCut };
}

/** Entries whose hashes are right, from the first one on; behind one that is wrong lies what an earlier use of the log left. */
function* entriesIn(log: ByteReader): Generator<Entry> {
  if (log.u32(0) !== REGF || log.u32(28) !== TYPE_INCREMENTAL) return;
  let previous: number | null = null;
  for (let at = LOG_BASE, count = 0; at + ENTRY_HEADER <= log.length && count < MOST_ENTRIES; count++) {
    const size = log.u32(at + 4);
    if (log.u32(at) !== ENTRY || size < SECTOR || size % SECTOR !== 0 || at + size > log.length) return;
    const sequence = log.u32(at + 12);
    if (previous !== null && sequence !== (previous + 1) >>> 0) return;
    if (!hasHash(log, at + 24, at + ENTRY_HEADER, size - ENTRY_HEADER) || !hasHash(log, at + 32, at, 32)) return;
    yield { log, at, size, sequence, binsSize: log.u32(at + 16), pages: log.u32(at + 20) };
    previous = sequence;
    at += size;
  }
}

/** Bytes of bins that there can be: a hive grows by bins that its logs hold whole, so a larger number is none of a system's. */
function mostBinsSize(hive: Uint8Array, logs: readonly Uint8Array[]): number {
  return Math.min(LARGEST_HIVE, hive.length - HIVE_BASE + logs.reduce((sum, log) => sum + log.length, 0));
}

/** The hive with the pages of the entry, null where these do not lie in it. */
function withEntry(
  hive: Buffer<ArrayBuffer>,
  { log, at, size, pages, binsSize }: Entry,
  mostBins: number,
): Buffer<ArrayBuffer> | null {
  if (binsSize > mostBins || ENTRY_HEADER + 8 * pages > size) return null;
  const grown = resized(hive, HIVE_BASE + binsSize);
  let from = at + ENTRY_HEADER + 8 * pages;
  for (let i = 0; i < pages; i++) {
    const offset = log.u32(at + ENTRY_HEADER + 8 * i);
    const length = log.u32(at + ENTRY_HEADER + 8 * i + 4);
    if (from + length > at + size || HIVE_BASE + offset + length > grown.length) return null;
    grown.set(log.bytes.subarray(from, from + length), HIVE_BASE + offset);
    from += length;
  }
  grown.writeUInt32LE(binsSize, 40);
  return grown;
}

function replayVector(hive: Uint8Array, whole: number, logs: readonly Uint8Array[]): ReplayedHive | null {
  for (const bytes of logs) {
    const log = new ByteReader(bytes);
    const type = log.u32(28);
    if (log.u32(0) !== REGF || (type !== TYPE_VECTOR && type !== TYPE_VECTOR_EARLIER)) continue;
    // A log that was not written whole itself, or is older than the hive, has nothing to give.
    if (log.u32(4) !== log.u32(8) || ((log.u32(4) - whole) | 0) < 0 || log.u32(LOG_BASE) !== DIRTY) continue;
    const binsSize = log.u32(40);
    if (binsSize > mostBinsSize(hive, logs) || log.u32(36) >= binsSize) continue;
    const sectors = Math.ceil(binsSize / SECTOR);
    const grown = resized(Buffer.from(hive), HIVE_BASE + sectors * SECTOR);
    // One bit for each sector of the bins.
    const vector = LOG_BASE + 4;
    const vectorSize = Math.ceil(sectors / 8);
    let from = Math.ceil((vector + vectorSize) / SECTOR) * SECTOR;
    let isCut = false;
    for (let sector = 0; sector < sectors; sector++) {
      if ((log.u8(vector + (sector >> 3)) & (1 << (sector & 7))) === 0) continue;
      isCut ||= from + SECTOR > bytes.length;
      if (isCut) break;
      grown.set(bytes.subarray(from, from + SECTOR), HIVE_BASE + sector * SECTOR);
      from += SECTOR;
    }
    // Its base block is the newer one: where the root lies, and how much there is.
    grown.writeUInt32LE(log.u32(36), 36);
    grown.writeUInt32LE(binsSize, 40);
    return { bytes: grown, applied: 1, isCut };
  }
  return null;
}

function resized(bytes: Buffer<ArrayBuffer>, length: number): Buffer<ArrayBuffer> {
  return bytes.length >= length ? bytes : Buffer.concat([bytes], length);
}

/** Whether the eight bytes are the hash of those others. */
function hasHash(log: ByteReader, at: number, from: number, length: number): boolean {
  const { low, high } = marvin32(log, from, length);
  return log.u32(at) === low && log.u32(at + 4) === high;
}

/** Marvin32 by Microsoft, as the registry seeds it. */
export function marvin32(
  bytes: ByteReader,
  from: number,
  length: number,
  seed: { readonly low: number; readonly high: number } = MARVIN_SEED,
): { readonly low: number; readonly high: number } {
  let [low, high]: [number, number] = [seed.low, seed.high];
  const mix = (value: number) => {
    low = (low + value) | 0;
    high ^= low;
    low = (rotated(low, 20) + high) | 0;
    high = rotated(high, 9) ^ low;
    low = (rotated(low, 27) + high) | 0;
    high = rotated(high, 19);
  };
  const end = from + length;
  let at = from;
  for (; at + 4 <= end; at += 4) mix(bytes.u32(at));
  let last = 0x80;
  for (let i = end - 1; i >= at; i--) last = (last << 8) | bytes.u8(i);
  mix(last);
  mix(0);
  return { low: low >>> 0, high: high >>> 0 };
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
