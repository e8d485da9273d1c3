import type { CoverageNote } from '../../model/coverage.js';
import type { Folder } from '../walking/tree.js';
import { driveOf, holdsWindows, isAmbiguousDrive, looksLikeVolume } from '../placing/windows-path.js';
import type { Layout, VolumeRoot } from './layout.js';

/**
 * Folders named by drive, beside each other: `C`, `D:`, `E$`, `C%3A`, `[C]`, `drive_c`. KAPE, CyLR, Tanium and administrators copy so.
 * A bare letter counts if it, or such a folder beside it, holds what a Windows volume holds.
 */
export const driveFolders: Layout = {
  name: 'folders named by drive',
  detect(folder) {
    return [...folder.folders.values()].some(
      (child) => driveOf(child.name) !== null && (!isAmbiguousDrive(child.name) || looksLikeVolume(child)),
    );
  },
  async map(folder) {
    return drivesIn(folder);
  },
};

/** Volumes as folders named by letter, and what is to be known of a letter that was another one on the server. */
export function drivesIn(folder: Folder): { readonly roots: VolumeRoot[]; readonly notes: readonly CoverageNote[] } {
  const roots = [...folder.folders.values()].flatMap((child): VolumeRoot[] => {
    const prefix = driveOf(child.name);
    if (!prefix) return [];
    return child.name.includes('%') ? [{ folder: child, prefix, decode: decodePercent }] : [{ folder: child, prefix }];
  });
  const systems = roots.filter((root) => holdsWindows(root.folder));
  const [system] = systems;
  if (system === undefined || systems.length > 1 || roots.some(({ prefix }) => prefix === SYSTEM_DRIVE)) {
    return { roots, notes: [] };
  }
  return {
    roots: roots.map((root) => (root === system ? { ...root, prefix: SYSTEM_DRIVE } : root)),
    notes: [mountedElsewhere(system.prefix)],
  };
}

export const SYSTEM_DRIVE = 'C:';

/**
 * The volume that holds Windows was mounted, or copied, under a letter that is free where the collector ran: it keeps its own, by which
 * configuration and logs name its files.
 */
export function mountedElsewhere(drive: string): CoverageNote {
  const message = `What holds Windows was collected as ${drive}, and nothing as ${SYSTEM_DRIVE}: it is taken for ${SYSTEM_DRIVE}, as an image that was mounted elsewhere`;
  return { code: 'contradictory', message, path: null, incomplete: false };
}

/** `%XX` as Velociraptor writes what file systems may not hold: bytes of UTF-8. What is no such escape stays. */
export function decodePercent(name: string): string {
  return name.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
    const text = bytes.toString('utf8');
    return text.includes('\ufffd') ? bytes.toString('latin1') : text;
  });
}
