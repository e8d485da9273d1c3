import { detectors } from '../../detectors/index.js';
import type { AnyDetector } from '../../model/detector.js';
import { serveJobs } from '../../platform/serve-jobs.js';
import { chooseBinding } from '../../signatures/yara/choose-binding.js';
import { compileSources } from '../../signatures/yara/compile-sources.js';
import { ContentsRead } from './contents-read.js';
import { detectorContext } from './detector-context.js';
import { type Examiner, examineFile } from './examine-file.js';
import { examineJoined } from './examine-joined.js';
import { MatchCache } from './match-cache.js';
import { type ContentReady, isContentSetup, isJob, isJoinedPage } from './messages.js';

/** Content detectors run here file by file; what needs all files runs where all results come together. */
function perFile({ conclude: _, ...detector }: AnyDetector): AnyDetector {
  return detector;
}

serveJobs(process, async (setup) => {
  if (!isContentSetup(setup)) throw new Error('The content engine was set up wrongly');
  const binding = await chooseBinding(setup.engine);
  const { rules, names, problems } = compileSources(binding, setup.sources);
  const ids = names.flatMap((some, index) => some.map((name) => setup.sources[index]?.ids.get(name) ?? name));
  const sinks = new Map(setup.sources.flatMap((source) => [...source.sinks]));
  const inServerCode = new Set(setup.sources.flatMap((source) => [...source.inServerCode]));
  const examiner: Examiner = {
    rules,
    idOf: (source, rule) => setup.sources[source]?.ids.get(rule),
    sinksOf: (id) => sinks.get(id) ?? [],
    isInServerCode: (id) => inServerCode.has(id),
    detectors: detectors
      .filter((one) => one.consumes.name === 'web-content' && !setup.detectorsOff.includes(one.id))
      .map(perFile),
    contextOf: detectorContext,
    cache: new MatchCache(),
    contents: new ContentsRead(),
  };
  const ready: ContentReady = { engine: binding.name, ids, problems };
  return {
    ready,
    handle: (job, progress) => {
      if (isJoinedPage(job)) return examineJoined(examiner, job);
      if (!isJob(job)) throw new Error('That is no job');
      return examineFile(examiner, job, progress);
    },
  };
});
