import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
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
const kept = async (tool = 'tool 1') => {
  const file = new JoinedFile(path, tool);
  await file.keep({ head, parts, lists });
  return file;
};
/** Changes the file, by its first line and what is behind it. */
function change(edit: (line: string, rest: Buffer) => readonly [string, Buffer]): void {
  const bytes = readFileSync(path);
  const end = bytes.indexOf(10);
  const [line, rest] = edit(bytes.toString('utf8', 0, end), bytes.subarray(end + 1));
  writeFileSync(path, Buffer.concat([Buffer.from(`${line}\n`), rest]));
}
const told = (edit: (directory: Record<string, unknown>) => unknown) => () =>
  change((line, rest) => [JSON.stringify(edit(JSON.parse(line))), rest]);

describe('what was joined', () => {
  it('is found as it was kept, in parts', async () => {
    const found = await (await kept()).find();
    expect(found?.head).toEqual(head);
    const rest = await found?.read();
    expect([rest?.parts, rest?.lists]).toEqual([parts, lists]);
    expect(await new JoinedFile(path, 'tool 2').find()).toBeNull();
  });

  it('is found without parts and lists', async () => {
    const file = new JoinedFile(path, 'tool 1');
    await file.keep({ head: null, parts: [], lists: [] });
    const found = await file.find();
    expect([found?.head, await found?.read()]).toEqual([null, { parts: [], lists: [] }]);
  });

  it.each<[string, () => void]>([
    ['there is no file', () => rmSync(path)],
    ['it is empty', () => writeFileSync(path, '')],
    ['it has no line', () => writeFileSync(path, 'a')],
    ['its line is no JSON', () => writeFileSync(path, 'a\n')],
    ['its line tells nothing', told(() => null)],
    ['its line is a text', told(() => 'a')],
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
  ])('is not read on where %s', async (_, damage) => {
    const found = await (await kept()).find();
    damage();
    expect(await found?.read()).toBeNull();
  });

  it('is kept in one piece: what came before stays where it is too much', async () => {
    const file = await kept();
    const many = Array.from({ length: 12_500 }, () => 1);
    await file.keep({ head, parts: many, lists });
    expect((await file.find())?.head).toEqual(head);
    const rest = await (await file.find())?.read();
    expect(rest?.parts).toEqual(parts);
  });
});
