/** Last part of a path, as written; of a Windows path, or of one of the system that the collection lies on. */
export function fileNameOf(path: string): string {
  return path.slice(lastSeparator(path) + 1);
}

/** The folder that a path names something in, without the last separator; empty where there is none. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(lastSeparator(path), 0));
}

/** Lower case, without the dot, as Windows sees it: trailing dots and spaces do not count. Empty where there is none. */
export function extensionOf(path: string): string {
  const name = fileNameOf(path)
    .toLowerCase()
    .replace(/[. ]{1,255}$/, '');
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));
}
