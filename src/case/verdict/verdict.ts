import type { Answer, Coverage, CoverageClass, Finding, Verdict } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import { compareText } from '../../platform/order.js';
import { notExamined } from './not-examined.js';
import type { PatchedOn } from './patch-days.js';
import type { UnreadEvidence } from './unread-evidence.js';

export interface VerdictInput {
  readonly findings: readonly Finding[];
  readonly patchedOn: PatchedOn;
  /** Servers that the collection names. */
  readonly hosts: readonly string[];
  readonly coverage: Pick<Coverage, 'classes' | 'entries' | 'questions'>;
  /** What was collected and is not read. */
  readonly unread: readonly UnreadEvidence[];
  /** Whether everything collected of a server was examined, and every required class was there. */
  readonly isComplete: (host: string | null) => boolean;
}

/** From the gravest to the least. */
export const ANSWERS: readonly Answer[] = [
  'persistence-survived-the-patch',
  'compromised',
  'probably-exploited',
  'to-be-explained',
  'attempts-only',
  'not-assessable',
  'nothing-found',
];

/**
 * Answers the question that the tool exists for, from the findings alone, server by server: what was left on one and used on
 * another is no persistence.
 * A finding that is open to doubt (below `medium`) supports no answer above "attempts only"; one that has common benign
 * explanations (`medium`) none above "to be explained", however many there are. A setting at `high` that is only suspected
 * (confidence below `strong`) supports "compromised" where a request had success, too.
 */
export function judge({ findings, patchedOn, hosts, coverage, unread, isComplete }: VerdictInput): Verdict {
  const judged = serversOf(findings, hosts).map(({ host, found }) => {
    const traces = tracesIn(found);
    return { host, traces, answer: answerFor(traces, found, patchedOn(host), isComplete(host)) };
  });
  const answer = ANSWERS.find((one) => judged.some((server) => server.answer === one)) ?? 'not-assessable';
  const gravest = judged.filter((server) => server.answer === answer);
  const said = {
    used: gravest.some(({ traces }) => traces.used.length > 0),
    usedAfterwards: gravest.some(({ traces }) => traces.used.some(reachesAfterwards)),
    unread: [...new Set(unread.filter(isOfAny(gravest)).map(({ name }) => name))],
    requestsRead: gravest.some(({ host }) => coverage.classes.some((row) => hasRequestsOf(row, host, judged.length))),
    complete: gravest.every(({ host }) => isComplete(host)),
    onlyAfterwards: gravest.every(({ host, traces }) => patchedOn(host) !== null && cameAfterwards(traces)),
  };
  const names = judged.length > 1 ? `${gravest.map(({ host }) => host ?? 'server not named').join(', ')}: ` : '';
  return {
    answer,
    summary: names + summaryOf(answer, said),
    notExamined: notExamined(coverage, unread),
    servers: judged.map(({ host, answer, traces }) => ({ host, answer, ...listed(traces) })),
    ...listed(tracesIn(findings)),
    missing: [
      ...dayNotGiven(
        judged.map(({ host }) => host).filter((host) => patchedOn(host) === null),
        judged.length,
      ),
      ...coverage.classes.flatMap((row) => sideNotSeen(row, patchedOn(row.host))),
      ...coverage.questions.map(({ host, question, reason }) => `${named(host)}${question} ${reason}`),
    ],
  };
}

/** What no server is named for may be any's; and where there is but one, all is of it. */
function isOfAny(servers: readonly { readonly host: string | null }[]) {
  return ({ host }: UnreadEvidence) => host === null || servers.some((one) => one.host === null || one.host === host);
}

const shown = (time: string) => time.replace(/\.000Z$/, 'Z');
const named = (host: string | null) => (host === null ? '' : `${host}: `);

/** Servers whose patch nobody gave a day for. */
function dayNotGiven(hosts: readonly (string | null)[], servers: number): string[] {
  if (hosts.length === 0) return [];
  const whose =
    hosts.length === servers ? '' : ` of ${hosts.map((host) => host ?? 'the server that is not named').join(', ')}`;
  return [`The day of the patch${whose}: with --patched-on, findings are told apart into before and after.`];
}

