import type { SignatureProblem } from '../model/finding.js';

/** A signature that did not load, in one line: file, line, column, rule, what is wrong and what to do. */
export function problemText({ path, line, column, rule, reason, hint }: SignatureProblem): string {
  const at = line === null ? '' : `:${line}${column === null ? '' : `:${column}`}`;
  return `${path}${at}${rule === null ? '' : ` (${rule})`}: ${sentences(reason, hint)}`;
}

/** Reasons come from engines of many hands, and some do not end as sentences do. */
export function sentences(reason: string, hint: string | null): string {
  if (hint === null) return reason;
  return `${reason}${/[.!?]$/.test(reason) ? '' : '.'} ${hint}`;
}
