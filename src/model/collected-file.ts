import type { Artifact } from './artifact.js';
import { defineInputClass } from './input-class.js';

/** A file as it lies in the collection, whatever is in it: for detectors of place, name and form. */
export interface CollectedFile {
  readonly artifact: Artifact;
  /** Lower-case hexadecimal, null where it was not read. */
  readonly sha256: string | null;
}

/** One input for every collected file. */
export const collectedFile = defineInputClass<CollectedFile>('collected-file');
