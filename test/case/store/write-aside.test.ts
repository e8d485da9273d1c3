import { describe, expect, it } from 'vitest';
import { storeFailed } from '../../../src/case/store/write-aside.js';
import { AfterpatchError } from '../../../src/platform/errors.js';

describe('what a store that fails says', () => {
  it.each([
    [Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }), 'no space left', 'prune'],
    [Object.assign(new Error('read-only file system'), { code: 'EROFS' }), 'read-only file system', '--store'],
    [new Error('the share is gone'), 'the share is gone', 'disk or share'],
    ['gone', 'gone', 'disk or share'],
  ])('names the reason and what to do: %s', (error, why, hint) => {
    const failed = storeFailed('units/a', error);
    expect(failed.code).toBe('store-failed');
    expect(failed.message).toContain(`at units/a: ${why}`);
    expect(failed.hint).toContain(hint);
  });

  it('is what was said before, where something below said it', () => {
    const before = new AfterpatchError('path-not-found', 'There is none.', 'Give one.');
    expect(storeFailed('units/a', before)).toBe(before);
  });
});
