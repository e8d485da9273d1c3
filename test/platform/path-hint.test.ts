import { describe, expect, it } from 'vitest';
import { pathHint } from '../../src/platform/path-hint.js';

describe('pathHint', () => {
  it.each([
    ['-', /standard input/],
    ['file:///mnt/EX01', /not as a file: URL/],
    ['https://intranet.example/triage.zip', /Only s3:/],
    ['~/triage', /shell leaves ~/],
    ['C:\\triage', /path of Windows/],
    ['d:/triage', /path of Windows/],
    ['\\\\server\\share', /share of Windows/],
  ])('says of %s what was meant', (path, hint) => expect(pathHint(path, false)).toMatch(hint));

  it.each(['triage', './-', 'a:b', '/mnt/c', 'EX01~1'])('says nothing of %s', (path) =>
    expect(pathHint(path, false)).toBeNull(),
  );

  it('knows what a backslash before a quote does on Windows', () =>
    expect(pathHint('E:" --patched-on 2021-03-03', true)).toMatch(/leave out the last backslash/));

  it.each(['C:\\triage', '\\\\server\\share'])('leaves %s alone on Windows', (path) =>
    expect(pathHint(path, true)).toBeNull(),
  );
});
