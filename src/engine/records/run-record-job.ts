import { openArtifact } from '../../collection/opening/open-artifact.js';
import { compileSigma } from '../../signatures/sigma/compile.js';
import { programFrom } from '../../signatures/sigma/program-data.js';
import type { EventBatch } from '../logs/correlation/packed-events.js';
import { tellProgress } from '../tell-progress.js';
import { analyseRecords } from './analyse-records.js';
import type { RecordJob, RecordSetup } from './messages.js';
import type { RecordFileAnalysis } from './record-analysis.js';
import { RecordRules } from './record-hunt.js';

type RecordJobProgress = { readonly done: number } | { readonly part: EventBatch };

/** Reads files of records, one after another, in this process. */
export function createRecordRunner({
  documents,
  since,
  until,
  names,
  tally,
  program,
}: RecordSetup): (job: RecordJob, progress: (told: RecordJobProgress) => Promise<void>) => Promise<RecordFileAnalysis> {
  const rules = new RecordRules(program ? programFrom(program) : compileSigma(documents));
  return async ({ artifact, moments = [] }, progress) => {
    const chunks = openArtifact(artifact);
    const batches: EventBatch[] = [];
    const analysis = await analyseRecords(
      rules,
      { since, until },
      {
        collectedPath: artifact.collectedPath,
        host: artifact.host,
        chunks: tellProgress(chunks, batches, progress),
        keep: (batch) => batches.push(batch),
        ...(tally && { tally }),
      },
      names && { names, moments },
    );
    for (const part of batches) await progress({ part });
    return { ...analysis, readNotes: chunks.notes };
  };
}
