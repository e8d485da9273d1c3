import type { ActorActivity, ActorDay as LoggedDay } from '../../engine/logs/clients/actor-merger.js';
import { type CountedValues, type Followed, ValueCounter } from '../../engine/logs/clients/followed.js';
import type { Actor, ActorDay, ActorJoin, CountedValue, Finding, Incident, Subject } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';
import { isMachineAccount } from './joins.js';
import { clientsOf } from './subjects.js';

/** Clients and accounts that are followed, those of the gravest incidents first. */
const MOST_ACTORS = 100;
/** Values of a list, and days with stems, in the report; of one who was asked for, all that are known. */
const MOST_VALUES = 20;
const MOST_DAYS = 60;
const MOST_DAYS_ASKED_FOR = 20_000;
const MOST_FINDINGS = 500;
/** An account that more clients use says nothing about who they are. */
const MOST_CLIENTS_OF_ACCOUNT = 5;
const SHOWN = 200;
/** Distinct stems that are counted. */
const MOST_STEMS = 10_000;

export interface Following {
  readonly followed: readonly Followed[];
  /** Clients and accounts of incidents that found no room. */
  readonly left: number;
}

/** Whom to follow: clients and accounts that incidents name, and who was asked for by name. */
export function whomToFollow(incidents: readonly Incident[], askedFor: readonly string[]): Following {
  const asked = askedFor.map((name): Followed => ({ kind: kindOf(name), name }));
  const named = incidents.flatMap(({ clients, accounts }) => [
    ...clients.map((name): Followed => ({ kind: 'client', name })),
    ...accounts.filter((name) => !isMachineAccount(name)).map((name): Followed => ({ kind: 'account', name })),
  ]);
  const all = [...new Map([...asked, ...named].map((one) => [keyOf(one), one])).values()];
  return { followed: all.slice(0, MOST_ACTORS), left: Math.max(0, all.length - MOST_ACTORS) };
}

function kindOf(name: string): Followed['kind'] {
  return /^(?:[0-9a-f]*:[0-9a-f:.]+|\d{1,3}(?:\.\d{1,3}){3})$/i.test(name) ? 'client' : 'account';
}

function keyOf({ kind, name }: Followed): string {
  return `${kind} ${name.toLowerCase()}`;
}

export interface ActorFacts {
  readonly findings: readonly Finding[];
  readonly subjects: readonly Subject[];
  readonly incidents: readonly Incident[];
  /** User agents that say who somebody is. */
  readonly isRareAgent: (agent: string) => boolean;
  readonly askedFor: readonly string[];
}

/** What became known of those who were followed, with the findings that name them and others that behave like them. */
export function actorsOf(activities: readonly ActorActivity[], facts: ActorFacts): Actor[] {
  const findingsOf = findingsByActor(facts.findings);
  const joinsOf = joinsByActor(activities, facts);
  const asked = new Set(facts.askedFor.map((name) => name.toLowerCase()));
  return activities.map((activity): Actor => {
    const { kind, name, days, agents, others, sessions } = activity;
    const most = asked.has(name.toLowerCase()) ? MOST_DAYS_ASKED_FOR : MOST_DAYS;
    const shown = busiest(days, most);
    const stems = new ValueCounter(MOST_STEMS);
    for (const day of days) stems.add(day.stem ?? 'others', day.requests);
    const incidents = facts.incidents.filter(({ clients, accounts }) =>
      (kind === 'client' ? clients : accounts).some((one) => one.toLowerCase() === name.toLowerCase()),
    );
    return {
      kind,
      name: safeText(name, SHOWN),
      incidents: incidents.map(({ id }) => id),
      firstSeen: timeText(least(days.map(({ first }) => first))),
      lastSeen: timeText(greatest(days.map(({ last }) => last))),
      requests: days.reduce((sum, { requests }) => sum + requests, 0),
      bytesSent: total(days.map(({ bytesSent }) => bytesSent)),
      bytesReceived: total(days.map(({ bytesReceived }) => bytesReceived)),
      hosts: [...new Set(days.map(({ host }) => host))].sort((a, b) => compareText(a ?? '', b ?? '')),
      methods: together(days.map(({ methods }) => methods)),
      statuses: together(days.map(({ statuses }) => statuses)),
      stems: frequent(stems.counted),
      agents: frequent(agents),
      accounts: kind === 'client' ? frequent(others) : [],
      clients: kind === 'account' ? frequent(others) : [],
      sessions: frequent(sessions),
      days: shown.map(dayOf),
      daysLeft: days.length - shown.length,
      joins: joinsOf.get(name) ?? [],
      findings: [...(findingsOf.get(keyOf(activity)) ?? [])].sort(compareText).slice(0, MOST_FINDINGS),
    };
  });
}

/** Those with the most requests, in the order of time. */
function busiest(days: readonly LoggedDay[], most: number): readonly LoggedDay[] {
  if (days.length <= most) return days;
  const ranked = days.map((day, at) => ({ day, at })).sort((a, b) => b.day.requests - a.day.requests || a.at - b.at);
  const kept = new Set(ranked.slice(0, most).map(({ day }) => day));
  return days.filter((day) => kept.has(day));
}