/** Logs that lie wholly on one side of the patch say nothing of the other: that nothing was found there is no answer. */
function sideNotSeen(
  { class: name, host, firstRecord, lastRecord }: CoverageClass,
  patchedOn: string | null,
): string[] {
  if (patchedOn === null) return [];
  if (name !== 'iis-logs' || firstRecord === null || lastRecord === null) return [];
  const patch = Date.parse(patchedOn);
  if (Date.parse(lastRecord) < patch)
    return [`${named(host)}Requests after the patch: the last one that was examined is of ${shown(lastRecord)}.`];
  if (Date.parse(firstRecord) >= patch)
    return [`${named(host)}Requests before the patch: the first one that was examined is of ${shown(firstRecord)}.`];
  return [];
}

/** Findings by server. Where there is but one, what nothing names a server for is of that one. */
function serversOf(findings: readonly Finding[], hosts: readonly string[]) {
  const [only = null] = hosts;
  if (hosts.length < 2) return [{ host: only, found: findings }];
  const unnamed = findings.some((finding) => finding.host === null) ? [null] : [];
  return [...hosts, ...unnamed].map((host) => ({ host, found: findings.filter((finding) => finding.host === host) }));
}

/** What serious findings say of an intruder. */
interface Traces {
  /** Requests that had success. */
  readonly exploited: readonly Finding[];
  /** Of those, and of what chains of requests show, what opened the server. */
  readonly entered: readonly Finding[];
  /** What lies on the server or is set there, apart from requests. */
  readonly left: readonly Finding[];
  /** Requests that had success and are no mere exploit: they use what was left or taken. */
  readonly used: readonly Finding[];
}

const isWeighty = ({ severity }: Finding) => compareSeverity(severity, 'high') >= 0;
const isRequest = (finding: Finding) => finding.evidence.some((item) => item.type === 'record');
/** Exploits, remote services, valid accounts, guessed passwords. */
const isEntry = ({ attack }: Finding) => attack.some((id) => /^T(?:1190|1133|1078|1110)\b/.test(id));
const isMereExploit = ({ attack }: Finding) =>
  attack.includes('T1190') && !attack.some((technique) => technique.startsWith('T1505'));
const reachesAfterwards = ({ phase }: Finding) => phase === 'after' || phase === 'spanning';

function tracesIn(findings: readonly Finding[]): Traces {
  const serious = findings.filter((finding) => compareSeverity(finding.severity, 'medium') >= 0);
  const hadSuccess = serious.filter(
    (finding) => isRequest(finding) && (finding.outcome === 'success' || finding.outcome === 'compromise'),
  );
  return {
    exploited: hadSuccess.filter((finding) => finding.outcome === 'success'),
    entered: hadSuccess.filter(isEntry),
    left: serious.filter((finding) => !isRequest(finding) && finding.outcome === 'compromise'),
    used: hadSuccess.filter((finding) => !isMereExploit(finding)),
  };
}

function answerFor(traces: Traces, found: readonly Finding[], patchedOn: string | null, complete: boolean): Answer {
  const { exploited, left, used } = traces;
  const there = [...left, ...used.filter((finding) => finding.outcome === 'compromise')].filter(isWeighty);
  const confirmed = used.length + exploited.length > 0;
  const isThere = there.some((finding) => confirmed || !isMereSuspicion(finding));
  if (isThere && patchedOn !== null && survived(traces)) return 'persistence-survived-the-patch';
  if (isThere) return 'compromised';
  if (exploited.some(isWeighty)) return 'probably-exploited';
  if (left.length + used.length + exploited.length > 0) return 'to-be-explained';
  if (found.some((finding) => finding.outcome === 'attempt')) return 'attempts-only';
  return complete ? 'nothing-found' : 'not-assessable';
}

/** A setting that products make too: what is set says of itself no more than that nobody here knows it. */
function isMereSuspicion({ artifact, confidence }: Finding): boolean {
  return artifact.kind.endsWith('-config') && confidence !== 'strong';
}

/**
 * Something is there, it was used after the patch, and the intruder was there before it: who came only afterwards was not kept
 * out by the patch, but survived nothing.
 */
