import { PROGRAM_EXTENSIONS } from '../../collection/served/web-places.js';
import type { Finding, SubjectKind } from '../../model/finding.js';
import { roleOf } from '../../model/record-roles.js';
import { extensionOf } from '../../platform/windows-path.js';

/** What a finding is about: findings with the same key are about the same thing. */
export interface SubjectKey {
  readonly kind: SubjectKind;
  /** In a word or two: `page`, `IIS module`, `exploit`. */
  readonly what: string;
  /** As a reader knows it: a path, a URL, a name, a client. */
  readonly name: string;
  /** Lower case; with kind, `what` and host it tells subjects apart. */
  readonly identity: string;
}

/** Whether an address is the server's own: somebody else asked, and its front end passed it on. */
export type IsItself = (address: string) => boolean;

/** Answers which page of a host a URL reaches, where a finding names that page. Both lower case. */
export type PageOfUrl = (host: string | null, url: string) => string | null;

interface Configured {
  readonly kind: SubjectKind;
  readonly what: string;
  /** Fields of the message's data that name it, the first one that is there and not empty. */
  readonly named: readonly string[];
}

const implant = (what: string, ...named: readonly string[]): Configured => ({ kind: 'implant', what, named });

/** What detectors of configuration find. Those that are not here find changes, each a subject of its own. */
const CONFIGURED: ReadonlyMap<string, Configured> = new Map(
  Object.entries({
    'exchange.foreign-transport-agent': implant('transport agent', 'name'),
    'iis.automatic-start': implant('automatic start', 'name', 'type'),
    'iis.foreign-global-assembly': implant('global assembly', 'name', 'assembly'),
    'iis.foreign-handler': implant('IIS handler', 'target', 'name'),
    'iis.foreign-isapi': implant('ISAPI extension', 'path', 'name'),
    'iis.foreign-managed-module': implant('IIS module', 'type', 'name'),
    'iis.foreign-native-module': implant('IIS module', 'image', 'name'),
    'iis.foreign-virtual-directory': implant('virtual directory', 'url', 'site'),
    'iis.reported-module': implant('IIS module', 'image', 'name'),
    'iis.replaced-compilation': implant('replaced compilation', 'assembly', 'page'),
    'iis.static-machine-key': implant('machine key', 'key'),
    'iis.unlisted-assembly': implant('assembly', 'file', 'assembly', 'name'),
    'webshell.machine-key-disclosed': implant('machine key', 'key'),
    'webshell.runtime-route': implant('route', 'url', 'file'),
    'windows.authentication-package': implant('authentication package', 'package'),
    'windows.clr-profiler': implant('CLR profiler', 'command', 'name'),
    'windows.hidden-task': implant('scheduled task', 'name'),
    'windows.listed-persistence': implant('automatic start', 'name', 'command'),
    'windows.port-proxy': implant('port proxy', 'listen', 'name'),
    'windows.recorded-program': implant('program', 'file'),
    'windows.run-key': implant('automatic start', 'name'),
    'windows.scheduled-task': implant('scheduled task', 'name'),
    'windows.service': implant('service', 'name'),
    'windows.url-reservation': implant('URL reservation', 'url', 'name'),
  }),
);

/** What configurations are compared by, over time and between servers (`kind` of the message), as the subject that differs. */
const COMPARED: ReadonlyMap<unknown, string> = new Map([
  ['native module', 'IIS module'],
  ['managed module', 'IIS module'],
  ['handler', 'IIS handler'],
  ['ISAPI filter', 'ISAPI extension'],
  ['transport agent', 'transport agent'],
]);

const MACHINE_FOLDERS: readonly (readonly [RegExp, string])[] = [
  [/^%(?:windir|systemroot)%/i, 'c:\\windows'],
  [/^%programfiles%/i, 'c:\\program files'],
];

/**
 * Tells what a finding is about: the file that it lies in, the page that its requests went to, the thing that the configuration
 * names, or the client that it is of. `pageOfUrl` knows the pages that findings of the same report name.
 */
