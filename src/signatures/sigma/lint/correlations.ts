import { closestWord } from '../../../platform/closest-word.js';
import type { SigmaCorrelation } from '../ast.js';
import { CORRELATION_KEYS } from '../parse-correlation.js';
import type { Report } from './report.js';

export function lintCorrelations(correlation: SigmaCorrelation, report: Report): void {
  const { type, rules, unknownKeys, groupBy, percentile, timespan } = correlation;
  for (const [key, position] of unknownKeys) {
    const message = `The correlation does not know the key "${key}".`;
    const meant = closestWord(key, CORRELATION_KEYS);
    report(correlation, {
      severity: 'error',
      code: 'unknown-correlation-key',
      message,
      position,
      ...(meant === null ? {} : { hint: `Did you mean "${meant}"?`, fix: { from: `${key}:`, to: `${meant}:` } }),
    });
  }
  if (groupBy.length === 0) {
    const message = 'The correlation has no group-by: records of all clients count together.';
    report(correlation, { severity: 'warning', code: 'no-group', message });
  }
  if (type.startsWith('temporal') && rules.length < 2) {
    const message = 'A temporal correlation of one rule matches whenever the rule does.';
    report(correlation, { severity: 'warning', code: 'single-rule', message });
  }
  if (type === 'value_percentile' && percentile === null) {
    const message = 'The condition names no percentile; the 50th is taken.';
    report(correlation, { severity: 'error', code: 'no-percentile', message, hint: 'Add percentile: 95 to it.' });
  }
  if (timespan === 0) {
    report(correlation, {
      severity: 'error',
      code: 'no-timespan',
      message: 'Only records of one instant correlate.',
    });
  }
}
