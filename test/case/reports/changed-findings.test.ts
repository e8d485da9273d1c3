import { expect, it } from 'vitest';
import { changedFindings } from '../../../src/case/reports/changed-findings.js';
import { renderPackDifference } from '../../../src/output/pack-difference.js';
import { aFinding, aReport } from '../../helpers/findings.js';

const finding = (digit: string, over: Parameters<typeof aFinding>[0] = {}) =>
  aFinding({ fingerprint: digit.repeat(64), message: { id: 'x', text: `Page ${digit}`, data: {} }, ...over });

it('tells findings that came, went and weigh otherwise, the gravest first', () => {
  const before = aReport({ findings: [finding('1'), finding('2'), finding('3', { severity: 'low' })] });
  const after = aReport({
    findings: [
      finding('2'),
      finding('3'),
      finding('4', { severity: 'low' }),
      finding('5'),
      finding('1', { host: 'EX02' }),
    ],
  });
  const changed = changedFindings(before, after);
  const text = [...renderPackDifference({ added: ['a  A'], removed: [], changed: [] }, changed)].join('');
  expect(text.split('\n')).toEqual([
    '+ a  A',
    '1 added, 0 removed, 0 changed',
    '',
    'FINDINGS',
    '+ high, strong, compromise  EX02: Page 1  test.rule',
    '+ high, strong, compromise  EX01: Page 5  test.rule',
    '+ low, strong, compromise  EX01: Page 4  test.rule',
    '- high, strong, compromise  EX01: Page 1  test.rule',
    '~ high, strong, compromise  EX01: Page 3  test.rule (was low, strong, compromise)',
    '3 added, 1 removed, 1 changed',
    '',
  ]);
  expect(changedFindings(after, after)).toEqual({ added: [], removed: [], changed: [] });
});
