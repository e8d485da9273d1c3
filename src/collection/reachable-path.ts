import { closeSync, constants, openSync } from 'node:fs';
import { platform } from 'node:os';

/** Below what Linux (4096 with the final NUL) and macOS (1024) take in one call. */
const LINUX = platform() === 'linux';
const LONGEST_PATH = LINUX ? 4000 : 1000;
const SLASH = 0x2f;

/**
 * Calls `use` with a path that the system accepts: the one given, or, where that is too long for one call, a short one through
 * descriptors of folders on the way (Linux). Evidence trees can be deeper than any path may be long.
 */
export function withReachablePath<T>(path: Buffer, use: (path: Buffer) => T): T {
  if (path.length <= LONGEST_PATH || !LINUX) return use(path);
  let descriptor: number | null = null;
  let rest = path;
  try {
    while (rest.length > LONGEST_PATH) {
      const cut = rest.lastIndexOf(SLASH, LONGEST_PATH - 40);
      if (cut <= 0) return use(rest);
      const step = rest.subarray(0, cut);
      const next = openSync(step, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
      if (descriptor !== null) closeSync(descriptor);
      descriptor = next;
      rest = Buffer.concat([Buffer.from(`/proc/self/fd/${descriptor}`), rest.subarray(cut)]);
    }
    return use(rest);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
