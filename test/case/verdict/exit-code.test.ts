import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/case/verdict/exit-code.js';
import { aFinding } from '../../helpers/findings.js';

const quiet = { interrupted: false, untrustworthy: false, findings: [], failOn: 'low', incomplete: false } as const;

describe('exitCodeOf', () => {
  it.each([
    ['nothing found, all examined', {}, 0],
    ['a finding at the threshold', { findings: [aFinding({ severity: 'low' })] }, 1],
    ['a finding below the threshold', { findings: [aFinding({ severity: 'informational' })] }, 0],
    [
      'below the threshold, but incomplete',
      { findings: [aFinding({ severity: 'low' })], failOn: 'high', incomplete: true } as const,
      3,
    ],
    ['incomplete', { incomplete: true }, 3],
    ['findings outrank incompleteness', { findings: [aFinding()], incomplete: true }, 1],
    ['what cannot be trusted outranks findings', { findings: [aFinding()], untrustworthy: true }, 2],
    ['an interruption outranks all', { findings: [aFinding()], untrustworthy: true, interrupted: true }, 130],
  ])('%s', (_, over, code) => expect(exitCodeOf({ ...quiet, ...over })).toBe(code));
});
