import type { Folder } from '../walking/tree.js';

const DRIVE_FOLDER = /^(?:([A-Za-z])(?::|%3[Aa]|_|\$)?|\[([A-Za-z]):?\]|drive_([A-Za-z]))$/;
const PLAIN_LETTER = /^[A-Za-z]_?$/;
/** What a Windows volume has at its top; users' folders and temporary ones tell too little. */
const VOLUME_FOLDERS = [
  'windows',
  'program files',
  'program files (x86)',
  'inetpub',
  'programdata',
  'exchangesetuplogs',
  '$recycle.bin',
  'system volume information',
  'perflogs',
];

/** The drive that a folder's name stands for, such as `D:`: `D`, `D:`, `D_`, `D$`, `D%3A`, `[D]`, `drive_d`. */
export function driveOf(folderName: string): string | null {
  const match = DRIVE_FOLDER.exec(folderName);
  const letter = match?.[1] ?? match?.[2] ?? match?.[3];
  return letter ? `${letter.toUpperCase()}:` : null;
}

/** A bare letter can be any folder's name; the other forms only say "drive". */
export function isAmbiguousDrive(folderName: string): boolean {
  return PLAIN_LETTER.test(folderName);
}

/** Holds at least one folder that lies at the top of Windows volumes. */
export function looksLikeVolume(folder: Folder): boolean {
  return VOLUME_FOLDERS.some((name) => folder.folderNamed(name) !== undefined);
}

/** The volume of a system: no other has these folders. */
export function holdsWindows(folder: Folder): boolean {
  return folder.folderNamed('windows')?.folderNamed('system32') !== undefined;
}

/** The path of a name in a folder; null where the name would climb out of it. */
export function joinWindows(folder: string, name: string): string | null {
  return name === '.' || name === '..' || name === '' ? null : `${folder}\\${name}`;
}

/** For comparing: lower case, backslashes, no device prefix, nothing doubled, no final one. */
export function normalizeWindowsPath(path: string): string {
  const parts: string[] = [];
  for (const part of path
    .replaceAll('/', '\\')
    .replace(/^\\\\[?.]\\(?=[A-Za-z]:)/, '')
    .toLowerCase()
    .split('\\')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('\\');
}