function dayOf({ host, day, stem, requests, first, last, methods, statuses, ...bytes }: LoggedDay): ActorDay {
  return {
    host,
    day,
    stem: stem === null ? null : safeText(stem, SHOWN),
    requests,
    firstSeen: timeText(first),
    lastSeen: timeText(last),
    methods: frequent(methods),
    statuses: frequent(statuses),
    bytesSent: bytes.bytesSent,
    bytesReceived: bytes.bytesReceived,
  };
}

/** Findings by the clients and accounts that they name. */
function findingsByActor(findings: readonly Finding[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byActor = new Map<string, Set<string>>();
  const put = (actor: Followed, fingerprint: string) => {
    const known = byActor.get(keyOf(actor));
    if (known === undefined) byActor.set(keyOf(actor), new Set([fingerprint]));
    else known.add(fingerprint);
  };
  for (const finding of findings) {
    for (const name of clientsOf(finding)) put({ kind: 'client', name }, finding.fingerprint);
    for (const item of finding.evidence) {
      if (item.type !== 'record') continue;
      const [client, account] = [item.fields['c-ip'], item.fields['cs-username']];
      if (client) put({ kind: 'client', name: client }, finding.fingerprint);
      if (account) put({ kind: 'account', name: account }, finding.fingerprint);
    }
  }
  return byActor;
}

/** A key that clients share, and what that says. */
interface Sign {
  readonly client: string;
  readonly key: string;
  readonly because: string;
  readonly strength: ActorJoin['strength'];
}

/** Clients of one incident that show the same signs, each with the first one that does. */
function joinsByActor(
  activities: readonly ActorActivity[],
  { incidents, subjects, isRareAgent }: ActorFacts,
): ReadonlyMap<string, ActorJoin[]> {
  const joins = new Map<string, ActorJoin[]>();
  const byName = new Map(activities.filter(({ kind }) => kind === 'client').map((one) => [one.name, one]));
  const subjectOf = new Map(subjects.map((subject) => [subject.id, subject]));
  const usersOf = groupBy(
    activities
      .filter(({ kind }) => kind === 'client')
      .flatMap(({ name, others }) => others.values.map(([account]) => ({ name, account: account.toLowerCase() }))),
    ({ account }) => account,
  );
  for (const incident of incidents) {
    const implants = incident.subjects
      .flatMap((id) => subjectOf.get(id) ?? [])
      .filter(({ kind }) => kind === 'implant')
      .map((subject) => ({ subject, users: new Set(subject.clients) }));
    const clients = incident.clients.flatMap((name) => byName.get(name) ?? []);
    const signs = clients.flatMap(({ name, agents, others }): Sign[] => [
      ...agents.values
        .filter(([agent]) => isRareAgent(agent))
        .flatMap(([agent]) =>
          implants
            .filter(({ users }) => users.has(name))
            .map(
              ({ subject }): Sign => ({
                client: name,
                key: `${subject.id} ${agent}`,
                because: `used the same ${subject.what} ${safeText(subject.name, SHOWN)} with the same rare user agent ${safeText(agent, SHOWN)}`,
                strength: 'strong',
              }),
            ),
        ),
      ...others.values
        .filter(
          ([account]) =>
            !isMachineAccount(account) && (usersOf.get(account.toLowerCase())?.length ?? 0) <= MOST_CLIENTS_OF_ACCOUNT,
        )
        .map(
          ([account]): Sign => ({
            client: name,
            key: `account ${account.toLowerCase()}`,
            because: `used the same account ${safeText(account, SHOWN)}`,
            strength: 'moderate',
          }),
        ),
    ]);
    for (const [first, ...others] of groupBy(signs, ({ key }) => key).values()) {
      for (const { client, because, strength } of others) {
        if (first === undefined || first.client === client) continue;
        const known = joins.get(client) ?? [];
        if (known.some((join) => join.actor === first.client && join.strength === strength)) continue;
        joins.set(client, [...known, { actor: first.client, because, strength }]);
      }
    }
  }
  return joins;
}

function together(lists: readonly CountedValues[]): CountedValue[] {
  const counter = new ValueCounter(MOST_STEMS);
  for (const list of lists) counter.merge(list);
  return frequent(counter.counted);
}

/** The most frequent first; what did not find room is counted as one. */
function frequent({ values, beyond }: CountedValues): CountedValue[] {
  const ranked = [...values].sort(([a, x], [b, y]) => y - x || compareText(a, b));
  const rest = ranked.slice(MOST_VALUES).reduce((sum, [, requests]) => sum + requests, beyond);
  const shown = ranked.slice(0, MOST_VALUES).map(([value, requests]) => ({ value: safeText(value, SHOWN), requests }));
  return rest > 0 ? [...shown, { value: '…', requests: rest }] : shown;
}

function total(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function least(values: readonly (number | null)[]): number | null {
  return values.reduce((best, value) => (best === null || (value !== null && value < best) ? value : best), null);
}

function greatest(values: readonly (number | null)[]): number | null {
  return values.reduce((best, value) => (best === null || (value !== null && value > best) ? value : best), null);
}

function timeText(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}
