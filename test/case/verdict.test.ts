import { describe, expect, it } from 'vitest';
import { judge } from '../../src/case/verdict.js';
import type { Finding } from '../../src/model/finding.js';
import { aFinding, aRecord } from '../helpers/findings.js';

const patchedOn = '2022-11-09T00:00:00.000Z';
const shell = aFinding({ fingerprint: '1'.repeat(64), phase: 'before' });
const exploit = aFinding({ fingerprint: '2'.repeat(64), outcome: 'success', phase: 'before', evidence: [aRecord] });
const use = aFinding({ fingerprint: '3'.repeat(64), phase: 'spanning', evidence: [aRecord] });
const attempt = aFinding({ fingerprint: '4'.repeat(64), severity: 'low', outcome: 'attempt', evidence: [aRecord] });
const doubt = aFinding({ fingerprint: '5'.repeat(64), severity: 'low' });

const verdict = (findings: readonly Finding[], over: { patchedOn?: string | null; complete?: boolean } = {}) =>
  judge({
    findings,
    patchedOn: over.patchedOn === undefined ? patchedOn : over.patchedOn,
    questions: [],
    complete: over.complete ?? true,
  });

describe('judge', () => {
  it('tells the whole story: in before, left, used after', () => {
    expect(verdict([shell, exploit, use])).toMatchObject({
      answer: 'persistence-survived-the-patch',
      gotIn: [exploit.fingerprint],
      left: [shell.fingerprint],
      usedAfterwards: [use.fingerprint],
      missing: [],
    });
  });

  it.each([
    ['something left, not seen used', [shell], 'compromised'],
    ['an exploit that was answered', [exploit], 'probably-exploited'],
    ['only attempts', [attempt], 'attempts-only'],
    ['only what is open to doubt', [doubt], 'nothing-found'],
    ['nothing', [], 'nothing-found'],
  ])('%s', (_, findings, answer) => expect(verdict(findings).answer).toBe(answer));

  it('never calls clean what was not examined', () =>
    expect(verdict([], { complete: false }).answer).toBe('not-assessable'));

  it('without the day of the patch says what is missing', () => {
    const { answer, missing } = verdict([shell, exploit, aFinding({ ...use, phase: 'unknown' })], { patchedOn: null });
    expect(answer).toBe('compromised');
    expect(missing).toEqual([expect.stringContaining('--patched-on')]);
  });
});
