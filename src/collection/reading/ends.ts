import type { ArtifactLocation } from '../../model/artifact.js';
import type { JobProgress } from '../../platform/serve-jobs.js';
import { contentFacts, NO_FACTS } from '../kinds/content-facts.js';
import { FileHandle } from '../opening/file-handle.js';
import { readHead } from '../kinds/head.js';
import { releasePaths } from '../walking/reachable-path.js';
import { readingProblem, systemCode } from '../opening/reading-problem.js';
import type { FileEnds } from './jobs.js';
import { paced } from './paced.js';

/** Looks at the first and last bytes of files. */
export async function endsOf(
  locations: readonly ArtifactLocation[],
  progress: (told?: JobProgress) => Promise<void>,
): Promise<{ readonly ends: readonly FileEnds[] }> {
  const ends: FileEnds[] = [];
  const objects = await objectsAmong(locations);
  try {
    for await (const location of paced(locations, progress)) ends.push(endsOfOne(location, objects.get(location)));
  } finally {
    releasePaths();
  }
  return { ends };
}

/** What lies in a store has a way to go for each: all of them go at once. */
async function objectsAmong(locations: readonly ArtifactLocation[]): Promise<Map<ArtifactLocation, FileHandle>> {
  const far = locations.filter(({ object }) => object !== undefined);
  const handles = new Map(far.map((location) => [location, FileHandle.open(location)]));
  await Promise.all([...handles.values()].map((handle) => handle.fetchEnds()));
  return handles;
}

function endsOfOne(location: ArtifactLocation, opened?: FileHandle): FileEnds {
  const nothing = { facts: null, gzip: null };
  let handle: FileHandle;
  try {
    handle = opened ?? FileHandle.open(location);
  } catch (error) {
    const message = `The file could not be opened: ${systemCode(error)}`;
    return { ...nothing, problem: { code: 'unreadable', message } };
  }
  try {
    const { bytes, tail, isSelfExtracting, gzip } = readHead(handle);
    const told = gzip ? contentFacts(gzip.bytes) : contentFacts(bytes, tail);
    const facts = isSelfExtracting && !gzip ? ({ ...told, kind: 'archive' } as const) : told;
    return { facts: isNothing(facts) ? null : facts, gzip: gzip && { size: gzip.size }, problem: null };
  } catch (error) {
    return { ...nothing, problem: readingProblem(error) };
  } finally {
    handle.close();
  }
}

/** Most files tell nothing, which is handed over in the fewest bytes. */
function isNothing({ kind, code, codeByItself, isOpaque, computer, addresses, includes }: typeof NO_FACTS): boolean {
  return (
    kind === NO_FACTS.kind &&
    code === NO_FACTS.code &&
    codeByItself === NO_FACTS.codeByItself &&
    isOpaque === undefined &&
    computer === NO_FACTS.computer &&
    addresses.length === 0 &&
    includes.length === 0
  );
}
