import { describe, expect, it } from 'vitest';
import { phaseOf } from '../../../src/case/findings/phase.js';

const patch = '2021-03-10T00:00:00.000Z';

describe('phaseOf', () => {
  it.each([
    ['2021-03-01T00:00:00Z', '2021-03-09T23:59:59Z', patch, 'before'],
    ['2021-03-10T00:00:00Z', '2021-03-11T00:00:00Z', patch, 'after'],
    ['2021-03-01T00:00:00Z', '2021-03-11T00:00:00Z', patch, 'spanning'],
    ['2021-03-01T00:00:00Z', null, patch, 'before'],
    [null, '2021-03-11T00:00:00Z', patch, 'after'],
    [null, null, patch, 'unknown'],
    ['2021-03-01T00:00:00Z', '2021-03-01T00:00:00Z', null, 'unknown'],
  ])('%s to %s with a patch at %s is %s', (first, last, patchedOn, phase) => {
    expect(phaseOf(first, last, patchedOn)).toBe(phase);
  });
});
