import type { ChalkInstance } from 'chalk';
import type { RuleCatalogue } from '../case/reports/rule-catalogue.js';
import { problemText } from './problem-text.js';
import { severityLabel } from './severity-label.js';

/** Rules by source, then those that did not load and those that do not apply, each with its reason. */
export function* renderRuleList(
  { rules, notLoaded, notApplicable }: RuleCatalogue,
  chalk: ChalkInstance,
): Iterable<string> {
  const width = Math.max(...rules.map((rule) => rule.id.length), 0);
  for (const source of new Set(rules.map((rule) => rule.source))) {
    const ofSource = rules.filter((rule) => rule.source === source);
    yield `${chalk.bold(source)}  ${ofSource.length} loaded\n`;
    for (const rule of ofSource) {
      const severity = severityLabel(rule.severity, chalk) + ' '.repeat(13 - rule.severity.length);
      yield `  ${rule.id.padEnd(width)}  ${severity}  ${rule.title}${placeOf(rule, chalk)}\n`;
    }
  }
  if (notApplicable.length > 0) yield `${chalk.bold('not applicable')}  ${notApplicable.length}\n`;
  for (const { title, path, reason } of notApplicable) yield `  ${path}  ${title}: ${reason}\n`;
  if (notLoaded.length > 0) yield `${chalk.bold('not loaded')}  ${notLoaded.length}\n`;
  for (const problem of notLoaded) yield `  ${problemText(problem)}\n`;
}

function placeOf({ path, packName }: RuleCatalogue['rules'][number], chalk: ChalkInstance): string {
  return path === null ? '' : chalk.dim(`  ${packName === undefined ? '' : `${packName}: `}${path}`);
}
