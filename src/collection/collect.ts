import path from 'node:path';
import type { Artifact } from '../model/artifact.js';
import type { CoverageNote } from '../model/coverage.js';
import { compareText } from '../platform/order.js';
import { type Discovered, discover } from './discover.js';
import { withoutDuplicates } from './duplicates.js';
import { commonFolder, givenPaths } from './given-paths.js';
import { hostNames } from './hosts.js';
import { classify } from './kind.js';
import type { ReadRecord } from './layouts/layout.js';
import { NoteLedger } from './note-ledger.js';
import { readArtifact } from './open-artifact.js';
import { Restoration, type RestoredFile } from './restore-paths.js';
import { looksLikeCopyTimes, timesOf } from './times.js';
import { type CollectedFile, Folder } from './tree.js';
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
  const found = await findAll(discover(given, common, tree, notes), notes, options);
  const restoration = await Restoration.of(tree, recordReader(notes));
  const placed = found.map((discovered) => ({ discovered, restored: restoration.file(discovered.file) }));
  const named = placed.map(({ discovered, restored }) => ({
    origin: restored.origin,
    computer: discovered.facts.computer,
  }));
  const hostOf = hostNames(named, [...restoration.origins.values()]);
  const copied = copiedSources(placed, notes);
  const webFolders = await webFoldersOf(
    placed.flatMap(({ discovered, restored }) =>
      discovered.facts.kind === 'application-host-config'
        ? [provisional(discovered.file, hostOf({ origin: restored.origin, computer: null }))]
        : [],
    ),
  );
  const artifacts = placed.map(({ discovered, restored }) => {
    const host = hostOf({ origin: restored.origin, computer: discovered.facts.computer });
    return artifactOf(discovered, restored, host, webFolders.get(host) ?? [], copied.has(sourceOf(discovered.file)));
  });
  for (const artifact of artifacts) {
    if (artifact.kind !== 'link') continue;
    const message = 'A link or junction; what it points to was not read through it';
    notes.add({
      code: 'link-not-followed',
      message,
      path: artifact.collectedPath,
      host: artifact.host,
      incomplete: false,
    });
  }
  artifacts.sort((a, b) => compareText(a.collectedPath, b.collectedPath));
  const kept = await withoutDuplicates(artifacts, notes, options.signal);
  const hosts = [...new Set(kept.flatMap(({ host }) => host ?? []))].sort(compareText);
  return { artifacts: kept.map((artifact, id) => ({ ...artifact, id })), notes: notes.notes(), hosts };
}

async function findAll(
  discovered: AsyncIterable<Discovered>,
  notes: NoteLedger,
  { signal, onProgress }: CollectOptions,
): Promise<Discovered[]> {
  const found: Discovered[] = [];
  let bytes = 0;
  for await (const one of discovered) {
    found.push(one);
    bytes += one.file.size;
    if (found.length % STRIDE !== 0) continue;
    onProgress?.({ files: found.length, bytes, current: one.file.collectedPath });
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) {
      const message = 'Interrupted while the collection was being read; later files are missing';
      notes.add({ code: 'interrupted', message, path: one.file.collectedPath, incomplete: true });
      break;
    }
  }
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
    const { bytes, truncated, notes: problems } = await readArtifact(provisional(file, null), LARGEST_RECORD);
    for (const problem of problems) notes.add(problem);
    if (!truncated) return problems.length > 0 ? null : bytes;
    const message = `The collector's record is larger than ${LARGEST_RECORD} bytes and was not used`;
    notes.add({ code: 'limit-reached', message, path: file.collectedPath, incomplete: true });
    return null;
  };
}

function provisional(file: CollectedFile, host: string | null): Artifact {
  return {
    id: -1,
    kind: 'other',
    host,
    collectedPath: file.collectedPath,
    windowsPath: null,
    location: file.member ? { path: file.path, member: file.member } : { path: file.path },
    size: file.size,
    times: null,
    carriesCode: false,
  };
}

/** Sources of times that are those of the copy: the file system as one, each archive by itself. */
function copiedSources(
  placed: readonly { readonly discovered: Discovered; readonly restored: RestoredFile }[],
  notes: NoteLedger,
): ReadonlySet<string> {
  const bySource = new Map<string, number[]>();
  for (const { discovered, restored } of placed) {
    const { file } = discovered;
    if (restored.recorded || restored.isRecord || file.modified === null || file.type === 'link') continue;
    const times = bySource.get(sourceOf(file));
    if (times) times.push(file.modified);
    else bySource.set(sourceOf(file), [file.modified]);
  }
  const copied = new Set<string>();
  for (const [source, times] of bySource) {
    if (!looksLikeCopyTimes(times)) continue;
    copied.add(source);
    if (times.length < 2) continue;
    const message =
      'Most files were modified within one hour: these are taken for times of the copy, not of the server';
    notes.add({ code: 'times-unreliable', message, path: null, count: times.length, incomplete: false });
  }
  return copied;
}

function sourceOf(file: CollectedFile): string {
  return file.timeSource === 'archive' ? file.path.toString('latin1') : '';
}

function artifactOf(
  { file, facts, gzip, closed }: Discovered,
  restored: RestoredFile,
  host: string | null,
  webFolders: readonly string[],
  copied: boolean,
): Artifact {
  const packedName = gzip ? file.name.replace(/\.gz$/i, '') : file.name;
  const windowsPath = gzip ? (restored.windowsPath?.replace(/\.gz$/i, '') ?? null) : restored.windowsPath;
  const classified = classify({ name: packedName, windowsPath, collectedPath: file.collectedPath, facts, webFolders });
  const unpacked = gzip && classified.kind !== 'other' && classified.kind !== 'archive' ? gzip : null;
  const isLog = classified.kind.endsWith('-log');
  const { kind, carriesCode } =
    file.type === 'link'
      ? ({ kind: 'link', carriesCode: false } as const)
      : closed
        ? ({ kind: 'other', carriesCode: false } as const)
        : restored.isRecord
          ? ({ kind: 'collector-record', carriesCode: false } as const)
          : gzip && !unpacked
            ? ({ kind: 'archive', carriesCode: classified.carriesCode } as const)
            : classified;
  const member = unpacked ? ({ format: 'gzip', name: packedName, index: 0 } as const) : file.member;
  return {
    id: 0,
    kind,
    host,
    collectedPath: file.collectedPath,
    // What lies packed on a server is no page or module there; a log is, packed or not, the log of its folder.
    windowsPath: restored.inArchive && !isLog ? null : unpacked ? windowsPath : restored.windowsPath,
    location: member ? { path: file.path, member } : { path: file.path },
    size: unpacked ? unpacked.size : file.size,
    times: timesOf(file, restored, copied),
    carriesCode,
    ...(file.attributes ? { attributes: file.attributes } : {}),
  };
}
