import path from 'node:path';
import type { Artifact } from '../model/artifact.js';
import type { CoverageNote } from '../model/coverage.js';
import { compareText } from '../platform/order.js';
import { artifactOf, provisionalArtifact } from './artifact-of.js';
import type { ContentFacts } from './content-facts.js';
import { type Discovered, discover } from './discover.js';
import { withoutDuplicates } from './duplicates.js';
import { commonFolder, givenPaths } from './given-paths.js';
import { hostNames, type Named } from './hosts.js';
import type { ReadRecord } from './layouts/layout.js';
import { NoteLedger } from './note-ledger.js';
import { readArtifact } from './open-artifact.js';
import { releasePaths } from './reachable-path.js';
import { Restoration, type RestoredFile } from './restore-paths.js';
import { copiedSources, timeSourceOf, timesOf } from './times.js';
import { Folder } from './tree.js';
import { webFoldersOf } from './web-folders.js';

/** Everything that was collected, in its own stable order, and what is to be known about how it was found. */
export interface Collection {
  /** By `collectedPath`; `id` is the position. */
  readonly artifacts: readonly Artifact[];
  readonly notes: readonly CoverageNote[];
  /** Names of servers that the collection tells, in order. */
  readonly hosts: readonly string[];
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
}

/** Files between two looks at the signal and calls of `onProgress`. */
const STRIDE = 256;
const LARGEST_RECORD = 512 * 1024 * 1024;

/**
 * Finds, places and classifies everything below the given paths (folders, files, zip files of a collection, glob patterns).
 * Evidence is opened for reading only, links are recorded and not followed. Throws `AfterpatchError` `path-not-found` for a path
 * that does not exist; whatever concerns single files is a note.
 */
export async function collect(paths: readonly string[], options: CollectOptions = {}): Promise<Collection> {
  const notes = new NoteLedger();
  const { given, within } = await givenPaths(paths);
  const common = commonFolder(given);
  for (const one of within) {
    const message = 'The path lies below another one that was given; it is read once';
    notes.add({ code: 'duplicate', message, path: path.relative(common, one.path), incomplete: false });
  }
  const tree = treeAt(common);
  const found = await findAll(discover(given, common, tree, notes), notes, options).finally(releasePaths);
  const restoration = await Restoration.of(tree, recordReader(notes), notes);
  const placed = found.map((discovered) => ({ ...discovered, restored: restoration.file(discovered.file) }));
  const hostOf = hostNames(placed.map(identityOf), [...restoration.origins.values()]);
  const copied = copiedSources(placed, notes);
  const configurations = placed.filter(({ facts }) => facts.kind === 'application-host-config');
  const webFolders = await webFoldersOf(
    configurations.map((placed) => provisionalArtifact(placed.file, hostOf(identityOf(placed)))),
  );
  const artifacts = placed.map((discovered) => {
    const { file, restored } = discovered;
    const host = hostOf(identityOf(discovered));
    const times = timesOf(file, restored, copied.has(timeSourceOf(file)));
    return artifactOf(discovered, { restored, host, times, webFolders: webFolders.get(host) ?? [] });
  });
  noteUnopened(artifacts, notes);
  artifacts.sort((a, b) => compareText(a.collectedPath, b.collectedPath));
  const kept = numbered(await withoutDuplicates(artifacts, notes, options.signal));
  const hosts = [...new Set(kept.map(({ host }) => host))].filter((host) => host !== null).sort(compareText);
  return { artifacts: kept, notes: notes.notes(), hosts };
}

function numbered(artifacts: Artifact[]): readonly Artifact[] {
  artifacts.forEach((artifact, id) => {
    artifacts[id] = { ...artifact, id };
  });
  return artifacts;
}

function identityOf({ restored, facts }: { readonly restored: RestoredFile; readonly facts: ContentFacts }): Named {
  return { origin: restored.origin, computer: facts.computer };
}

async function findAll(
  discovered: AsyncIterable<Discovered>,
  notes: NoteLedger,
  { signal, onProgress }: CollectOptions,
): Promise<Discovered[]> {
  const found: Discovered[] = [];
  let bytes = 0;
  let current = '';
  for await (const one of discovered) {
    found.push(one);
    bytes += one.file.size;
    current = one.file.collectedPath;
    if (found.length % STRIDE !== 0) continue;
    onProgress?.({ files: found.length, bytes, current });
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) {
      const message = 'Interrupted while the collection was being read; later files are missing';
      notes.add({ code: 'interrupted', message, path: current, incomplete: true });
      return found;
    }
  }
  onProgress?.({ files: found.length, bytes, current });
  return found;
}

/** The root of the tree, with the folders above it by name only: a path given from within a volume is still anchored by them. */
function treeAt(common: string): Folder {
  const names = common.split(path.sep).filter((name) => name !== '');
  let above: Folder | null = null;
  names.forEach((name, index) => {
    above = new Folder(name, name, above, index + 1 - names.length);
  });
  return above ?? new Folder('', '', null, 0);
}

function recordReader(notes: NoteLedger): ReadRecord {
  return async (file) => {
    const { bytes, truncated, notes: problems } = await readArtifact(provisionalArtifact(file, null), LARGEST_RECORD);
    for (const problem of problems) notes.add(problem);
    if (!truncated) return problems.length > 0 ? null : bytes;
    const message = `The collector's record is larger than ${LARGEST_RECORD} bytes and was not used`;
    notes.add({ code: 'limit-reached', message, path: file.collectedPath, incomplete: true });
    return null;
  };
}

/** Links are recorded, archives other than zip and those within archives listed: neither is entered. */
function noteUnopened(artifacts: readonly Artifact[], notes: NoteLedger): void {
  const entered = new Set<string>();
  const ofServer = new Set<string>();
  for (const { kind, location, windowsPath } of artifacts) {
    if (location.member?.format === 'zip') entered.add(locationKey(location));
    else if (kind === 'archive' && windowsPath !== null) ofServer.add(locationKey(location));
  }
  let onServer = 0;
  for (const { kind, location, collectedPath: path, host } of artifacts) {
    if (kind === 'link') {
      const message = 'A link or junction; what it points to was not read through it';
      notes.add({ code: 'link-not-followed', message, path, host, incomplete: false });
    } else if (kind === 'archive' && (location.member || !entered.has(locationKey(location)))) {
      const message = 'An archive that is not opened (zip is, one level deep): unpack it beside the collection';
      if (ofServer.has(locationKey(location))) onServer++;
      else notes.add({ code: 'not-examined', message, path, host, incomplete: true });
    }
  }
  const message = 'Archives that lay on the server were listed, not opened';
  if (onServer > 0) notes.add({ code: 'not-examined', message, path: null, count: onServer, incomplete: false });
}

function locationKey(location: Artifact['location']): string {
  return Buffer.from(location.path).toString('latin1');
}
