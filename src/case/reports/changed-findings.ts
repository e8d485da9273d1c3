import type { Finding, Report } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import { compareText } from '../../platform/order.js';

/** What other rules make of the same evidence. */
export interface ChangedFindings {
  readonly added: readonly Finding[];
  readonly removed: readonly Finding[];
  /** Findings that weigh otherwise or count otherwise. */
  readonly changed: readonly { readonly before: Finding; readonly after: Finding }[];
}

/** Findings of two reports of the same evidence that differ, the gravest first. */
export function changedFindings(before: Report, after: Report): ChangedFindings {
  const [then, now] = [byKey(before), byKey(after)];
  const fresh = [...now].flatMap(([key, finding]) => (then.has(key) ? [] : [finding]));
  const gone = [...then].flatMap(([key, finding]) => (now.has(key) ? [] : [finding]));
  const changed = [...now].flatMap(([key, finding]) => {
    const earlier = then.get(key);
    return earlier === undefined || weightOf(earlier) === weightOf(finding)
      ? []
      : [{ before: earlier, after: finding }];
  });
  return {
    added: fresh.sort(compareFindings),
    removed: gone.sort(compareFindings),
    changed: changed.sort((a, b) => compareFindings(a.after, b.after)),
  };
}

function byKey({ findings }: Report): Map<string, Finding> {
  return new Map(findings.map((finding) => [`${finding.host ?? ''}\n${finding.fingerprint}`, finding]));
}

function weightOf({ severity, confidence, outcome, count }: Finding): string {
  return [severity, confidence, outcome, count].join(' ');
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareSeverity(b.severity, a.severity) ||
    compareText(a.rule.id, b.rule.id) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
