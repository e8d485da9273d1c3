import path from 'node:path';
import type { Artifact } from '../model/artifact.js';
import { type ArtifactKind, kindFacts } from '../model/artifact-kind.js';
import type { CoverageNote } from '../model/coverage.js';
import { giveWay } from '../platform/give-way.js';
import { groupBy } from '../platform/group-by.js';
import { compareText } from '../platform/order.js';
import { Archives } from './archives/archives.js';
import { artifactOf } from './artifact-of.js';
import { computersOfHives } from './placing/computers-of-hives.js';
import { discover } from './walking/discover.js';
import type { Discovered } from './walking/discovered.js';
import { withoutDuplicates } from './copies/duplicates.js';
import { FoundFiles } from './walking/found-files.js';
import { commonFolder, type GivenHost, type GivenPath, givenPaths, namesBelow } from './walking/given-paths.js';
import { hostNames, type Named, type Naming, pathOf } from './placing/hosts.js';
import { isLogPlace, isServedPlace, NOTHING_SERVED, windowsPathOf } from './kinds/kind.js';
import type { ReadRecord } from './layouts/layout.js';
import { noteMembersAlike } from './walking/names-alike.js';
import { NoteLedger } from './note-ledger.js';
import { isObjectAddress } from './objects/object-address.js';
import { isPlaceOfSoftware } from './served/place-of-software.js';
import { PlainFile } from './walking/plain-file.js';
import { releasePaths } from './walking/reachable-path.js';
import type { Reading } from './reading/reading.js';
import { noteUnknownNames, type RenamedFiles, saidHost, withRenaming } from './placing/renamed-files.js';
import { type Origin, Restoration } from './placing/restore-paths.js';
import { type Placed, servedOf } from './served/served-places.js';
import { withoutShortNamedCopies } from './copies/short-named-copies.js';
import { copiedSources, FILE_SYSTEM, timeSourceOf, timesOf } from './placing/times.js';
import { type CollectedFile, Folder, foldersOf } from './walking/tree.js';

/** Everything that was collected, in its own stable order, and what is to be known about how it was found. */
export interface Collection {
  /** By `collectedPath`; `id` is the position. */
  readonly artifacts: readonly Artifact[];
  readonly notes: readonly CoverageNote[];
  /** Names of servers that the collection tells, in order. */
  readonly hosts: readonly string[];
  /** The deepest folder that holds all that was given, absolute; empty where nothing holds it. */
  readonly folder: string;
  /** Folders that are arranged as a collector does it, in the order of their paths. */
  readonly origins: readonly CollectedOrigin[];
}

/** One collector's run, or one copied disk. */
export interface CollectedOrigin {
  /** Below the path that was given, as shown; empty for that path itself. */
  readonly path: string;
  readonly layout: string;
  /** As the collector recorded it. */
  readonly host: string | null;
}

export interface CollectProgress {
  readonly files: number;
  readonly bytes: number;
  /** `collectedPath` of what is being looked at. */
  readonly current: string;
}

export interface CollectOptions {
  /** Once aborted, what has been found so far is returned, with a note `interrupted`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CollectProgress) => void;
  /** Servers of what lies at or below a path, where the user says so. */
  readonly hosts?: readonly GivenHost[];
  /** What the user says of single files, before whatever else tells it. */
  readonly renamed?: RenamedFiles | undefined;
  /** Copies of what is there already are kept, too. */
  readonly keepsCopies?: boolean;
  /** Parses what the intruder may have written. */
  readonly reading: Reading;
}

/** Files between two looks at the signal and calls of `onProgress`. */
const STRIDE = 256;

/**
 * Finds, places and classifies everything below the given paths (folders, files, zip files of a collection, glob patterns).
 * Evidence is opened for reading only, links are recorded and not followed. Throws `AfterpatchError` `path-not-found` for a path
 * that does not exist; whatever concerns single files is a note.
 */
