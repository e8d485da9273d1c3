import type { ChangedFindings } from '../case/reports/changed-findings.js';
import type { Finding } from '../model/finding.js';
import { safeText } from '../platform/safe-text.js';
import type { PackDifference } from '../signatures/pack/pack.js';

/** Rules of two packs that differ, and what findings change with them. */
export function* renderPackDifference(
  { added, removed, changed }: PackDifference,
  findings: ChangedFindings | null,
): Iterable<string> {
  const list = (sign: string, rules: readonly string[]) => rules.map((rule) => `${sign} ${safeText(rule, 400)}\n`);
  yield* [...list('+', added), ...list('-', removed), ...list('~', changed)];
  yield `${added.length} added, ${removed.length} removed, ${changed.length} changed\n`;
  if (findings === null) return;
  yield '\nFINDINGS\n';
  for (const finding of findings.added) yield `+ ${findingLine(finding)}\n`;
  for (const finding of findings.removed) yield `- ${findingLine(finding)}\n`;
  for (const { before, after } of findings.changed) yield `~ ${findingLine(after)} (was ${weight(before)})\n`;
  yield `${findings.added.length} added, ${findings.removed.length} removed, ${findings.changed.length} changed\n`;
}

function findingLine(finding: Finding): string {
  const host = finding.host === null ? '' : `${finding.host}: `;
  return `${weight(finding)}  ${host}${finding.message.text}  ${finding.rule.id}`;
}

function weight({ severity, confidence, outcome, count }: Finding): string {
  return `${severity}, ${confidence}, ${outcome}${count > 1 ? `, ${count} times` : ''}`;
}
