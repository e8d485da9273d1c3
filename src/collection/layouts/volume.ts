import { driveOf, holdsWindows, looksLikeVolume } from '../placing/windows-path.js';
import { mountedElsewhere, SYSTEM_DRIVE } from './drive-folders.js';
import type { Layout } from './layout.js';

/** A mounted volume, or a copy of one: `Windows`, `inetpub`, `Program Files` lie at its top. `C:` where its own name tells no letter, or one at which only an image was mounted. */
export const volume: Layout = {
  name: 'volume',
  detect: looksLikeVolume,
  async map(folder) {
    const drive = driveOf(folder.name) ?? SYSTEM_DRIVE;
    if (drive === SYSTEM_DRIVE || !holdsWindows(folder)) return { roots: [{ folder, prefix: drive }] };
    return { roots: [{ folder, prefix: SYSTEM_DRIVE }], notes: [mountedElsewhere(drive)] };
  },
};
