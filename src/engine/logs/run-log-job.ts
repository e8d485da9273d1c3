import { openArtifact } from '../../collection/open-artifact.js';
import { dayInFileName } from '../../formats/log-line/line-time.js';
import { createAddressSet } from '../../platform/address-set.js';
import { compileSigma } from '../../signatures/sigma/index.js';
import { LogAnalyser } from './analyse-file.js';
import type { FileAnalysis } from './file-analysis.js';
import type { LogJob, LogSetup } from './messages.js';
import { RuleIndex } from './rule-hunt.js';

/** Reads logs of the collection, one after another, in this process. */
export function createJobRunner(
  setup: LogSetup,
): (job: LogJob, progress?: (bytes: number) => Promise<void>) => Promise<FileAnalysis> {
  const analyser = new LogAnalyser({
    index: new RuleIndex(compileSigma(setup.documents), setup.sample),
    own: createAddressSet(setup.own),
    since: setup.since,
    until: setup.until,
  });
  return async ({ artifact, utcOffsetMinutes, siteInPath }, progress) => {
    const chunks = openArtifact(artifact, { reuse: true });
    const facts = { day: dayInFileName(artifact.collectedPath), utcOffsetMinutes };
    const source = { collectedPath: artifact.collectedPath, facts, siteInPath, chunks };
    const analysis = await analyser.analyse(source, progress);
    return { ...analysis, readNotes: chunks.notes };
  };
}
