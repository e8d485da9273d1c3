import type { Finding, Report } from '../../model/finding.js';
import { namedTechnique, techniqueUrl } from '../export/attack-terms.js';
import { type CaseIndex, caseIndexOf } from '../export/case-index.js';
import { type FindingFacts, factsOfFinding } from '../export/finding-facts.js';
import { plain, plainOrUndefined } from '../export/plain-text.js';
import { SEVERITY_SCALES } from '../export/scales.js';
import { findingId, uuidFrom } from '../export/stable-id.js';
import { endOfEvidence, exportTime, spanOf, timeOf } from '../export/times.js';
import type { OutputFormat } from '../renderer.js';
import { decisionReason } from '../text/finding-text.js';

const ECS = { version: '9.4.0' };

/**
 * A document a line: an alert for each finding, and the state of each server, so that "nothing found" and "not examined" differ
 * where findings are searched. `event.id` is the id to index each under.
 */
function* renderEcs(report: Report): Iterable<string> {
  const index = caseIndexOf(report);
  const end = endOfEvidence(report);
  const observer = {
    vendor: 'Afterpatch',
    product: 'Afterpatch',
    version: plain(report.tool.version),
    type: 'compromise assessment',
  };
  for (const { host, answer, withoutDecisions } of report.verdict.servers) {
    const document = {
      '@timestamp': end,
      ecs: ECS,
      message: `${host === null ? 'Server not named' : plain(host)}: ${answer}`,
      event: {
        kind: 'state',
        category: ['host'],
        type: ['info'],
        id: uuidFrom(`verdict\n${host ?? ''}\n${end}`),
        module: 'afterpatch',
        dataset: 'afterpatch.verdict',
      },
      ...hostOf(host),
      observer,
      afterpatch: {
        answer,
        answer_without_decisions: withoutDecisions,
        complete: report.coverage.complete && report.status === 'complete',
        not_examined: [...report.verdict.notExamined, ...report.verdict.missing]
          .slice(0, 50)
          .map((text) => plain(text)),
      },
    };
    yield `${JSON.stringify(document)}\n`;
  }
  for (const finding of report.findings) {
    yield `${JSON.stringify({ ...alertOf(finding, index, end), observer })}\n`;
  }
}

function alertOf(finding: Finding, index: CaseIndex, end: string) {
  const { severity, confidence, outcome, phase, rule, host, artifact, count, fingerprint } = finding;
  const facts = factsOfFinding(finding);
  const { clients, accounts, request, file } = facts;
  const { time, meaning } = timeOf(finding, end);
  const span = spanOf(finding);
  const subject = index.subjectOf(finding);
  return {
    '@timestamp': time,
    ecs: ECS,
    message: plain(finding.message.text),
    event: {
      kind: 'alert',
      category: categoriesOf(finding),
      type: ['info'],
      id: findingId(finding),
      module: 'afterpatch',
      dataset: 'afterpatch.finding',
      provider: rule.source,
      severity: SEVERITY_SCALES[severity].ecs,
      reason: plain(finding.title),
      ...(span === null ? {} : span),
    },
    rule: {
      id: plain(rule.id),
      name: plain(finding.title),
      version: plain(rule.version),
      ruleset: plain(rule.packName ?? rule.pack),
      category: outcome,
    },
    threat: threatOf(finding.attack),
    ...hostOf(host),
    ...(clients[0] === undefined ? {} : { source: { ip: clients[0] } }),
    ...(accounts[0] === undefined ? {} : { user: { name: accounts[0] } }),
    ...requestFields(request),
    ...fileFields(file),
    related: {
      ip: clients,
      user: accounts,
      hash: artifact.sha256 === null ? [] : [artifact.sha256],
      hosts: host === null || host === '' ? [] : [plain(host)],
    },
    afterpatch: {
      fingerprint,
      severity,
      confidence,
      outcome,
      phase,
      time_meaning: meaning,
      count,
      baseline_state: finding.baselineState,
      decision: finding.decision && plain(decisionReason(finding.decision)),
      subject: subject?.id,
      subject_name: plainOrUndefined(subject?.name),
      incident: subject?.incident ?? undefined,
      collected_path: plainOrUndefined(artifact.collectedPath),
      evidence: facts.evidence,
      evidence_hashes: index.hashesOf(finding),
      next_steps: finding.nextSteps.map((text) => plain(text)),
      references: finding.references.map((text) => plain(text)),
    },
  };
}

function categoriesOf({ artifact: { kind }, evidence, outcome }: Finding): string[] {
  if (evidence.some(({ type }) => type === 'record')) return ['intrusion_detection', 'web'];
  if (kind.endsWith('-config')) return ['configuration'];
  return outcome === 'compromise' ? ['file', 'malware'] : ['file'];
}

function hostOf(host: string | null): { host?: { name: string } } {
  return host === null || host === '' ? {} : { host: { name: plain(host) } };
}

/** Ids and names are lists, in one order; sub-techniques stand beside the techniques that they are of. */
function threatOf(ids: readonly string[]) {
  const techniques = ids.map(namedTechnique);
  const tactics = new Map(techniques.flatMap((one) => one.tactics.map((tactic) => [tactic.id, tactic.name] as const)));
  const whole = new Map(techniques.map(({ id, name, parent }) => [parent?.id ?? id, parent?.name ?? name] as const));
  const parts = techniques.filter(({ parent }) => parent !== null);
  if (techniques.length === 0) return undefined;
  return {
    framework: 'MITRE ATT&CK',
    tactic: { id: [...tactics.keys()], name: [...tactics.values()] },
    technique: {
      id: [...whole.keys()],
      name: [...whole.values()],
      reference: [...whole.keys()].map(techniqueUrl),
      ...(parts.length === 0
        ? {}
        : { subtechnique: { id: parts.map(({ id }) => id), name: parts.map(({ name }) => name) } }),
    },
  };
}

function requestFields(request: FindingFacts['request']) {
  if (request === null) return {};
  const { method, path, query, status, agent } = request;
  return {
    url: { path: path ?? undefined, query: query ?? undefined },
    ...(method === null && status === null
      ? {}
      : {
          http: {
            ...(method === null ? {} : { request: { method } }),
            ...(status === null ? {} : { response: { status_code: status } }),
          },
        }),
    ...(agent === null ? {} : { user_agent: { original: agent } }),
  };
}

function fileFields(file: FindingFacts['file']) {
  if (file === null) return {};
  return {
    file: {
      path: file.path,
      name: file.name,
      directory: file.folder ?? undefined,
      size: file.size ?? undefined,
      created: exportTime(file.created) ?? undefined,
      mtime: exportTime(file.modified) ?? undefined,
      ...(file.sha256 === null ? {} : { hash: { sha256: file.sha256 } }),
    },
  };
}

export default {
  purpose: 'a document of Elastic Common Schema a line: an alert for each finding, a state for each server',
  render: renderEcs,
} satisfies OutputFormat;
