import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { NumberLists } from '../../src/platform/number-lists.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-lists-'));
afterAll(() => rmSync(room, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const LISTS = [[1, 4_000_000_000], [], [3, 4, 5], [6], [7, 8]].map((numbers) => Uint32Array.from(numbers));

describe('lists of numbers', () => {
  it.each([
    ['lie in memory', room, 100],
    ['lie in a file', room, 0],
    ['lie in both', room, 3],
    ['are held where there is no room for a file', join(room, 'missing'), 0],
  ])('%s', async (_, temporary, held) => {
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, temporary);
    const lists = new NumberLists(held);
    const added = await Promise.all(LISTS.map((list) => lists.add(list)));
    expect(readdirSync(room)).toHaveLength(temporary === room && held < 100 ? 1 : 0);
    for (const at of [4, 0, 2, 1, 3]) expect(await added[at]?.read()).toEqual(LISTS[at]);
    await lists.close();
    expect(readdirSync(room)).toEqual([]);
  });

  it('are not made up where the file is gone', async () => {
    vi.stubEnv('TMPDIR', room);
    const lists = new NumberLists(0);
    const list = await lists.add(Uint32Array.of(1));
    await lists.close();
    await expect(list.read()).rejects.toThrow('no longer what it was');
  });
});
