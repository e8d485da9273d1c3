import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadReader, readers } from '../../scripts/fuzz/readers.mjs';

/** What begins like an input of the format and goes on with what the format is made of, in any order. */
const inputOf = (seeds: readonly unknown[], words: readonly string[]) => {
  const beginnings = ['', ...seeds.filter((seed) => typeof seed === 'string')];
  const part = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 8 }));
  const count = fc.constantFrom(1, 1, 1, 2, 40);
  return fc
    .tuple(fc.constantFrom(...beginnings), fc.nat(400), fc.array(fc.tuple(part, count), { maxLength: 12 }))
    .map(([beginning, cut, parts]) =>
      Buffer.from(beginning.slice(0, cut) + parts.map(([text, times]) => text.repeat(times)).join(''), 'latin1'),
    );
};

describe('every reader ends, throws nothing, and only goes forward in its input', () => {
  it.each(readers.map((reader) => [reader.name, reader] as const))('%s', async (_, reader) => {
    const { seeds, words, read } = reader;
    const loaded = await loadReader(
      reader,
      (file) => import(`${import.meta.dirname}/../../src/${file.replace(/\.js$/, '.ts')}`),
    );
    await fc.assert(
      fc.asyncProperty(inputOf(seeds, words), async (bytes) => {
        const places = await read(loaded, bytes);
        expect(places.filter((place, i) => place <= (places[i - 1] ?? -1) || place > bytes.length)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
