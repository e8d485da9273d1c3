import type { Folder } from '../walking/tree.js';
import { driveOf, looksLikeVolume } from '../placing/windows-path.js';
import type { Layout, VolumeRoot } from './layout.js';
import { snapshotPrefix } from './snapshot.js';

const VOLUME =
  /^(?:HarddiskVolume\d{1,5}|Volume\{[0-9a-fA-F-]{36}\}|Volume\d{1,3}|(?:NONAME|Partition|Basic data partition)\b.{0,60})$/i;
const SNAPSHOT = /^(?:HarddiskVolumeShadowCopy|vss|shadow_?copy_?)(\d{1,5})$/i;
const EXPORTED_ROOT = '[root]';

/**
 * Volumes by device or partition: `HarddiskVolume3`, `Volume{…}`, snapshots, and what FTK, X-Ways and Autopsy export
 * (`Partition 2/NONAME [NTFS]/[root]`). The one that holds Windows is taken for `C:`; of the others the letter is not known, so
 * their files keep the device's name.
 */
export const deviceVolumes: Layout = {
  name: 'volumes by device or partition',
  detect: (folder) => rootsOf(folder).length > 0,
  async map(folder) {
    return { roots: rootsOf(folder) };
  },
};

function rootsOf(folder: Folder): VolumeRoot[] {
  const exported = folder.folderNamed(EXPORTED_ROOT);
  if (exported) return [{ folder: exported, prefix: driveOf(folder.name) ?? 'C:' }];
  const roots: VolumeRoot[] = [];
  for (const child of folder.folders.values()) {
    const snapshot = SNAPSHOT.exec(child.name)?.[1];
    if (snapshot && looksLikeVolume(child)) roots.push({ folder: child, prefix: snapshotPrefix(snapshot) });
    else if (VOLUME.test(child.name) && !child.folderNamed(EXPORTED_ROOT) && hasContent(child)) {
      const system = child.folderNamed('windows') !== undefined;
      roots.push({ folder: child, prefix: system ? 'C:' : deviceOf(child.name) });
    }
  }
  return roots;
}

function hasContent(folder: Folder): boolean {
  return looksLikeVolume(folder) || /^(?:HarddiskVolume\d|Volume\{)/i.test(folder.name);
}

function deviceOf(name: string): string {
  return /^Volume\{/i.test(name) ? `\\\\?\\${name}` : `\\\\?\\GLOBALROOT\\Device\\${name}`;
}
