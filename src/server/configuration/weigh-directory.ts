import type { ServerFacts } from '../../model/server.js';
import { isPublicAddress } from '../client-address.js';
import { iisKnownGood } from '../iis-known-good.js';
import { hasExchange, hasRole } from '../server-roles.js';
import { type FolderTrust, folderTrust } from './folder-trust.js';
import type { ServerPaths } from './server-paths.js';
import type { Application, Site, VirtualDirectory } from './sites.js';
import { CONTEXT, grave, REVIEW, UNUSUAL, type Weight } from './weight.js';

export type WeighedDirectory = Weight & {
  readonly message: 'foreign' | 'moved' | 'pool';
  readonly data: Readonly<Record<string, string>>;
};

/** Names that Windows keeps for devices, a final dot or space, a data stream: folders that tools cannot open. */
const HIDDEN_NAME = /(?:^|\\)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^\\]*)?(?:\\|$)|[. ](?:\\|$)|(?!^.:).:/;

/** A whole drive, or Windows. */
const EVERYTHING = /^[a-z]:\\?$|^%windir%$/;

/** Folders of Windows that its features serve. */
const OF_WINDOWS =
  /^%windir%\\(?:system32\\(?:certsrv|rpcproxy|inetsrv|mscep|reskit)|web\\(?:rdweb|powershellwebaccess|printers)|systemdata\\(?:adcs|cep|ces|ocsp)|adfs|microsoft\.net\\framework(?:64)?\\v[^\\]{1,20}\\asp\.netwebadminfiles)(?:\\|$)|^%windir%\\(?:web|help|syswow64\\inetsrv)(?:\\|$)/;

/** Where IIS puts the content of its first site. */
const ROOT = 'c:\\inetpub\\wwwroot';

/** Sites of an Exchange server that setup makes. */
const EXCHANGE_SITES = /^(?:default web site|exchange back end)$/i;

/** What is served on a server or a site that is none of Exchange's. */
const ELSEWHERE: Readonly<Record<FolderTrust, Weight | null>> = {
  system: REVIEW,
  exchange: grave('high'),
  web: null,
  writable: REVIEW,
  // Farms keep their content on a share.
  remote: UNUSUAL,
  odd: null,
  vendor: null,
};

/** Weighs a virtual directory by the folder that it puts on the web. Null for what the product sets up or any server may have. */
export function weighDirectory(
  site: Site,
  application: Application,
  directory: VirtualDirectory,
  paths: ServerPaths,
  server: Pick<ServerFacts, 'roles'>,
): WeighedDirectory | null {
  const folder = paths.canonical(directory.physicalPath);
  if (!hasExchange(server) || !EXCHANGE_SITES.test(site.name)) {
    const isSecond = hasExchange(server) && isFrontEnd(application.path, directory.path, folder);
    const weight = isSecond
      ? UNUSUAL
      : isInScripts(directory.url, folder)
        ? grave('high')
        : weighElsewhere(folder, server);
    return weight && { message: 'foreign', data: {}, ...weight };
  }
  const known = iisKnownGood().sites.filter(
    ([name, path, , below]) =>
      name.toLowerCase() === site.name.toLowerCase() &&
      path.toLowerCase() === application.path.toLowerCase() &&
      below.toLowerCase() === directory.path.toLowerCase(),
  );
  const same = known.filter(([, , , , expected]) => expected === folder);
  if (same.length > 0) {
    const pools = same.map(([, , pool]) => pool).filter((pool) => pool !== '');
    if (pools.length === 0 || directory.path !== '/' || pools.includes(application.pool)) return null;
    // Exchange 2013 and administrators leave the root of the site in its own pool.
    const weight = application.path === '/' && application.pool === 'DefaultAppPool' ? CONTEXT : REVIEW;
    return { message: 'pool', data: { expected: pools.join(' or ') }, ...weight };
  }
  const weight = weighForeign(folder, directory.url.toLowerCase());
  if (known.length === 0) return { message: 'foreign', data: {}, ...weight };
  const data = { expected: known.map(([, , , , path]) => path).join(' or ') };
  // A web root on another drive keeps its name.
  const relocated = /^[d-z]:\\(?:.*\\)?(?:inetpub\\)?wwwroot$/.test(folder) && data.expected.endsWith('\\wwwroot');
  if (relocated) return { message: 'moved', data, ...UNUSUAL };
  // Whoever rebuilt it by hand chose another folder of the product, or the root of the site.
  if (folderTrust(folder) === 'exchange' || folder === ROOT) return { message: 'moved', data, ...REVIEW };
  return { message: 'moved', data, ...grave(weight.severity === 'critical' ? 'critical' : 'high') };
}

/** Where the product has it on its own front end, as well: `New-OwaVirtualDirectory -WebSiteName` makes a second site so. */
function isFrontEnd(path: string, below: string, folder: string): boolean {
  return iisKnownGood().sites.some(
    ([site, known, , directory, expected]) =>
      site.toLowerCase() === 'default web site' &&
      known.toLowerCase() === path.toLowerCase() &&
      directory.toLowerCase() === below.toLowerCase() &&
      expected === folder,
  );
}

/** Below the folder of scripts that ASP.NET puts into each site nobody puts content of another place. */
function isInScripts(url: string, folder: string): boolean {
  return /^\/aspnet_client\/./i.test(url) && !/\\(?:wwwroot|aspnet_client)(?:\\|$)/.test(folder);
}

/** A share of an address of the Internet, or one that is reached by WebDAV: `\\\\host@SSL\\DavWWWRoot`. */
function isOnInternet(folder: string): boolean {
  const [, host = '', port] = /^\\\\(?:[?.]\\unc\\)?([^\\@]+)(@[^\\]+)?/.exec(folder) ?? [];
  return port !== undefined || isPublicAddress(host);
}

function weighElsewhere(folder: string, server: Pick<ServerFacts, 'roles'>): Weight | null {
  if (HIDDEN_NAME.test(folder)) return grave('critical');
  if (EVERYTHING.test(folder)) return grave('high');
  if (OF_WINDOWS.test(folder)) return null;
  // Developers serve their own folders, and IIS Express nothing else.
  if (/^c:\\(?:users|documents and settings)\\(?!public\\|default\\)/.test(folder)) {
    return hasRole(server, 'IIS Express') ? null : UNUSUAL;
  }
  const trust = folderTrust(folder);
  if (trust === 'remote' && isOnInternet(folder)) return REVIEW;
  if (!hasExchange(server)) return ELSEWHERE[trust];
  return trust === 'writable' ? grave('high') : trust === 'remote' ? REVIEW : ELSEWHERE[trust];
}

/** In a site of Exchange that has no such directory. */
function weighForeign(folder: string, url: string): Weight {
  if (HIDDEN_NAME.test(folder) || EVERYTHING.test(folder)) return grave('critical');
  if (OF_WINDOWS.test(folder)) return CONTEXT;
  switch (folderTrust(folder)) {
    case 'writable':
    case 'remote':
    case 'system':
      return grave('critical');
    case 'exchange':
    case 'odd':
      return grave('high');
    case 'web': {
      const usual = /(?:^|\/)(?:aspnet_client|\.well-known|certsrv|certenroll|_wmcs|rpc|rpcwithcert)(?:\/|$)/.test(url);
      return usual ? CONTEXT : REVIEW;
    }
    case 'vendor':
      return UNUSUAL;
  }
}
