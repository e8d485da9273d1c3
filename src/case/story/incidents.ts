import { createHash } from 'node:crypto';
import type { Incident, Phase, Stage, Step, Subject } from '../../model/finding.js';
import { compareSeverity, SEVERITIES } from '../../model/severity.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { compareLinks, evidentLinks, isOfBreakIn, joinOf, type Link, timeLinks } from './joins.js';
import { Partition } from './partition.js';
import { stepsOf } from './steps.js';
import { type SubjectInMaking, voicesOf } from './subjects.js';

/** The case: what findings are about, and which of these things are one break-in. */
export interface Story {
  readonly subjects: readonly Subject[];
  readonly incidents: readonly Incident[];
}

/**
 * Puts subjects together into incidents by stated evidence. What nothing serious says had success is in none. Nothing depends on
 * the order of findings, files or servers: `subjects` are sorted, and so is what comes out.
 * @param isShared addresses that are many people's: proxies and balancers, and the servers themselves. They are nobody's.
 * @param isRareAgent user agents that say who somebody is.
 */
export function tellStory(
  subjects: readonly SubjectInMaking[],
  isShared: (address: string) => boolean,
  isRareAgent: (agent: string) => boolean,
): Story {
  const grave = subjects.filter(isOfBreakIn);
  const partition = new Partition(grave.length);
  const joined: Link[] = [];
  const take = (links: readonly Link[]) => {
    for (const link of [...links].sort(compareLinks)) if (partition.unite(link.from, link.to)) joined.push(link);
  };
  take(evidentLinks(grave, isShared, isRareAgent));
  take(timeLinks(grave, (at) => partition.groupOf(at)));
  const groups = groupBy(
    grave.map((one, at) => ({ one, group: partition.groupOf(at) })),
    ({ group }) => group,
  );
  const linksOf = groupBy(joined, ({ from }) => partition.groupOf(from));
  const told = [...groups].map(([group, members]) => {
    const subjects = members.map(({ one }) => one);
    const joins = (linksOf.get(group) ?? []).map((link) => joinOf(link, grave));
    const incident = incidentOf(subjects, joins, isShared);
    const gravest = subjects.filter(({ subject }) => subject.severity === incident.severity);
    return { incident, voices: Math.max(...gravest.map(voicesOf)) };
  });
  const incidents = told.sort(compareIncidents).map(({ incident }) => incident);
  const incidentOfSubject = new Map(
    incidents.flatMap(({ id, subjects }) => subjects.map((subject) => [subject, id] as const)),
  );
  return {
    subjects: subjects.map(({ subject }) => ({ ...subject, incident: incidentOfSubject.get(subject.id) ?? null })),
    incidents,
  };
}

interface ToldIncident {
  readonly incident: Incident;
  readonly voices: number;
}

/** The gravest first; among many that are as grave, decoys perhaps, the one that most rules speak for. */
function compareIncidents(
  { incident: a, voices }: ToldIncident,
  { incident: b, voices: others }: ToldIncident,
): number {
  return (
    compareSeverity(b.severity, a.severity) ||
    others - voices ||
    compareText(a.firstSeen ?? '~', b.firstSeen ?? '~') ||
    compareText(a.id, b.id)
  );
}

function incidentOf(
  members: readonly SubjectInMaking[],
  joins: Incident['joins'],
  isShared: (address: string) => boolean,
): Incident {
  const inTime = [...members].sort(
    ({ subject: a }, { subject: b }) => compareText(a.firstSeen ?? '~', b.firstSeen ?? '~') || compareText(a.id, b.id),
  );
  const subjects = inTime.map(({ subject }) => subject);
  const steps = stepsOf(inTime);
  const starts = subjects.flatMap(({ firstSeen }) => firstSeen ?? []).sort(compareText);
  const ends = subjects.flatMap(({ lastSeen }) => lastSeen ?? []).sort(compareText);
  return {
    id: `incident-${digest(subjects.map(({ id }) => id).sort(compareText))}`,
    title: titleOf(subjects, steps),
    severity: SEVERITIES[Math.max(...subjects.map(({ severity }) => SEVERITIES.indexOf(severity)))] ?? 'medium',
    phase: togetherIn(subjects.map(({ phase }) => phase)),
    hosts: [...new Set(subjects.map(({ host }) => host))].sort((a, b) => compareText(a ?? '', b ?? '')),
    firstSeen: starts[0] ?? null,
    lastSeen: ends.at(-1) ?? null,
    clients: [...new Set(subjects.flatMap(({ clients }) => clients))].filter((client) => !isShared(client)),
    accounts: [...new Set(subjects.flatMap(({ accounts }) => accounts))],
    subjects: subjects.map(({ id }) => id),
    joins,
    steps,
    requests: [],
  };
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

function togetherIn(phases: readonly Phase[]): Phase {
  const known = new Set(phases.filter((phase) => phase !== 'unknown'));
  const [only] = known;
  if (only === undefined) return 'unknown';
  return known.size === 1 ? only : 'spanning';
}

const TITLES: Readonly<Record<Stage, string>> = {
  entry: 'entry',
  foothold: 'foothold',
  persistence: 'persistence',
  use: 'use',
  theft: 'theft',
  'cover-up': 'cover-up',
};

/** What happened, in the order in which it usually does. */
function titleOf(subjects: readonly Subject[], steps: readonly Step[]): string {
  const stages = new Set(steps.map(({ stage }) => stage));
  const order = (Object.keys(TITLES) as readonly Stage[])
    .filter((stage) => stages.has(stage))
    .map((stage) => TITLES[stage]);
  const implants = subjects.filter(({ kind }) => kind === 'implant');
  const what =
    implants.length === 1
      ? `: ${implants[0]?.what} ${implants[0]?.name}`
      : implants.length > 1
        ? `: ${implants.length} implants`
        : '';
  const text = order.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${what}`;
}
