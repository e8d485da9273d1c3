import type { JobHandler } from '../../platform/serve-jobs.js';
import { listArchive } from './archive.js';
import { configurationIn } from './configuration.js';
import { readFileSystem } from './file-system.js';
import { isReadingJob } from './jobs.js';
import { readRecord } from './record.js';

/** Parses what a job asks for, in this process. */
export const readJob: JobHandler = (job, progress) => {
  if (!isReadingJob(job)) throw new Error('That is no job');
  switch (job.read) {
    case 'configuration':
      return configurationIn(job.artifact);
    case 'file-system':
      return readFileSystem([job.artifact, ...job.others], job.drive, progress);
    case 'record':
      return readRecord(job.artifact, job.columns, progress);
    case 'archive':
      return listArchive(job.artifact, job.unpacking, progress);
  }
};
