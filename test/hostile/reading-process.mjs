// A reading process that does to itself what a folder in the path of a job says.
import { readJob } from '../../dist/collection/reading/read-job.js';
import { serveJobs } from '../../dist/platform/serve-jobs.js';

serveJobs(process, async () => ({
  ready: 'ready',
  handle(job, progress) {
    const asked = JSON.stringify(job);
    if (asked.includes('die/')) process.kill(process.pid, 'SIGKILL');
    while (asked.includes('hang/'));
    return readJob(job, progress);
  },
}));