export async function collect(paths: readonly string[], options: CollectOptions): Promise<Collection> {
  const { reading } = options;
  // It gets ready while the first files are being found.
  reading.start();
  const notes = new NoteLedger();
  const { given, within } = await givenPaths(paths);
  const common = commonFolder(given);
  for (const one of within) {
    const message = 'The path lies below another one that was given; it is read once';
    notes.add({ code: 'duplicate', message, path: namesBelow(common, one).join('/'), incomplete: false });
  }
  const tree = treeAt(common);
  const { renamed = new Map() } = options;
  const archives = new Archives(reading, notes, renamed);
  const found = await findAll(discover(given, common, tree, archives, reading, notes), notes, options).finally(
    releasePaths,
  );
  const restoration = await Restoration.of(tree, recordReader(reading, notes), notes);
  const whole = wholeArchive(given, tree);
  for (const folder of foldersOf(tree)) {
    noteMembersAlike(folder, tree, whole, notes);
    folder.forgetFiles();
  }
  const said = (file: CollectedFile) => (renamed.size === 0 ? undefined : renamed.get(file.collectedPath));
  const placed = found.placed((file) => withRenaming(restoration.file(file), said(file)));
  if (!options.signal?.aborted && renamed.size > 0) noteUnknownNames(renamed, found.files, notes);
  const computers = await computersOfHives(placed, reading, notes);
  const silent = new SilentFiles();
  const identities: Named[] = [];
  for (const one of placed) {
    const identity = identityOf(one, options.hosts ?? [], computers.get(one.file));
    const given = renamed.size === 0 ? null : saidHost(renamed, one.file.collectedPath);
    identities.push(silent.shared({ ...identity, given: given ?? identity.given }));
  }
  const naming = hostNames(identities, [...restoration.origins.values()]);
  const hostsOf = new Map([...new Set(identities)].map((identity) => [identity, naming.hostOf(identity)]));
  const hostOf = ({ at }: Placed) => {
    const identity = identities[at];
    return (identity && hostsOf.get(identity)) ?? null;
  };
  const copied = copiedSources(placed, notes);
  const served = await servedOf(placed, hostOf, reading, notes);
  const quiet = { restoration, copied: copied.has(FILE_SYSTEM) };
  const artifacts: Artifact[] = [];
  const opaque: Artifact[] = [];
  for (const one of placed) {
    const { file, restored, facts } = one;
    const host = hostOf(one);
    const times = timesOf(file, restored, copied.has(timeSourceOf(file)));
    const made = artifactOf(one, {
      restored,
      host,
      times,
      served: served.get(host) ?? NOTHING_SERVED,
      isOpened: archives.whole.has(file.collectedPath),
    });
    const artifact = said(file) === undefined ? PlainFile.quiet(made, file, quiet) : made;
    artifacts.push(artifact);
    if (facts.isOpaque && artifact.kind === 'other' && !artifact.carriesCode) opaque.push(artifact);
  }
  noteNaming(naming, artifacts, notes);
  noteUnopened(artifacts, archives.met, notes);
  noteOpaque(opaque, notes);
  artifacts.sort(PlainFile.compare);
  const distinct = options.keepsCopies ? artifacts : await withoutCopies(artifacts, reading, notes, options.signal);
  const kept = numbered(distinct);
  const hosts = [...new Set(kept.map(({ host }) => host))].filter((host) => host !== null).sort(compareText);
  const origins = collectedOrigins([...restoration.origins.values()]);
  return { artifacts: kept, notes: notes.notes(), hosts, folder: common, origins };
}

async function withoutCopies(
  artifacts: readonly Artifact[],
  reading: Reading,
  notes: NoteLedger,
  signal: AbortSignal | undefined,
): Promise<readonly Artifact[]> {
  const named = await withoutShortNamedCopies(artifacts, reading, notes, signal);
  return withoutDuplicates(named, reading, notes, signal);
}

function collectedOrigins(origins: readonly Origin[]): CollectedOrigin[] {
  return origins
    .map((origin) => ({ path: pathOf(origin).join('/'), layout: origin.layout, host: origin.host }))
    .sort((a, b) => compareText(a.path, b.path));
}

/** In place: nobody has them yet, and there may be a million. */
function numbered(artifacts: readonly Artifact[]): readonly Artifact[] {
  for (const [id, artifact] of artifacts.entries()) Object.assign(artifact, { id });
  return artifacts;
}

