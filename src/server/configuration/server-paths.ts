import type { ConfigurationFile } from '../../formats/iis-config/configuration-file.js';
import { itemsOf, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { attribute, walk } from '../../formats/xml/xml-document.js';
import type { Artifact } from '../../model/artifact.js';
import { withLongNames } from '../../collection/placing/short-names.js';

/** Where setup puts Exchange unless told otherwise; the same for 2013, 2016, 2019 and SE. */
const DEFAULT_EXCHANGE_ROOT = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\';

/** Longest path that Windows knows; longer text is not resolved. */
const MAXIMUM_PATH = 32_767;

const OF_EXPRESS = /^[a-z]:\\program files(?: \(x86\))?\\iis express\\(.+)$/;

/**
 * Resolves paths as configuration writes them, with variables, `/`, `.` and `..`, to those of one server, and to a form in
 * which servers compare: lower case, `%windir%` and `%exi%` (the Exchange root) for the folders that differ.
 */
export class ServerPaths {
  private readonly variables: Readonly<Record<string, string>>;

  constructor(
    /** With a final backslash. */
    readonly exchangeRoot: string = DEFAULT_EXCHANGE_ROOT,
    /** Such as `C:`. */
    readonly systemDrive: string = 'C:',
    /** Of IIS Express, which brings the files of IIS in a folder of its own. */
    readonly express: boolean = false,
  ) {
    // Whose it is no configuration says.
    const user = `${systemDrive}\\Users\\%USERNAME%`;
    this.variables = {
      systemdrive: systemDrive,
      windir: `${systemDrive}\\Windows`,
      systemroot: `${systemDrive}\\Windows`,
      programfiles: `${systemDrive}\\Program Files`,
      'programfiles(x86)': `${systemDrive}\\Program Files (x86)`,
      programdata: `${systemDrive}\\ProgramData`,
      allusersprofile: `${systemDrive}\\ProgramData`,
      public: `${systemDrive}\\Users\\Public`,
      temp: `${systemDrive}\\Windows\\Temp`,
      tmp: `${systemDrive}\\Windows\\Temp`,
      iis_site_log_dir: `${systemDrive}\\inetpub\\logs\\LogFiles`,
      exchangeinstallpath: exchangeRoot,
      userprofile: user,
      appdata: `${user}\\AppData\\Roaming`,
      localappdata: `${user}\\AppData\\Local`,
      // Those that IIS Express sets for its own process.
      iis_bin: `${systemDrive}\\Program Files\\IIS Express`,
      iis_user_home: `${user}\\Documents\\IISExpress`,
      iis_sites_home: `${user}\\Documents\\My Web Sites`,
    };
  }

  /** Absolute Windows path, case as written; variables nobody knows stay. */
  expand(path: string): string {
    const expanded = path
      .slice(0, MAXIMUM_PATH)
      .replace(/^file:\/\/\/?/i, '')
      .replace(/%([^%\\/]{1,40})%/g, (whole, name: string) => {
        const key = name.toLowerCase();
        return Object.hasOwn(this.variables, key) ? (this.variables[key] ?? whole) : whole;
      })
      .replaceAll('/', '\\')
      .replace(/^\\systemroot(?=\\)/i, this.variables['systemroot'] ?? '')
      .replace(/^\\\\[?.]\\(?=[A-Za-z]:)/, '');
    const share = expanded.startsWith('\\\\') ? '\\\\' : '';
    const parts: string[] = [];
    for (const part of expanded.split('\\')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return withLongNames(share + parts.join('\\'));
  }

  /** For comparing with known-good facts: `%windir%\system32\inetsrv\static.dll`, `%exi%\bin\kerbauth.dll`. */
  canonical(path: string): string {
    const expanded = this.expand(path).toLowerCase();
    // Servers that moved Exchange to another drive keep entries with the default folder.
    for (const exchange of [this.exchangeRoot, DEFAULT_EXCHANGE_ROOT]) {
      const root = exchange.toLowerCase().replace(/\\$/, '');
      if (expanded === root || expanded.startsWith(`${root}\\`)) return `%exi%${expanded.slice(root.length)}`;
    }
    const windows = `${this.systemDrive.toLowerCase()}\\windows`;
    if (expanded === windows || expanded.startsWith(`${windows}\\`)) return `%windir%${expanded.slice(windows.length)}`;
    const drive = `${this.systemDrive.toLowerCase()}\\`;
    const own = this.express ? OF_EXPRESS.exec(expanded) : null;
    // What lies in its folder lies in that of IIS elsewhere, what lies below it in that of the add-ons.
    if (own) return (own[1]?.includes('\\') ? 'c:\\program files\\iis\\' : '%windir%\\system32\\inetsrv\\') + own[1];
    return expanded.startsWith(drive) ? `c:\\${expanded.slice(drive.length)}` : expanded;
  }
}

/**
 * The paths of the server that a configuration was written for: the Exchange root that most of its Exchange folders share,
 * the system drive that the file itself lay on. Without any, the defaults.
 */
export function serverPathsOf(file: ConfigurationFile, artifact: Artifact | null): ServerPaths {
  const drive = /^([a-z]:)\\windows\\/i.exec(artifact?.windowsPath ?? '')?.[1]?.toUpperCase();
  return new ServerPaths(exchangeRootIn(pathsIn(file)), drive, isOfExpress(file));
}

/** Whether a configuration is one of IIS Express: most of its native modules lie in its folder, which a single one may claim. */
export function isOfExpress(file: ConfigurationFile): boolean {
  const images = [...itemsOf(file, 'system.webServer/globalModules')].map(({ element }) => attribute(element, 'image'));
  const own = images.filter((image) => /^%iis_bin%|\\iis express\\/i.test(image ?? ''));
  return own.length * 2 > images.length;
}

/** The Exchange root, with a final backslash, below which most of the paths lie; undefined where none lies in such a folder. */
export function exchangeRootIn(paths: Iterable<string>): string | undefined {
  const counts = new Map<string, { root: string; count: number }>();
  for (const path of paths) {
    const root = EXCHANGE_FOLDER.exec(path)?.[1];
    if (root === undefined) continue;
    const entry = counts.get(root.toLowerCase()) ?? { root, count: 0 };
    entry.count++;
    counts.set(root.toLowerCase(), entry);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.root;
}

const EXCHANGE_FOLDER =
  /^([a-z]:\\(?!(?:windows|programdata|users|temp|inetpub)\\).{0,200}?\\)(?:frontend\\httpproxy(?:\\|$)|clientaccess(?:\\|$)|transportroles\\agents\\|bin\\(?:generic|msexchange)[^\\]*\.config$)/i;

function* pathsIn(file: ConfigurationFile): Generator<string> {
  for (const { element } of sectionsNamed(file, 'system.applicationHost/sites')) {
    for (const child of walk(element)) {
      if (child.name === 'virtualDirectory') yield attribute(child, 'physicalPath') ?? '';
    }
  }
  for (const { element } of itemsOf(file, 'system.applicationHost/applicationPools')) {
    yield attribute(element, 'CLRConfigFile') ?? '';
  }
}
