import { sep } from 'node:path';

/**
 * What was probably meant by a path that does not exist here; null where the way it is written tells nothing.
 * @param onWindows whether paths of Windows are paths of this machine.
 */
export function pathHint(written: string, onWindows = sep === '\\'): string | null {
  if (written === '-') return 'Nothing is read from standard input: save it as a file, and name that.';
  if (/^file:/i.test(written)) return 'Give it as a path, not as a file: URL.';
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(written)) {
    return 'Only s3://bucket/prefix is read from the network: copy the collection here, and name the folder.';
  }
  if (/^~/.test(written)) return 'The shell leaves ~ as it is within quotes and after =: write the whole path.';
  if (onWindows && written.includes('"')) {
    return 'A backslash before the closing quote joins what follows to the path: leave out the last backslash.';
  }
  if (onWindows) return null;
  if (/^[a-z]:([\\/]|$)/i.test(written)) {
    return 'This is a path of Windows: name where the collection lies on this machine, such as a mounted volume.';
  }
  if (written.startsWith('\\\\')) return 'This is a share of Windows: mount it, and name where it is mounted.';
  return null;
}
