// A worker for tests: as `afterpatch worker`, with times that suit a test. What it is told comes as JSON.
import { workOnQueue } from '../../dist/case/queue/sweep-queue.js';

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
try {
  await workOnQueue({ ...JSON.parse(process.argv[2] ?? '{}'), signal: stop.signal, onNotice: () => {} });
} catch (error) {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 2;
}