/** What the file says of its server, where it lies where such a file belongs: pages can begin like logs. */
function identityOf({ file, restored, facts }: Placed, given: readonly GivenHost[], computer?: string): Named {
  const path = windowsPathOf({ windowsPath: restored.windowsPath, collectedPath: file.collectedPath });
  const isRecord =
    ((facts.kind !== null && STATING.has(facts.kind)) || computer !== undefined) &&
    !isServedPlace(path, NOTHING_SERVED.folders);
  const isNowhere = restored.windowsPath === null;
  const counts = isRecord || isLogPlace(path, isNowhere);
  const folders = file.collectedPath.split('/');
  return {
    origin: restored.origin,
    computer: counts ? (computer ?? facts.computer) : null,
    isStrong: isRecord || isLogPlace(path, false),
    addresses: counts ? facts.addresses : [],
    group: folders.length > 1 ? (folders[0] ?? '') : '',
    isListing: facts.kind !== null && LISTINGS.has(facts.kind),
    given: given.find(({ path: at }) => isWithin((file.unpackedFrom?.path ?? file.path).toString(), at))?.name ?? null,
  };
}

/** Listings that state the server's name. */
const STATING: ReadonlySet<ArtifactKind> = new Set(['system-information', 'health-report']);
/** Parts in naming servers of files that say nothing themselves, which are most: what they have in common is kept once. */
class SilentFiles {
  readonly #known = new Map<Origin | null, Map<string, Named>>();

  shared(named: Named): Named {
    const { origin, group, computer, addresses, given } = named;
    if (computer !== null || addresses.length > 0 || given !== null || named.isListing) return named;
    const ofOrigin = this.#known.get(origin) ?? new Map<string, Named>();
    this.#known.set(origin, ofOrigin);
    const key = `${named.isStrong} ${group}`;
    const known = ofOrigin.get(key) ?? named;
    ofOrigin.set(key, known);
    return known;
  }
}

/** What a responder has a server print. */
const LISTINGS: ReadonlySet<ArtifactKind> = new Set([...STATING, 'registry-export', 'persistence-export']);

function isWithin(file: string, given: string): boolean {
  const separator = isObjectAddress(given) ? '/' : path.sep;
  return file === given || file.startsWith(given.endsWith(separator) ? given : given + separator);
}

/** What is known of names that do not fit, and what has none while others do. */
function noteNaming(naming: Naming, artifacts: readonly Artifact[], notes: NoteLedger): void {
  for (const { host, stated } of naming.contradictions) {
    const message = `Logs or records of this server state other names of it: ${stated.slice(0, 5).join(', ')}`;
    notes.add({ code: 'contradictory', message, path: null, host, count: stated.length, incomplete: false });
  }
  if (artifacts.every(({ host }) => host === null)) return;
  const unnamed = artifacts.filter(({ host, kind }) => host === null && !OF_NO_SERVER.has(kind));
  const [first] = unnamed;
  if (first === undefined) return;
  const message =
    'Nothing tells which server these files are of: they are judged by themselves. Say it with --host NAME=PATH';
  const { collectedPath: path } = first;
  notes.add({ code: 'server-not-named', message, path, count: unnamed.length, incomplete: false });
}

/** Containers of a collection, and what its tool wrote. */
const OF_NO_SERVER: ReadonlySet<ArtifactKind> = new Set(['archive', 'collector-record', 'link']);

async function findAll(
  discovered: AsyncIterable<Discovered>,
  notes: NoteLedger,
  { signal, onProgress }: CollectOptions,
): Promise<FoundFiles> {
  const found = new FoundFiles();
  let bytes = 0;
  let current = '';
  for await (const one of discovered) {
    found.add(one);
    bytes += one.file.size;
    current = one.file.collectedPath;
    if (signal?.aborted) break;
    if (found.files.length % STRIDE !== 0) continue;
    onProgress?.({ files: found.files.length, bytes, current });
    await giveWay();
  }
  if (signal?.aborted) {
    const message = 'Interrupted while the collection was being read; later files are missing';
    notes.add({ code: 'interrupted', message, path: current === '' ? null : current, incomplete: true });
  }
  onProgress?.({ files: found.files.length, bytes, current });
  return found;
}

