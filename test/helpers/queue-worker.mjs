// A worker for tests: as `afterpatch worker`, with times that suit a test. What it is told comes as JSON; `diesOn` names a file on which
// it dies, as one dies whose memory is full.
import { openEvidenceRoot } from '../../dist/case/queue/evidence-root.js';
import { workOnQueue } from '../../dist/case/queue/sweep-queue.js';

const { diesOn, ...options } = JSON.parse(process.argv[2] ?? '{}');
const { prototype } = (await openEvidenceRoot(options.evidenceRoot)).constructor;
const { resolve } = prototype;
prototype.resolve = function (path) {
  if (diesOn !== undefined && Buffer.from(path).toString().endsWith(diesOn)) process.kill(process.pid, 'SIGKILL');
  return resolve.call(this, path);
};
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
try {
  await workOnQueue({ ...options, signal: stop.signal });
} catch (error) {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 2;
}
