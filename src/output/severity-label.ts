import type { ChalkInstance } from 'chalk';
import type { Severity } from '../model/finding.js';

/** The severity in capitals and its colour. */
export function severityLabel(severity: Severity, chalk: ChalkInstance): string {
  const colors: Readonly<Record<Severity, (text: string) => string>> = {
    critical: chalk.bgRed.white.bold,
    high: chalk.red.bold,
    medium: chalk.yellow,
    low: chalk.cyan,
    informational: chalk.dim,
  };
  return colors[severity](severity.toUpperCase());
}
