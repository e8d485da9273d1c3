import { driveOf, isAmbiguousDrive, looksLikeVolume } from '../windows-path.js';
import type { Layout } from './layout.js';

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
    const roots = [...folder.folders.values()].flatMap((child) => {
      const prefix = driveOf(child.name);
      if (!prefix) return [];
      return child.name.includes('%')
        ? [{ folder: child, prefix, decode: decodePercent }]
        : [{ folder: child, prefix }];
    });
    return { roots };
  },
};

/** `%XX` as Velociraptor writes what file systems may not hold: bytes of UTF-8. What is no such escape stays. */
export function decodePercent(name: string): string {
  return name.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
    const text = bytes.toString('utf8');
    return text.includes('\ufffd') ? bytes.toString('latin1') : text;
  });
}
