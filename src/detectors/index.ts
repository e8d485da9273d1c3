// Generated from the files of this folder by scripts/generate.mjs. Run `npm run generate` after adding one.
import type { AnyDetector } from '../model/detector.js';

/** Every detector that ships, in the order of their ids. */
export const detectors: readonly AnyDetector[] = [];
