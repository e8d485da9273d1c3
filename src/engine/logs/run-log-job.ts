import { openArtifact } from '../../collection/opening/open-artifact.js';
import { createAddressSet } from '../../platform/address-set.js';
import { compileSigma } from '../../signatures/sigma/compile.js';
import { programFrom } from '../../signatures/sigma/program-data.js';
import { tellProgress } from '../tell-progress.js';
import { DigestBeside } from '../units/read-digest.js';
import { LogAnalyser } from './log-analyser.js';
import type { FileAnalysis } from './file-analysis.js';
import type { LogJob, LogSetup } from './messages.js';
import type { Artifact, ByteRange } from '../../model/artifact.js';
import type { EventBatch } from './correlation/packed-events.js';
import { RuleIndex } from './matches/rule-hunt.js';

/** Bytes that are read, or events that correlations count. */
type LogJobProgress = { readonly done: number } | { readonly part: EventBatch };

/**
 * Reads logs of the collection, one after another, in this process. `progress` is told of all that came of a log before it has ended.
 */
export function createJobRunner(
  setup: LogSetup,
): (job: LogJob, progress: (told: LogJobProgress) => Promise<void>) => Promise<FileAnalysis> {
  const analyser = new LogAnalyser({
    index: new RuleIndex(setup.program ? programFrom(setup.program) : compileSigma(setup.documents), setup.rarity),
    own: createAddressSet(setup.own),
    since: setup.since,
    until: setup.until,
    ...(setup.names && { names: true }),
    ...(setup.tally && { tally: setup.tally }),
  });
  return async ({ artifact, facts, siteInPath, proxies, range, followed, moments, digest }, progress) => {
    const chunks = openArtifact(range === null ? artifact : partOf(artifact, range), { reuse: true });
    const beside = digest ? new DigestBeside() : null;
    const batches: EventBatch[] = [];
    const analysis = await analyser.analyse({
      collectedPath: artifact.collectedPath,
      host: artifact.host,
      facts,
      siteInPath,
      proxies,
      range,
      followed: followed ?? setup.followed,
      moments,
      chunks: tellProgress(beside?.of(chunks) ?? chunks, batches, progress),
      keep: (batch) => batches.push(batch),
    });
    for (const part of batches) await progress({ part });
    const read = beside?.result(chunks.notes);
    return { ...analysis, readNotes: chunks.notes, ...(read && { digest: read }) };
  };
}

/** Bytes of a plain artifact as one of their own. */
function partOf(artifact: Artifact, { offset, length }: ByteRange): Artifact {
  const { location } = artifact;
  const range = { offset: (location.range?.offset ?? 0) + offset, length };
  return { ...artifact, location: { ...location, range }, size: length };
}
