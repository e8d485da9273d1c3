import type { Finding, Stage, Step } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';
import { isEntry, isOfRequests, writesPage } from './subject-key.js';
import { clientsOf, type SubjectInMaking } from './subjects.js';

/** Clients that a step names; the subject names more. */
const NAMED_CLIENTS = 3;

/** ATT&CK techniques of theft and of covering tracks, by their ids without sub-technique where all of them count. */
const THEFT = /^T(?:1114|1056|1005|1041|1048|1567|1003)\b/;
const COVER_UP = /^T(?:1070|1562|1685)\b/;

/**
 * The steps of an incident in the order of time: what is known of each subject's coming, use and end. Steps without a time come last.
 * Findings that had no success are no steps.
 */
export function stepsOf(members: readonly SubjectInMaking[]): Step[] {
  let footholds = 0;
  const steps = members.flatMap((one) => {
    const isImplant = one.subject.kind === 'implant';
    const came: Stage = isImplant && footholds === 0 && isPage(one) ? 'foothold' : 'persistence';
    if (isImplant && isPage(one)) footholds += 1;
    return [...comingOf(one, came), ...requestsOf(one), ...endOf(one)];
  });
  return steps.sort(
    (a, b) =>
      compareText(a.time ?? '~', b.time ?? '~') || order(a.stage) - order(b.stage) || compareText(a.text, b.text),
  );
}

const ORDER: readonly Stage[] = ['entry', 'foothold', 'persistence', 'use', 'theft', 'cover-up'];

function order(stage: Stage): number {
  return ORDER.indexOf(stage);
}

function isPage({ subject: { what } }: SubjectInMaking): boolean {
  return what === 'page' || what === 'file';
}

/** That an implant or a change came to be, at the time that its file tells. */
function* comingOf({ subject, findings }: SubjectInMaking, stage: Stage): Iterable<Step> {
  const own = findings.filter((finding) => (!isOfRequests(finding) || writesPage(finding)) && hadSuccess(finding));
  if (own.length === 0 || subject.kind === 'entry' || subject.kind === 'actor') return;
  const times = own.flatMap((finding) => {
    const { artifact } = finding;
    if (writesPage(finding)) return finding.firstSeen ?? [];
    if (artifact.times === null || artifact.times.quality === 'unreliable') return [];
    return (
      artifact.kind.endsWith('-config') ? [artifact.times.modified] : [artifact.times.created, artifact.times.modified]
    ).flatMap((time) => time ?? []);
  });
  const [time = null] = [...times].sort(compareText);
  const covers = subject.kind === 'change' && own.every(({ attack }) => attack.some((id) => COVER_UP.test(id)));
  yield {
    stage: covers ? 'cover-up' : stage,
    time,
    until: null,
    host: subject.host,
    text:
      subject.kind === 'change'
        ? (own[0]?.message.text ?? subject.name)
        : `${sentence(subject.what)} ${subject.name}${verb(own, time !== null && isUsedBefore(time, findings))}`,
    subject: subject.id,
    findings: own.map(({ fingerprint }) => fingerprint),
  };
}

/** Somebody was answered by it: the time is that of a later change, or of a copy that is no longer told from the file. */
function isUsedBefore(time: string, findings: readonly Finding[]): boolean {
  return findings.some((one) => isUse(one) && (one.firstSeen ?? time) < time);
}

/** Whether requests had what they asked for, of it or by it. */
function isUse(finding: Finding): boolean {
  return (
    (isOfRequests(finding) || finding.artifact.url !== null) &&
    !writesPage(finding) &&
    hadSuccess(finding) &&
    finding.evidence.some(({ type }) => type === 'record')
  );
}

function verb(findings: readonly Finding[], wasThere: boolean): string {
  const [cmdlet] = findings.filter(writesPage).flatMap(({ message: { data } }) => data['cmdlets'] ?? []);
  if (cmdlet !== undefined) return ` is written by ${cmdlet}`;
  const kinds = new Set(findings.map(({ artifact: { kind } }) => kind));
  if (kinds.has('web-content') || findings.some(writesPage)) return wasThere ? ' is changed or copied' : ' is written';
  if (kinds.has('compiled-page')) return ' is compiled';
  return [...kinds].some((kind) => kind.endsWith('-config')) ? ' is configured' : ' is there';
}

/** What clients did with it, first to last: use, theft or entry. */
function* requestsOf({ subject, findings }: SubjectInMaking): Iterable<Step> {
  const requests = findings.filter(isUse);
  for (const stage of ['entry', 'use', 'theft'] as const) {
    const ofStage = requests.filter((finding) => stageOf(finding, subject.kind) === stage);
    // A chain of requests says less of when somebody got in than the exploit that is a part of it.
    const exploits = ofStage.filter(({ rule }) => rule.source === 'sigma');
    const some = stage === 'entry' && exploits.length > 0 ? exploits : ofStage;
    if (some.length === 0) continue;
    const starts = some.flatMap(({ firstSeen }) => firstSeen ?? []).sort(compareText);
    const ends = some.flatMap(({ lastSeen }) => lastSeen ?? []).sort(compareText);
    yield {
      stage,
      time: starts[0] ?? null,
      until: ends.at(-1) ?? null,
      host: subject.host,
      text: `${requestText(stage, subject.kind === 'implant' ? `${subject.what} ${subject.name}` : null, some)}${clientText(some, subject.clients)}`,
      subject: subject.id,
      findings: some.map(({ fingerprint }) => fingerprint),
    };
  }
}

function stageOf(finding: Finding, kind: string): 'entry' | 'use' | 'theft' {
  if (kind === 'entry') return 'entry';
  if (finding.attack.some((id) => THEFT.test(id))) return 'theft';
  return kind === 'actor' && isEntry(finding) ? 'entry' : 'use';
}

function requestText(stage: 'entry' | 'use' | 'theft', used: string | null, findings: readonly Finding[]): string {
  const title = findings[0]?.title ?? 'Requests';
  if (stage === 'entry') return title;
  return used === null ? title : `${sentence(used)} is used`;
}

function clientText(findings: readonly Finding[], known: readonly string[]): string {
  const clients = [...new Set(findings.flatMap(clientsOf))]
    .filter((client) => known.includes(client))
    .sort(compareText);
  const more = clients.length - NAMED_CLIENTS;
  return clients.length === 0
    ? ''
    : ` from ${clients.slice(0, NAMED_CLIENTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** That it is gone: its own end, or somebody's tidying up. */
function* endOf({ subject, findings }: SubjectInMaking): Iterable<Step> {
  if (subject.present !== false) return;
  const traits = findings.flatMap(({ message: { data } }) => (Array.isArray(data['traits']) ? data['traits'] : []));
  const times = traits.map((trait) => Date.parse(/^gone at (\S+)$/.exec(trait)?.[1] ?? ''));
  const gone = times.find((time) => !Number.isNaN(time));
  yield {
    stage: 'cover-up',
    time: gone === undefined ? null : new Date(gone).toISOString(),
    until: null,
    host: subject.host,
    text: `${sentence(subject.what)} ${subject.name} is gone`,
    subject: subject.id,
    findings: findings.map(({ fingerprint }) => fingerprint),
  };
}

function hadSuccess({ outcome }: Finding): boolean {
  return outcome === 'success' || outcome === 'compromise';
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
