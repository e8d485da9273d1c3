import type { ByteReader } from './byte-reader.js';

/** Where the parts of an image lie in its file. */
export interface Layout {
  readonly reader: ByteReader;
  /** File offset of an address in memory; -1 where it is in no section. */
  offsetOf(rva: number): number;
}
