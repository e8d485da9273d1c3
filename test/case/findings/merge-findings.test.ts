import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeFindings } from '../../../src/case/findings/merge-findings.js';
import { aFinding, aRecord } from '../../helpers/findings.js';

const earlier = aFinding({
  firstSeen: '2022-01-01T00:00:00.000Z',
  lastSeen: '2022-01-02T00:00:00.000Z',
  severity: 'medium',
  count: 2,
  evidence: [aRecord],
});
const later = aFinding({
  firstSeen: '2022-03-01T00:00:00.000Z',
  lastSeen: '2022-03-02T00:00:00.000Z',
  severity: 'critical',
  count: 3,
});

describe('mergeFindings', () => {
  it('makes one of two with the same host and fingerprint, and looks at the phase again', () => {
    expect(mergeFindings([earlier, later], () => '2022-02-01T00:00:00.000Z')).toEqual([
      expect.objectContaining({
        severity: 'critical',
        count: 5,
        firstSeen: earlier.firstSeen,
        lastSeen: later.lastSeen,
        phase: 'spanning',
        evidence: [aRecord],
      }),
    ]);
  });

  it('of two that weigh the same, the first by its text leads, whichever came first', () => {
    const [a, b] = ['A', 'B'].map((title) => aFinding({ title, evidence: [{ ...aRecord, path: title }] }));
    if (a === undefined || b === undefined) throw new Error('There are two');
    for (const order of [
      [a, b],
      [b, a],
    ]) {
      const [merged] = mergeFindings(order, () => null);
      expect(merged?.title).toBe('A');
      expect(merged?.evidence).toMatchObject([{ path: 'A' }, { path: 'B' }]);
    }
  });

  it.each([
    ['weak', 'confirmed', 'confirmed'],
    ['strong', 'moderate', 'strong'],
  ] as const)('is as sure as the surer of %s and %s', (one, other, confidence) => {
    expect(mergeFindings([aFinding({ confidence: one }), aFinding({ confidence: other })], () => null)).toMatchObject([
      { confidence },
    ]);
  });

  it('keeps hosts apart', () => {
    expect(mergeFindings([earlier, aFinding({ host: 'EX02' })], () => null).map((finding) => finding.host)).toEqual([
      'EX02',
      'EX01',
    ]);
  });

  it('gives the same bytes in whatever order engines yield', () => {
    const findings = ['1', '2', '3', '1', '2'].map((digit, i) =>
      aFinding({
        fingerprint: digit.repeat(64),
        severity: i % 2 === 0 ? 'low' : 'high',
        evidence: [{ ...aRecord, offset: i }],
      }),
    );
    const expected = JSON.stringify(mergeFindings(findings, () => null));
    fc.assert(
      fc.property(fc.shuffledSubarray(findings, { minLength: findings.length }), (shuffled) => {
        expect(JSON.stringify(mergeFindings(shuffled, () => null))).toBe(expected);
      }),
    );
  });
});
