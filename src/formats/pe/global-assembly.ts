import { isMicrosoftToken } from './strong-name.js';

/** A file of the global assembly cache, by its path: what .NET looks for by name, version and key stands in the folders. */
export interface GlobalAssembly {
  /** Name of the assembly, as its folder has it. */
  readonly name: string;
  readonly version: string;
  /** Empty where it is for every language. */
  readonly culture: string;
  /** Lower-case hex; null where the folder gives none. */
  readonly publicKeyToken: string | null;
  /** Name of the file. */
  readonly file: string;
}

const CACHE =
  /^[a-z]:\\windows\\(?:microsoft\.net\\)?assembly\\gac(?:_msil|_32|_64)?\\([^\\]+)\\(?:v\d+\.\d+_)?(\d+(?:\.\d+){0,3})_([^\\_]*)_([0-9a-f]{16})?\\([^\\]+)$/i;

/** What Microsoft signed with a key that lies open, and .NET Framework 4.7 brings along. */
const OPEN: ReadonlySet<string> = new Set(['netstandard|cc7b13ffcd2ddd51', 'system.valuetuple|cc7b13ffcd2ddd51']);

/** Reads the path of a file in a GAC folder (.NET 4 and the legacy ones); null where it is not in that form. */
export function parseGlobalAssembly(windowsPath: string): GlobalAssembly | null {
  const match = CACHE.exec(windowsPath);
  if (!match) return null;
  const [, name = '', version = '', culture = '', token, file = ''] = match;
  return { name, version, culture, publicKeyToken: token?.toLowerCase() ?? null, file };
}

/** Whether a path lies below a folder of the cache, in its form or not. */
export function isInGlobalCache(windowsPath: string): boolean {
  return /^[a-z]:\\windows\\(?:microsoft\.net\\)?assembly\\gac(?:_msil|_32|_64)?\\/i.test(windowsPath);
}

/** By its path, one of Microsoft's: named so by its key, which the cache checks when an installer adds an assembly. */
export function isOfMicrosoft({ name, publicKeyToken }: GlobalAssembly): boolean {
  return isMicrosoftToken(publicKeyToken) || OPEN.has(`${name.toLowerCase()}|${publicKeyToken ?? ''}`);
}
