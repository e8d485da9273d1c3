import { setTimeout as wait } from 'node:timers/promises';
import { type ProcessTable, StoreLock } from '../../case/store/store-lock.js';
import { readProgress } from '../../case/store/worker-progress.js';
import { progressLines } from '../../output/sweep-progress.js';

/** How often one looks, on a terminal and elsewhere, milliseconds. */
const LOOK_MS = { terminal: 1_000, plain: 10_000 };
const PLAIN_WIDTH = 4_096;

/**
 * Shows how far a sweep is until nobody is at work on the store any more, or `signal` is aborted: drawn over on a terminal, elsewhere a
 * line of all now and then.
 */
export async function watchSweep(
  folder: string,
  stream: NodeJS.WriteStream,
  processes: ProcessTable,
  signal: AbortSignal,
): Promise<void> {
  const { isTTY } = stream;
  let drawn = 0;
  let last = '';
  while (!signal.aborted && (await StoreLock.holder(folder, processes)) !== null) {
    const now = Date.now();
    const workers = await readProgress(folder, now);
    if (isTTY) {
      const rows = progressLines(workers, now, Math.max(20, (stream.columns || 80) - 1)).slice(
        0,
        (stream.rows || 24) - 1,
      );
      stream.write(`${drawn > 0 ? `\u001b[${drawn}A` : ''}\u001b[J${rows.map((row) => `${row}\n`).join('')}`);
      drawn = rows.length;
    } else {
      const [line = ''] = progressLines(workers, now, PLAIN_WIDTH);
      if (line !== last) stream.write(`${line}\n`);
      last = line;
    }
    await wait(isTTY ? LOOK_MS.terminal : LOOK_MS.plain, undefined, { signal }).catch(() => {});
  }
}
