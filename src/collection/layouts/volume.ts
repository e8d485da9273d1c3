import { driveOf, looksLikeVolume } from '../windows-path.js';
import type { Layout } from './layout.js';

/** A mounted volume, or a copy of one: `Windows`, `inetpub`, `Program Files` lie at its top. `C:` where its own name tells no letter. */
export const volume: Layout = {
  name: 'volume',
  detect: looksLikeVolume,
  async map(folder) {
    return { roots: [{ folder, prefix: driveOf(folder.name) ?? 'C:' }] };
  },
};
