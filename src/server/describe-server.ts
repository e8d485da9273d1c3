import { sectionsNamed } from '../formats/iis-config/configuration-file.js';
import { attribute, childrenNamed } from '../formats/xml/xml-document.js';
import type { Artifact } from '../model/artifact.js';
import type { ImageFacts } from '../model/image.js';
import type { UriLifeLine } from '../model/life-line.js';
import type { DisclosedKeys, ServerFacts } from '../model/server.js';
import { compareText } from '../platform/order.js';
import type { ServerConfiguration } from './configuration/server-configuration.js';
import { serverPathsOf } from './configuration/server-paths.js';
import { readSites } from './configuration/sites.js';
import type { SourcedFile } from './configuration/sourced.js';
import { createFileIndex } from './file-index.js';
import { imageIndexOf } from './image-facts.js';
import { createKnownGood } from './known-good.js';
import { ownNames } from './own-names.js';
import { type BaselineFiles, withBaseline } from './server-baseline.js';
import { serverRoles } from './server-roles.js';
import { type DatedMap, defaultUrlMap, urlMapOf, withPast } from './url-map.js';
import { windowsPathsOf } from './windows-paths.js';

/** What was collected and read of one server. */
export interface ServerEvidence {
  readonly host: string | null;
  /** All of the host. */
  readonly artifacts: readonly Artifact[];
  /** Null where no configuration was collected. */
  readonly configuration: ServerConfiguration | null;
  /** Earlier states of applicationHost.config that IIS kept. Left out: none was collected. */
  readonly past?: readonly SourcedFile[];
  readonly lifeLines: readonly UriLifeLine[];
  /** By Windows path in lower case, files that an engine judged malicious. */
  readonly flaggedFiles: ServerFacts['flaggedFiles'];
  /** Left out: those that ship. */
  readonly disclosedKeys?: DisclosedKeys;
  /** What servers that are known to be good hold, and what was collected here of it. Left out: none is known. */
  readonly baseline?: { readonly files: BaselineFiles; readonly hashes: ReadonlyMap<string, string | null> };
  /** Programs and libraries that were read. */
  readonly images: readonly { readonly artifact: Artifact; readonly image: ImageFacts }[];
}

/** Puts together what detectors may know of a server. */
export function describeServer({
  host,
  artifacts,
  configuration,
  past = [],
  lifeLines,
  flaggedFiles,
  disclosedKeys,
  baseline,
  images,
}: ServerEvidence): ServerFacts {
  const shipped = createKnownGood(windowsPathsOf(artifacts));
  return {
    host,
    roles: serverRoles({ artifacts, configuration }),
    names: ownNames(host, configuration?.sites ?? []),
    files: createFileIndex(artifacts),
    knownGood:
      baseline === undefined ? shipped : withBaseline(shipped, baseline.files, (path) => baseline.hashes.get(path)),
    urlMap: withPast(
      {
        map: configuration?.urlMap ?? defaultUrlMap(),
        since: configuration?.applicationHost ? writtenOn(configuration.applicationHost) : null,
      },
      past.map(mapOf),
    ),
    defaultDocuments: defaultDocumentsOf(configuration?.files ?? []),
    lifeLines,
    flaggedFiles,
    ...(disclosedKeys && { disclosedKeys }),
    images: imageIndexOf(images),
  };
}

/** Names that configuration adds: an intruder adds one that nobody would ask for. */
const MOST_DOCUMENTS = 64;

function defaultDocumentsOf(files: readonly SourcedFile[]): readonly string[] {
  const names = files
    .flatMap(({ file }) => sectionsNamed(file, 'system.webServer/defaultDocument'))
    .flatMap(({ element }) => childrenNamed(element, 'files'))
    .flatMap((list) => childrenNamed(list, 'add'))
    .flatMap((document) => attribute(document, 'value')?.replaceAll('/', '\\') ?? []);
  return [...new Set(names.map((name) => name.toLowerCase()))].sort(compareText).slice(0, MOST_DOCUMENTS);
}

function mapOf(source: SourcedFile): DatedMap {
  const { file, artifact } = source;
  return { map: urlMapOf(readSites(file, serverPathsOf(file, artifact))), since: writtenOn(source) };
}

/** When a configuration was written, as far as its time can be trusted. */
function writtenOn({ artifact: { times } }: SourcedFile): string | null {
  return times === null || times.quality === 'unreliable' ? null : times.modified;
}
