import { setFlagsFromString } from 'node:v8';
import type { HuntProgress } from '../case/hunt-progress.js';

/** With so many files, what is kept of them, and what becomes of that, is most of what this process holds. */
const MANY_FILES = 20_000;
/** By how much the heap may grow before it is looked through again: V8's own measure is up to four times. */
const GROWTH_PERCENT = 30;

/**
 * Takes in how a hunt gets on, and has the heap of this process looked through more often where the collection is large: that costs
 * little beside reading it, and a machine that must hold the garbage of a million files may have to hold it on its disk.
 */
export function heapGrowth(): (progress: HuntProgress) => void {
  let isBounded = false;
  return ({ files }) => {
    if (isBounded || files < MANY_FILES) return;
    isBounded = true;
    setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  };
}
