import { serveJobs } from '../../platform/serve-jobs.js';
import { asLogJob, isLogSetup } from './messages.js';
import { createJobRunner } from './run-log-job.js';

serveJobs(process, async (setup) => {
  if (!isLogSetup(setup)) throw new Error('The log engine was set up wrongly');
  const run = createJobRunner(setup);
  return {
    ready: 'ready',
    handle: (job, progress) => run(asLogJob(job), progress),
  };
});
