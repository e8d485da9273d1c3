import { closeSync, constants, openSync } from 'node:fs';
import { platform } from 'node:os';
import { literalWindowsPath } from '../../platform/windows-path-form.js';

const LINUX = platform() === 'linux';
const WINDOWS = platform() === 'win32';
/** Below what Linux takes in one call (4096 with the final NUL). */
const LONGEST_PATH = 4000;
/** Bytes between two folders that are kept open on the way to a deep one. */
const STEP = 1000;
const SLASH = 0x2f;

/** Folders on the way to the deepest path of late, each `STEP` bytes further down: neighbours in deep trees share them. */
let steps: { readonly prefix: Buffer; readonly descriptor: number }[] = [];

/**
 * Calls `use` with a path that the system accepts: the one given, or, where that is too long for one call, a short one through
 * descriptors of folders on the way (Linux), or one that Windows takes as it is. Evidence trees can be deeper than any path may be
 * long, and hold names that mean something else elsewhere.
 * `releasePaths` closes what this keeps open.
 */
export function withReachablePath<T>(path: Buffer, use: (path: Buffer) => T): T {
  if (WINDOWS) return use(literalWindowsPath(path));
  if (path.length <= LONGEST_PATH || !LINUX) return use(path);
  const kept = steps.findIndex(({ prefix }) => !isBelow(path, prefix));
  if (kept >= 0) release(kept);
  for (;;) {
    const last = steps.at(-1);
    const start = last?.prefix.length ?? 0;
    const rest = last ? Buffer.concat([Buffer.from(`/proc/self/fd/${last.descriptor}`), path.subarray(start)]) : path;
    if (path.length - start <= STEP) return use(rest);
    const cut = path.lastIndexOf(SLASH, start + STEP);
    if (cut <= start) return use(rest);
    const next = rest.subarray(0, rest.length - (path.length - cut));
    const descriptor = openSync(next, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    steps.push({ prefix: Buffer.from(path.subarray(0, cut)), descriptor });
  }
}

/** Closes the folders kept open for deep paths. */
export function releasePaths(): void {
  release(0);
}

function release(from: number): void {
  for (const { descriptor } of steps.slice(from)) closeSync(descriptor);
  steps = steps.slice(0, from);
}

function isBelow(path: Buffer, prefix: Buffer): boolean {
  return path[prefix.length] === SLASH && path.subarray(0, prefix.length).equals(prefix);
}
