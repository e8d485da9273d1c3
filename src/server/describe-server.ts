import type { Artifact } from '../model/artifact.js';
import type { ImageFacts } from '../model/image.js';
import type { UriLifeLine } from '../model/life-line.js';
import type { DisclosedKeys, ServerFacts } from '../model/server.js';
import type { ServerConfiguration } from './configuration/server-configuration.js';
import { createFileIndex } from './file-index.js';
import { imageIndexOf } from './image-facts.js';
import { createKnownGood } from './known-good.js';
import { ownNames } from './own-names.js';
import { serverRoles } from './server-roles.js';
import { defaultUrlMap } from './url-map.js';

/** What was collected and read of one server. */
export interface ServerEvidence {
  readonly host: string | null;
  /** All of the host. */
  readonly artifacts: readonly Artifact[];
  /** Null where no configuration was collected. */
  readonly configuration: ServerConfiguration | null;
  readonly lifeLines: readonly UriLifeLine[];
  /** Rule ids by Windows path in lower case, of files that an engine judged malicious. */
  readonly flaggedFiles: ReadonlyMap<string, readonly string[]>;
  /** Left out: those that ship. */
  readonly disclosedKeys?: DisclosedKeys;
  /** Programs and libraries that were read. */
  readonly images: readonly { readonly artifact: Artifact; readonly image: ImageFacts }[];
}

/** Puts together what detectors may know of a server. */
export function describeServer({
  host,
  artifacts,
  configuration,
  lifeLines,
  flaggedFiles,
  disclosedKeys,
  images,
}: ServerEvidence): ServerFacts {
  const windowsPaths = artifacts.flatMap(({ windowsPath }) => windowsPath ?? []);
  return {
    host,
    roles: serverRoles({ artifacts, configuration }),
    names: ownNames(host, configuration?.sites ?? []),
    files: createFileIndex(artifacts),
    knownGood: createKnownGood(windowsPaths),
    urlMap: configuration?.urlMap ?? defaultUrlMap(),
    lifeLines,
    flaggedFiles,
    ...(disclosedKeys && { disclosedKeys }),
    images: imageIndexOf(images),
  };
}
