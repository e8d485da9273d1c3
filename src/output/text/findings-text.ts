import type { ChalkInstance } from 'chalk';
import type { Finding, Report } from '../../model/finding.js';
import { severityLabel } from '../severity-label.js';
import { renderFindingText } from './finding-text.js';

/** Findings of one rule shown on one server; JSON has them all. */
const SHOWN_FINDINGS_PER_RULE = 20;

/** Findings in their order; of a rule that found the same in very many places, the first ones and how many more there are. */
export function* findingsText({ findings }: Report, chalk: ChalkInstance): Iterable<string> {
  const shown = new Map<string, number>();
  const left = new Map<string, { readonly finding: Finding; readonly count: number }>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.host, finding.rule.id, finding.severity]);
    const count = shown.get(key) ?? 0;
    shown.set(key, count + 1);
    if (count < SHOWN_FINDINGS_PER_RULE) yield `${renderFindingText(finding, chalk)}\n`;
    else left.set(key, { finding, count: count + 1 - SHOWN_FINDINGS_PER_RULE });
  }
  if (left.size === 0) return;
  yield `${chalk.bold('MORE FINDINGS')}  in --format json\n`;
  for (const { finding, count } of left.values()) {
    const server = finding.host === null ? '' : `${finding.host}: `;
    yield `  ${server}${count} more ${severityLabel(finding.severity, chalk)}  ${finding.title}  ${chalk.dim(finding.rule.id)}\n`;
  }
  yield '\n';
}
