import type { RuleDescription } from '../../model/detector.js';
import type { SignatureProblem } from '../../model/finding.js';
import { safeText } from '../../platform/safe-text.js';

/** Longest text of a rule that is shown, in UTF-16 units. */
const MAXIMUM_LENGTH = 4_000;

/** A problem of a rule that can be anybody's, safe to show. */
export function safeProblem(problem: SignatureProblem): SignatureProblem {
  return {
    ...problem,
    path: safeText(problem.path, MAXIMUM_LENGTH),
    rule: problem.rule === null ? null : safeText(problem.rule),
    reason: safeText(problem.reason, MAXIMUM_LENGTH),
    hint: problem.hint === null ? null : safeText(problem.hint, MAXIMUM_LENGTH),
  };
}

/** A rule that can be anybody's, safe to show. Only its description keeps its lines. */
export function safeRule<Rule extends RuleDescription & { readonly path: string | null }>(rule: Rule): Rule {
  return {
    ...rule,
    id: safeText(rule.id),
    title: safeText(rule.title, MAXIMUM_LENGTH),
    path: rule.path === null ? null : safeText(rule.path, MAXIMUM_LENGTH),
    ...(rule.description === undefined ? {} : { description: safeLines(rule.description) }),
    references: rule.references.map(safeLine),
    falsePositives: rule.falsePositives.map(safeLine),
    nextSteps: rule.nextSteps.map(safeLine),
  };
}

function safeLine(text: string): string {
  return safeText(text.trim().replace(/\s+/g, ' '), MAXIMUM_LENGTH);
}

function safeLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => safeText(line, MAXIMUM_LENGTH))
    .join('\n');
}
