import { looksLikeVolume } from '../windows-path.js';
import type { Layout } from './layout.js';

/** A mounted volume, or a copy of one, without a letter: `Windows`, `inetpub`, `Program Files` lie at its top. Taken for `C:`. */
export const volume: Layout = {
  name: 'volume',
  detect: looksLikeVolume,
  async map(folder) {
    return { roots: [{ folder, prefix: 'C:' }] };
  },
};
