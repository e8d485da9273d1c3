/** Names that stand for devices in every folder, whatever follows the first dot. Source: as below, "Naming conventions". */
const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$) *(?:[.:].*)?$/i;

/** Whether Windows would write to a device where a file has this name. */
export function isWindowsDevice(name: string): boolean {
  return DEVICE.test(name);
}

const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const AS_IT_IS = Buffer.from('\\\\?\\');
const SHARE = Buffer.from('\\\\?\\UNC\\');

/**
 * A path as everybody writes it: without the prefix by which Windows takes a path as it is (`\\?\C:\x`, `\\?\UNC\server\share`),
 * and with the drive in upper case. Other devices keep theirs.
 * Source: learn.microsoft.com/windows/win32/fileio/naming-a-file, "Win32 File Namespaces".
 */
export function plainWindowsPath(path: string): string {
  const plain = path.replace(/^\\\\[?.]\\(?=[a-z]:(?:[\\/]|$))/i, '').replace(/^\\\\[?.]\\UNC\\/i, '\\\\');
  return plain.replace(/^[a-z](?=:)/, (drive) => drive.toUpperCase());
}

/**
 * An absolute path so that Windows takes it as it is: with more than 260 characters, with names that are devices elsewhere
 * (`aux.aspx`), and with names that end in a dot or a space. Evidence has all of these. `path` is UTF-8.
 */
export function literalWindowsPath(path: Buffer): Buffer {
  const written = path.includes(SLASH) ? Buffer.from(path.map((byte) => (byte === SLASH ? BACKSLASH : byte))) : path;
  if (written[0] === BACKSLASH && written[1] === BACKSLASH) {
    const isDevice = (written[2] === 0x3f || written[2] === 0x2e) && written[3] === BACKSLASH;
    return isDevice ? written : Buffer.concat([SHARE, written.subarray(2)]);
  }
  const isAbsolute = written[1] === 0x3a && written[2] === BACKSLASH;
  return isAbsolute ? Buffer.concat([AS_IT_IS, written]) : written;
}
