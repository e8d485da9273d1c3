import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { workOnQueue } from '../../case/queue/sweep-queue.js';
import { countText } from '../../output/quantities.js';
import { unitLine } from '../../output/unit-line.js';
import { AfterpatchError } from '../../platform/errors.js';
import type { Interruption } from '../interruption.js';
import { queueOf } from '../queue-options.js';
import { say } from '../say.js';

/** What commander hands over. */
export interface WorkerCommandOptions {
  readonly store: string;
  readonly queue?: string;
  readonly evidenceRoot: string;
  readonly jobs?: string;
  readonly idle?: string;
  readonly log?: 'json';
  readonly quiet?: true;
}

export async function runWorker(options: WorkerCommandOptions, stop: Interruption): Promise<number> {
  const tell = options.quiet ? () => {} : (line: string) => say(`afterpatch: ${line}`);
  let units = 0;
  await workOnQueue({
    store: options.store,
    url: queueOf(options),
    evidenceRoot: options.evidenceRoot,
    jobs: options.jobs === undefined ? undefined : Number(options.jobs),
    idleMs: options.idle === undefined ? undefined : secondsOf(options.idle) * 1_000,
    signal: stop.signal,
    onNotice: tell,
    pid: process.pid,
    onUnit: (unit) => {
      if (unit.status !== 'known') units++;
      if (options.log === 'json') process.stderr.write(`${unitLine(unit, new Date().toISOString())}\n`);
    },
  });
  tell(`the worker ends; it did ${countText(units, 'unit')}`);
  return EXIT_CODES.clean;
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new AfterpatchError('usage', `--idle takes seconds above zero, not ${text}.`);
}
