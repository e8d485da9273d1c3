import type { JobProgress } from '../../platform/serve-jobs.js';

/** How often it is told that reading goes on, milliseconds: the deadline of a process is for going without. */
const PROGRESS_MS = 250;

/** The same items, one after another, while it is told that they are being worked through. */
export async function* paced<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  progress: (told?: JobProgress) => Promise<void>,
): AsyncGenerator<Item> {
  let last = performance.now();
  for await (const item of items) {
    yield item;
    const now = performance.now();
    if (now - last < PROGRESS_MS) continue;
    last = now;
    await progress();
  }
}