export function subjectKeyOf(finding: Finding, pageOfUrl: PageOfUrl, isItself: IsItself): SubjectKey {
  const configured = CONFIGURED.get(finding.rule.id);
  if (configured !== undefined) return configuredKey(finding, configured);
  const differing = differingKey(finding);
  if (differing !== null) return differing;
  const page = pageNamedBy(finding);
  if (page !== null) return pageKey(page);
  const { url } = finding.artifact;
  if (url !== null) return urlKey(finding.host, url, pageOfUrl, CHANNELS.has(finding.rule.id) ? 'channel' : 'page');
  if (isOfRequests(finding)) return requestsKey(finding, pageOfUrl, isItself);
  const place = finding.artifact.windowsPath ?? finding.artifact.collectedPath;
  if (place !== null && CONTENT.has(finding.artifact.kind)) {
    return { kind: 'implant', what: 'file', name: place, identity: canonicalPath(place) };
  }
  return { kind: 'change', what: 'change', name: place ?? finding.title, identity: finding.fingerprint };
}

/** What answers at such a URL is not the file of that name. */
const CHANNELS: ReadonlySet<string> = new Set(['webshell.post-to-static-file', 'webshell.tunnel-traffic']);
const CONTENT: ReadonlySet<string> = new Set(['web-content', 'pe', 'archive', 'link', 'other']);

/** Requests and logons of clients; a log that lacks something is about the log. */
export function isOfRequests({ artifact, evidence, message: { data } }: Finding): boolean {
  return (
    artifact.windowsPath === null &&
    artifact.collectedPath === null &&
    (evidence.some(({ type }) => type === 'record') || data['clients'] !== undefined)
  );
}

/** Records of cmdlets that wrote a page: how it came, not that it is used. */
export function writesPage({ message: { data } }: Finding): boolean {
  return typeof data['writes'] === 'string';
}

/** Exploits, remote services, valid accounts, guessed passwords. */
const ENTRY = /^T(?:1190|1133|1078|1110)\b/;

/** Whether a finding's requests are how somebody gets in, as against the use of what was left. */
export function isEntry({ attack }: Finding): boolean {
  return attack.some((id) => ENTRY.test(id));
}

/** The only client of a finding, as far as it names one. */
export function clientOf({ message: { data } }: Finding): string | null {
  const { client, clients } = data;
  if (typeof client === 'string') return client;
  const [only, ...others] = Array.isArray(clients) ? clients : [];
  return only !== undefined && others.length === 0 && (data['clientCount'] ?? 1) === 1 ? only : null;
}

/** The page of a finding by its path on the server, as found there or as its compilation names it. Lower case. */
export function pagePathOf(finding: Finding): string | null {
  const page = pageNamedBy(finding);
  return page === null ? null : canonicalPath(page);
}

function pageNamedBy({ artifact, message: { data } }: Finding): string | null {
  if (typeof data['writes'] === 'string') return data['writes'];
  if (artifact.kind === 'web-content' || artifact.kind === 'link') return artifact.windowsPath;
  if (artifact.kind !== 'compiled-page') return null;
  const file = data['file'];
  return typeof file === 'string' && file !== '' ? file : null;
}

function pageKey(path: string): SubjectKey {
  const what = PROGRAM_EXTENSIONS.has(extensionOf(path)) ? 'file' : 'page';
  return { kind: 'implant', what, name: path, identity: canonicalPath(path) };
}

function urlKey(host: string | null, url: string, pageOfUrl: PageOfUrl, what = 'page'): SubjectKey {
  const lower = url.toLowerCase();
  const page = pageOfUrl(host, lower);
  if (page !== null) return pageKey(page);
  return { kind: 'implant', what, name: url, identity: `url ${lower}` };
}

