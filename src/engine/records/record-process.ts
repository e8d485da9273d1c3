import { serveJobs } from '../../platform/serve-jobs.js';
import { asRecordJob, isRecordSetup } from './messages.js';
import { createRecordRunner } from './run-record-job.js';

serveJobs(process, async (setup) => {
  if (!isRecordSetup(setup)) throw new Error('The record engine was set up wrongly');
  const run = createRecordRunner(setup);
  return {
    ready: 'ready',
    handle: (job, progress) => run(asRecordJob(job), progress),
  };
});
