import type { CorrelationMatch, LogAnalysis } from '../../engine/logs/log-analysis.js';
import type { Detection, MessageData } from '../../model/detector.js';
import type { RecordEvidence } from '../../model/finding.js';
import { roleOf } from '../../model/record-roles.js';
import { shiftSeverity } from '../../model/severity.js';
import type { LoadedRule } from '../../model/signature.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { compareRecords, type GradedRequests, gradeRequests } from '../../signatures/sigma/grading.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { tokensIn } from './forged-tokens.js';

/** Groups of one correlation that are a finding each; the others are one together. */
const MOST_GROUPS = 50;
const NAMED = 5;
const EXAMPLES = 8;

export interface RequestDetection {
  readonly rule: LoadedRule;
  readonly detection: Detection;
  readonly host: string | null;
}

/**
 * Turns what rules matched in logs into detections, few for each rule: see `gradeRequests` for what is put together.
 * Each has the message `requests`, whose only placeholder is `summary`. `pack` is the one that the logs were matched with.
 */
export function requestDetections(
  analysis: LogAnalysis,
  pack: SigmaPack,
  isOwnAddress: (address: string) => boolean,
): RequestDetection[] {
  return [
    ...ruleDetections(analysis, pack, isOwnAddress, ofRequests),
    ...correlationDetections(analysis, isOwnAddress),
  ];
}

/** What rules matched in records of any kind, graded; `tell` puts what belongs together into words. */
export function* ruleDetections(
  { matches }: Pick<LogAnalysis, 'matches'>,
  pack: SigmaPack,
  isOwnAddress: (address: string) => boolean,
  tell: (graded: GradedRequests, host: string | null) => Detection,
): Iterable<RequestDetection> {
  const successSeverity = new Map(
    pack.rules.map((rule, i) => [rule.id, pack.program.rules[i]?.rule.afterpatch.successSeverity ?? null]),
  );
  for (const ofRule of groupBy(matches, ({ host, rule }) => JSON.stringify([host, rule.id])).values()) {
    const [sample] = ofRule;
    if (sample === undefined) continue;
    const { rule, host } = sample;
    const graded = gradeRequests(
      { severity: rule.severity, successSeverity: successSeverity.get(rule.id) ?? null, confidence: rule.confidence },
      ofRule.flatMap(({ outcome, clients }) =>
        clients.map(({ evidence, client, ...counts }) => ({
          ...counts,
          client: client === '-' ? null : client,
          outcome,
          examples: evidence,
        })),
      ),
      isOwnAddress,
    );
    for (const requests of graded) yield { rule, host, detection: tell(requests, host) };
  }
}

function ofRequests(graded: GradedRequests): Detection {
  const { outcome, sender, client, clients, clientCount, manyClients, stems, requests, examples } = graded;
  const from =
    client ??
    `${manyClients ? 'more than ' : ''}${clientCount} ${clientCount === 1 ? 'client' : 'clients'}${listed(clients)}`;
  const sent = { anyone: '', own: ', one’s own,', scanner: ', by name a scanner,' }[sender];
  const summary = `${counted(requests)} from ${from}${sent}${toStems(stems)}${answered(examples)}`;
  return {
    message: 'requests',
    data: {
      summary,
      requests,
      clients,
      clientCount,
      sender,
      stems,
      ...(client === null ? {} : { client }),
    },
    at: [...examples, ...tokensIn(examples)],
    identity: [outcome, sender, ...(client === null ? [] : [client])],
    severity: graded.severity,
    confidence: graded.confidence,
    outcome,
    firstSeen: graded.first,
    lastSeen: graded.last,
    count: requests,
  };
}

/** What correlations of records of any kind found. */
export function* correlationDetections(
  { alerts }: Pick<LogAnalysis, 'alerts'>,
  isOwnAddress: (address: string) => boolean,
): Iterable<RequestDetection> {
  for (const ofRule of groupBy(alerts, ({ rule, host }) => JSON.stringify([host, rule.id])).values()) {
    const groups = [...groupBy(ofRule, ({ group }) => JSON.stringify(group)).values()]
      .map((same) => ({ same, count: same.reduce((sum, { count }) => sum + count, 0) }))
      .sort((a, b) => b.count - a.count || compareText(groupText(a.same[0]), groupText(b.same[0])))
      .map(({ same }) => same);
    for (const same of groups.slice(0, MOST_GROUPS)) yield* ofAlerts(same, true, isOwnAddress);
    yield* ofAlerts(groups.slice(MOST_GROUPS).flat(), false, isOwnAddress);
  }
}

