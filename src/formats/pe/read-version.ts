import type { Layout } from './layout.js';

const VERSION_RESOURCE = 16;
const MAXIMUM_ENTRIES = 200;
const MAXIMUM_STRINGS = 50;

/** Strings of the version resource (`VS_VERSIONINFO`), in the language that comes first. Empty where there is none. */
export function readVersion(layout: Layout, rva: number): Readonly<Record<string, string>> {
  const data = versionData(layout, rva);
  return data === null ? {} : Object.fromEntries(strings(layout, data.at, data.size));
}

/** Follows type, name and language down the resource tree. */
function versionData({ reader, offsetOf }: Layout, rva: number): { at: number; size: number } | null {
  const root = offsetOf(rva);
  if (root < 0) return null;
  let at = root;
  for (let level = 0; level < 3; level++) {
    const entries = Math.min(reader.u16(at + 12) + reader.u16(at + 14), MAXIMUM_ENTRIES);
    let next: number | null = null;
    for (let i = 0; i < entries && next === null; i++) {
      const entry = at + 16 + i * 8;
      if (level > 0 || reader.u32(entry) === VERSION_RESOURCE) next = reader.u32(entry + 4);
    }
    if (next === null) return null;
    const isFolder = next > 0x7fffffff;
    at = root + (next & 0x7fffffff);
    if (isFolder === (level === 2)) return null;
  }
  const start = offsetOf(reader.u32(at));
  return start < 0 ? null : { at: start, size: Math.min(reader.u32(at + 4), 65_536) };
}

/** Blocks of a length, a value length, a type, a name and what is within, each on a four-byte boundary. */
function* strings({ reader }: Layout, start: number, size: number): Generator<[string, string]> {
  const end = Math.min(start + size, reader.length);
  const open = [{ at: start, end }];
  let found = 0;
  for (let steps = 0; steps < 1000 && found < MAXIMUM_STRINGS; steps++) {
    const block = open.at(-1);
    if (block === undefined) return;
    const length = reader.u16(block.at);
    if (block.at >= block.end || length < 6) {
      open.pop();
      continue;
    }
    const values = reader.u16(block.at + 2);
    const name = reader.wide(block.at + 6, 64);
    const body = aligned(block.at + 6 + (name.length + 1) * 2, start);
    const stop = Math.min(block.at + length, block.end);
    const leaf = open.length === 4;
    if (leaf) {
      yield [name, reader.wide(body, Math.min(values, 256)).trim()];
      found++;
    }
    block.at = aligned(stop, start);
    // VS_VERSION_INFO has a binary value before what is within; StringFileInfo and its languages have none.
    if (!leaf && name !== 'VarFileInfo')
      open.push({ at: aligned(body + (open.length === 1 ? values : 0), start), end: stop });
  }
}

function aligned(at: number, start: number): number {
  return start + ((at - start + 3) & ~3);
}
