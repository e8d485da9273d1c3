import { readFileSync } from 'node:fs';
import type { KnownGood } from '../model/server.js';
import { fileNameOf, folderOf } from '../platform/windows-path.js';
import { buildsIn, compareBuilds, exchangeKey, exchangeRootsIn, foldVersions, normalPath } from './exchange-path.js';
import { productUrl } from './product-url.js';

/** `signatures/known-good/web-files.json`, made by `scripts/make-known-good.mjs`. */
interface WebFiles {
  /** Every build whose files are known whole. */
  readonly coveredBuilds: readonly string[];
  /** Cumulative updates all of whose builds are. */
  readonly coveredUpdates: readonly string[];
  /** Folder below the Exchange root to file name to the hashes of its contents, one after the other. */
  readonly folders: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Where setup puts Exchange: paths that no file was collected for are asked about too. */
const DEFAULT_ROOT = 'c:\\program files\\microsoft\\exchange server\\v15\\';

/** Of a SHA-256 the facts keep so many bytes, which are so many characters of base64. */
const HASH_BYTES = 9;
const HASH_CHARACTERS = 12;

/** What the facts know of a host, told by the Windows paths of everything that was collected of it. */
export function createKnownGood(windowsPaths: Iterable<string>): KnownGood {
  const roots = [...new Set([...exchangeRootsIn(windowsPaths), DEFAULT_ROOT])];
  const newest = [...buildsIn(windowsPaths, roots)].sort(compareBuilds).at(-1);
  const facts = webFiles();
  const isCovered =
    newest !== undefined && (facts.coveredBuilds.includes(newest) || facts.coveredUpdates.includes(newest));
  return {
    isShippedPath(windowsPath) {
      const key = exchangeKey(windowsPath, roots);
      return key === null ? isShippedByWindows(normalPath(windowsPath)) : hashesAt(facts, key) !== undefined;
    },
    productUrl: (stem) => productUrl(stem, (key) => hashesAt(facts, key) !== undefined),
    hash(windowsPath, sha256) {
      const key = exchangeKey(windowsPath, roots);
      const hashes = key === null ? undefined : hashesAt(facts, key);
      if (hashes === undefined || hashes === '') return 'uncovered';
      if (holds(hashes, sha256)) return 'known';
      return isCovered ? 'modified' : 'uncovered';
    },
  };
}

/** Names of the executable files that ship in the folder of this file, wherever Exchange is installed. Lower case. */
export function shippedNamesBeside(windowsPath: string): readonly string[] {
  const { folders } = webFiles();
  const parts = foldVersions(normalPath(windowsPath).split('\\').slice(0, -1));
  for (let from = 1; from < parts.length; from += 1) {
    const folder = parts.slice(from).join('\\');
    if (Object.hasOwn(folders, folder)) return Object.keys(folders[folder] ?? {});
  }
  return [];
}

function hashesAt({ folders }: WebFiles, key: string): string | undefined {
  const [folder, name] = [folderOf(key), fileNameOf(key)];
  if (!Object.hasOwn(folders, folder)) return undefined;
  const files = folders[folder] ?? {};
  return Object.hasOwn(files, name) ? files[name] : undefined;
}

function holds(hashes: string, sha256: string): boolean {
  const wanted = Buffer.from(sha256, 'hex').subarray(0, HASH_BYTES).toString('base64');
  for (let at = 0; at < hashes.length; at += HASH_CHARACTERS) {
    if (hashes.startsWith(wanted, at)) return true;
  }
  return false;
}

/**
 * Executable files that Windows itself puts where a web server reaches them (WEB-01), and the folders of roles that Windows
 * installs (certificate enrolment, RPC proxy, the administration pages of ASP.NET 2.0 to 4).
 */
function isShippedByWindows(path: string): boolean {
  return SHIPPED_BY_WINDOWS.some((pattern) => pattern.test(path));
}

const SHIPPED_BY_WINDOWS = [
  /^[a-z]:\\inetpub\\wwwroot\\(?:iisstart\.(?:htm|png)|welcome\.png|web\.config)$/,
  /^[a-z]:\\inetpub\\wwwroot\\aspnet_client\\(?:system_web\\[\d_]{1,20}\\)?(?:smartnav\.htm|smartnav\.js|webuivalidation\.js|web\.config)$/,
  /^[a-z]:\\inetpub\\custerr\\[a-z]{2,3}-[a-z-]{2,12}\\[\d-]{3,8}\.htm$/,
  /^[a-z]:\\windows\\system32\\certsrv\\(?:[a-z]{2,3}-[a-z-]{2,12}\\)?(?:cert[a-z]{2,8}|default)\.(?:asp|inc)$/,
  /^[a-z]:\\windows\\system32\\rpcproxy\\(?:rpcproxy|rpcproxyshim)\.dll$/,
  /^[a-z]:\\windows\\microsoft\.net\\framework(?:64)?\\v[\d.]{3,12}\\asp\.netwebadminfiles\\(?:(?:default|error|home[0-2]|webadminhelp(?:_(?:application|internals|provider|security))?)\.aspx|navigationbar\.ascx|webadmin[a-z]{6,40}\.(?:master|cs)|[a-z]{6,30}\.cs|web\.config)$/,
  /^[a-z]:\\windows\\microsoft\.net\\framework(?:64)?\\v[\d.]{3,12}\\asp\.netwebadminfiles\\(?:appconfig|providers|security)\\(?:(?:permissions|roles|users|wizard)\\)?(?:appconfighome|appsetting|createappsetting|debugandtrace|defineerrorpage|editappsetting|manageappsettings|smtpsettings|chooseprovidermanagement|manageconsolidatedproviders|manageproviders|providerlist|security0?|setupauthentication|createpermission|managepermissions|manageallroles|managesinglerole|adduser|edituser|findusers|manageusers|wizard|wizard[a-z]{4,20})\.(?:aspx|ascx)$/,
];

let loaded: WebFiles | null = null;

/** The facts that ship with the tool: constant, read once. */
function webFiles(): WebFiles {
  loaded ??= JSON.parse(
    readFileSync(new URL('../../signatures/known-good/web-files.json', import.meta.url), 'utf8'),
  ) as WebFiles;
  return loaded;
}
