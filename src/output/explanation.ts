import type { ChalkInstance } from 'chalk';
import type { CataloguedRule } from '../case/rule-catalogue.js';
import type { Finding } from '../model/finding.js';
import { renderFindingText } from './finding-text.js';
import { severityLabel } from './severity-label.js';

/** What a rule means, what else looks like it, and what to do. */
export function* renderRule(rule: CataloguedRule, details: readonly string[], chalk: ChalkInstance): Iterable<string> {
  yield `${severityLabel(rule.severity, chalk)}  ${chalk.bold(rule.title)}  ${chalk.dim(rule.id)}\n`;
  yield `  ${[rule.source, `${rule.confidence} confidence`, rule.outcome, ...rule.attack].join(' · ')}\n`;
  if (rule.path !== null) yield `  in ${rule.path}\n`;
  if (rule.description !== undefined) yield `\n${rule.description.trim()}\n`;
  yield* list('Messages', Object.values(rule.messages));
  yield* list('What else looks like it', rule.falsePositives);
  yield* list('What to do next', rule.nextSteps);
  yield* list('References', rule.references);
  if (details.length > 0) yield `\nIn detail\n${details.map((line) => `  ${line}\n`).join('')}`;
}

/** A finding of a report, and its rule where that is known here. */
export function* renderFinding(
  finding: Finding,
  rule: CataloguedRule | undefined,
  chalk: ChalkInstance,
): Iterable<string> {
  yield `${renderFindingText(finding, chalk)}\n`;
  if (rule !== undefined) yield* renderRule(rule, [], chalk);
}

function* list(title: string, items: readonly string[]): Iterable<string> {
  if (items.length === 0) return;
  yield `\n${title}\n`;
  for (const item of items) yield `  - ${item}\n`;
}
