import { serveJobs } from '../../platform/serve-jobs.js';
import { readJob } from './read-job.js';

serveJobs(process, async () => ({ ready: 'ready', handle: readJob }));
