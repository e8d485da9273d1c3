import type { Layout } from './layout.js';
import { CLR, DELAYED_IMPORT, EXPORT, IMPORT, openImage, readExports, SECURITY } from './read-image.js';

const MAXIMUM_LIBRARIES = 300;
/** Functions of one library, and of all together. */
const MAXIMUM_FUNCTIONS = 5000;
const MAXIMUM_FUNCTIONS_IN_ALL = 20_000;

/** What a program or library in machine code exports, and what of others it calls. */
export interface NativeImage {
  readonly exports: readonly string[];
  /** Names of imported functions, lower case; those that are imported by number are not among them. */
  readonly functions: ReadonlySet<string>;
  /** Names of imported libraries, lower case. */
  readonly libraries: ReadonlySet<string>;
  /** Names of its sections. */
  readonly sections: readonly string[];
  /** An Authenticode signature is attached. Whether it is valid is not known. */
  readonly signed: boolean;
}

/** Reads exports and imports of a PE file (Microsoft PE/COFF, `.edata`, `.idata`). Null for what is none, and for .NET assemblies. */
export function readNativeImage(bytes: Uint8Array): NativeImage | null {
  const image = openImage(bytes);
  if (image === null || image.directory(CLR).rva !== 0) return null;
  const { layout, directory, wide } = image;
  const imports = new ImportReader(layout, wide);
  // Descriptors of 20 bytes: names of functions, name of the library. Delayed ones have 32: name, and names of functions fifth.
  imports.read(directory(IMPORT).rva, 20, 12, 0, 16);
  imports.read(directory(DELAYED_IMPORT).rva, 32, 4, 16, 16);
  return {
    exports: readExports(layout, directory(EXPORT)),
    functions: imports.functions,
    libraries: imports.libraries,
    sections: image.names,
    signed: directory(SECURITY).size > 8,
  };
}

class ImportReader {
  readonly functions = new Set<string>();
  readonly libraries = new Set<string>();

  constructor(
    private readonly layout: Layout,
    private readonly wide: boolean,
  ) {}

  read(rva: number, size: number, name: number, names: number, addresses: number): void {
    const { reader, offsetOf } = this.layout;
    const start = offsetOf(rva);
    for (let i = 0; start >= 0 && i < MAXIMUM_LIBRARIES; i++) {
      const at = start + i * size;
      const library = reader.u32(at + name);
      if (library === 0) break;
      this.libraries.add(reader.text(offsetOf(library)).toLowerCase());
      // Linkers that keep no names of functions apart have them where the addresses go.
      this.#functions(reader.u32(at + names) || reader.u32(at + addresses));
    }
  }

  #functions(rva: number): void {
    const { reader, offsetOf } = this.layout;
    const start = offsetOf(rva);
    const step = this.wide ? 8 : 4;
    for (let i = 0; start >= 0 && i < MAXIMUM_FUNCTIONS && this.functions.size < MAXIMUM_FUNCTIONS_IN_ALL; i++) {
      const at = start + i * step;
      const entry = reader.u32(at);
      if (entry === 0) break;
      const byNumber = (reader.u32(at + step - 4) & 0x80000000) !== 0;
      const text = byNumber ? '' : reader.text(offsetOf(entry) + 2, 128);
      if (text !== '') this.functions.add(text.toLowerCase());
    }
  }
}
