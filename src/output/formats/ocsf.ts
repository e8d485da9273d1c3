import type { Finding, Report } from '../../model/finding.js';
import { ATTACK_VERSION, namedTechnique } from '../export/attack-terms.js';
import { type CaseIndex, caseIndexOf } from '../export/case-index.js';
import { type FindingFacts, factsOfFinding } from '../export/finding-facts.js';
import { plain } from '../export/plain-text.js';
import { CONFIDENCE_SCALES, SEVERITY_SCALES } from '../export/scales.js';
import { findingId } from '../export/stable-id.js';
import { endOfEvidence, spanOf, timeOf } from '../export/times.js';
import type { OutputFormat } from '../renderer.js';
import { decisionReason } from '../text/finding-text.js';

const CLASS = 2004;
const CREATE = 1;
/** All that `http_method` may be; others stand in the evidence. */
const METHODS = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

/** A Detection Finding (class 2004 of OCSF 1.8.0) a line. Times are milliseconds since 1970. */
function* renderOcsf(report: Report): Iterable<string> {
  const index = caseIndexOf(report);
  const end = endOfEvidence(report);
  const version = plain(report.tool.version);
  const metadata = {
    version: '1.8.0',
    product: { name: 'Afterpatch', vendor_name: 'Afterpatch', version },
    profiles: ['host'],
  };
  for (const finding of report.findings) yield `${JSON.stringify(eventOf(finding, index, end, metadata))}\n`;
}

function eventOf(finding: Finding, index: CaseIndex, end: string, metadata: object) {
  const { severity, confidence, outcome, phase, host, count, fingerprint } = finding;
  const steps = finding.nextSteps.filter((text) => text !== '');
  const facts = factsOfFinding(finding);
  const span = spanOf(finding);
  const subject = index.subjectOf(finding);
  const scale = CONFIDENCE_SCALES[confidence];
  return {
    activity_id: CREATE,
    category_uid: 2,
    class_uid: CLASS,
    type_uid: CLASS * 100 + CREATE,
    severity_id: SEVERITY_SCALES[severity].ocsf,
    // New, or suppressed.
    status_id: finding.decision === undefined ? 1 : 3,
    ...(finding.decision && { comment: plain(decisionReason(finding.decision)) }),
    time: Date.parse(timeOf(finding, end).time),
    ...(span === null ? {} : { start_time: Date.parse(span.start), end_time: Date.parse(span.end) }),
    count,
    message: plain(finding.message.text),
    is_alert: finding.decision === undefined && (outcome === 'compromise' || outcome === 'success'),
    confidence_id: scale.ocsf,
    confidence_score: scale.percent,
    metadata,
    device: { type_id: 1, hostname: host === null || host === '' ? 'unknown' : plain(host) },
    finding_info: findingInfo(finding),
    evidences: [evidenceOf(facts)],
    observables: observablesOf(finding, facts),
    ...(steps.length === 0 ? {} : { remediation: { desc: plain(steps.join('; ')) } }),
    unmapped: {
      fingerprint,
      severity,
      confidence,
      outcome,
      phase,
      baseline_state: finding.baselineState,
      time_meaning: timeOf(finding, end).meaning,
      subject: subject?.id ?? null,
      incident: subject?.incident ?? null,
      evidence: facts.evidence,
      evidence_hashes: index.hashesOf(finding),
    },
  };
}

function findingInfo(finding: Finding) {
  const { rule, title, message, attack } = finding;
  const span = spanOf(finding);
  return {
    uid: findingId(finding),
    title: plain(title),
    desc: plain(message.text),
    analytic: {
      type_id: 1,
      uid: plain(rule.id),
      name: plain(title),
      version: plain(rule.version),
      category: rule.source,
    },
    attacks: attack.map((id) => {
      const { name, parent, tactics } = namedTechnique(id);
      return {
        version: ATTACK_VERSION,
        tactics: tactics.map((tactic) => ({ uid: tactic.id, name: tactic.name })),
        technique: parent === null ? { uid: id, name } : { uid: parent.id, name: parent.name },
        ...(parent === null ? {} : { sub_technique: { uid: id, name } }),
      };
    }),
    ...(span === null ? {} : { first_seen_time: Date.parse(span.start), last_seen_time: Date.parse(span.end) }),
  };
}

/** What was seen: at least one of its parts has to be there, so the texts of the evidence always are. */
function evidenceOf({ clients, accounts, request, file, evidence }: FindingFacts) {
  return {
    data: { evidence },
    ...(clients[0] === undefined ? {} : { src_endpoint: { ip: clients[0] } }),
    ...(accounts[0] === undefined ? {} : { actor: { user: { name: accounts[0] } } }),
    ...(file === null ? {} : { file: fileOf(file) }),
    ...(request === null ? {} : requestOf(request)),
  };
}

function fileOf({ name, path, folder, sha256, size, created, modified }: NonNullable<FindingFacts['file']>) {
  return {
    name,
    type_id: 1,
    path,
    ...(folder === null ? {} : { parent_folder: folder }),
    ...(size === null ? {} : { size }),
    ...(created === null ? {} : { created_time: Date.parse(created) }),
    ...(modified === null ? {} : { modified_time: Date.parse(modified) }),
    ...(sha256 === null ? {} : { hashes: [{ algorithm_id: 3, value: sha256 }] }),
  };
}

function requestOf({ method, path, query, status, agent }: NonNullable<FindingFacts['request']>) {
  const request = {
    ...(method !== null && METHODS.has(method) ? { http_method: method } : {}),
    ...(agent === null ? {} : { user_agent: agent }),
  };
  return {
    url: { path: path ?? '/', ...(query === null ? {} : { query_string: query }) },
    ...(Object.keys(request).length === 0 ? {} : { http_request: request }),
    ...(status === null ? {} : { http_response: { code: status } }),
  };
}

/** Values to search for, with the numbers that OCSF gives their kinds. */
function observablesOf({ host, artifact }: Finding, { clients, accounts, file, request }: FindingFacts) {
  const one = (type_id: number, name: string, value: string | null | undefined) =>
    value == null || value === '' ? [] : [{ type_id, name, value }];
  return [
    ...one(1, 'device.hostname', host === null ? null : plain(host)),
    ...clients.flatMap((address) => one(2, 'evidences.src_endpoint.ip', address)),
    ...accounts.flatMap((account) => one(4, 'evidences.actor.user.name', account)),
    ...one(8, 'evidences.file.hashes', artifact.sha256),
    ...one(16, 'evidences.http_request.user_agent', request?.agent),
    ...one(45, 'evidences.file.path', file?.path),
  ];
}

export default {
  purpose: 'a Detection Finding of OCSF 1.8.0 a line, for security lakes',
  render: renderOcsf,
} satisfies OutputFormat;