function requestsKey(finding: Finding, pageOfUrl: PageOfUrl, isItself: IsItself): SubjectKey {
  const { host, message, attack } = finding;
  const stems = Array.isArray(message.data['stems']) ? message.data['stems'] : [];
  const pages = new Set(stems.map((stem) => pageOfUrl(host, stem.toLowerCase())));
  const [page] = pages;
  if (pages.size === 1 && page != null) return pageKey(page);
  const [stem] = stems;
  const usesPage = attack.some((id) => id.startsWith('T1505'));
  if (usesPage && stems.length === 1 && stem !== undefined && !isEntry(finding)) return urlKey(host, stem, pageOfUrl);
  const client = clientOf(finding);
  const { cmdlets, accounts } = message.data;
  if (client !== null && isItself(client)) return passedOnKey(finding, client);
  if (client === null && Array.isArray(cmdlets))
    return recordKey(finding, cmdlets, Array.isArray(accounts) ? accounts : []);
  const kind = isEntry(finding) ? 'entry' : 'actor';
  const what = kind === 'entry' ? 'entry' : 'client';
  if (client !== null) return { kind, what, name: client, identity: client.toLowerCase() };
  return { kind, what: 'requests of several clients', name: finding.title, identity: finding.rule.id };
}

/** A difference is about the thing that differs: `Name (image)` names both. */
function differingKey({ message: { data } }: Finding): SubjectKey | null {
  const { kind, name } = data;
  const what = COMPARED.get(kind);
  if (what === undefined || typeof name !== 'string') return null;
  const loaded = /\((.+)\)$/.exec(name)?.[1] ?? name;
  return { kind: 'implant', what, name: loaded, identity: canonicalPath(loaded) };
}

/** Of requests that the server's front end passed on: who asked is known by account only. */
function passedOnKey(finding: Finding, client: string): SubjectKey {
  const accounts = new Set(accountsOf(finding));
  const [account] = accounts;
  const [kind, what] = isEntry(finding) ? (['entry', 'entry'] as const) : (['actor', 'account'] as const);
  if (account === undefined || accounts.size > 1) return { kind, what, name: client, identity: client.toLowerCase() };
  return { kind, what, name: account, identity: `account ${account.toLowerCase()}` };
}

/** Accounts that a finding names, or else its records. */
export function accountsOf({ evidence, message: { data } }: Finding): string[] {
  if (Array.isArray(data['accounts'])) return [...data['accounts']];
  return evidence.flatMap((item) => {
    const account = item.type === 'record' ? roleOf(item.fields, 'account') : null;
    return account === null ? [] : [account];
  });
}

/** Of records that name no address: what cmdlets changed, or what an account or the server itself did. */
function recordKey(finding: Finding, cmdlets: readonly string[], accounts: readonly string[]): SubjectKey {
  const { rule, title } = finding;
  if (cmdlets.length > 0) {
    return {
      kind: 'change',
      what: 'cmdlet',
      name: cmdlets.join(', '),
      identity: [...cmdlets, ...accounts].join(' ').toLowerCase(),
    };
  }
  const [account] = accounts;
  if (isEntry(finding)) return { kind: 'entry', what: 'entry', name: title, identity: rule.id };
  if (account === undefined || accounts.length > 1)
    return { kind: 'actor', what: 'events', name: title, identity: rule.id };
  return { kind: 'actor', what: 'account', name: account, identity: `account ${account.toLowerCase()}` };
}

function configuredKey(
  { message: { data }, artifact, title, fingerprint }: Finding,
  { kind, what, named }: Configured,
): SubjectKey {
  const name = named.map((field) => data[field]).find((value) => typeof value === 'string' && value !== '');
  if (typeof name !== 'string') return { kind, what, name: artifact.windowsPath ?? title, identity: fingerprint };
  return { kind, what, name, identity: canonicalPath(name) };
}

/** One spelling for the paths of one file; what is no path stays what it is, in lower case. */
function canonicalPath(path: string): string {
  const expanded = MACHINE_FOLDERS.reduce((at, [variable, folder]) => at.replace(variable, folder), path);
  return expanded.replaceAll('/', '\\').toLowerCase();
}
