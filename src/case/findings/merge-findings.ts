import type { Finding } from '../../model/finding.js';
import { CONFIDENCES, compareSeverity } from '../../model/severity.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { MAXIMUM_EVIDENCE } from './build-finding.js';
import type { PatchedOn } from '../verdict/patch-days.js';
import { phaseOf } from './phase.js';

/** One finding for each host and fingerprint, in the order of a report: most severe first, then host, place and rule. */
export function mergeFindings(findings: Iterable<Finding>, patchedOn: PatchedOn): Finding[] {
  const identities = groupBy(findings, ({ host, fingerprint }) => `${host ?? ''}\n${fingerprint}`);
  return [...identities.values()].flatMap((same) => joined(same, patchedOn)).sort(compareFindings);
}

export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareSeverity(b.severity, a.severity) ||
    compareText(a.host ?? '', b.host ?? '') ||
    compareText(placeOf(a), placeOf(b)) ||
    compareText(a.rule.id, b.rule.id) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

export function placeOf(finding: Finding): string {
  const { windowsPath, url, collectedPath } = finding.artifact;
  return windowsPath ?? url ?? collectedPath ?? '';
}

/** Engines yield in any order, so in which of them came must not show. */
function joined(same: readonly Finding[], patchedOn: PatchedOn): Finding | readonly Finding[] {
  if (same.length < 2) return same;
  const sorted = same
    .map((finding) => ({ finding, text: JSON.stringify(finding) }))
    .sort((a, b) => compareSeverity(b.finding.severity, a.finding.severity) || compareText(a.text, b.text))
    .map(({ finding }) => finding);
  const [lead] = sorted;
  if (lead === undefined) return [];
  const evidence = new Map(sorted.flatMap((finding) => finding.evidence).map((item) => [JSON.stringify(item), item]));
  const starts = sorted.flatMap((finding) => finding.firstSeen ?? []).sort(compareText);
  const ends = sorted.flatMap((finding) => finding.lastSeen ?? []).sort(compareText);
  const [firstSeen, lastSeen] = [starts[0] ?? null, ends.at(-1) ?? null];
  const confidence = Math.max(...sorted.map((finding) => CONFIDENCES.indexOf(finding.confidence)));
  return {
    ...lead,
    confidence: CONFIDENCES[confidence] ?? lead.confidence,
    evidence: [...evidence.values()].slice(0, MAXIMUM_EVIDENCE),
    count: sorted.reduce((sum, { count }) => sum + count, 0),
    firstSeen,
    lastSeen,
    phase: phaseOf(firstSeen, lastSeen, patchedOn(lead.host)),
  };
}
