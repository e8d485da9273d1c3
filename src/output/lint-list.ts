import type { ChalkInstance } from 'chalk';
import type { SignatureProblem } from '../model/finding.js';
import { safeText } from '../platform/safe-text.js';
import type { SignatureLint } from '../signatures/signature-lint.js';
import { sentences } from './problem-text.js';
import { countText } from './quantities.js';

/** Rules can be anybody's. */
const safe = (text: string) => safeText(text, 4_000);

/** What is wrong with rules, a line each, by file; and last how many were looked at. */
export function* renderLints(
  lints: readonly SignatureLint[],
  problems: readonly SignatureProblem[],
  rules: number,
  chalk: ChalkInstance,
): Iterable<string> {
  for (const { path, line, column, reason, hint } of problems) {
    yield `${safe(path)}:${line ?? 1}:${column ?? 1}  ${chalk.red('not loaded')}  ${safe(sentences(reason, hint))}\n`;
  }
  const colors = { error: chalk.red, warning: chalk.yellow, info: chalk.dim };
  for (const { path, position, severity, code, message, hint } of lints) {
    yield `${safe(path)}:${position.line}:${position.column}  ${colors[severity](severity)}  ${safe(sentences(message, hint))}  ${chalk.dim(code)}\n`;
  }
  const count = (severity: SignatureLint['severity']) => lints.filter((lint) => lint.severity === severity).length;
  yield `${countText(rules, 'rule')}: ${problems.length} not loaded, ${countText(count('error'), 'error')}, ${countText(count('warning'), 'warning')}\n`;
}
