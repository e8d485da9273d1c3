import { readFileSync } from 'node:fs';
import { createShapeChecks } from '../case/shapes/shape-checks.js';
import type { Report } from '../model/finding.js';
import { AfterpatchError, messageOf } from '../platform/errors.js';
import { safeText } from '../platform/safe-text.js';

/**
 * Reads a report that was saved with `--format json` or `--output json=…`.
 * @throws AfterpatchError `bad-report` where it cannot be read, is no JSON, or no report of this version.
 */
export function readReport(path: string): Report {
  const hint = 'Give a report written with --format json.';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = messageOf(error);
    throw new AfterpatchError('bad-report', `The report ${path} could not be read: ${reason}.`, hint);
  }
  let value: unknown;
  try {
    // A report can be forged: its text reaches the terminal, and is ours only once it is made safe again.
    value = JSON.parse(text, (_, item) => (typeof item === 'string' ? safeText(item, 4_000) : item));
  } catch (error) {
    const reason = messageOf(error);
    throw new AfterpatchError('bad-report', `${path} is no JSON: ${reason}.`, hint);
  }
  const checks = createShapeChecks();
  if (checks.isReport(value)) return value;
  throw new AfterpatchError('bad-report', `${path} is no report of this version: ${checks.whyNoReport(value)}.`, hint);
}
