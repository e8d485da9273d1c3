import { expect, it } from 'vitest';
import { MatchCache } from '../../../src/engine/content/match-cache.js';

it('gives what is known of a content, in the words of the file that is asked about', () => {
  const cache = new MatchCache();
  expect(cache.get('a', 'other.aspx')).toBeNull();
  cache.set('a', { matches: [], limits: ['cut'] });
  expect(cache.get('a', 'other.aspx')).toEqual({ matches: [], limits: ['cut'] });
});

it('forgets the oldest of twenty thousand', () => {
  const cache = new MatchCache();
  for (let i = 0; i < 20_000; i++) cache.set(`${i}`, { matches: [], limits: [] });
  expect([cache.get('0', ''), cache.get('19999', '')]).not.toContain(null);
  cache.set('one more', { matches: [], limits: [] });
  expect(cache.get('0', '')).toBeNull();
  expect([cache.get('1', ''), cache.get('19999', ''), cache.get('one more', '')]).not.toContain(null);
});
