import type { Finding, Report } from '../../model/finding.js';
import { csvLine } from '../csv-line.js';
import { type CaseIndex, caseIndexOf } from '../export/case-index.js';
import { factsOfFinding } from '../export/finding-facts.js';
import { plain } from '../export/plain-text.js';
import { findingId } from '../export/stable-id.js';
import { exportTime } from '../export/times.js';
import type { OutputFormat } from '../renderer.js';
import { decisionReason } from '../text/finding-text.js';

/** Without it Excel reads UTF-8 as the code page of its system. */
const BYTE_ORDER_MARK = '\ufeff';

/** In this order for good: people keep filters and pivot tables on it. New columns come last. */
const COLUMNS = [
  'id',
  'host',
  'severity',
  'confidence',
  'outcome',
  'phase',
  'title',
  'message',
  'firstSeen',
  'lastSeen',
  'count',
  'incident',
  'subject',
  'subjectKind',
  'subjectName',
  'rule',
  'ruleSource',
  'attack',
  'serverPath',
  'url',
  'collectedPath',
  'sha256',
  'size',
  'created',
  'modified',
  'clients',
  'accounts',
  'evidence',
  'nextSteps',
  'falsePositives',
  'references',
  'fingerprint',
  'baselineState',
  'decision',
  'evidenceHashes',
] as const;

/** A row for each finding (RFC 4180), with the columns of its header, safe to open in a spreadsheet. */
function* renderCsv(report: Report): Iterable<string> {
  const index = caseIndexOf(report);
  yield BYTE_ORDER_MARK + csvLine(COLUMNS);
  for (const finding of report.findings) {
    const row = rowOf(finding, index);
    yield csvLine(COLUMNS.map((column) => plain(row[column])));
  }
}

function rowOf(finding: Finding, index: CaseIndex): Readonly<Record<(typeof COLUMNS)[number], string>> {
  const { artifact, rule } = finding;
  const facts = factsOfFinding(finding);
  const subject = index.subjectOf(finding);
  return {
    id: findingId(finding),
    host: finding.host ?? '',
    severity: finding.severity,
    confidence: finding.confidence,
    outcome: finding.outcome,
    phase: finding.phase,
    title: finding.title,
    message: finding.message.text,
    firstSeen: exportTime(finding.firstSeen) ?? '',
    lastSeen: exportTime(finding.lastSeen) ?? '',
    count: String(finding.count),
    incident: subject?.incident ?? '',
    subject: subject?.id ?? '',
    subjectKind: subject?.what ?? '',
    subjectName: subject?.name ?? '',
    rule: rule.id,
    ruleSource: rule.source,
    attack: finding.attack.join(' '),
    serverPath: artifact.windowsPath ?? '',
    url: artifact.url ?? '',
    collectedPath: artifact.collectedPath ?? '',
    sha256: artifact.sha256 ?? '',
    size: artifact.size === null ? '' : String(artifact.size),
    created: exportTime(artifact.times?.created ?? null) ?? '',
    modified: exportTime(artifact.times?.modified ?? null) ?? '',
    clients: facts.clients.join(' '),
    accounts: facts.accounts.join(' '),
    evidence: facts.evidence[0] ?? '',
    nextSteps: finding.nextSteps.join('; '),
    falsePositives: finding.falsePositives.join('; '),
    references: finding.references.join('; '),
    fingerprint: finding.fingerprint,
    baselineState: finding.baselineState ?? '',
    decision: finding.decision === undefined ? '' : decisionReason(finding.decision),
    evidenceHashes: index.hashesOf(finding).join('; '),
  };
}

export default {
  purpose: 'a row for each finding, for spreadsheets: no cell is run as a formula',
  forPeople: true,
  render: renderCsv,
} satisfies OutputFormat;
