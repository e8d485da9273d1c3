import { createHash } from 'node:crypto';
import type { Finding, Subject } from '../../model/finding.js';
import { CONFIDENCES, compareSeverity, SEVERITIES } from '../../model/severity.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import type { PatchedOn } from '../verdict/patch-days.js';
import { phaseOf } from '../findings/phase.js';
import type { UrlsOfFile } from '../findings/relate-findings.js';
import {
  accountsOf,
  clientOf,
  type IsItself,
  isOfRequests,
  type PageOfUrl,
  pagePathOf,
  type SubjectKey,
  subjectKeyOf,
  writesPage,
} from './subject-key.js';

/** A subject with what it was made from. */
export interface SubjectInMaking {
  readonly key: SubjectKey;
  readonly subject: Subject;
  /** The gravest first. */
  readonly findings: readonly Finding[];
}

/** Longest lists of clients and accounts of a subject: a page that thousands ask for is known by the first ones. */
const MAXIMUM_NAMED = 50;

/**
 * Puts findings about the same thing together, on each server by itself. Every finding is in exactly one subject; the order in
 * which findings come does not matter. The gravest subject is the first.
 */
export function subjectsOf(
  findings: readonly Finding[],
  urlsOfFile: UrlsOfFile,
  patchedOn: PatchedOn,
  isItself: IsItself,
): SubjectInMaking[] {
  const pageOfUrl = pagesByUrl(findings, urlsOfFile);
  const keyed = withEntries(findings.map((finding) => ({ finding, key: subjectKeyOf(finding, pageOfUrl, isItself) })));
  const groups = groupBy(keyed, ({ finding, key }) =>
    JSON.stringify([
      finding.host,
      key.kind,
      key.kind === 'implant' && key.what === 'file' ? 'page' : key.what,
      key.identity,
    ]),
  );
  return [...groups].map(([identity, group]) => made(identity, group, patchedOn, isItself)).sort(compareSubjects);
}

interface Keyed {
  readonly finding: Finding;
  readonly key: SubjectKey;
}

/** What a client did besides belongs to its entry, where it has one. */
function withEntries(keyed: readonly Keyed[]): readonly Keyed[] {
  const ofClient = ({ finding, key }: Keyed) => JSON.stringify([finding.host, key.identity]);
  const entries = new Map(keyed.filter(({ key }) => key.kind === 'entry').map((one) => [ofClient(one), one.key]));
  return keyed.map((one) => {
    const entry = one.key.kind === 'actor' ? entries.get(ofClient(one)) : undefined;
    return entry === undefined ? one : { ...one, key: entry };
  });
}

/** Rules that say of it what is gravest: one speaks for a decoy, several for the real thing. */
export function voicesOf({ subject, findings }: SubjectInMaking): number {
  return new Set(findings.filter(({ severity }) => severity === subject.severity).map(({ rule }) => rule.id)).size;
}

export function compareSubjects(one: SubjectInMaking, other: SubjectInMaking): number {
  const [a, b] = [one.subject, other.subject];
  return (
    compareSeverity(b.severity, a.severity) ||
    voicesOf(other) - voicesOf(one) ||
    compareText(a.firstSeen ?? '~', b.firstSeen ?? '~') ||
    compareText(a.host ?? '', b.host ?? '') ||
    compareText(a.name, b.name) ||
    compareText(a.id, b.id)
  );
}

/** Pages that findings name, by the URLs that reach them. */
function pagesByUrl(findings: readonly Finding[], urlsOfFile: UrlsOfFile): PageOfUrl {
  const pages = new Map<string, string>();
  const put = (host: string | null, url: string, page: string) => {
    const key = `${host ?? ''}\n${url}`;
    const known = pages.get(key);
    if (known === undefined || compareText(page, known) < 0) pages.set(key, page);
  };
  for (const finding of findings) {
    const page = pagePathOf(finding);
    if (page === null) continue;
    for (const url of urlsOfFile(finding.host, page)) put(finding.host, url, page);
    if (finding.artifact.url !== null) put(finding.host, finding.artifact.url.toLowerCase(), page);
  }
  return (host, url) => pages.get(`${host ?? ''}\n${url}`) ?? null;
}

