import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateOf } from '../../../src/engine/measure/rate.js';

describe('a rate', () => {
  // Bounds from R: prop.test(x, n, correct = FALSE)$conf.int.
  it.each([
    [0, 10, 0, 0.2775328],
    [1, 10, 0.01787621, 0.40415],
    [5, 10, 0.2365931, 0.7634069],
    [10, 10, 0.7224672, 1],
    [299, 302, 0.971196, 0.9966165],
    [2, 4732, 0.0001159173, 0.001540018],
  ])('of %i in %i lies between bounds that Wilson gives', (hits, total, low, high) => {
    const rate = rateOf(hits, total);
    expect(rate.rate).toBe(hits / total);
    expect(rate.low).toBeCloseTo(low, 4);
    expect(rate.high).toBeCloseTo(high, 4);
  });

  it('of nothing is not known', () => {
    expect(rateOf(0, 0)).toEqual({ hits: 0, total: 0, rate: null, low: null, high: null });
  });

  it('lies within its bounds', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 100_000 }), (some, total) => {
        const { rate, low, high } = rateOf(some % (total + 1), total);
        const bounds = [0, low ?? -1, rate ?? -1, high ?? -1, 1];
        expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
      }),
    );
  });
});
