import { isIP } from 'node:net';
import type { Finding, Report, Subject } from '../model/finding.js';
import { roleOf } from '../model/record-roles.js';
import { compareSeverity } from '../model/severity.js';
import { compareText } from '../platform/order.js';
import { isPublicAddress } from '../server/client-address.js';

/** What can be looked for on other servers, or blocked at the border. */
export interface Indicator {
  readonly type: 'ip' | 'sha256' | 'url-path' | 'file-path' | 'user-agent' | 'account' | 'iis-module' | 'name';
  readonly value: string;
  /** What it was in the break-in: `entry`, `page`, … */
  readonly role: string;
  readonly host: string | null;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  readonly confidence: Subject['confidence'];
  /** Blocking it hurts nobody else: a public address of one intruder, the digest of a file that no product ships. */
  readonly blockable: boolean;
}

/** What the incidents name, each value once in each role, in a stable order. */
export function indicatorsOf({ incidents, subjects, findings, parameters }: Report): Indicator[] {
  const own = new Set(parameters.own);
  const members = subjects.filter(({ incident }) => incident !== null);
  const byKey = new Map(findings.map((finding) => [keyOf(finding.host, finding.fingerprint), finding]));
  const findingsOf = (subject: Subject) => subject.findings.flatMap((one) => byKey.get(keyOf(subject.host, one)) ?? []);
  const clients = new Set(incidents.flatMap((incident) => incident.clients));
  const all = members.flatMap((subject) => [
    ...findingsOf(subject).flatMap((finding) => addressesOf(subject, finding, clients, own)),
    ...ofSubject(subject),
    ...[...new Set(findingsOf(subject).flatMap(agentsOf))].map((agent) => about(subject, 'user-agent', agent, false)),
  ]);
  const once = new Map<string, Indicator>();
  for (const one of all) {
    const key = JSON.stringify([one.type, one.value, one.role, one.host]);
    const known = once.get(key);
    once.set(key, known === undefined ? one : widened(known, one));
  }
  return [...once.entries()].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}

function keyOf(host: string | null, fingerprint: string): string {
  return `${host ?? ''}\n${fingerprint}`;
}

/** Addresses with the times at which they themselves were seen, not those of what they used. */
function addressesOf(
  subject: Subject,
  { evidence, message: { data }, firstSeen, lastSeen }: Finding,
  clients: ReadonlySet<string>,
  own: ReadonlySet<string>,
): Indicator[] {
  const named = (address: string, first: string | null, last: string | null): Indicator[] => {
    if (!clients.has(address) || isIP(address.replace(/%.*$/s, '')) === 0) return [];
    const one = about(subject, 'ip', address, isPublicAddress(address) && !own.has(address));
    return [
      {
        ...one,
        role: subject.kind === 'implant' ? 'used what was left' : subject.kind,
        firstSeen: first,
        lastSeen: last,
      },
    ];
  };
  const recorded = evidence.flatMap((item) =>
    item.type === 'record' ? named(roleOf(item.fields, 'client') ?? '', item.time, item.time) : [],
  );
  const { client } = data;
  return typeof client === 'string' ? [...recorded, ...named(client, firstSeen, lastSeen)] : recorded;
}

function* ofSubject(subject: Subject): Generator<Indicator> {
  const { kind, what, name, sha256, accounts } = subject;
  for (const account of accounts) yield about(subject, 'account', account, false);
  if (kind !== 'implant') return;
  if (sha256 !== null) yield about(subject, 'sha256', sha256, compareSeverity(subject.severity, 'high') >= 0);
  if (name.startsWith('/')) yield about(subject, 'url-path', name, false);
  else if (what === 'page' || what === 'file') yield about(subject, 'file-path', name, false);
  else yield about(subject, what === 'IIS module' ? 'iis-module' : 'name', name, false);
}

function about(subject: Subject, type: Indicator['type'], value: string, blockable: boolean): Indicator {
  const { what, kind, host, firstSeen, lastSeen, confidence } = subject;
  return { type, value, role: kind === 'implant' ? what : kind, host, firstSeen, lastSeen, confidence, blockable };
}

function widened(a: Indicator, b: Indicator): Indicator {
  const starts = [a.firstSeen, b.firstSeen].filter((time) => time !== null).sort(compareText);
  const ends = [a.lastSeen, b.lastSeen].filter((time) => time !== null).sort(compareText);
  return { ...a, firstSeen: starts[0] ?? null, lastSeen: ends.at(-1) ?? null };
}

function agentsOf({ evidence }: Finding): string[] {
  return evidence.flatMap((item) => {
    const agent = item.type === 'record' ? roleOf(item.fields, 'agent') : null;
    return agent == null || agent === '-' || agent === '' ? [] : [agent];
  });
}
