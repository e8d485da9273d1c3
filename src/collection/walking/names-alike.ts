import type { CoverageNote } from '../../model/coverage.js';
import type { NoteLedger } from '../note-ledger.js';
import { joinCollected } from './plain-file.js';
import type { Folder } from './tree.js';

/** Names in one folder that are one name on Windows. */
export interface NamesAlike {
  readonly count: number;
  /** Of the last of them. */
  readonly path: string;
}

export function differingInCase({ count, path }: NamesAlike): CoverageNote {
  const message =
    'Names in one folder differ only in case: on Windows they are one, and what is found is told as of one path';
  return { code: 'odd-name', message, path, count, incomplete: false };
}

/**
 * Says where members of an archive differ only in case.
 * @param tree the root; of the folders above it, nothing is shown
 * @param whole the archive that is all of the collection, whose name no path bears
 */
export function noteMembersAlike(folder: Folder, tree: Folder, whole: Folder | null, notes: NoteLedger): void {
  if (!isPacked(folder)) return;
  const shown = new Set<string>();
  let alike = { count: 0, name: '' };
  // An archive that was opened is a file and a folder.
  for (const name of new Set([...folder.folders.keys(), ...folder.files.keys()])) {
    const inLowerCase = name.toLowerCase();
    if (shown.has(inLowerCase)) alike = { count: alike.count + 1, name };
    shown.add(inLowerCase);
  }
  if (alike.count === 0) return;
  const path = joinCollected(pathOf(folder, tree, whole), alike.name);
  notes.add(differingInCase({ count: alike.count, path }));
}

function isPacked(folder: Folder): boolean {
  for (let at: Folder | null = folder; at; at = at.parent) if (at.archive) return true;
  return false;
}

function pathOf(folder: Folder, tree: Folder, whole: Folder | null): string {
  const names: string[] = [];
  for (let at: Folder | null = folder; at && at !== tree && at !== whole; at = at.parent) names.unshift(at.printable);
  return names.join('/');
}
