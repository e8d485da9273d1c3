import type { ChalkInstance } from 'chalk';
import type { Severity } from '../../model/finding.js';

/** Text in the colour of a severity, for places where its name has no room. */
export function severityMark(severity: Severity, chalk: ChalkInstance, text: string): string {
  const colors: Readonly<Record<Severity, (text: string) => string>> = {
    critical: chalk.red.bold,
    high: chalk.red,
    medium: chalk.yellow,
    low: chalk.cyan,
    informational: chalk.dim,
  };
  return colors[severity](text);
}
