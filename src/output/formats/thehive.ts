import type { Finding, Report } from '../../model/finding.js';
import { namedTechnique } from '../export/attack-terms.js';
import { type CaseIndex, caseIndexOf } from '../export/case-index.js';
import { factsOfFinding } from '../export/finding-facts.js';
import { inMarkdown, plain } from '../export/plain-text.js';
import { SEVERITY_SCALES } from '../export/scales.js';
import { findingId } from '../export/stable-id.js';
import { endOfEvidence, timeOf } from '../export/times.js';
import type { OutputFormat } from '../renderer.js';

/** Traffic Light Protocol: amber. What an intruder did to somebody stays with them. */
const AMBER = 2;
const LONGEST_TITLE = 512;
const LONGEST_TAG = 128;
const MOST_OBSERVABLES = 100;

/** An alert for TheHive 5 a line, one for each finding. `sourceRef` is the id of the finding: TheHive refuses the second of a kind. */
function* renderTheHive(report: Report): Iterable<string> {
  const index = caseIndexOf(report);
  const end = endOfEvidence(report);
  for (const finding of report.findings) yield `${JSON.stringify(alertOf(finding, index, end))}\n`;
}

function alertOf(finding: Finding, index: CaseIndex, end: string) {
  const { severity, confidence, outcome, phase, host, attack, rule, title } = finding;
  const date = Date.parse(timeOf(finding, end).time);
  const subject = index.subjectOf(finding);
  const tags = [
    outcome,
    `confidence:${confidence}`,
    `patch:${phase}`,
    `rule:${rule.id}`,
    finding.baselineState && `baseline:${finding.baselineState}`,
    subject?.id,
    subject?.incident,
  ];
  return {
    type: 'afterpatch',
    source: 'Afterpatch',
    sourceRef: findingId(finding),
    title: plain(host === null || host === '' ? title : `${host}: ${title}`, LONGEST_TITLE - 1),
    description: descriptionOf(finding),
    severity: SEVERITY_SCALES[severity].thehive,
    date,
    tlp: AMBER,
    pap: AMBER,
    tags: [...new Set(tags.flatMap((tag) => (tag == null ? [] : plain(tag, LONGEST_TAG - 1))))],
    observables: observablesOf(finding),
    procedures: attack.flatMap((patternId) => {
      const [tactic] = namedTechnique(patternId).tactics;
      return tactic === undefined ? [] : [{ occurDate: date, patternId, tactic: tactic.shortname }];
    }),
  };
}

/** Markdown in which text of evidence is text: a picture in it would be fetched by everyone who reads the alert. */
function descriptionOf(finding: Finding): string {
  const { message, nextSteps, falsePositives, references } = finding;
  const { evidence } = factsOfFinding(finding);
  const parts = [
    ['', [message.text]],
    ['Evidence', evidence],
    ['Next', nextSteps],
    ['What else looks like it', falsePositives],
    ['References', references],
  ] as const;
  return parts
    .flatMap(([heading, texts]) => {
      const lines = texts
        .filter((text) => text !== '')
        .map((text) => `${heading === '' ? '' : '- '}${inMarkdown(plain(text))}`);
      return lines.length === 0 ? [] : [`${heading === '' ? '' : `**${heading}**\n\n`}${lines.join('\n')}`];
    })
    .join('\n\n');
}

function observablesOf(finding: Finding) {
  const { clients, accounts, file, request } = factsOfFinding(finding);
  // An attempt is no indicator, and what an attacker can choose freely is none either.
  const ioc = finding.outcome === 'compromise' && finding.confidence !== 'weak';
  const one = (dataType: string, data: string | null | undefined, isIoc: boolean) =>
    data == null || data === '' ? [] : [{ dataType, data, ioc: isIoc, sighted: true, tags: ['afterpatch'] }];
  const all = [
    ...one('hash', file?.sha256, ioc),
    ...clients.flatMap((address) => one('ip', address, ioc)),
    ...one('filename', file?.name, false),
    ...one('uri_path', request?.path, false),
    ...one('user-agent', request?.agent, false),
    ...accounts.flatMap((account) => one('other', account, false)),
    ...one('hostname', finding.host === null ? null : plain(finding.host), false),
  ];
  // TheHive refuses two observables of the same kind and value.
  return [...new Map(all.map((item) => [`${item.dataType}\n${item.data}`, item])).values()].slice(0, MOST_OBSERVABLES);
}

export default {
  purpose: 'an alert for TheHive 5 a line, for its API',
  leavesOutDecided: true,
  render: renderTheHive,
} satisfies OutputFormat;
