import type { ImageFacts } from '../../model/image.js';
import { defineInputClass } from '../../model/input-class.js';
import { ByteReader } from './byte-reader.js';
import type { Layout } from './layout.js';
import { readAssembly } from './read-assembly.js';
import { readVersion } from './read-version.js';

/** One input for each collected program or library that was read. */
export const peImage = defineInputClass<ImageFacts>('pe-image');

const MAXIMUM_SECTIONS = 96;
const MAXIMUM_EXPORTS = 500;
const MAXIMUM_IMPORTS = 300;
const MAXIMUM_DEBUG_ENTRIES = 16;

/** Numbers of data directories. */
export const EXPORT = 0;
export const IMPORT = 1;
const RESOURCE = 2;
export const SECURITY = 4;
const DEBUG = 6;
export const DELAYED_IMPORT = 13;
export const CLR = 14;

interface Directory {
  readonly rva: number;
  readonly size: number;
}

/**
 * Reads what a PE file says of itself (Microsoft PE/COFF, ECMA-335 for .NET). Null where it is none. Never throws, whatever
 * offsets and counts the file holds: what lies outside is left out, lists are cut at fixed lengths.
 */
export function readImage(bytes: Uint8Array): ImageFacts | null {
  const image = openImage(bytes);
  if (image === null) return null;
  const { layout, directory, header } = image;
  const { reader } = layout;
  const linked = reader.u32(header + 8);
  return {
    machine: machineOf(reader.u16(header + 4)),
    isLibrary: (reader.u16(header + 22) & 0x2000) !== 0,
    linkedAt: linkTime(linked),
    exports: readExports(layout, directory(EXPORT)),
    imports: readImports(layout, directory(IMPORT)),
    version: readVersion(layout, directory(RESOURCE).rva),
    debugFile: readDebugFile(layout, directory(DEBUG)),
    signed: directory(SECURITY).size > 8,
    assembly: directory(CLR).rva === 0 ? null : readAssembly(layout, directory(CLR).rva),
  };
}

/** Where the parts of a PE file lie, and the address of its CLR header, 0 where it has none. Null where it is no PE file. */
export function layoutOfImage(bytes: Uint8Array): { readonly layout: Layout; readonly clr: number } | null {
  const image = openImage(bytes);
  return image && { layout: image.layout, clr: image.directory(CLR).rva };
}

/** Headers of a PE file; null where it is none. */
export function openImage(bytes: Uint8Array) {
  const reader = new ByteReader(bytes);
  const header = reader.u32(0x3c);
  if (reader.u16(0) !== 0x5a4d || reader.u32(header) !== 0x4550) return null;
  const optional = header + 24;
  const wide = reader.u16(optional) === 0x20b;
  const count = Math.min(reader.u32(optional + (wide ? 108 : 92)), 16);
  const directory = (index: number): Directory => {
    const at = optional + (wide ? 112 : 96) + index * 8;
    return index < count ? { rva: reader.u32(at), size: reader.u32(at + 4) } : { rva: 0, size: 0 };
  };
  const table = optional + reader.u16(header + 20);
  const sections = Math.min(reader.u16(header + 6), MAXIMUM_SECTIONS);
  const names = Array.from({ length: sections }, (_, i) => reader.text(table + i * 40, 8));
  return { layout: layoutOf(reader, table, sections), directory, header, wide, names };
}

function layoutOf(reader: ByteReader, table: number, sections: number): Layout {
  const list = Array.from({ length: sections }, (_, i) => {
    const at = table + i * 40;
    return {
      rva: reader.u32(at + 12),
      size: Math.max(reader.u32(at + 8), reader.u32(at + 16)),
      raw: reader.u32(at + 20),
    };
  });
  return {
    reader,
    offsetOf: (rva) => {
      const section = list.find((candidate) => rva >= candidate.rva && rva < candidate.rva + candidate.size);
      const offset = section === undefined ? -1 : rva - section.rva + section.raw;
      return rva > 0 && offset < reader.length ? offset : -1;
    },
  };
}

function machineOf(machine: number): ImageFacts['machine'] {
  return machine === 0x14c ? 'x86' : machine === 0x8664 ? 'x64' : machine === 0xaa64 ? 'arm64' : 'other';
}

/** Reproducible builds keep a hash in this field: only what lies between Windows NT and the far side of now is a time. */
function linkTime(seconds: number): string | null {
  return seconds > 0x2f000000 && seconds < 0x80000000 ? new Date(seconds * 1000).toISOString() : null;
}

/** Names that an image exports, at most a few hundred. */
export function readExports({ reader, offsetOf }: Layout, { rva }: Directory): string[] {
  const at = offsetOf(rva);
  if (at < 0) return [];
  const names = offsetOf(reader.u32(at + 32));
  const count = names < 0 ? 0 : Math.min(reader.u32(at + 24), MAXIMUM_EXPORTS);
  return Array.from({ length: count }, (_, i) => reader.text(offsetOf(reader.u32(names + i * 4)))).filter(
    (name) => name !== '',
  );
}

function readImports({ reader, offsetOf }: Layout, { rva }: Directory): string[] {
  const imports: string[] = [];
  const at = offsetOf(rva);
  for (let i = 0; at >= 0 && i < MAXIMUM_IMPORTS; i++) {
    const name = reader.u32(at + i * 20 + 12);
    if (name === 0) break;
    const text = reader.text(offsetOf(name));
    if (text !== '') imports.push(text);
  }
  return imports;
}

/** The path of the CodeView record. */
function readDebugFile({ reader, offsetOf }: Layout, { rva, size }: Directory): string | null {
  const at = offsetOf(rva);
  const entries = at < 0 ? 0 : Math.min(Math.floor(size / 28), MAXIMUM_DEBUG_ENTRIES);
  for (let i = 0; i < entries; i++) {
    const entry = at + i * 28;
    const raw = reader.u32(entry + 24);
    if (reader.u32(entry + 12) === 2 && reader.u32(raw) === 0x53445352) return reader.text(raw + 24, 512) || null;
  }
  return null;
}
