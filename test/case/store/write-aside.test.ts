import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPartOf, partOf, removeLeftovers, storeFailed } from '../../../src/case/store/write-aside.js';
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

it('takes away what was left beside files an hour ago, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'afterpatch-aside-'));
  const place = (name: string, minutes: number) => {
    if (name.includes('folder')) mkdirSync(join(folder, name));
    else writeFileSync(join(folder, name), '');
    const then = new Date(Date.now() - minutes * 60_000);
    utimesSync(join(folder, name), then, then);
  };
  place('.old.part', 61);
  place('.new.part', 59);
  place('seen.part', 61);
  place('.hidden', 61);
  place('.folder.part', 61);
  await removeLeftovers(folder);
  expect(readdirSync(folder).sort()).toEqual(['.folder.part', '.hidden', '.new.part', 'seen.part']);
  rmSync(folder, { recursive: true });
});

it.each([
  ['a', partOf('/store/a').slice('/store/'.length), true],
  ['b', partOf('/store/a').slice('/store/'.length), false],
  ['a', '.a.0123', false],
  ['a', 'a.part', false],
])('knows what gets the name %s: %s', (name, part, expected) => expect(isPartOf(name, part)).toBe(expected));
