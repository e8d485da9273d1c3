import type { Finding, Join, JoinStrength, RecordEvidence } from '../../model/finding.js';
import { roleOf } from '../../model/record-roles.js';
import { compareSeverity } from '../../model/severity.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { fileNameOf } from '../../platform/windows-path.js';
import { writesPage } from './subject-key.js';
import { clientsOf, type SubjectInMaking } from './subjects.js';

/** After an exploit had success, what it wrote is there within this time. */
const WRITING_SECONDS = 15 * 60;
/** Requests of a client this close before and after a change have it in between. */
const AROUND_SECONDS = 60 * 60;
/** Further apart in time is not even close. */
const CLOSE_SECONDS = 24 * 3_600;
/** More clients than these share a page that is no secret: they have nothing to do with each other. */
const MOST_CLIENTS = 20;

const STRENGTHS: readonly JoinStrength[] = ['weak', 'moderate', 'strong'];

/** A join whose ends are places in the list of subjects. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly because: string;
  readonly strength: JoinStrength;
}

/** The strongest first, so that what is certain is put together before what only fits. */
export function compareLinks(a: Link, b: Link): number {
  return (
    STRENGTHS.indexOf(b.strength) - STRENGTHS.indexOf(a.strength) ||
    a.from - b.from ||
    a.to - b.to ||
    compareText(a.because, b.because)
  );
}

export function joinOf(link: Link, subjects: readonly SubjectInMaking[]): Join {
  const id = (at: number) => subjects[at]?.subject.id ?? '';
  return { from: id(link.from), to: id(link.to), because: link.because, strength: link.strength };
}

/** Whether a subject can be part of a break-in: something serious that had success. Attempts and weaknesses are told by themselves. */
export function isOfBreakIn({ subject }: SubjectInMaking): boolean {
  return (
    compareSeverity(subject.severity, 'medium') >= 0 &&
    (subject.outcome === 'success' || subject.outcome === 'compromise')
  );
}

/**
 * Evidence that subjects belong together, apart from closeness in time: the same client, account, content or setting.
 * `isShared` tells addresses behind which there are many people: they join nothing. `isRareAgent` tells user agents that say who
 * somebody is.
 */
export function evidentLinks(
  subjects: readonly SubjectInMaking[],
  isShared: (address: string) => boolean,
  isRareAgent: (agent: string) => boolean,
): Link[] {
  return [
    ...starsOf(subjects, clientKeys(isShared), 'strong'),
    ...starsOf(subjects, accountKeys(subjects), 'moderate'),
    ...starsOf(subjects, agentKeys(isRareAgent), 'moderate'),
    ...starsOf(subjects, contentKeys, 'strong'),
    ...starsOf(subjects, settingKeys, 'moderate'),
  ];
}

/** A key that several subjects share, and what that says. */
type KeyOf = (one: SubjectInMaking) => Iterable<readonly [key: string, because: string]>;

/** The first subject of a key is joined with each other one: as many joins as subjects, not as pairs of them. */
function starsOf(subjects: readonly SubjectInMaking[], keysOf: KeyOf, strength: JoinStrength): Link[] {
  const keyed = subjects.flatMap((one, at) => [...keysOf(one)].map(([key, because]) => ({ at, key, because })));
  return [...groupBy(keyed, ({ key }) => key).values()].flatMap(([hub, ...others]) =>
    hub === undefined ? [] : others.map(({ at, because }) => ({ from: hub.at, to: at, because, strength })),
  );
}

function clientKeys(isShared: (address: string) => boolean): KeyOf {
  return function* ({ subject: { clients } }) {
    if (clients.length > MOST_CLIENTS) return;
    for (const client of clients.filter((one) => !isShared(one))) yield [client, `the same client ${client}`];
  };
}

/**
 * Whoever holds an account need not be one person: it joins moderately. Accounts of machines and services join nothing, nor does one
 * that so many clients use.
 */
