import type { KnownGood } from '../model/server.js';
import { normalPath } from './exchange-path.js';

/** SHA-256 of the contents that files had on servers that are known to be good, by `baselinePath`. */
export type BaselineFiles = ReadonlyMap<string, ReadonlySet<string>>;

/** A path as baselines compare it: case and the kind of slash do not count. */
export function baselinePath(windowsPath: string): string {
  return normalPath(windowsPath);
}

/**
 * What ships, and beside it what servers that are known to be good have. A path is one of theirs as long as no other content is seen at it:
 * what was changed there is nobody's.
 * @param hashOf of a file that was collected: null where its content is not known. Undefined where none was collected.
 */
export function withBaseline(
  shipped: KnownGood,
  files: BaselineFiles,
  hashOf: (path: string) => string | null | undefined,
): KnownGood {
  return {
    ...shipped,
    isShippedPath(windowsPath) {
      if (shipped.isShippedPath(windowsPath)) return true;
      const path = baselinePath(windowsPath);
      const hashes = files.get(path);
      const own = hashOf(path);
      return hashes !== undefined && (own === undefined || (own !== null && hashes.has(own)));
    },
    hash(windowsPath, sha256) {
      const hashes = files.get(baselinePath(windowsPath));
      const known = shipped.hash(windowsPath, sha256);
      if (hashes === undefined || known === 'known') return known;
      return hashes.has(sha256) ? 'known' : 'modified';
    },
    isOfBaseline: (windowsPath) => files.has(baselinePath(windowsPath)),
  };
}
