import { describe, expect, it } from 'vitest';
import type { KnownGood } from '../../src/model/server.js';
import { baselinePath, withBaseline } from '../../src/server/server-baseline.js';

const PAGE = 'C:\\inetpub\\wwwroot\\Health.aspx';
const SHIPPED = 'C:\\inetpub\\wwwroot\\iisstart.htm';
const shipped: KnownGood = {
  isShippedPath: (path) => path === SHIPPED,
  productUrl: () => 'unknown',
  hash: (path, sha256) => (path !== SHIPPED ? 'uncovered' : sha256 === 's' ? 'known' : 'modified'),
};
const files = new Map([
  [baselinePath(PAGE), new Set(['1', '2'])],
  [baselinePath(SHIPPED), new Set(['o'])],
]);

describe('what ships beside what a known server has', () => {
  it.each<readonly [string, string | null | undefined, boolean]>([
    ['not collected', undefined, true],
    ['as it was there', '2', true],
    ['another', '3', false],
    ['not readable', null, false],
  ])('a page that is %s', (_, own, isTheirs) => {
    const known = withBaseline(shipped, files, () => own);
    expect(known.isShippedPath(PAGE.toUpperCase().replaceAll('\\', '/'))).toBe(isTheirs);
    expect(known.isShippedPath('C:\\inetpub\\wwwroot\\other.aspx')).toBe(false);
    expect(known.isShippedPath(SHIPPED)).toBe(true);
  });

  it.each([
    [PAGE, '1', 'known'],
    [PAGE, '3', 'modified'],
    [SHIPPED, 's', 'known'],
    [SHIPPED, 'o', 'known'],
    [SHIPPED, 'x', 'modified'],
    ['C:\\other.aspx', '1', 'uncovered'],
  ])('%s with %s is %s', (path, sha256, answer) => {
    expect(withBaseline(shipped, files, () => undefined).hash(path, sha256)).toBe(answer);
  });
});
