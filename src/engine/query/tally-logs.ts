import type { Reading } from '../../collection/reading/reading.js';
import type { Artifact } from '../../model/artifact.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { createLogEngine, type LogEngineOptions } from '../logs/log-engine.js';
import { peekLogs } from '../logs/peek-logs.js';
import { MatchTally, type TallyKeys, type TallyPart } from '../logs/matches/match-tally.js';
import { isRecordKind } from '../records/record-analysis.js';
import { tallyRecordFiles } from '../records/record-engine.js';

/** What rules matched in logs. */
export interface LogTally {
  /** Of each rule that matched something, by its index in the program. */
  readonly parts: readonly TallyPart[];
  readonly files: number;
  readonly records: number;
  /** What could not be read, in words. */
  readonly notRead: readonly string[];
}

/** Asks rules about every record of the logs in a collection, and counts what they match by values of fields. */
export async function tallyLogs(
  artifacts: readonly Artifact[],
  keys: TallyKeys,
  options: Omit<LogEngineOptions, 'pack'> & { readonly pack: SigmaPack },
  reading: Reading,
): Promise<LogTally> {
  const logs = await peekLogs(artifacts, reading);
  const others = artifacts.filter(({ kind }) => isRecordKind(kind));
  const requests = await createLogEngine(options).tally(logs, keys);
  const records = await tallyRecordFiles(others, keys, options);
  const tally = new MatchTally(keys);
  tally.merge(requests.parts);
  tally.merge(records.parts);
  return {
    parts: tally.parts,
    files: logs.length + others.length,
    records: requests.records + records.records,
    notRead: [...requests.notRead, ...records.notRead],
  };
}
