import type { Finding, Report } from '../../model/finding.js';
import { type CaseIndex, caseIndexOf } from '../export/case-index.js';
import { factsOfFinding } from '../export/finding-facts.js';
import { plain, plainOrUndefined } from '../export/plain-text.js';
import { findingId, uuidFrom } from '../export/stable-id.js';
import { endOfEvidence, exportTime, timeOf } from '../export/times.js';
import type { OutputFormat } from '../renderer.js';
import { decisionReason } from '../text/finding-text.js';

/**
 * An event of Splunk's HTTP Event Collector a line, as it takes them one behind the other: one for each finding, and one for each
 * server with the answer for it. `fields` are indexed, so that searches and `dedup event_id` are quick.
 */
function* renderHec(report: Report): Iterable<string> {
  const index = caseIndexOf(report);
  const end = endOfEvidence(report);
  for (const { host, answer, withoutDecisions } of report.verdict.servers) {
    const complete = report.coverage.complete && report.status === 'complete';
    const id = uuidFrom(`verdict\n${host ?? ''}\n${end}`);
    const not_examined = [...report.verdict.notExamined, ...report.verdict.missing]
      .slice(0, 50)
      .map((text) => plain(text));
    const verdict = {
      event_id: id,
      dest: plainOrUndefined(host),
      answer,
      answer_without_decisions: withoutDecisions,
      complete,
      not_examined,
    };
    yield envelope('verdict', end, host, verdict, { event_id: id, answer });
  }
  for (const finding of report.findings) {
    const { severity, outcome, confidence, phase } = finding;
    const id = findingId(finding);
    const subject = index.subjectOf(finding);
    const fields = {
      event_id: id,
      severity,
      confidence,
      outcome,
      phase,
      incident: subject?.incident ?? undefined,
      baseline_state: finding.baselineState,
    };
    yield envelope('finding', timeOf(finding, end).time, finding.host, eventOf(finding, index, end), fields);
  }
}

function envelope(
  kind: string,
  time: string,
  host: string | null,
  event: object,
  fields: Readonly<Record<string, string | undefined>>,
): string {
  const seconds = Number((Date.parse(time) / 1000).toFixed(3));
  const source = { host: plainOrUndefined(host), source: 'afterpatch', sourcetype: `afterpatch:${kind}` };
  return `${JSON.stringify({ time: seconds, ...source, event, fields })}\n`;
}

/** Names as the Common Information Model of Splunk has them (data model Alerts, Web), where it has one. */
function eventOf(finding: Finding, index: CaseIndex, end: string) {
  const { severity, confidence, outcome, phase, rule, attack, count, artifact, fingerprint } = finding;
  const { clients, accounts, request, file, evidence } = factsOfFinding(finding);
  const subject = index.subjectOf(finding);
  return {
    event_id: findingId(finding),
    signature: plain(finding.title),
    signature_id: plain(rule.id),
    signature_version: plain(rule.version),
    rule_source: rule.source,
    body: plain(finding.message.text),
    severity,
    confidence,
    outcome,
    phase,
    time_meaning: timeOf(finding, end).meaning,
    first_seen: exportTime(finding.firstSeen) ?? undefined,
    last_seen: exportTime(finding.lastSeen) ?? undefined,
    count,
    baseline_state: finding.baselineState,
    decision: finding.decision && plain(decisionReason(finding.decision)),
    dest: plainOrUndefined(finding.host),
    src: clients,
    user: accounts,
    mitre_technique_id: attack,
    subject: subject?.id,
    subject_name: plainOrUndefined(subject?.name),
    incident: subject?.incident ?? undefined,
    http_method: request?.method ?? undefined,
    uri_path: request?.path ?? undefined,
    uri_query: request?.query ?? undefined,
    status: request?.status ?? undefined,
    http_user_agent: request?.agent ?? undefined,
    file_name: file?.name,
    file_path: file?.path,
    file_hash: file?.sha256 ?? undefined,
    file_size: file?.size ?? undefined,
    file_create_time: file?.created ?? undefined,
    file_modify_time: file?.modified ?? undefined,
    collected_path: plainOrUndefined(artifact.collectedPath),
    evidence,
    evidence_hashes: index.hashesOf(finding),
    next_steps: finding.nextSteps.map((text) => plain(text)),
    references: finding.references.map((text) => plain(text)),
    fingerprint,
  };
}

export default {
  purpose: "an event a line for Splunk's HTTP Event Collector: one for each finding, one for each server",
  render: renderHec,
} satisfies OutputFormat;
