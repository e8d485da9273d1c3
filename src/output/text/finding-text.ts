import type { ChalkInstance } from 'chalk';
import type { ArtifactTimes, Evidence, Finding, FindingDecision } from '../../model/finding.js';
import { byteText, countText, timeText } from '../quantities.js';
import { severityLabel } from '../severity-label.js';

const SHOWN_EVIDENCE = 6;
/** Digits of a fingerprint: enough for `explain` to know it by. */
const SHOWN_FINGERPRINT = 12;
/** Columns that tell a request, in the order of reading. */
const REQUEST_FIELDS = [
  'c-ip',
  'cs-username',
  'cs-method',
  'cs-uri-stem',
  'cs-uri-query',
  'sc-status',
  'cs(User-Agent)',
];

/** One finding as a block of lines, ending with a line end, with its first evidence or as much of it as is asked for. */
export function renderFindingText(finding: Finding, chalk: ChalkInstance, shownEvidence = SHOWN_EVIDENCE): string {
  const { artifact } = finding;
  const lines = [
    `${severityLabel(finding.severity, chalk)}  ${chalk.bold(finding.title)}  ${chalk.dim(`${finding.rule.id}${finding.rule.packName === undefined ? '' : ` of ${finding.rule.packName}`}  finding ${finding.fingerprint.slice(0, SHOWN_FINGERPRINT)}`)}`,
    `  ${finding.message.text}`,
    `  ${[finding.outcome, `${finding.confidence} confidence`, phaseText(finding), ...finding.attack, finding.host ?? 'server not named', finding.baselineState].filter(Boolean).join(' · ')}`,
  ];
  if (artifact.windowsPath !== null || artifact.url !== null)
    lines.push(`  on server  ${[artifact.windowsPath, artifact.url].filter((one) => one !== null).join('  ')}`);
  if (artifact.collectedPath !== null) {
    const facts = [
      artifact.size === null ? null : byteText(artifact.size),
      artifact.sha256 === null ? null : `sha256 ${artifact.sha256}`,
    ];
    lines.push(`  collected  ${artifact.collectedPath}  ${chalk.dim(facts.filter(Boolean).join(', '))}`);
  }
  if (finding.decision !== undefined) lines.push(`  suppressed ${decisionReason(finding.decision)}`);
  lines.push(...timeLines(finding));
  for (const item of finding.evidence.slice(0, shownEvidence)) lines.push(`    ${evidenceText(item)}`);
  const more = finding.evidence.length - shownEvidence;
  if (more > 0) lines.push(chalk.dim(`    … ${more} more in --format json`));
  for (const step of finding.nextSteps) lines.push(`  next       ${step}`);
  return `${lines.join('\n')}\n`;
}

/** Why a finding is suppressed, by whom and until when. */
export function decisionReason({ reason, by, until }: FindingDecision): string {
  return `until ${until} by ${by}: ${reason}`;
}

/** The times of the file that a finding is about, where the finding knows no others. */
export function fileTimes({ artifact, firstSeen, lastSeen }: Finding): ArtifactTimes | null {
  const { times } = artifact;
  const known: readonly (string | null)[] = times === null ? [] : [times.created, times.modified];
  return firstSeen !== null && known.includes(firstSeen) && known.includes(lastSeen) ? times : null;
}

function timeLines(finding: Finding): string[] {
  const times = fileTimes(finding);
  const [word, first, last] =
    times === null
      ? (['seen     ', ['first', finding.firstSeen], ['last', finding.lastSeen]] as const)
      : (['file     ', ['created', times.created], ['changed', times.modified]] as const);
  const known = [first, last].flatMap(([name, time]) => (time === null ? [] : [`${name} ${timeText(time)}`]));
  if (known.length === 0) return [];
  const often = times === null && finding.count > 1 ? [countText(finding.count, 'time')] : [];
  return [`  ${word}  ${[...known, ...often].join(', ')}`];
}

function phaseText(finding: Finding): string | null {
  switch (finding.phase) {
    case 'before':
      return 'before the patch';
    case 'after':
      return 'after the patch';
    case 'spanning':
      return fileTimes(finding) === null
        ? 'before and after the patch'
        : 'file created before and changed after the patch';
    case 'unknown':
      return null;
  }
}

/** Characters that a record of many fields shows; the report has them all. */
const SHOWN_FIELDS = 600;

/** Fields of a record that is of no request. */
function fieldsText(fields: Extract<Evidence, { type: 'record' }>['fields']): string {
  const text = Object.entries(fields)
    .flatMap(([name, value]) => (value === null || value === '' ? [] : [`${name}=${value}`]))
    .join(' ');
  return text.length > SHOWN_FIELDS ? `${text.slice(0, SHOWN_FIELDS)}…` : text;
}

export function evidenceText(evidence: Evidence): string {
  switch (evidence.type) {
    case 'content': {
      const at = evidence.line === null ? `offset ${evidence.offset}` : `line ${evidence.line}:${evidence.column ?? 1}`;
      const view = evidence.view === 'raw' ? '' : ` (only after decoding: ${evidence.view})`;
      return `${at}  ${evidence.label}${view}  ${evidence.text}`;
    }
    case 'record': {
      const fields = REQUEST_FIELDS.map((name) => evidence.fields[name]).filter(
        (value) => value != null && value !== '-',
      );
      const shown = fields.length > 0 ? fields.join(' ') : fieldsText(evidence.fields);
      return `${evidence.path ?? ''}:${evidence.line ?? `offset ${evidence.offset}`}  ${evidence.time === null ? '' : timeText(evidence.time)}  ${shown}`;
    }
    case 'element':
      return `line ${evidence.line}:${evidence.column}  ${evidence.element}  ${evidence.text}`;
    case 'fact':
      return `${evidence.label}: ${evidence.text}`;
  }
}
