import type { Artifact } from '../../model/artifact.js';
import type { DetectorContext } from '../../model/detector.js';
import type { ServerFacts } from '../../model/server.js';

/**
 * What a content detector may know in an engine process: its file. What the server was is put together elsewhere, from everything
 * that was collected, so here every answer is "not known".
 */
export function detectorContext(host: string | null, artifact: Artifact | null): DetectorContext {
  return { artifact, host, server: nothingKnown(host), patchedOn: null, isOwnAddress: () => false };
}

function nothingKnown(host: string | null): ServerFacts {
  return {
    host,
    roles: [],
    names: new Set(),
    files: { get: () => undefined, presence: () => 'unknown', under: () => [] },
    knownGood: { isShippedPath: () => false, productUrl: () => 'unknown', hash: () => 'uncovered' },
    urlMap: { filesOf: () => [], urlsOf: () => [], source: 'defaults' },
    lifeLines: [],
    flaggedFiles: new Map(),
  };
}
