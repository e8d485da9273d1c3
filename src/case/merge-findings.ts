import type { Finding } from '../model/finding.js';
import { CONFIDENCES, compareSeverity } from '../model/severity.js';
import { compareText } from '../platform/order.js';
import { MAXIMUM_EVIDENCE } from './build-finding.js';
import { phaseOf } from './phase.js';

/** One finding for each host and fingerprint, in the order of a report: most severe first, then host, place and rule. */
export function mergeFindings(findings: Iterable<Finding>, patchedOn: string | null): Finding[] {
  const byIdentity = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.host ?? ''}\n${finding.fingerprint}`;
    const seen = byIdentity.get(key);
    byIdentity.set(key, seen === undefined ? finding : joined(seen, finding, patchedOn));
  }
  return [...byIdentity.values()].sort(compareFindings);
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

/** Engines yield in any order, so which of the two comes first must not show. */
function joined(a: Finding, b: Finding, patchedOn: string | null): Finding {
  const [first, second] = compareText(JSON.stringify(a), JSON.stringify(b)) <= 0 ? [a, b] : [b, a];
  const bySeverity = compareSeverity(first.severity, second.severity) >= 0 ? [first, second] : [second, first];
  const lead = bySeverity[0] ?? first;
  const evidence = new Map([...first.evidence, ...second.evidence].map((item) => [JSON.stringify(item), item]));
  const starts = [first.firstSeen, second.firstSeen].filter((time) => time !== null).sort(compareText);
  const ends = [first.lastSeen, second.lastSeen].filter((time) => time !== null).sort(compareText);
  const [firstSeen, lastSeen] = [starts[0] ?? null, ends.at(-1) ?? null];
  return {
    ...lead,
    confidence:
      CONFIDENCES[Math.max(CONFIDENCES.indexOf(a.confidence), CONFIDENCES.indexOf(b.confidence))] ?? lead.confidence,
    evidence: [...evidence.values()].slice(0, MAXIMUM_EVIDENCE),
    count: a.count + b.count,
    firstSeen,
    lastSeen,
    phase: phaseOf(firstSeen, lastSeen, patchedOn),
  };
}
