import type { SigmaCorrelation } from '../ast.js';
import type { Report } from './report.js';

export function lintCorrelations(correlation: SigmaCorrelation, report: Report): void {
  const { type, rules, unknownKeys, groupBy, percentile, timespan } = correlation;
  for (const key of unknownKeys) {
    const message = `The correlation does not know the key "${key}".`;
    const hint = key === 'group_by' ? 'Write group-by.' : undefined;
    report(correlation, { severity: 'error', code: 'unknown-correlation-key', message, ...(hint ? { hint } : {}) });
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
