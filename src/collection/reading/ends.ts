import type { JobProgress } from '../../platform/serve-jobs.js';
import { contentFacts, NO_FACTS } from '../content-facts.js';
import { FileHandle } from '../file-handle.js';
import { readHead } from '../head.js';
import { releasePaths } from '../reachable-path.js';
import type { FileEnds } from './jobs.js';
import { paced } from './paced.js';

/** Looks at the first and last bytes of files. */
export async function endsOf(
  paths: readonly Uint8Array[],
  progress: (told?: JobProgress) => Promise<void>,
): Promise<{ readonly ends: readonly FileEnds[] }> {
  const ends: FileEnds[] = [];
  try {
    for await (const path of paced(paths, progress)) ends.push(endsOfOne(path));
  } finally {
    releasePaths();
  }
  return { ends };
}

function endsOfOne(path: Uint8Array): FileEnds {
  const nothing = { facts: null, gzip: null };
  let handle: FileHandle;
  try {
    handle = FileHandle.open(path);
  } catch (error) {
    return { ...nothing, problem: `The file could not be opened: ${systemCode(error)}` };
  }
  try {
    const { bytes, tail, isSelfExtracting, gzip } = readHead(handle);
    const told = gzip ? contentFacts(gzip.bytes) : contentFacts(bytes, tail);
    const facts = isSelfExtracting && !gzip ? ({ ...told, kind: 'archive' } as const) : told;
    return { facts: isNothing(facts) ? null : facts, gzip: gzip && { size: gzip.size }, problem: null };
  } catch (error) {
    return { ...nothing, problem: `The file could not be read: ${systemCode(error)}` };
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

/** The system's own code says the same everywhere. */
function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'error';
}