/** Of the one archive that was given, what stands for it in the tree: its members lie at the root. */
function wholeArchive(given: readonly GivenPath[], tree: Folder): Folder | null {
  const [one, ...others] = given;
  const [only] = tree.folders.values();
  return one && others.length === 0 && !one.isFolder && only?.archive ? only : null;
}

/** The root of the tree, with the folders above it by name only: a path given from within a volume is still anchored by them. */
function treeAt(common: string): Folder {
  const names = common.split(isObjectAddress(common) ? '/' : path.sep).filter((name) => name !== '');
  let above: Folder | null = null;
  names.forEach((name, index) => {
    above = new Folder(name, name, above, index + 1 - names.length);
  });
  return above ?? new Folder('', '', null, 0);
}

function recordReader(reading: Reading, notes: NoteLedger): ReadRecord {
  return async (file, columns) => {
    const { rows, cut, notes: problems } = await reading.record(file, columns);
    for (const problem of problems) notes.add(problem);
    return { rows, cut };
  };
}

/** Links are recorded, not entered; archives that were not opened are told. */
function noteUnopened(
  artifacts: readonly Artifact[],
  met: ReadonlyMap<string, string | null>,
  notes: NoteLedger,
): void {
  const { hides, byHand } = kindFacts('archive');
  let harmless = 0;
  for (const artifact of artifacts) {
    const { kind } = artifact;
    if (kind !== 'link' && kind !== 'archive') continue;
    const { collectedPath: path, host, windowsPath } = artifact;
    if (kind === 'link') {
      const message = 'A link or junction; what it points to was not read through it';
      notes.add({ code: 'link-not-followed', message, path, host, incomplete: false });
    } else if (met.get(path) !== null) {
      if (windowsPath !== null && isPlaceOfSoftware(windowsPath.toLowerCase())) harmless++;
      else {
        const why = met.get(path);
        const opened = why === undefined ? 'An archive that is not opened' : `An archive that is not opened: ${why}`;
        const message = `${opened}. It can hold ${hides}. By hand: ${byHand}`;
        notes.add({ code: 'not-examined', message, path, host, incomplete: true });
      }
    }
  }
  const message = `Archives among programs and downloads of the server were listed, not opened. By hand: ${byHand}`;
  if (harmless > 0) notes.add({ code: 'not-examined', message, path: null, count: harmless, incomplete: false });
}

/** Pictures, fonts, films, links, and what belongs to a registry hive and is read with it. */
const HARMLESS =
  /\.(?:log[12]|blf|regtrans-ms|ds_store|png|jpe?g|gif|bmp|ico|cur|webp|tiff?|woff2?|ttf|otf|eot|pdf|mp[34]|wav|lnk|mui|nls|cat|db|url)$/i;
/** Files of a server that are named one by one; the rest is one entry that counts them. */
const NAMED = 5;

/**
 * Files of no format that is known, into which nothing here looks. Those that lay nowhere on a server were given for a reason, and may
 * hold anything; of what lies about on one, it is said how many there are.
 */
function noteOpaque(artifacts: readonly Artifact[], notes: NoteLedger): void {
  const unknown = artifacts
    .filter(({ collectedPath, windowsPath }) => {
      const path = windowsPath?.toLowerCase() ?? null;
      const isUsual = path !== null && isPlaceOfSoftware(path) && !/^[a-z]:\\users\\(?!.*\\appdata\\)/.test(path);
      return !HARMLESS.test(collectedPath) && !isUsual;
    })
    .sort(PlainFile.compare);
  const what =
    'of no format that is known here: nothing looked into it. By hand: file and binwalk tell formats; parts of a split archive or image need their names back, encrypted ones their password';
  for (const [given, ofPlace] of groupBy(unknown, ({ host, windowsPath }) => `${windowsPath === null} ${host}`)) {
    const incomplete = given.startsWith('true');
    const host = ofPlace[0]?.host ?? null;
    for (const { collectedPath: path } of ofPlace.slice(0, NAMED)) {
      notes.add({ code: 'not-read', message: `A file ${what}`, path, host, incomplete });
    }
    const count = ofPlace.length - NAMED;
    if (count > 0) notes.add({ code: 'not-read', message: `More files ${what}`, path: null, host, count, incomplete });
  }
}
