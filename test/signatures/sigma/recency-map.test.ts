import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecencyMap } from '../../../src/signatures/sigma/correlation/recency-map.js';

it('is a map whose keys are in the order in which they were last set', () => {
  const step = fc.tuple(fc.constantFrom('set', 'set', 'renew', 'renew', 'delete', 'shift'), fc.nat(20), fc.nat(9));
  const steps = fc.array(step, { minLength: 30, maxLength: 60 });
  fc.assert(
    fc.property(steps, (all) => {
      const map = new RecencyMap<number, number>();
      const model = new Map<number, number>();
      for (const [step, key, value] of all) {
        const target = step === 'shift' ? (map.oldest()?.key ?? key) : key;
        const before = model.get(target);
        model.delete(target);
        if (step === 'set') {
          map.set(target, value);
          model.set(target, value);
        } else if (step === 'renew') {
          expect(map.renewed(target, () => value)).toBe(before ?? value);
          model.set(target, before ?? value);
        } else if (step === 'shift') map.deleteOldest();
        else map.delete(target);
        expect([map.size, map.has(key), map.get(key)]).toEqual([model.size, model.has(key), model.get(key)]);
        const [first] = model;
        expect([map.oldest()?.key, map.oldest()?.value]).toEqual([first?.[0], first?.[1]]);
      }
    }),
  );
});
