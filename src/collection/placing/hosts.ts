import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';
import type { Origin } from './restore-paths.js';

/** Longest name of a server that is shown; DNS allows 253 characters. */
const MAXIMUM_NAME = 253;
/** Every server has these. */
const SHARED_ADDRESS = /^(?:127\.|::1$|0\.0\.0\.0$|::$|169\.254\.|fe[89ab][0-9a-f]:)/;

const ARCHIVE = /\.(?:zip|7z|tar|tar\.gz|tgz)$/i;

/** One file's part in naming servers. */
export interface Named {
  readonly origin: Origin | null;
  /** The name that the file states of its own server. */
  readonly computer: string | null;
  /** What it says counts before what others say: it lies where its server writes it, or is the system's own record. */
  readonly isStrong: boolean;
  /** Addresses on which its server was asked. */
  readonly addresses: readonly string[];
  /** What was collected together, of loose files: the first folder on the way to them. */
  readonly group: string;
  /** Somebody who looked at a server wrote it, not the server: it is of the server that it lies beside. */
  readonly isListing: boolean;
  /** The name that the user gave. */
  readonly given: string | null;
}

export interface Naming {
  /** Null where the collection does not tell. */
  readonly hostOf: (file: Named) => string | null;
  /** Names that logs and records of what is one server state, beside the one that it has. */
  readonly contradictions: readonly { readonly host: string | null; readonly stated: readonly string[] }[];
}

/**
 * Names the server of each file. What came from one origin came from one server: the one that the collector recorded, else the one
 * that most of its logs state (a server can have been renamed), else, where there are several servers, the folder's name, so that
 * they stay apart; where there is one, the folder's right above its disks if that is the name of a computer. A loose file is of the server that it states, or the files beside it; else of one with whose addresses those of
 * its logs agree, or by whose name its folder is called. Where nothing agrees, no server is named.
 */
export function hostNames(files: readonly Named[], origins: readonly Origin[]): Naming {
  const voices = new Map<Origin | string, Voices>();
  for (const file of files) {
    if (file.given !== null) continue;
    const key = file.origin ?? file.group;
    const known = voices.get(key) ?? { strong: new Map(), weak: new Map(), addresses: new Set() };
    voices.set(key, known);
    for (const address of own(file)) known.addresses.add(address);
    if (file.computer !== null) hear(file.isStrong ? known.strong : known.weak, file.computer);
  }
  const hosts = new Map<Origin | string, string | null>();
  for (const origin of origins) {
    const fallback = origins.length > 1 ? folderName(origin, origins) : computerFolder(origin);
    hosts.set(origin, origin.host ?? mostStated(voices.get(origin)) ?? fallback);
  }
  for (const [key, heard] of voices) if (typeof key === 'string') hosts.set(key, mostStated(heard));
  const addresses = addressesOf(files, hosts);
  const names = [...new Set([...hosts.values()].filter((name) => name !== null))].sort(compareText);
  const loose = looseHosts(files, hosts, names, addresses, origins);
  const hostOf = (file: Named) => {
    const name = file.given ?? (file.origin ? (hosts.get(file.origin) ?? null) : loose(file));
    // Whoever wrote the logs and the record named it.
    return name === null ? null : safeText(name, MAXIMUM_NAME);
  };
  return { hostOf, contradictions: contradictionsIn(voices, hosts) };
}

interface Voices {
  readonly strong: Map<string, Stated>;
  readonly weak: Map<string, Stated>;
  readonly addresses: Set<string>;
}

interface Stated {
  readonly name: string;
  readonly files: number;
}

function own({ addresses }: Named): string[] {
  return addresses.filter((address) => !SHARED_ADDRESS.test(address));
}

function hear(names: Map<string, Stated>, computer: string): void {
  const known = names.get(computer.toLowerCase());
  const name = known && compareText(known.name, computer) <= 0 ? known.name : computer;
  names.set(computer.toLowerCase(), { name, files: (known?.files ?? 0) + 1 });
}

/** The name of more than half of those that count. */
function mostStated(voices: Voices | undefined): string | null {
  if (!voices) return null;
  const all = [...(voices.strong.size > 0 ? voices.strong : voices.weak).values()];
  const total = all.reduce((sum, one) => sum + one.files, 0);
  return all.find((one) => one.files * 2 > total)?.name ?? null;
}

/** Addresses of each server that has a name. */
function addressesOf(files: readonly Named[], hosts: ReadonlyMap<Origin | string, string | null>) {
  const addresses = new Map<string, Set<string>>();
  for (const file of files) {
    const name = file.given ?? (file.origin ? hosts.get(file.origin) : (file.computer ?? hosts.get(file.group)));
    if (!name) continue;
    const known = addresses.get(name.toLowerCase()) ?? new Set();
    addresses.set(name.toLowerCase(), known);
    for (const address of own(file)) known.add(address);
  }
  return addresses;
}

