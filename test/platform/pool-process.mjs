// A process for the tests of the pool: does to itself what a job says.
import { existsSync, writeFileSync } from 'node:fs';
import { serveJobs } from '../../dist/platform/serve-jobs.js';

const held = [];

serveJobs(process, async (setup) => {
  if (setup === 'fail') throw new Error('no such thing');
  if (setup === 'hang') for (;;);
  return {
    ready: { pid: process.pid, setup },
    async handle(job, progress) {
      switch (job.do) {
        case 'echo':
          return { value: job.value, pid: process.pid };
        case 'throw':
          throw new Error('this job cannot be done');
        case 'hang':
          for (;;);
        case 'die':
          return process.kill(process.pid, 'SIGKILL');
        case 'die-once':
          if (existsSync(job.marker)) return { value: 'alive', pid: process.pid };
          writeFileSync(job.marker, '');
          return process.kill(process.pid, 'SIGKILL');
        case 'grow':
          for (;;) held.push(Buffer.alloc(8 << 20, 1));
        case 'grow-heap':
          for (;;) held.push({ text: `${held.length}`.repeat(100).split('') });
        case 'parts':
          for (const part of job.parts) await progress({ part: { part }, done: part });
          if (job.marker && !existsSync(job.marker)) {
            writeFileSync(job.marker, '');
            return process.kill(process.pid, 'SIGKILL');
          }
          return { value: 'whole', pid: process.pid };
        case 'meet':
          writeFileSync(job.mine, '');
          while (!existsSync(job.other));
          return { value: 'met', pid: process.pid };
        case 'steps':
          for (let step = 0; step < job.steps; step += 1) {
            const until = performance.now() + job.milliseconds;
            while (performance.now() < until);
            await progress();
          }
          return { value: 'finished', pid: process.pid };
        default:
          return 'nonsense';
      }
    },
  };
});
