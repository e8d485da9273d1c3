import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOrder } from '../../src/platform/ordered.js';

it('gives results in the order of the items, and takes no more items than there is room for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), async (delays, window) => {
      let running = 0;
      let most = 0;
      const results: number[] = [];
      const work = async (index: number) => {
        running += 1;
        most = Math.max(most, running);
        await wait(delays[index] ?? 0);
        running -= 1;
        return index;
      };
      for await (const result of inOrder(delays.keys(), window, work)) results.push(result);
      expect(results).toEqual([...delays.keys()]);
      expect(most).toBeLessThanOrEqual(window);
    }),
    { numRuns: 40 },
  );
});