/** Where loose files belong that state nothing themselves. */
function looseHosts(
  files: readonly Named[],
  hosts: ReadonlyMap<Origin | string, string | null>,
  names: readonly string[],
  addresses: ReadonlyMap<string, ReadonlySet<string>>,
  origins: readonly Origin[],
): (file: Named) => string | null {
  const spelt = new Map<string, string>();
  for (const { origin, computer, given } of files) {
    if (origin === null && given === null && computer !== null) {
      const known = spelt.get(computer.toLowerCase());
      if (known === undefined || compareText(computer, known) < 0) spelt.set(computer.toLowerCase(), computer);
    }
  }
  /** `undefined`: the file, or the servers, tell no address. */
  const byAddress = (file: Named): string | null | undefined => {
    const mine = own(file);
    if (mine.length === 0 || ![...addresses.values()].some((known) => known.size > 0)) return undefined;
    const agreeing = names.filter((name) => mine.some((address) => addresses.get(name.toLowerCase())?.has(address)));
    return agreeing.length === 1 ? (agreeing[0] ?? null) : null;
  };
  const groups = new Map<string, string | null | undefined>();
  for (const file of files) {
    if (file.origin !== null || file.given !== null || file.computer !== null) continue;
    const said = byAddress(file);
    if (said === undefined) continue;
    groups.set(file.group, groups.has(file.group) && groups.get(file.group) !== said ? null : said);
  }
  const single = names.length === 1 ? (names[0] ?? null) : null;
  return (file) => {
    if (file.computer !== null) return spelt.get(file.computer.toLowerCase()) ?? file.computer;
    const named = byAddress(file);
    if (named !== undefined) return named;
    const beside = hosts.get(file.group) ?? groups.get(file.group);
    if (beside !== undefined) return beside;
    const called = names.find((name) => name.toLowerCase() === file.group.toLowerCase());
    if (called !== undefined) return called;
    // Folders of one server, one of which states its name; what a collector packed is a whole of its own.
    return origins.length === 0 || file.isListing ? single : null;
  };
}

function contradictionsIn(
  voices: ReadonlyMap<Origin | string, Voices>,
  hosts: ReadonlyMap<Origin | string, string | null>,
): Naming['contradictions'] {
  const found: { host: string | null; stated: string[] }[] = [];
  for (const [key, { strong, weak }] of voices) {
    const host = hosts.get(key) ?? null;
    const others = [...new Map([...weak, ...strong]).values()].filter(
      ({ name }) => typeof key !== 'string' && host !== null && !isSameServer(name, host),
    );
    const stated = others.map(({ name }) => safeText(name, MAXIMUM_NAME)).sort(compareText);
    if (stated.length > 0) found.push({ host: host === null ? null : safeText(host, MAXIMUM_NAME), stated });
  }
  return found.sort((a, b) => compareText(a.host ?? '', b.host ?? ''));
}

/** One of them may be written with its domain. */
function isSameServer(one: string, other: string): boolean {
  return one.split('.')[0]?.toLowerCase() === other.split('.')[0]?.toLowerCase();
}

/** The first folder on the way down that tells this origin from all others. */
function folderName(origin: Origin, origins: readonly Origin[]): string {
  const path = pathOf(origin);
  const others = origins.filter((other) => other !== origin).map(pathOf);
  const at = path.findIndex((name, depth) => others.every((other) => other[depth] !== name));
  return (at >= 0 ? path.slice(at, at + 1) : path).map((name) => name.replace(ARCHIVE, '')).join('/');
}

/** Letters and a number, no longer than NetBIOS allows: `EX01`, `SRV-WEB-2`; nothing that people number beside servers. */
const COMPUTER = /^(?=.{2,15}$)[a-z][a-z-]*[a-z-]\d[a-z\d-]*$/i;
const NUMBERED =
  /^(?:acquisition|archive|artifacts?|backup|batch|case|collection|copy|cylr|data|day|delivery|dfir|disk|drive|dump|evidence|export|fall|files?|folder|host|image|img|inc|incident|job|kape|logs?|mnt|mount|orc|output|package|part|partition|results?|rfc|root|run|set|snapshot|task|temp|test|ticket|tmp|triage|uac|upload|usb|velociraptor|vm|vol|volume|vss|win|windows)[-_]?\d/i;

/** The folder, or archive, that holds the disks of one server, where it is called like a computer. */
function computerFolder(origin: Origin): string | null {
  const name = (pathOf(origin).at(-1) ?? '').replace(ARCHIVE, '');
  return COMPUTER.test(name) && !NUMBERED.test(name) ? name : null;
}

/** Names of the folders down to an origin, as shown. */
export function pathOf(origin: Origin): string[] {
  const names: string[] = [];
  for (let at: Origin['folder'] | null = origin.folder; at && at.depth > 0; at = at.parent) names.unshift(at.printable);
  return names;
}