function accountKeys(subjects: readonly SubjectInMaking[]): KeyOf {
  const users = new Map<string, Set<string>>();
  for (const { subject } of subjects) {
    for (const account of subject.accounts) {
      const known = users.get(account.toLowerCase()) ?? new Set();
      users.set(account.toLowerCase(), known);
      for (const client of subject.clients.slice(0, MOST_CLIENTS + 1))
        if (known.size <= MOST_CLIENTS) known.add(client);
    }
  }
  return function* ({ subject: { accounts, kind, what } }) {
    // Who ran a cmdlet is told; who changed a file of configuration is not.
    if (kind === 'change' && what !== 'cmdlet') return;
    for (const account of accounts) {
      const key = account.toLowerCase();
      if (!isMachineAccount(account) && (users.get(key)?.size ?? 0) <= MOST_CLIENTS)
        yield [key, `the same account ${account}`];
    }
  };
}

/** Accounts that Windows and Exchange use themselves. */
export function isMachineAccount(account: string): boolean {
  return /\$(?:@|$)|^(?:system|s-1-5-(?:18|19|20))$|^(?:nt authority|nt service|iis apppool)\\|(?:^|\\)healthmailbox/i.test(
    account,
  );
}

/** Pages of one name that are used with an agent which nobody else has: a tool and its page, brought along from another address. */
function agentKeys(isRareAgent: (agent: string) => boolean): KeyOf {
  return function* ({ subject: { kind, name }, findings }) {
    if (kind !== 'implant') return;
    const agents = findings.flatMap(({ evidence }) =>
      evidence.flatMap((item) => (item.type === 'record' ? (item.fields['cs(User-Agent)'] ?? []) : [])),
    );
    const file = fileNameOf(name);
    for (const agent of new Set(agents.filter(isRareAgent)))
      yield [`${file.toLowerCase()} ${agent}`, `the same name ${file} and the same rare user agent ${agent}`];
  };
}

function* contentKeys({ subject: { sha256, kind } }: SubjectInMaking): Iterable<readonly [string, string]> {
  if (kind === 'implant' && sha256 !== null) yield [sha256, `the same content, SHA-256 ${sha256.slice(0, 12)}…`];
}

/** The same name and place on another server; the product's own names are no finding. */
function* settingKeys({
  subject: { what, name, host, kind },
  key,
}: SubjectInMaking): Iterable<readonly [string, string]> {
  if (kind !== 'implant' || host === null || what === 'page' || what === 'channel') return;
  yield [`${what} ${key.identity}`, `the same ${what} ${name} on another server`];
}

/** A request of a client on a server, and the group of what it belongs to. */
interface Activity {
  readonly group: number;
  readonly client: string;
  /** Milliseconds. */
  readonly time: number;
}

/** How a change fits to what a group did. */
interface Fit {
  readonly group: number;
  readonly because: string;
  readonly strength: JoinStrength;
  readonly seconds: number;
}

/** Requests looked at on each side of a change: under a flood the nearest ones decide. */
const MOST_LOOKED_AT = 256;

/**
 * What fits in time: written while an exploit had success, changed between requests of one client; and what is close in time and
 * no more, where there is but one break-in on that server that it can be close to. `groupOf` tells which subjects are together already.
 */
export function timeLinks(subjects: readonly SubjectInMaking[], groupOf: (at: number) => number): Link[] {
  const byHost = groupBy(
    subjects.map((one, at) => ({ one, at })),
    ({ one }) => one.subject.host,
  );
  return [...byHost.values()].flatMap((onHost) => {
    const activities = onHost.flatMap(({ one, at }) => activitiesOf(one, groupOf(at))).sort(compareActivities);
    if (activities.length === 0) return [];
    return onHost.flatMap(({ one, at }) => (one.subject.clients.length > 0 ? [] : linkByTime(one, at, activities)));
  });
}

function linkByTime(one: SubjectInMaking, at: number, activities: readonly Activity[]): Link[] {
  const fitting = changeTimes(one.findings).flatMap((time) => fitsAt(time, activities));
  for (const strength of ['moderate', 'weak'] as const) {
    const found = fitting.filter((fit) => fit.strength === strength);
    // Where two break-ins fit, time tells nothing.
    if (new Set(found.map(({ group }) => group)).size > 1) return [];
    const [best] = found.sort((a, b) => a.seconds - b.seconds || compareText(a.because, b.because));
    if (best !== undefined) return [{ from: best.group, to: at, because: best.because, strength }];
  }
  return [];
}

