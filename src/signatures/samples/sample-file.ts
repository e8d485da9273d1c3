import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type AssemblySketch, type LibrarySketch, makeAssembly, makeLibrary } from './made-executable.js';

/** A sample as an engine should see it. */
export interface SignatureSample {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Larger files are no samples. */
const MAXIMUM_BYTES = 64 << 20;

/**
 * Reads a sample. Two kinds are put together here, so that nothing lies on a disk that an antivirus would take for the real thing:
 * - `<name>.split`: every `¦` stands where a word was cut in two;
 * - `<name>.dll.json`: a recipe for an assembly or library that holds these names and texts, and no code.
 * @throws Error where the file cannot be read, is larger than any sample, or is no such recipe.
 */
export function readSample(file: string): SignatureSample {
  const bytes = readFileSync(file);
  if (bytes.length > MAXIMUM_BYTES) throw new Error(`${file} is larger than ${MAXIMUM_BYTES >> 20} MiB`);
  const name = path.basename(file);
  if (name.endsWith('.split')) {
    const whole = joinParts(bytes);
    if (whole.length === bytes.length) throw new Error(`${file} is not split`);
    return { name: name.slice(0, -'.split'.length), bytes: whole };
  }
  if (!name.endsWith('.dll.json')) return { name, bytes };
  return { name: name.slice(0, -'.json'.length), bytes: build(JSON.parse(bytes.toString('utf8'))) };
}

function joinParts(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\xc2\xa6', ''), 'latin1');
}

function build(recipe: { readonly assembly?: AssemblySketch; readonly native?: LibrarySketch }): Buffer {
  if (recipe.assembly !== undefined) return makeAssembly(recipe.assembly);
  if (recipe.native !== undefined) return makeLibrary(recipe.native);
  throw new Error('A recipe makes an assembly or a native library');
}
