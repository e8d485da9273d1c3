import { expect, it } from 'vitest';
import { unfollowedLanguages } from '../../../src/case/content/unfollowed-languages.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const page = (collectedPath: string, host = 'WEB01', windowsPath: string | null = null) =>
  fakeArtifact({ kind: 'web-content', collectedPath, host, windowsPath });

it('says once for each server what is looked at by rules alone, and what by nothing', () => {
  const told = [
    ...unfollowedLanguages([
      page('a/x.PHP'),
      page('a/y.jsp'),
      page('a/z.aspx'),
      page('a/shop.cfm'),
      page('b/z.asp', 'WEB02'),
      // As collectors name it that give files names of their own.
      page('b/0001_x.php_data', 'WEB02', 'C:\\inetpub\\wwwroot\\x.php'),
      fakeArtifact({ kind: 'other', collectedPath: 'tools/count.py', host: 'WEB03' }),
    ]),
  ];
  expect(told.map(({ host, count, incomplete }) => [host, count, incomplete])).toEqual([
    ['WEB01', 2, false],
    ['WEB01', 1, true],
    ['WEB02', 1, false],
  ]);
});
