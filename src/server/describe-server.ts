import type { ConfigurationFile } from '../formats/iis-config/configuration-file.js';
import type { Artifact } from '../model/artifact.js';
import type { UriLifeLine } from '../model/life-line.js';
import type { KnownGood, ServerFacts } from '../model/server.js';
import { serverPathsOf } from './configuration/server-paths.js';
import { readSites } from './configuration/sites.js';
import { createFileIndex } from './file-index.js';
import { defaultUrlMap, urlMapOf } from './url-map.js';

/** What was collected and read of one server. */
export interface ServerEvidence {
  readonly host: string | null;
  /** All of the host. */
  readonly artifacts: readonly Artifact[];
  /** Its applicationHost.config in force, with the artifact it was read from; the first counts. */
  readonly applicationHost: { readonly file: ConfigurationFile; readonly artifact: Artifact } | null;
  readonly lifeLines: readonly UriLifeLine[];
  /** Rule ids by Windows path in lower case, of files that an engine judged malicious. */
  readonly flaggedFiles: ReadonlyMap<string, readonly string[]>;
}

/** Puts together what detectors may know of a server. */
export function describeServer({
  host,
  artifacts,
  applicationHost,
  lifeLines,
  flaggedFiles,
}: ServerEvidence): ServerFacts {
  const sites =
    applicationHost === null
      ? []
      : readSites(applicationHost, serverPathsOf(applicationHost.file, applicationHost.artifact));
  return {
    host,
    files: createFileIndex(artifacts),
    knownGood: NOTHING_KNOWN,
    urlMap: sites.length > 0 ? urlMapOf(sites) : defaultUrlMap(),
    lifeLines,
    flaggedFiles,
  };
}

const NOTHING_KNOWN: KnownGood = { isShippedPath: () => false, productUrl: () => 'unknown', hash: () => 'uncovered' };
