import type { ContentFacts } from '../kinds/content-facts.js';
import type { CollectedFile } from './tree.js';

/** A file with what its first bytes told, read once. */
export interface Discovered {
  readonly file: CollectedFile;
  readonly facts: ContentFacts;
  /** Set where the file is gzip and what is packed in it is of a kind of its own. */
  readonly gzip: { readonly size: number } | null;
  /** Its bytes cannot be had; a note says why. */
  readonly closed: boolean;
}