function survived({ entered, exploited, left, used }: Traces): boolean {
  const after = used.filter(reachesAfterwards);
  const stays =
    left.length > 0 || after.some((finding) => finding.outcome === 'compromise' && finding.phase === 'spanning');
  return after.length > 0 && stays && [...entered, ...exploited, ...left, ...used].some(wasThereBefore);
}

/** The times of a configuration file are not those of each thing in it: one that was last changed afterwards says nothing. */
function wasThereBefore({ phase, artifact }: Finding): boolean {
  return phase === 'before' || (phase === 'spanning' && !artifact.kind.endsWith('-config'));
}

/** Requests that no server is named for may be any server's. */
function hasRequestsOf(row: CoverageClass, host: string | null, servers: number): boolean {
  return (
    row.class === 'iis-logs' && (row.records ?? 0) > 0 && (servers === 1 || row.host === null || row.host === host)
  );
}

/** All requests that had success are from after the patch, and nothing that was left is from before it. */
function cameAfterwards({ entered, exploited, left, used }: Traces): boolean {
  const requests = [...entered, ...exploited, ...used];
  return requests.length > 0 && requests.every(({ phase }) => phase === 'after') && !left.some(wasThereBefore);
}

interface Said {
  readonly used: boolean;
  readonly usedAfterwards: boolean;
  readonly complete: boolean;
  /** Names of evidence that was collected and is not read. */
  readonly unread: readonly string[];
  /** Logs of requests were read. */
  readonly requestsRead: boolean;
  /** No trace is known to be from before the patch. */
  readonly onlyAfterwards: boolean;
}

const CAME_AFTERWARDS =
  ' No trace of it is from before the patch: the day is wrong, the patch did not close the hole that was used, or what came before was not collected.';

function summaryOf(
  answer: Answer,
  { used, usedAfterwards, complete, unread, requestsRead, onlyAfterwards }: Said,
): string {
  const when = onlyAfterwards ? CAME_AFTERWARDS : '';
  const without = unread.length === 0 ? '' : ` Collected, but not read: ${unread.join(', ')}.`;
  const doubt = complete ? '.' : `, but not everything could be examined: this is no clean bill.${without}`;
  switch (answer) {
    case 'persistence-survived-the-patch':
      return 'An intruder left a way in that survived the patch and was used after it. The server is not clean: isolate it, keep the evidence, rotate keys and passwords.';
    case 'compromised': {
      const what = usedAfterwards
        ? 'was on this server, and what was left or taken was used after the patch.'
        : used
          ? 'was on this server, and what was left or taken was used.'
          : requestsRead
            ? 'left something on this server. Nothing that was examined shows it in use; that does not make it harmless.'
            : 'left something on this server. Whether it is used is not known: no requests were examined.';
      return `An intruder ${what}${when} Isolate the server, keep the evidence, rotate keys and passwords.`;
    }
    case 'probably-exploited':
      return `Exploit requests were answered as success, but nothing left behind was found in what was collected.${when} Treat the server as compromised until proven otherwise.`;
    case 'to-be-explained':
      return `There is something that a server can have for good reasons, and that an intruder leaves, too: ask whose it is. Nothing else shows an intruder${doubt}`;
    case 'attempts-only':
      return `There were attempts. Nothing that was examined shows that one succeeded${doubt}`;
    case 'nothing-found':
      return 'Nothing that shows an intruder was found in what was examined.';
    case 'not-assessable':
      return `Nothing that shows an intruder was found, but not everything could be examined: this is no clean bill.${without}`;
  }
}

/** Fingerprints of traces, as a verdict has them. */
function listed({
  entered,
  exploited,
  left,
  used,
}: Traces): Pick<Verdict, 'gotIn' | 'left' | 'used' | 'usedAfterwards'> {
  return {
    gotIn: byTime(entered.filter(({ phase }) => phase !== 'after')),
    left: fingerprints(left),
    used: byTime(used),
    usedAfterwards: byTime([...new Set([...entered, ...exploited, ...used])].filter(reachesAfterwards)),
  };
}

function fingerprints(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map((finding) => finding.fingerprint))];
}

/** The earliest first; at the same time, and without one, in the order of the report. */
function byTime(findings: readonly Finding[]): string[] {
  return fingerprints([...findings].sort((a, b) => compareText(a.firstSeen ?? '~', b.firstSeen ?? '~')));
}