function made(identity: string, group: readonly Keyed[], patchedOn: PatchedOn, isItself: IsItself): SubjectInMaking {
  const sorted = [...group].sort(
    ({ finding: a }, { finding: b }) =>
      compareSeverity(b.severity, a.severity) ||
      compareText(a.rule.id, b.rule.id) ||
      compareText(a.fingerprint, b.fingerprint),
  );
  const findings = sorted.map(({ finding }) => finding);
  const [lead] = sorted;
  if (lead === undefined) throw new RangeError('A subject has at least one finding');
  const { host } = lead.finding;
  const successes = findings.filter((finding) => isOfSuccess(finding));
  const [firstSeen, lastSeen] = spanOf(findings);
  const name = shownName(sorted.map(({ key }) => key.name));
  const subject: Subject = {
    id: `subject-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`,
    kind: lead.key.kind,
    what: lead.key.what,
    name,
    host,
    severity: SEVERITIES[Math.max(...findings.map(({ severity }) => SEVERITIES.indexOf(severity)))] ?? 'informational',
    confidence: CONFIDENCES[Math.max(...findings.map(({ confidence }) => CONFIDENCES.indexOf(confidence)))] ?? 'weak',
    outcome: gravestOutcome(findings),
    phase: phaseOf(firstSeen, lastSeen, patchedOn(host)),
    present: presence(lead.key, findings),
    firstSeen,
    lastSeen,
    lastUsed: lastOf(successes.filter(usesIt)),
    sha256:
      findings.find(({ artifact }) => CARRIED.has(artifact.kind) && artifact.sha256 !== null)?.artifact.sha256 ?? null,
    clients: distinct(successes.flatMap(clientsOf).filter((client) => !isItself(client))),
    accounts: distinct(successes.flatMap(accountsOf)),
    incident: null,
    findings: findings.map(({ fingerprint }) => fingerprint),
  };
  return { key: lead.key, subject, findings };
}

/** A path in the spelling of the server, whatever a log or a compilation made of it. */
function shownName(names: readonly string[]): string {
  return [...names].sort((a, b) => capitals(b) - capitals(a) || compareText(a, b))[0] ?? '';
}

function capitals(text: string): number {
  return text.replace(/[^A-Z]/g, '').length;
}

function isOfSuccess(finding: Finding): boolean {
  return hasRequests(finding) && (finding.outcome === 'success' || finding.outcome === 'compromise');
}

/** Requests of the user's own monitors and scanners are nobody's break-in. */
function hasRequests(finding: Finding): boolean {
  return finding.evidence.some(({ type }) => type === 'record') && finding.message.data['sender'] !== 'own';
}

function usesIt(finding: Finding): boolean {
  return finding.artifact.url !== null || (isOfRequests(finding) && !writesPage(finding));
}

/** Addresses that a finding's requests came from. */
export function clientsOf(finding: Finding): string[] {
  if (!hasRequests(finding)) return [];
  const one = clientOf(finding);
  if (one !== null) return [one];
  const { clients } = finding.message.data;
  return Array.isArray(clients) ? clients.filter((client): client is string => typeof client === 'string') : [];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort(compareText).slice(0, MAXIMUM_NAMED);
}

/** What is set in a configuration file is not as old as the file: its last change is all that is known. */
function spanOf(findings: readonly Finding[]): readonly [string | null, string | null] {
  const starts = findings
    .flatMap((finding) => (isSetting(finding) ? finding.artifact.times?.modified : finding.firstSeen) ?? [])
    .sort(compareText);
  const ends = findings.flatMap(({ lastSeen }) => lastSeen ?? []).sort(compareText);
  return [starts[0] ?? null, ends.at(-1) ?? null];
}

function isSetting({ artifact: { kind }, evidence }: Finding): boolean {
  return kind.endsWith('-config') && !evidence.some(({ type }) => type === 'record');
}

function lastOf(findings: readonly Finding[]): string | null {
  return (
    findings
      .flatMap(({ lastSeen }) => lastSeen ?? [])
      .sort(compareText)
      .at(-1) ?? null
  );
}

const OUTCOMES: readonly Finding['outcome'][] = ['hygiene', 'attempt', 'success', 'compromise'];

function gravestOutcome(findings: readonly Finding[]): Finding['outcome'] {
  return OUTCOMES[Math.max(...findings.map(({ outcome }) => OUTCOMES.indexOf(outcome)))] ?? 'hygiene';
}

/** A page whose file was collected is there; one of which only a compilation is left is gone; what is configured is there. */
function presence({ kind, what }: SubjectKey, findings: readonly Finding[]): boolean | null {
  if (kind !== 'implant') return null;
  if (what === 'channel') return null;
  if (what !== 'page' && what !== 'file') return true;
  if (findings.some(({ artifact }) => CARRIED.has(artifact.kind) && artifact.collectedPath !== null)) return true;
  return findings.some(({ artifact, message: { data } }) => artifact.kind === 'compiled-page' || isGone(data['traits']))
    ? false
    : null;
}

const CARRIED: ReadonlySet<string> = new Set(['web-content', 'pe', 'archive', 'link', 'other']);

function isGone(traits: Finding['message']['data'][string] | undefined): boolean {
  return Array.isArray(traits) && traits.some((trait) => trait.startsWith('gone at'));
}
