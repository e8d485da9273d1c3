import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pathOfStem, resolvedStem } from '../../src/server/request-stem.js';

const parts = [
  '/',
  '/',
  '/',
  'a',
  'b-',
  '_1',
  '.aspx',
  '.css',
  '.',
  '..',
  '%41',
  '%',
  '\\',
  '(S(x))',
  ' ',
  ':',
  '::$data',
  'é',
  '*',
  '+',
];
const stems = fc.array(fc.constantFrom(...parts), { maxLength: 9 }).map((all) => `/${all.join('')}`);

it('reads plain stems as all others: what stands behind a point is the same path', () => {
  fc.assert(
    fc.property(stems, (stem) => {
      expect(pathOfStem(stem)).toBe(pathOfStem(`/.${stem}`));
      expect(resolvedStem(stem) ?? stem).toBe(resolvedStem(`/.${stem}`));
    }),
  );
});

it('reads `+` at the end of a name as the blank that it is in logs, and within one as it stands', () => {
  expect(['/a/x.aspx+', '/a/x.aspx++/b', '/a+/x.aspx', '/a+b/x.aspx', '/a%2B'].map(pathOfStem)).toEqual([
    '/a/x.aspx',
    '/a/x.aspx/b',
    '/a/x.aspx',
    '/a+b/x.aspx',
    '/a+',
  ]);
  expect(resolvedStem('/a/x.aspx+')).toBe('/a/x.aspx');
});
