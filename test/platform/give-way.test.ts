import { describe, expect, it } from 'vitest';
import { breather, giveWay } from '../../src/platform/give-way.js';

/** Far beyond what any machine needs, so that a loop that never gives way fails instead of hanging. */
const MOST_ROUNDS = 200_000_000;

describe('giving way', () => {
  it('lets what waits have its turn', async () => {
    let heard = false;
    setImmediate(() => {
      heard = true;
    });
    await giveWay();
    expect(heard).toBe(true);
  });

  it('happens in a long loop by itself, and not at every item', async () => {
    let heard = false;
    setImmediate(() => {
      heard = true;
    });
    const breathe = breather();
    let items = 0;
    for (; !heard && items < MOST_ROUNDS; items += 1) {
      const breath = breathe();
      if (breath !== undefined) await breath;
    }
    expect(heard).toBe(true);
    expect(items).toBeGreaterThan(1);
  });
});
