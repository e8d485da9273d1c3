import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commonFolder, givenHost, givenPaths, namesBelow } from '../../../src/collection/walking/given-paths.js';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'given-paths-')));
afterAll(() => rmSync(root, { recursive: true }));
for (const name of ['EX01/C', 'EX01/C2', 'EX02', 'a [1]']) mkdirSync(path.join(root, name), { recursive: true });
writeFileSync(path.join(root, 'one.zip'), '');

const at = (name: string) => path.join(root, name);
const told = async (...names: readonly string[]) => {
  const { given, within } = await givenPaths(names.map(at));
  const shown = ({ path: one, isFolder }: { path: string; isFolder: boolean }) =>
    `${path.relative(root, one)}${isFolder ? '/' : ''}`;
  return [given.map(shown), within.map(shown)];
};

describe('paths that were given', () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['come in order', ['one.zip', 'EX02', 'EX01'], ['EX01/', 'EX02/', 'one.zip'], []],
    ['count once, however they are written', ['EX01', 'EX02/../EX01/.'], ['EX01/'], []],
    ['are left to the folder that they are below', ['EX01/C', 'EX01'], ['EX01/'], ['EX01/C/']],
    ['are left to no folder that is but called alike', ['EX01/C', 'EX01/C2'], ['EX01/C/', 'EX01/C2/'], []],
    ['may be a pattern', ['EX*'], ['EX01/', 'EX02/'], []],
    ['may look like one, and be a name', ['a [1]'], ['a [1]/'], []],
  ])('%s', async (_, names, given, within) => expect(await told(...names)).toEqual([given, within]));

  it.runIf(path.sep === '/')('differ where they differ in case', async () => {
    mkdirSync(at('ex01'));
    expect(await told('EX01', 'ex01')).toEqual([['EX01/', 'ex01/'], []]);
  });

  it.each([[[]], [['']], [['a\0b']], [[at('nothing')]], [[at('nothing*')]]])(
    'are told to be none: %j',
    async (names) => {
      await expect(givenPaths(names)).rejects.toMatchObject({ code: 'path-not-found' });
    },
  );

  it('may be that of a server', () => {
    expect(givenHost('A', at('EX01/../EX01'))).toEqual({ name: 'A', path: at('EX01') });
    expect(givenHost('A', 's3://bucket/key/')).toEqual({ name: 'A', path: 's3://bucket/key' });
    for (const none of ['', 'a\0b', at('nothing')])
      expect(() => givenHost('A', none)).toThrow(expect.objectContaining({ code: 'path-not-found' }));
  });
});

const folder = (one: string) => ({ path: one, isFolder: true });
it.each<[readonly { path: string; isFolder: boolean }[], string]>([
  [[folder('/a/b')], '/a/b'],
  [[{ path: '/a/b', isFolder: false }], '/a'],
  [[folder('/a/b/c'), folder('/a/b/d')], '/a/b'],
  [[folder('/a/b'), folder('/a/bc/d')], '/a'],
  [[folder('/a/b'), folder('/c/d')], '/'],
  [[folder('s3://a/b/c'), folder('s3://a/b/d')], 's3://a/b'],
  [[folder('s3://a/b'), folder('s3://c/d')], 's3://'],
  [[folder('s3://a/b'), folder('/c/d')], ''],
])('%j lie below %s', (given, common) => {
  expect(commonFolder(given)).toBe(common);
});

it.each([
  ['/a', '/a/b/c', ['b', 'c']],
  ['/a', '/a', []],
  ['s3://a', 's3://a/b/c', ['b', 'c']],
  ['', 's3://a/b', ['s3:', 'a', 'b']],
])('on the way from %j to %s are %j', (common, given, names) => {
  expect(namesBelow(common, folder(given))).toEqual(names);
});
