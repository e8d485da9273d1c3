import type { Finding, Join, JoinStrength } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
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
 * `isShared` tells addresses behind which there are many people: they join nothing.
 */
export function evidentLinks(subjects: readonly SubjectInMaking[], isShared: (address: string) => boolean): Link[] {
  return [
    ...starsOf(subjects, clientKeys(isShared), 'strong'),
    ...starsOf(subjects, accountKeys, 'moderate'),
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

/** Whoever holds an account need not be one person: it joins moderately. Accounts of machines and services join nothing. */
function* accountKeys({ subject: { accounts, kind } }: SubjectInMaking): Iterable<readonly [string, string]> {
  if (kind === 'change') return;
  for (const account of accounts) {
    if (!/\$(?:@|$)|^(?:nt authority|iis apppool)\\|^healthmailbox/i.test(account))
      yield [account.toLowerCase(), `the same account ${account}`];
  }
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

/** When a client was busy on a server with what belongs to an incident. */
interface Activity {
  readonly group: number;
  readonly client: string;
  /** Milliseconds, ascending. */
  readonly times: readonly number[];
}

interface Dated {
  readonly at: number;
  readonly time: number;
}

/**
 * What fits in time: written while an exploit had success, changed between requests of one client; and what is close in time and
 * no more, where there is but one break-in on that server that it can be close to. `groupOf` tells which subjects are together already.
 */
export function timeLinks(subjects: readonly SubjectInMaking[], groupOf: (at: number) => number): Link[] {
  const byHost = groupBy(
    subjects.map((_, at) => at),
    (at) => subjects[at]?.subject.host ?? null,
  );
  return [...byHost.values()].flatMap((onHost) => linksOnHost(subjects, onHost, groupOf));
}

function linksOnHost(
  subjects: readonly SubjectInMaking[],
  onHost: readonly number[],
  groupOf: (at: number) => number,
): Link[] {
  const activities = activitiesOn(subjects, onHost, groupOf);
  const left: readonly Dated[] = onHost.flatMap((at) => {
    const one = subjects[at];
    if (one === undefined || one.subject.clients.length > 0 || activities.length === 0) return [];
    return changeTimes(one.findings).map((time) => ({ at, time }));
  });
  return [...groupBy(left, ({ at }) => at).values()].flatMap((times) => linkByTime(subjects, times, activities));
}

function linkByTime(
  subjects: readonly SubjectInMaking[],
  times: readonly Dated[],
  activities: readonly Activity[],
): Link[] {
  const [first] = times;
  if (first === undefined) return [];
  const fitting = times.flatMap(({ time }) => activities.flatMap((activity) => fit(activity, time)));
  for (const strength of ['moderate', 'weak'] as const) {
    const found = fitting.filter((one) => one.strength === strength);
    // Where two break-ins fit, time tells nothing.
    if (new Set(found.map(({ activity }) => activity.group)).size !== 1) continue;
    const [best] = found.sort((a, b) => a.distance - b.distance || compareText(a.because, b.because));
    if (best === undefined) continue;
    const to = subjects.findIndex((_, at) => at === best.activity.group);
    return [{ from: to, to: first.at, because: best.because, strength }];
  }
  return [];
}

function fit(activity: Activity, time: number) {
  const before = activity.times.filter((one) => one <= time).at(-1);
  const after = activity.times.find((one) => one >= time);
  const since = before === undefined ? Number.POSITIVE_INFINITY : (time - before) / 1000;
  const until = after === undefined ? Number.POSITIVE_INFINITY : (after - time) / 1000;
  const found = (because: string, strength: JoinStrength, distance: number) => [
    { activity, because, strength, distance },
  ];
  if (since <= AROUND_SECONDS && until <= AROUND_SECONDS) {
    return found(
      `changed between requests of ${activity.client}, ${inWords(since)} after one and ${inWords(until)} before the next`,
      'moderate',
      since,
    );
  }
  if (since <= WRITING_SECONDS)
    return found(`changed ${inWords(since)} after a request of ${activity.client}`, 'moderate', since);
  const distance = Math.min(since, until);
  if (distance > CLOSE_SECONDS) return [];
  return found(
    `close in time only: ${inWords(distance)} ${since <= until ? 'after' : 'before'} a request of ${activity.client}`,
    'weak',
    distance,
  );
}

function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return seconds < 3_600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

function activitiesOn(
  subjects: readonly SubjectInMaking[],
  onHost: readonly number[],
  groupOf: (at: number) => number,
): Activity[] {
  const requests = onHost.flatMap((at) =>
    (subjects[at]?.findings ?? [])
      .filter(({ outcome }) => outcome === 'success' || outcome === 'compromise')
      .flatMap((finding) => clientsOf(finding).map((client) => ({ group: groupOf(at), client, finding }))),
  );
  return [...groupBy(requests, ({ group, client }) => JSON.stringify([group, client])).values()].flatMap((group) => {
    const [one] = group;
    if (one === undefined) return [];
    const times = group.flatMap(({ finding, client }) => requestTimes(finding, client)).sort((a, b) => a - b);
    return [{ group: one.group, client: one.client, times }];
  });
}

function requestTimes({ evidence, firstSeen, lastSeen, message: { data } }: Finding, client: string): number[] {
  const recorded = evidence.flatMap((item) =>
    item.type === 'record' && item.time !== null ? [Date.parse(item.time)] : [],
  );
  const alone = Array.isArray(data['clients']) ? data['clients'].length === 1 : data['client'] === client;
  const bounds = alone ? [firstSeen, lastSeen].flatMap((time) => (time === null ? [] : [Date.parse(time)])) : [];
  return [...recorded, ...bounds];
}

/** When the thing came to be or was set, as far as its file's times can be believed. */
function changeTimes(findings: readonly Finding[]): number[] {
  const times = findings.flatMap(({ artifact }) => {
    if (artifact.times === null || artifact.times.quality === 'unreliable') return [];
    const { created, modified } = artifact.times;
    // A configuration file is older than what was set in it; a page is as old as itself.
    return artifact.kind.endsWith('-config') ? [modified] : [created, modified];
  });
  return [...new Set(times.flatMap((time) => (time === null ? [] : [Date.parse(time)])))].sort((a, b) => a - b);
}
