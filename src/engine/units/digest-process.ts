import { serveJobs } from '../../platform/serve-jobs.js';
import { digestFile, isDigestJob } from './digest-file.js';

serveJobs(process, async () => ({
  ready: 'ready',
  handle: (job, progress) => {
    if (!isDigestJob(job)) throw new Error('That is no job');
    return digestFile(job, progress);
  },
}));
