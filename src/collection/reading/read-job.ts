import type { JobHandler } from '../../platform/serve-jobs.js';
import { configurationIn } from './configuration.js';
import { isReadingJob } from './jobs.js';

/** Parses what a job asks for, in this process. */
export const readJob: JobHandler = (job) => {
  if (!isReadingJob(job)) throw new Error('That is no job');
  return configurationIn(job.artifact);
};
