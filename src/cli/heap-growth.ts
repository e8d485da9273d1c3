import { setFlagsFromString } from 'node:v8';
import type { HuntProgress } from '../case/hunt-progress.js';

/**
 * By how much the heap may grow before it is looked through again, percent: V8's own measure is up to four times. With many files, what is kept of
 * them, and what becomes of that, is most of what this process holds; with logs of many gigabytes, what was joined and is over.
 */
const MEASURES = [
  { files: 20_000, bytes: Number.POSITIVE_INFINITY, growth: 30 },
  { files: Number.POSITIVE_INFINITY, bytes: 4 * 1024 ** 3, growth: 100 },
] as const;

/**
 * Takes in how a hunt gets on, and has the heap of this process looked through more often where the collection is large: that costs
 * little beside reading it, and a machine that must hold the garbage of a million files may have to hold it on its disk.
 */
export function heapGrowth(): (progress: Pick<HuntProgress, 'files' | 'bytes'>) => void {
  let bound = Number.POSITIVE_INFINITY;
  return ({ files, bytes }) => {
    for (const { growth, ...many } of MEASURES) {
      if (bound <= growth || (files < many.files && bytes < many.bytes)) continue;
      bound = growth;
      setFlagsFromString(`--heap-growing-percent=${growth}`);
    }
  };
}
