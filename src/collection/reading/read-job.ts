import type { JobHandler } from '../../platform/serve-jobs.js';
import { listArchive } from './archive.js';
import { configurationIn } from './configuration.js';
import { beginningsOf, digestOf, hashOf } from './digest.js';
import { endsOf } from './ends.js';
import { readFileSystem } from './file-system.js';
import { isReadingJob } from './jobs.js';
import { logStart } from './log-start.js';
import { readRecord } from './record.js';
import { servedByFile } from './served-by-file.js';

/** Parses what a job asks for, in this process. */
export const readJob: JobHandler = (job, progress) => {
  if (!isReadingJob(job)) throw new Error('That is no job');
  switch (job.read) {
    case 'configuration':
      return configurationIn(job.artifact, job.logs);
    case 'file-system':
      return readFileSystem([job.artifact, ...job.others], job.drive, progress);
    case 'record':
      return readRecord(job.artifact, job.columns, progress);
    case 'archive':
      return listArchive(job.artifact, job.unpacking, progress);
    case 'ends':
      return endsOf(job.locations, progress);
    case 'served':
      return servedByFile(job.artifact);
    case 'hash':
      return hashOf(job.artifact, progress);
    case 'digest':
      return digestOf(job.artifact, job.most, progress);
    case 'beginnings':
      return beginningsOf(job.artifact, job.lengths, progress);
    case 'log-start':
      return logStart(job.artifact, job.facts, job.sampled, job.range);
  }
};
