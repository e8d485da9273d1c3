import type { KnownGood } from '../model/server.js';
import { foldVersions } from './exchange-path.js';

/** URL folders of the product and where their files lie below the Exchange root; the longest fitting one counts. As IIS-07 calls normal. */
const DIRECTORIES: readonly (readonly [url: string, folders: readonly string[]])[] = [
  ['/owa', ['frontend\\httpproxy\\owa', 'clientaccess\\owa']],
  ['/ecp', ['frontend\\httpproxy\\ecp', 'clientaccess\\ecp']],
  ['/ews', ['frontend\\httpproxy\\ews', 'clientaccess\\exchweb\\ews']],
  ['/autodiscover', ['frontend\\httpproxy\\autodiscover', 'clientaccess\\autodiscover']],
  ['/oab', ['frontend\\httpproxy\\oab', 'clientaccess\\oab']],
  ['/mapi', ['frontend\\httpproxy\\mapi', 'clientaccess\\mapi']],
  ['/rpc', ['frontend\\httpproxy\\rpc']],
  ['/rpcwithcert', []],
  ['/api', ['frontend\\httpproxy\\rest', 'clientaccess\\rest']],
  ['/powershell', ['frontend\\httpproxy\\powershell', 'clientaccess\\powershell-proxy', 'clientaccess\\powershell']],
  ['/microsoft-server-activesync', ['frontend\\httpproxy\\sync', 'clientaccess\\sync']],
  ['/pushnotifications', ['frontend\\httpproxy\\pushnotifications', 'clientaccess\\pushnotifications']],
  ['/outlookservice', ['frontend\\httpproxy\\outlookservice', 'clientaccess\\outlookservice']],
  ['/exchange', ['clientaccess\\owa']],
  ['/exchweb', ['clientaccess\\owa']],
  ['/public', ['clientaccess\\owa']],
];

/** Names that the product answers without a file, by URL folder. Sections 2.7 and 2.8; load balancers ask for `healthcheck.htm`. */
const VIRTUAL: readonly (readonly [folder: RegExp, name: RegExp])[] = [
  [/^\/[a-z-]+(?:\/(?:emsmdb|nspi|calendar))?$/, /^healthcheck\.htm$/],
  [/^\/(?:owa|ecp)(?:\/|$)/, /^(?:webresource|scriptresource)\.axd$/],
  [/^\/owa(?:$|\/(?!auth(?:\/|$)))/, /\.(?:owa2?|ics|reco|wopi)$/],
  [/^\/owa(?:$|\/auth$)/, /^auth\.owa$/],
  [
    /^\/owa(?:$|\/(?!auth(?:\/|$)))/,
    /^(?:attachment|sessiondata|preloadsessiondata|remotenotification|plt1|appcachemanifesthandler|userspecificresourceinjector|mowapendingget|groupsubscription|serviceworkerhandler|userbootsettings|meetingpollhandler)\.ashx$/,
  ],
  [/^\/owa(?:$|\/(?!auth(?:\/|$)))/, /^(?:processinvitation|lang|default)\.aspx$/],
  [/^\/owa\/calendar\//, /^(?:calendar|reachcalendar)\.(?:html|ics)$/],
  [/^\/ecp(?:$|\/(?!auth(?:\/|$)))/, /^(?:(?:download|gohelp|crossappredirect)\.aspx|[a-z]{1,40}\.(?:ecp|slab))$/],
  [/^\/autodiscover$/, /^autodiscover\.(?:xml|json|svc)$/],
  [/^\/autodiscover\/autodiscover\.json(?:\/|$)/, /^/],
  [/^\/ews$/, /^(?:services\.wsdl|messages\.xsd|types\.xsd|exchange\.asmx|mrsproxy\.svc)$/],
  [/^\/oab\/[0-9a-f-]{36}$/, /^(?:oab\.xml|[^/]{1,80}\.(?:lzx|flt))$/],
  [/^\/rpc(?:withcert)?$/, /^rpcproxy(?:shim)?\.dll$/],
  [/^\/pushnotifications$/, /^(?:service|publishnotifications)\.svc$/],
];

/** What ships in the version folders of Outlook on the web and the control panel beside executable files. */
const STATIC =
  /\.(?:css|js|gif|png|jpe?g|ico|svg|cur|eot|ttf|woff2?|htm|html|json|xap|map|wav|mp3|manifest|appcache|txt|xml)$/;

/** Endings after which IIS takes the rest for path information. */
const PAGE_WITH_REST = /^(.*?\.(?:svc|asmx|aspx|ashx|owa|ecp|slab|dll))\/.*$/;

/** Longest stem that is looked at, characters. */
const MAXIMUM_STEM = 4_096;

/**
 * What the product does with a URL stem (`KnownGood.productUrl`).
 * @param isShipped whether a file with this path below the Exchange root ships, version folders written `<ver>`
 */
export function productUrl(stem: string, isShipped: (key: string) => boolean): ReturnType<KnownGood['productUrl']> {
  const whole = stem
    .slice(0, MAXIMUM_STEM)
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/\/{2,}/g, '/');
  const url = PAGE_WITH_REST.exec(whole)?.[1] ?? whole;
  if (url === '/' || url === '') return 'virtual';
  const inSite = siteUrl(url);
  if (inSite !== null) return inSite;
  const [prefix, folders] = DIRECTORIES.find(([one]) => url === one || url.startsWith(`${one}/`)) ?? [];
  if (prefix === undefined || folders === undefined) return 'foreign';
  // Outlook on the web and the control panel take a mailbox or tenant in front of a page: /owa/user@corp.example/page.
  const parts = foldVersions(
    url
      .slice(prefix.length)
      .split('/')
      .filter((part) => part !== '' && !part.includes('@')),
  );
  const rest = parts.join('\\');
  if (rest !== '' && folders.some((folder) => isShipped(`${folder}\\${rest}`))) return 'page';
  const name = parts.at(-1) ?? '';
  const folder = [prefix, ...parts.slice(0, -1)].join('/');
  if (VIRTUAL.some(([where, what]) => where.test(folder) && what.test(name))) return 'virtual';
  if (parts.includes('<ver>') && STATIC.test(name)) return 'page';
  const isLogon = /^\/(?:owa|ecp)\/auth(?:\/|$)/.test(`${folder}/`);
  if (!name.includes('.') && (!isLogon || parts.length === 1)) return 'virtual';
  return 'unknown';
}

/** What IIS itself puts into the site's root. */
function siteUrl(url: string): 'page' | 'unknown' | null {
  if (/^\/(?:iisstart\.(?:htm|png)|welcome\.png)$/.test(url)) return 'page';
  if (/^\/aspnet_client\/system_web\/[\d_]{1,20}\/(?:smartnav\.htm|smartnav\.js|webuivalidation\.js)$/.test(url))
    return 'page';
  return url === '/aspnet_client' || url.startsWith('/aspnet_client/') ? 'unknown' : null;
}
