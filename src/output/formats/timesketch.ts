import type { DatedFact, Finding, Report } from '../../model/finding.js';
import { type CaseIndex, caseIndexOf } from '../export/case-index.js';
import { accountOfRecord, clientOfRecord, requestOfRecord } from '../export/finding-facts.js';
import { plain, plainOrUndefined } from '../export/plain-text.js';
import { findingId, uuidFrom } from '../export/stable-id.js';
import { endOfEvidence, exportTime, spanOf, timeOf } from '../export/times.js';
import type { OutputFormat } from '../renderer.js';

const MEANINGS: Readonly<Record<DatedFact['kind'], string>> = {
  request: 'Request Time',
  'file-created': 'File Created',
  'file-changed': 'File Modified',
  'page-compiled': 'Page Compiled',
  'configuration-changed': 'Configuration Changed',
  cmdlet: 'Cmdlet Time',
  event: 'Event Time',
  patch: 'Patch Time',
};

/**
 * An event a line: each dated fact of the case, then the findings that no fact tells, at their first and last time. Every line has
 * what the importer asks of every line (`message`, `datetime`, `timestamp_desc`): it gives up at the first that has not.
 */
function* renderTimesketch(report: Report): Iterable<string> {
  const index = caseIndexOf(report);
  const end = endOfEvidence(report);
  const byKey = new Map(report.findings.map((finding) => [keyOf(finding), finding]));
  const told = new Set<Finding>();
  for (const fact of report.timeline) {
    const finding =
      fact.finding === null ? undefined : byKey.get(keyOf({ host: fact.host, fingerprint: fact.finding }));
    if (finding !== undefined) told.add(finding);
    yield line(factEvent(fact, finding, index, end));
  }
  for (const finding of report.findings) {
    if (!told.has(finding)) for (const event of findingEvents(finding, index, end)) yield line(event);
  }
}

interface Event {
  readonly message: string;
  readonly datetime: string;
  readonly timestamp_desc: string;
  readonly [field: string]: string | number | boolean | readonly string[] | undefined;
}

function factEvent(fact: DatedFact, finding: Finding | undefined, index: CaseIndex, end: string): Event {
  const time = exportTime(fact.time);
  return {
    message: plain(fact.text) || fact.kind,
    datetime: time ?? end,
    timestamp_desc: time === null ? 'End of Evidence' : MEANINGS[fact.kind],
    event_id: uuidFrom(`fact\n${JSON.stringify([fact.time, fact.kind, fact.host, fact.source, fact.text])}`),
    fact_kind: fact.kind,
    fact_source: plain(fact.source),
    precision: fact.precision,
    forgeable: fact.forgeable,
    hostname: plainOrUndefined(fact.host),
    ...(finding === undefined
      ? { tag: ['afterpatch', fact.kind] }
      : { ...findingFields(finding, index), ...recordFields(finding, fact) }),
  };
}

function* findingEvents(finding: Finding, index: CaseIndex, end: string): Iterable<Event> {
  const span = spanOf(finding);
  const { time, meaning } = timeOf(finding, end);
  const times: readonly (readonly [string, string])[] =
    span === null || span.start === span.end
      ? [[time, meaning]]
      : [
          [span.start, 'First Seen'],
          [span.end, 'Last Seen'],
        ];
  for (const [datetime, timestamp_desc] of times) {
    yield {
      message: plain(`${finding.title}: ${finding.message.text}`),
      datetime,
      timestamp_desc,
      event_id: uuidFrom(`${timestamp_desc}\n${findingId(finding)}`),
      fact_kind: 'finding',
      hostname: plainOrUndefined(finding.host),
      ...findingFields(finding, index),
    };
  }
}

function findingFields(finding: Finding, index: CaseIndex) {
  const { severity, confidence, outcome, phase, rule, attack, artifact } = finding;
  const subject = index.subjectOf(finding);
  return {
    tag: [
      'afterpatch',
      severity,
      outcome,
      ...attack,
      ...(finding.baselineState ? [finding.baselineState] : []),
      ...(finding.decision ? ['suppressed'] : []),
    ],
    finding_id: findingId(finding),
    finding_title: plain(finding.title),
    rule: plain(rule.id),
    severity,
    confidence,
    outcome,
    phase,
    subject: subject?.id,
    subject_name: plainOrUndefined(subject?.name),
    incident: subject?.incident ?? undefined,
    file_path: plainOrUndefined(artifact.windowsPath ?? artifact.collectedPath),
    sha256: artifact.sha256 ?? undefined,
  };
}

/** What the record says that a fact is taken from: other records of its finding say other things. */
function recordFields({ evidence }: Finding, { time, source }: DatedFact) {
  const record = evidence.find(
    (item) =>
      item.type === 'record' &&
      item.time === time &&
      source === `${item.path ?? ''}:${item.line ?? `offset ${item.offset}`}`,
  );
  if (record?.type !== 'record') return {};
  const request = requestOfRecord(record);
  return {
    source_ip: clientOfRecord(record) ?? undefined,
    username: accountOfRecord(record) ?? undefined,
    http_method: request?.method ?? undefined,
    url_path: request?.path ?? undefined,
    url_query: request?.query ?? undefined,
    http_status: request?.status ?? undefined,
    user_agent: request?.agent ?? undefined,
  };
}

function keyOf({ host, fingerprint }: Pick<Finding, 'host' | 'fingerprint'>): string {
  return `${host ?? ''}\n${fingerprint}`;
}

function line(event: Event): string {
  return `${JSON.stringify(event)}\n`;
}

export default {
  purpose: 'every dated fact of the case as an event, for Timesketch (JSON lines; name the file *.jsonl)',
  render: renderTimesketch,
} satisfies OutputFormat;
