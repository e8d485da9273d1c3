import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Whether a path is one of the folders, or lies in one. Links are not looked at. */
export function liesIn(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const way = relative(resolve(folder), resolve(path));
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  });
}
