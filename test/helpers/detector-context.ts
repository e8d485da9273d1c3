import type { Artifact } from '../../src/model/artifact.js';
import type { DetectorContext } from '../../src/model/detector.js';
import type { Severity } from '../../src/model/finding.js';
import type { ImageFacts } from '../../src/model/image.js';
import type { UriLifeLine } from '../../src/model/life-line.js';
import type { FileIndex, ImageIndex, KnownGood, RoleName, ServerFacts, UrlMap } from '../../src/model/server.js';

/** What a test says of the server; whatever it leaves out is not known. */
export interface ContextSketch {
  /** Collected files: Windows paths, or whole artifacts. Their folders count as collected. */
  readonly files?: readonly (string | Artifact)[];
  /** Folders that were collected and hold nothing else than `files`. */
  readonly collectedFolders?: readonly string[];
  readonly artifact?: Artifact | null;
  readonly host?: string | null;
  readonly names?: readonly string[];
  /** Exchange 2019 where left out. */
  readonly roles?: readonly RoleName[];
  readonly patchedOn?: string | null;
  readonly ownAddresses?: readonly string[];
  readonly knownGood?: Partial<KnownGood>;
  readonly urlMap?: Partial<UrlMap>;
  readonly lifeLines?: readonly UriLifeLine[];
  readonly flaggedFiles?: Readonly<Record<string, readonly string[]>>;
  /** Of each of these; critical unless given. */
  readonly flaggedSeverity?: Severity;
  /** Programs and libraries that were read, by Windows path. */
  readonly images?: Readonly<Record<string, ImageFacts>>;
}

/** An artifact with what a test cares for; the rest is unremarkable. */
export function fakeArtifact(fields: Partial<Artifact> = {}): Artifact {
  const windowsPath = fields.windowsPath === undefined ? null : fields.windowsPath;
  const collectedPath = windowsPath?.replace(':', '').replaceAll('\\', '/') ?? 'file.bin';
  return {
    id: 0,
    kind: 'other',
    host: null,
    collectedPath,
    windowsPath,
    location: { path: Buffer.from(`/evidence/${collectedPath}`) },
    size: 100,
    times: null,
    carriesCode: false,
    ...fields,
  };
}

/** The context of a detector on a server of which only the sketch is known. */
export function fakeContext(sketch: ContextSketch = {}): DetectorContext {
  const own = new Set(sketch.ownAddresses);
  return {
    artifact: sketch.artifact ?? null,
    host: sketch.host ?? null,
    server: fakeServer(sketch),
    patchedOn: sketch.patchedOn ?? null,
    isOwnAddress: (address) => own.has(address),
  };
}

function fakeServer(sketch: ContextSketch): ServerFacts {
  return {
    host: sketch.host ?? null,
    roles: (sketch.roles ?? ['Exchange 2019']).map((role) => ({ role, reasons: ['sketch'] })),
    names: new Set(sketch.names),
    files: fakeFileIndex(sketch),
    knownGood: {
      isShippedPath: () => false,
      productUrl: () => 'foreign',
      hash: () => 'uncovered',
      ...sketch.knownGood,
    },
    urlMap: { filesOf: () => [], urlsOf: () => [], source: 'defaults', ...sketch.urlMap },
    lifeLines: sketch.lifeLines ?? [],
    flaggedFiles: new Map(
      Object.entries(sketch.flaggedFiles ?? {}).map(([path, rules]) => [
        path,
        { rules, severity: sketch.flaggedSeverity ?? 'critical' },
      ]),
    ),
    ...(sketch.images && { images: fakeImages(sketch.images) }),
  };
}

function fakeImages(images: Readonly<Record<string, ImageFacts>>): ImageIndex {
  const byPath = new Map(Object.entries(images).map(([path, image]) => [path.toLowerCase(), image]));
  return { get: (path) => byPath.get(path.toLowerCase()) };
}

function fakeFileIndex(sketch: ContextSketch): FileIndex {
  const byPath = new Map<string, Artifact>();
  const folders = new Set(sketch.collectedFolders?.map((folder) => folder.toLowerCase()));
  for (const [id, file] of (sketch.files ?? []).entries()) {
    const artifact = typeof file === 'string' ? fakeArtifact({ id, windowsPath: file }) : file;
    const path = artifact.windowsPath?.toLowerCase();
    if (path === undefined) continue;
    byPath.set(path, artifact);
    folders.add(path.slice(0, path.lastIndexOf('\\')));
  }
  return {
    get: (path) => byPath.get(path.toLowerCase()),
    presence: (path) => {
      const key = path.toLowerCase();
      if (byPath.has(key)) return 'collected';
      return folders.has(key.slice(0, key.lastIndexOf('\\'))) ? 'absent' : 'unknown';
    },
    under: (folder) => {
      const prefix = `${folder.toLowerCase().replace(/\\$/, '')}\\`;
      return [...byPath].filter(([path]) => path.startsWith(prefix)).map(([, artifact]) => artifact);
    },
  };
}
