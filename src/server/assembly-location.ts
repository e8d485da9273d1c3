import { isInGlobalCache, parseGlobalAssembly } from '../formats/pe/global-assembly.js';
import type { DetectorContext } from '../model/detector.js';
import type { Evidence } from '../model/finding.js';
import { folderOf } from '../platform/windows-path.js';
import { parseManagedType } from './configuration/managed-type.js';
import { imageEvidence } from './image-facts.js';

/** Where .NET 4 and the versions before keep assemblies of the whole machine. */
const CACHES = ['Microsoft.NET\\assembly', 'assembly'];
/** Files of one assembly that are told: versions, processors and copies. */
const MAXIMUM_FILES = 5;

/** Whether the assembly of a type lies in `bin` beside the configuration and an engine judged it malicious. */
export function isFlagged(type: string, { artifact, server }: DetectorContext): boolean {
  const { assembly } = parseManagedType(type);
  const folder = artifact?.windowsPath?.replace(/\\[^\\]*$/, '');
  if (assembly === null || folder === undefined) return false;
  return server.flaggedFiles.has(`${folder}\\bin\\${assembly}.dll`.toLowerCase());
}

/** Whether the class is of `App_Code` beside the configuration, which ASP.NET compiles, and something was found in sources there. */
export function isFlaggedSource(type: string, { artifact, server }: DetectorContext): boolean {
  const { assembly } = parseManagedType(type);
  if (artifact?.windowsPath == null || (assembly !== null && !/^(?:__code|app_code)\b/i.test(assembly))) return false;
  const sources = `${folderOf(artifact.windowsPath)}\\app_code\\`.toLowerCase();
  return [...server.flaggedFiles.keys()].some((file) => file.startsWith(sources));
}

/**
 * Where the assembly of a type that a configuration file names was collected, and what it says of itself: `bin` beside the
 * configuration (IIS-02), else the global assembly cache (NET-02). Empty where it was not collected, or the type names none.
 */
export function assemblyEvidence(type: string, { artifact, server }: DetectorContext): Evidence[] {
  const { assembly, token } = parseManagedType(type);
  if (assembly === null || /[\\/:]/.test(assembly)) return [];
  const folder = artifact?.windowsPath?.replace(/\\[^\\]*$/, '');
  const drive = /^[a-z]:/i.exec(folder ?? '')?.[0] ?? 'C:';
  const own = folder === undefined ? undefined : server.files.get(`${folder}\\bin\\${assembly}.dll`)?.windowsPath;
  const paths = own ? [own] : CACHES.flatMap((cache) => [...inCache(`${drive}\\Windows\\${cache}`, assembly, token)]);
  return paths.slice(0, MAXIMUM_FILES).flatMap((path) => {
    const image = server.images?.get(path);
    const where = isInGlobalCache(path) ? 'global assembly cache' : 'bin beside the configuration';
    const found: Evidence = { type: 'fact', path: null, label: 'assembly file', text: `${path} (${where})` };
    return [found, ...(image ? imageEvidence(image, path) : [])];
  });

  function* inCache(root: string, name: string, key: string | null): Generator<string> {
    for (const kind of ['GAC', 'GAC_32', 'GAC_64', 'GAC_MSIL']) {
      for (const { windowsPath } of server.files.under(`${root}\\${kind}\\${name}`)) {
        const cached = windowsPath === null ? null : parseGlobalAssembly(windowsPath);
        if (!cached || windowsPath === null || !/\.dll$/i.test(cached.file)) continue;
        if (key === null || cached.publicKeyToken === key) yield windowsPath;
      }
    }
  }
}
