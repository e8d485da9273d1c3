import { type BigIntStats, lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { codeOf } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';
import { differingInCase } from './names-alike.js';
import type { NoteLedger } from '../note-ledger.js';
import { joinCollected, joinPath, PlainFiles, type WalkedFolder } from './plain-file.js';
import { isPlainName, nameText, printableName } from './printable-name.js';
import { withReachablePath } from './reachable-path.js';
import { type CollectedFile, type Folder, placeOf } from './tree.js';

/** Files and links of one collection, of which each that is scanned or read costs a kilobyte: beyond, memory would decide. */
export const MAXIMUM_FILES = 1_000_000;
/** Bytes of a path. Windows has none of more than 32,767 characters: deeper trees are a trap. */
const LONGEST_PATH = 40_000;

/** A directory that waits for its turn. Siblings share the path of their parent, so that deep and wide trees stay cheap. */
interface Waiting {
  readonly ancestors: Ancestors;
  readonly parentPath: Buffer;
  readonly name: Buffer;
  readonly collectedPath: string;
  readonly folder: Folder;
}

/** A directory's own identity and those above it: all that is kept of directories that are done. */
interface Ancestors {
  readonly identity: string;
  readonly above: Ancestors | null;
}

/**
 * Finds every file and link below a directory, in the order of their names' bytes, and puts them into the tree. Names are bytes
 * throughout. Links and junctions are never followed, special files never opened, a directory that is its own ancestor (a bind
 * mount) not entered again. What cannot be read is noted; nothing is left out silently.
 */
export function* walk(root: Buffer, tree: Folder, prefix: string, notes: NoteLedger): Generator<CollectedFile> {
  const nothing = Buffer.alloc(0);
  const files = new PlainFiles();
  const ancestors = { identity: identityOf(root), above: null };
  const seen = new Set([ancestors.identity]);
  const waiting: Waiting[] = [{ ancestors, parentPath: nothing, name: root, collectedPath: prefix, folder: tree }];
  for (let directory = waiting.pop(); directory; directory = waiting.pop()) {
    const path = joinPath(directory.parentPath, directory.name);
    const walked: WalkedFolder = {
      path: path.toString('latin1'),
      collectedPath: directory.collectedPath,
      folder: directory.folder,
    };
    const found: Waiting[] = [];
    const shown = new Set<string>();
    let alike = { count: 0, path: '' };
    for (const entry of entriesOf(path, directory.collectedPath, notes)) {
      const name = Buffer.from(entry, 'latin1');
      const printable = printableName(name);
      const collectedPath = joinCollected(directory.collectedPath, printable);
      const inLowerCase = printable.toLowerCase();
      if (shown.has(inLowerCase)) alike = { count: alike.count + 1, path: collectedPath };
      shown.add(inLowerCase);
      if (!isPlainName(name)) notes.add(oddName(collectedPath));
      const full = joinPath(path, name);
      const stats = statusOf(full, collectedPath, notes);
      if (!stats) continue;
      if (stats.isDirectory()) {
        const trap =
          full.length > LONGEST_PATH
            ? `A folder is nested so deep that its path exceeds ${LONGEST_PATH} bytes; what is below was not read`
            : tree.isFull
              ? 'There are more folders than there is room for; what is in this one was not read'
              : null;
        if (trap !== null) {
          const shown = directory.collectedPath.slice(0, 500);
          notes.add({ code: 'limit-reached', message: trap, path: shown, incomplete: true });
          continue;
        }
        const identity = identityOf(full);
        // Only one that was met before can be among those above.
        const isKnown = seen.has(identity);
        seen.add(identity);
        if (isKnown && isAmong(directory.ancestors, identity)) {
          const message = 'The folder is one of its own parents; it was read once';
          notes.add({ code: 'loop-not-entered', message, path: collectedPath, incomplete: false });
          continue;
        }
        const place = placeOf(directory.folder, name);
        const folder = place.folder.child(place.name);
        found.push({
          ancestors: { identity, above: directory.ancestors },
          parentPath: path,
          name,
          collectedPath,
          folder,
        });
      } else if (stats.isFile() && printable === nameText(name)) {
        const file = files.add(walked, printable, stats.size, stats.mtimeMs);
        directory.folder.add(printable, file);
        yield file;
      } else if (stats.isFile() || stats.isSymbolicLink()) {
        yield fileOf(full, name, collectedPath, directory.folder, stats);
      } else {
        const message = 'Neither file, folder nor link (a pipe, socket or device): never opened';
        notes.add({ code: 'not-examined', message, path: collectedPath, incomplete: false });
      }
    }
    if (alike.count > 0) notes.add(differingInCase(alike));
    // One by one: a call takes no more arguments than its stack holds, and folders have more entries than that.
    for (const below of found.reverse()) waiting.push(below);
  }
}

/** One file, given by itself. */
export function fileOf(path: Buffer, name: Buffer, collectedPath: string, parent: Folder, stats: Stats): CollectedFile {
  const place = placeOf(parent, name);
  const file: CollectedFile = {
    collectedPath,
    name: nameText(place.name),
    folder: place.folder,
    path,
    type: stats.isSymbolicLink() ? 'link' : 'file',
    size: stats.isSymbolicLink() ? 0 : stats.size,
    modified: Number.isFinite(stats.mtimeMs) ? stats.mtimeMs : null,
    created: null,
    timeSource: 'file-system',
    ...(stats.isSymbolicLink() ? { linkTarget: targetOf(path) } : {}),
  };
  place.folder.add(printableName(place.name), file);
  return file;
}

/** Read, never followed. Empty where it cannot be read. */
function targetOf(link: Buffer): string {
  try {
    return withReachablePath(link, (reachable) => readlinkSync(reachable, 'buffer')).toString('utf8');
  } catch {
    return '';
  }
}

function oddName(path: string) {
  const message = 'The name holds bytes that cannot be shown; they are written \\xNN';
  return { code: 'odd-name', message, path, incomplete: false } as const;
}

/** Names of what is in a folder, a character for each byte: as bytes, those of a million files in one folder would take ten times the room. */
function entriesOf(path: Buffer, collectedPath: string, notes: NoteLedger): string[] {
  try {
    return withReachablePath(path, (reachable) => readdirSync(reachable, 'latin1')).sort(compareText);
  } catch (error) {
    notes.add(unreadable('The folder could not be listed', collectedPath, error));
    return [];
  }
}

function statusOf(path: Buffer, collectedPath: string, notes: NoteLedger): Stats | null {
  try {
    return withReachablePath(path, (reachable) => lstatSync(reachable));
  } catch (error) {
    notes.add(unreadable('The entry could not be looked at', collectedPath, error));
    return null;
  }
}

/** For notes: what happened, by the system's own code, which says the same everywhere. */
export function unreadable(what: string, path: string, error: unknown) {
  return { code: 'unreadable', message: `${what}: ${codeOf(error) || 'error'}`, path, incomplete: true } as const;
}

/** Device and inode, empty where the file system has none. */
function identityOf(path: Buffer): string {
  try {
    const stats: BigIntStats = withReachablePath(path, (reachable) => lstatSync(reachable, { bigint: true }));
    return stats.ino === 0n ? '' : `${stats.dev}:${stats.ino}`;
  } catch {
    return '';
  }
}

function isAmong(ancestors: Ancestors, identity: string): boolean {
  if (identity === '') return false;
  for (let at: Ancestors | null = ancestors; at; at = at.above) if (at.identity === identity) return true;
  return false;
}