/** For each group that was busy around a moment, how the moment fits. */
function fitsAt(time: number, activities: readonly Activity[]): Fit[] {
  const next = placeAfter(time, activities);
  const before = activities.slice(Math.max(0, next - MOST_LOOKED_AT), next).reverse();
  const after = activities.slice(next, next + MOST_LOOKED_AT);
  const groups = new Set([...before, ...after].map(({ group }) => group));
  return [...groups].flatMap((group): Fit[] => {
    const last = before.find((one) => one.group === group);
    const since = last === undefined ? Number.POSITIVE_INFINITY : (time - last.time) / 1000;
    const first = after.find((one) => one.group === group && (last === undefined || one.client === last.client));
    const until = first === undefined ? Number.POSITIVE_INFINITY : (first.time - time) / 1000;
    const client = (since <= until ? last : first)?.client ?? '';
    if (since <= AROUND_SECONDS && until <= AROUND_SECONDS) {
      const because = `changed between requests of ${client}, ${inWords(since)} after one and ${inWords(until)} before the next`;
      return [{ group, because, strength: 'moderate', seconds: since }];
    }
    if (since <= WRITING_SECONDS) {
      return [
        {
          group,
          because: `changed ${inWords(since)} after a request of ${client}`,
          strength: 'moderate',
          seconds: since,
        },
      ];
    }
    const seconds = Math.min(since, until);
    if (seconds > CLOSE_SECONDS) return [];
    const because = `close in time only: ${inWords(seconds)} ${since <= until ? 'after' : 'before'} a request of ${client}`;
    return [{ group, because, strength: 'weak', seconds }];
  });
}

/** The place of the first activity after a moment. */
function placeAfter(time: number, activities: readonly Activity[]): number {
  let [low, high] = [0, activities.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((activities[middle]?.time ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return seconds < 3_600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

function activitiesOf({ findings }: SubjectInMaking, group: number): Activity[] {
  return findings
    .filter(({ outcome }) => outcome === 'success' || outcome === 'compromise')
    .flatMap((finding) =>
      clientsOf(finding).flatMap((client) => requestTimes(finding, client).map((time) => ({ group, client, time }))),
    );
}

function compareActivities(a: Activity, b: Activity): number {
  return a.time - b.time || a.group - b.group || compareText(a.client, b.client);
}

/** Records that name another client are not this one's; behind a proxy it stands in another column. */
function isOf({ fields }: RecordEvidence, client: string): boolean {
  const logged = roleOf(fields, 'client') ?? client;
  return logged === client || Object.values(fields).some((value) => value?.includes(client) === true);
}

function requestTimes({ evidence, firstSeen, lastSeen, message: { data } }: Finding, client: string): number[] {
  const recorded = evidence.flatMap((item) =>
    item.type === 'record' && item.time !== null && isOf(item, client) ? [Date.parse(item.time)] : [],
  );
  const alone = Array.isArray(data['clients']) ? data['clients'].length === 1 : data['client'] === client;
  const bounds = alone ? [firstSeen, lastSeen].flatMap((time) => (time === null ? [] : [Date.parse(time)])) : [];
  return [...recorded, ...bounds];
}

/** When the thing came to be or was set, as far as its file's times can be believed. */
function changeTimes(findings: readonly Finding[]): number[] {
  const times = findings.flatMap((finding) => {
    // What the file system remembers of a file is not as old as the journal or the table.
    if (writesPage(finding)) return [finding.firstSeen];
    const { artifact } = finding;
    if (artifact.times === null || artifact.times.quality === 'unreliable') return [];
    const { created, modified } = artifact.times;
    // A configuration file is older than what was set in it; a page is as old as itself.
    return artifact.kind.endsWith('-config') ? [modified] : [created, modified];
  });
  return [...new Set(times.flatMap((time) => (time === null ? [] : [Date.parse(time)])))].sort((a, b) => a - b);
}
