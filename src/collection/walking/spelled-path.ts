import { isPlainName, printableName } from './printable-name.js';

const MOST_NAMES = 200;

/**
 * Components of a path as an archive or a store spells it. Both separators count: Windows tools write backslashes. What stays where it
 * is (`./C/x`, as of a folder that was packed from within) is left out. A trap of thousands stays one name.
 */
export function namesOf(spelled: Buffer): Buffer[] {
  const names: Buffer[] = [];
  let start = 0;
  for (let at = 0; at <= spelled.length; at++) {
    if (at < spelled.length && spelled[at] !== 0x2f && spelled[at] !== 0x5c) continue;
    if (at > start && !isHere(spelled, start, at)) names.push(spelled.subarray(start, at));
    start = at + 1;
    if (names.length >= MOST_NAMES) {
      if (start < spelled.length)
        names.push(Buffer.from(spelled.subarray(start).toString('latin1').replace(/[/\\]/g, '_')));
      break;
    }
  }
  return names;
}

/** Whether the component is a single dot. */
function isHere(name: Uint8Array, start: number, end: number): boolean {
  return end - start === 1 && name[start] === 0x2e;
}

/** Holds what cannot be shown, or climbs out of where it lies. */
export function isOddName(name: Buffer): boolean {
  return !isPlainName(name) || name.toString('latin1') === '..';
}

/**
 * The path as shown; the same one can be spelled twice.
 * @param taken how often each path was asked for
 */
export function uniquePath(prefix: string, names: readonly Buffer[], taken: Map<string, number>): string {
  const shown = names.map(printableName).join('/') || '_';
  let copy = (taken.get(shown) ?? 0) + 1;
  let path = copy === 1 ? shown : `${shown}\\x23${copy}`;
  // Another one may be called like a copy of this one.
  while (taken.has(path)) path = `${shown}\\x23${++copy}`;
  taken.set(shown, copy);
  taken.set(path, taken.get(path) ?? 1);
  return prefix + path;
}
