import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { FoundJoin } from '../../../src/collection/unit.js';
import { JoinedFile } from '../../../src/case/store/joined-file.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-joined-'));
afterAll(() => rmSync(room, { recursive: true }));
let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(room, 'case-')), 'joined');
});

const head = { of: ['a', 'b'] };
const parts = [{ one: 1 }, ['two'], new Map([['three', 3]])];
const lists = [Uint32Array.of(1, 2, 4_000_000_000), Uint32Array.of(), Uint32Array.of(7)];
const given = (all: readonly Uint32Array[]) => all.map((list) => ({ read: async () => list }));
/** What is behind the head; null where it is damaged. */
async function restOf(found: FoundJoin | null) {
  const taken: Uint32Array[] = [];
  const parts = await found?.read(async (list) => void taken.push(list));
  return parts ? { parts, lists: taken } : null;
}
const kept = async (tool = 'tool 1') => {
  const file = new JoinedFile(path, tool);
  await file.keep({ head, parts, lists: given(lists) });
  return file;
};
/** Changes the file, by its directory, which stands at the end, and what is before it. */
function change(edit: (directory: string, rest: Buffer) => readonly [string, Buffer]): void {
  const bytes = readFileSync(path);
  const end = bytes.length - 17;
  const start = end - Number(bytes.toString('utf8', end));
  const [directory, rest] = edit(bytes.toString('utf8', start, end), bytes.subarray(0, start));
  const length = String(Buffer.byteLength(directory)).padStart(16, '0');
  writeFileSync(path, Buffer.concat([rest, Buffer.from(`${directory}${length}\n`)]));
}
const told = (edit: (directory: Record<string, unknown>) => unknown) => () =>
  change((line, rest) => [JSON.stringify(edit(JSON.parse(line))), rest]);

describe('what was joined', () => {
  it('is found as it was kept, in parts', async () => {
    const found = await (await kept()).find();
    expect(found?.head).toEqual(head);
    expect(await restOf(found)).toEqual({ parts, lists });
    expect(await new JoinedFile(path, 'tool 2').find()).toBeNull();
  });

  it('is found without parts and lists', async () => {
    const file = new JoinedFile(path, 'tool 1');
    await file.keep({ head: null, parts: [], lists: [] });
    const found = await file.find();
    expect([found?.head, await restOf(found)]).toEqual([null, { parts: [], lists: [] }]);
  });

  it.each<[string, () => void]>([
    ['there is no file', () => rmSync(path)],
    ['it is empty', () => writeFileSync(path, '')],
    ['it is short', () => writeFileSync(path, 'a')],
    ['its end is another', () => writeFileSync(path, 'a'.repeat(40))],
    ['its directory is longer than it', () => writeFileSync(path, '0000000000000040\n')],
    ['its directory is no JSON', () => writeFileSync(path, 'a0000000000000001\n')],
    ['its directory tells nothing', told(() => null)],
    ['its directory is a text', told(() => 'a')],
    ['it has no format', told(({ format: _, ...rest }) => rest)],
    ['it has another', told((directory) => ({ ...directory, format: 'x' }))],
    ['it is of no tool', told(({ tool: _, ...rest }) => rest)],
    ['it has no blocks', told(({ blocks: _, ...rest }) => rest)],
    ['its blocks are no list', told((directory) => ({ ...directory, blocks: {} }))],
    ['it has no lists', told(({ lists: _, ...rest }) => rest)],
    ['its lists are none', told((directory) => ({ ...directory, lists: 1 }))],
    ['there are none of its blocks', told((directory) => ({ ...directory, blocks: [] }))],
    ['its first block is too long', told((directory) => ({ ...directory, blocks: [{ length: 2 ** 31, sha256: '' }] }))],
    ['its head is another', () => change((line, rest) => [line, Buffer.concat([Buffer.from('x'), rest.subarray(1)])])],
    ['its head ends early', () => change((line, rest) => [line, rest.subarray(0, 3)])],
  ])('is joined anew where %s', async (_, damage) => {
    const file = await kept();
    damage();
    expect(await file.find()).toBeNull();
  });

  it.each<[string, () => void]>([
    ['there is no file any more', () => rmSync(path)],
    ['its end is missing', () => change((line, rest) => [line, rest.subarray(0, -1)])],
    [
      'a part is another',
      () => change((line, rest) => [line, Buffer.concat([rest.subarray(0, -20), Buffer.alloc(20)])]),
    ],
    [
      'a list is another',
      () => change((line, rest) => [line, Buffer.concat([rest.subarray(0, -1), Buffer.alloc(1, 9)])]),
    ],
  ])('is not read on where %s', async (_, damage) => {
    const found = await (await kept()).find();
    damage();
    expect(await restOf(found)).toBeNull();
  });

  it.each([[[9, 9]], [[3]], [[3, 0, 1, 1]]])('is not read on where it tells of lists of %j', async (lengths) => {
    const file = await kept();
    told((directory) => ({ ...directory, lists: lengths }))();
    expect(await restOf(await file.find())).toBeNull();
  });

  it('is told where it cannot be kept', async () => {
    writeFileSync(path, 'no folder');
    const file = new JoinedFile(join(path, 'joined'), 'tool 1');
    await expect(file.keep({ head, parts, lists: [] })).rejects.toMatchObject({ code: 'store-failed' });
  });

  it('is kept in one piece: what came before stays where it is too much', async () => {
    const file = await kept();
    const many = Array.from({ length: 12_500 }, () => 1);
    await file.keep({ head, parts: many, lists: given(lists) });
    expect(readdirSync(join(path, '..'))).toEqual(['joined']);
    expect((await file.find())?.head).toEqual(head);
    expect(await restOf(await file.find())).toEqual({ parts, lists });
  });
});
