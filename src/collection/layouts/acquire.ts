import type { Folder } from '../walking/tree.js';
import { driveOf, looksLikeVolume } from '../placing/windows-path.js';
import type { Layout, VolumeRoot } from './layout.js';

const RECORD = /^(?:acquire|report)[^/\\]*\.(?:log|json)$|^.*_report\.json$/i;

/** Dissect's acquire: `fs/C:/…` or `fs/c:/…`, volumes without a letter as `fs/$fs$/fs<n>`, of older versions `sysvol` or `$rootfs$`. */
export const acquire: Layout = {
  name: 'acquire',
  detect: (folder) => rootsOf(folder).length > 0,
  async map(folder) {
    return { roots: rootsOf(folder), records: [...folder.files.values()].filter((file) => RECORD.test(file.name)) };
  },
};

function rootsOf(folder: Folder): VolumeRoot[] {
  const fs = folder.folderNamed('fs');
  const lettered = [...(fs?.folders.values() ?? [])].flatMap((child) => {
    const prefix = driveOf(child.name);
    return prefix ? [{ folder: child, prefix }] : [];
  });
  // Volumes without a letter: the one that holds Windows is the system's, of others nobody knows where they were mounted.
  const unlettered = [
    ...(fs?.folderNamed('$fs$')?.folders.values() ?? []),
    ...['sysvol', '$rootfs$'].flatMap((name) => folder.folderNamed(name) ?? []),
  ];
  const system = lettered.some((root) => root.prefix === 'C:') ? [] : unlettered.filter(looksLikeVolume).slice(0, 1);
  return [...lettered, ...system.map((child) => ({ folder: child, prefix: 'C:' }))];
}
