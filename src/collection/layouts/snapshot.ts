/**
 * The device that Windows gives a snapshot, so that what lies in it is told from what lies on the drive.
 * @param number or, where the collector recorded only that, its identifier.
 */
export function snapshotPrefix(number: string): string {
  return `\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy${number}`;
}

/** `C:` for `\\.\C:` and `\\?\C:`, the device path for snapshots and other volumes, null for what is no volume. */
export function volumePrefix(name: string): string | null {
  const drive = /^(?:\\\\[.?]\\)?([A-Za-z]):\\?$/.exec(name)?.[1];
  if (drive) return `${drive.toUpperCase()}:`;
  const snapshot = /HarddiskVolumeShadowCopy(\d{1,5})$/i.exec(name)?.[1];
  if (snapshot) return snapshotPrefix(snapshot);
  return /^\\\\\?\\(?:Volume\{[0-9a-fA-F-]{36}\}|GLOBALROOT\\Device\\HarddiskVolume\d{1,5})$/i.test(name) ? name : null;
}
