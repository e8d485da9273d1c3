import { type Command, Option } from 'commander';
import type { Interruption } from '../interruption.js';
import { EVIDENCE_ROOT, QUEUE } from '../queue-options.js';
import type { WorkerCommandOptions } from '../actions/run-worker.js';

const EXAMPLES = `
Examples:
  export AFTERPATCH_QUEUE=rediss://sweeps:secret@queue.example:6380
  afterpatch worker --store /srv/case --evidence-root /evidence
  afterpatch worker --store /mnt/case --evidence-root /mnt/evidence --jobs 4 --idle 600
  afterpatch worker --store /srv/case --evidence-root s3://evidence

The store is that of the sweep, on a disk that all share; evidence is only read. A worker may be ended, or killed, at any moment: what it
had at hand is done by another one. Needs packages that are installed beside Afterpatch: npm install bullmq@6.7.0 ioredis@6.0.0 (or pg@8.23.1).`;

/** `worker`: does units of sweeps that are submitted to a queue. @returns the command, which ends what is at hand when it is interrupted */
export function addWorkerCommand(program: Command, stop: Interruption): Command {
  return program
    .command('worker')
    .description('do the work of sweeps that are submitted to a queue, on as many machines as it takes')
    .requiredOption('--store <dir>', 'folder of the case store, which all workers share')
    .option(...QUEUE)
    .requiredOption(...EVIDENCE_ROOT)
    .option('--jobs <n>', 'engine processes, one for each core unless given')
    .option('--idle <seconds>', 'end once there was nothing to do for so long; without it, go on for ever')
    .addOption(
      new Option('--log <format>', 'a line on stderr for each unit of work; schema unit-line').choices(['json']),
    )
    .option('--quiet', 'nothing on stderr but errors')
    .addHelpText('after', EXAMPLES)
    .action(async (options: WorkerCommandOptions) => {
      const { runWorker } = await import('../actions/run-worker.js');
      process.exitCode = await runWorker(options, stop);
    });
}