/** Alerts of one group at different times, or of the groups that are too many. */
function* ofAlerts(
  alerts: readonly CorrelationMatch[],
  oneGroup: boolean,
  isOwnAddress: (address: string) => boolean,
): Iterable<RequestDetection> {
  const [sample] = alerts;
  if (sample === undefined) return;
  const { rule, host, group } = sample;
  const requests = alerts.reduce((sum, { count }) => sum + count, 0);
  const records = alerts.flatMap(({ evidence }) => evidence.map(({ record }) => record));
  // A group is of the client that a proxy spoke for; records show the proxy.
  const ofGroups = alerts.flatMap((alert) =>
    alert.group.filter(([field]) => field === 'c-ip').map(([, value]) => value),
  );
  const logged = records.map(({ fields }) => roleOf(fields, 'client')).filter((client) => client !== null);
  const clients = [...new Set(ofGroups.length > 0 ? ofGroups : logged)];
  const grouped = oneGroup ? group.find(([field]) => field === 'c-ip')?.[1] : undefined;
  const client = grouped ?? (clients.length === 1 ? clients[0] : undefined);
  const own = client !== undefined && isOwnAddress(client);
  // A chain begins with its tightest first step; what is shown of it, and counted, can be earlier.
  const times = [...alerts.flatMap(({ first, last }) => [first, last]), ...records.flatMap(({ time }) => time ?? [])]
    .map((time) => new Date(time).toISOString())
    .sort(compareText);
  const groups = new Set(alerts.map((alert) => JSON.stringify(alert.group))).size;
  const who = oneGroup ? ofGroup(sample) : ` of ${groups} further ${groups === 1 ? 'group' : 'groups'}`;
  const data: MessageData = {
    summary: `${counted(requests)}${who}${own ? ', one’s own,' : ''}${toStems(stemsOf(records))}${answered(records)}`,
    requests,
    clients: clients.slice(0, NAMED),
    ...(client === undefined ? {} : { client }),
    ...(oneGroup ? Object.fromEntries(group) : {}),
  };
  yield {
    rule,
    host,
    detection: {
      message: 'requests',
      data,
      at: [...records].sort(compareRecords).slice(0, EXAMPLES),
      identity: oneGroup ? group.map(([field, value]) => `${field}=${value}`) : ['others'],
      ...(own ? { severity: shiftSeverity(rule.severity, -1), confidence: 'weak' } : {}),
      firstSeen: times[0] ?? null,
      lastSeen: times.at(-1) ?? null,
      count: requests,
    },
  };
}

/** A client, the usual group, as everywhere; others by their fields. */
function ofGroup(alert: CorrelationMatch): string {
  const [[field, value] = [], ...others] = alert.group;
  if (field === undefined) return '';
  return field === 'c-ip' && others.length === 0 ? ` from ${value}` : ` of ${groupText(alert)}`;
}

function groupText(alert: CorrelationMatch | undefined): string {
  return (alert?.group ?? []).map(([field, value]) => `${field} ${value}`).join(', ');
}

function stemsOf(records: readonly RecordEvidence[]): string[] {
  return [...new Set(records.map(({ fields }) => roleOf(fields, 'subject')?.toLowerCase() ?? ''))].filter(Boolean);
}

function counted(requests: number): string {
  return requests === 1 ? '1 request' : `${requests} requests`;
}

function listed(values: readonly string[]): string {
  if (values.length === 0) return '';
  return ` (${values.slice(0, NAMED).join(', ')}${values.length > NAMED ? ', …' : ''})`;
}

function toStems(stems: readonly string[]): string {
  const [first] = stems;
  if (first === undefined) return '';
  return stems.length === 1 ? ` to ${first}` : ` to ${first} and others`;
}

/** Of the records that are shown: the log engine counts requests, not answers. */
function answered(records: readonly RecordEvidence[]): string {
  const statuses = [...new Set(records.map(({ fields }) => roleOf(fields, 'answer') ?? '').filter(Boolean))].sort(
    compareText,
  );
  return statuses.length === 0 ? '' : `, answered ${statuses.slice(0, NAMED).join(', ')}`;
}
