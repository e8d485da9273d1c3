import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EvidenceRoot, openEvidenceRoot } from '../../../src/case/queue/evidence-root.js';

const room = realpathSync(mkdtempSync(join(tmpdir(), 'afterpatch-root-')));
const folder = join(room, 'evidence');
const strange = Buffer.from([0x70, 0xff, 0x2e, 0x6c, 0x6f, 0x67]);
let root: EvidenceRoot;
afterAll(() => rmSync(room, { recursive: true }));
beforeAll(async () => {
  mkdirSync(join(folder, 'EX01'), { recursive: true });
  writeFileSync(join(folder, 'EX01', 'a.log'), 'a');
  writeFileSync(join(room, 'secret'), 's');
  writeFileSync(Buffer.concat([Buffer.from(join(folder, '/')), strange]), 's');
  symlinkSync(join(room, 'secret'), join(folder, 'EX01', 'link.log'));
  symlinkSync(room, join(folder, 'out'));
  symlinkSync(folder, join(room, 'mounted'));
  root = await openEvidenceRoot(join(room, 'mounted'));
});

it('gives a file below it a name, and finds it by that wherever the root is mounted', async () => {
  expect(root.below(Buffer.from(join(folder, 'EX01', 'a.log')))?.toString()).toBe('EX01/a.log');
  expect((await root.resolve(Buffer.from('EX01/a.log')))?.toString()).toBe(join(folder, 'EX01', 'a.log'));
  expect((await root.resolve(strange))?.subarray(-6)).toEqual(strange);
  expect((await root.resolve(Buffer.from('EX01/gone.log')))?.toString()).toBe(join(folder, 'EX01', 'gone.log'));
});

it.each([
  '../secret',
  'EX01/../../secret',
  'EX01/./a.log',
  'EX01//a.log',
  '/etc/passwd',
  '',
  '.',
  '..',
  'EX01/a.log\0.log',
  'EX01/link.log',
  'out/secret',
  'out/evidence/EX01/a.log',
  `${'a/'.repeat(3_000)}b`,
])('names nothing by %j', async (name) => {
  expect(await root.resolve(Buffer.from(name))).toBeNull();
});

it('has no name for what lies elsewhere', async () => {
  expect(root.below(Buffer.from(join(room, 'secret')))).toBeNull();
  expect(root.below(Buffer.from(`${folder}-other/a.log`))).toBeNull();
  expect([await root.holds(folder), await root.holds(join(folder, 'EX01')), await root.holds(room)]).toEqual([
    true,
    true,
    false,
  ]);
  await expect(openEvidenceRoot(join(room, 'none'))).rejects.toMatchObject({ code: 'usage' });
});

it('has objects below it by their keys, whatever these are', async () => {
  const stored = await openEvidenceRoot('S3://bucket/cases/');
  expect([stored.isStored, root.isStored]).toEqual([true, false]);
  const held = [
    's3://bucket/cases',
    's3://bucket/cases/EX01/../a',
    's3://bucket/cases/',
    's3://bucket/case',
    's3://other/cases/a',
  ];
  expect(await Promise.all(held.map((path) => stored.holds(path)))).toEqual([true, true, false, false, false]);
  const below = (path: string) => stored.below(Buffer.from(path))?.toString() ?? null;
  expect(below('s3://bucket/cases/EX01/../a')).toBe('EX01/../a');
  expect(below(`s3://bucket/cases/${'a'.repeat(3_982)}`)?.length).toBe(3_982);
  expect(below(`s3://bucket/cases/${'a'.repeat(3_983)}`)).toBeNull();
  const resolved = async (name: string) => (await stored.resolve(Buffer.from(name)))?.toString() ?? null;
  expect(await resolved('EX01/a.log')).toBe('s3://bucket/cases/EX01/a.log');
  expect([await resolved(''), await resolved('a'.repeat(3_983)), (await resolved('a'.repeat(3_982)))?.length]).toEqual([
    null,
    null,
    4_000,
  ]);
});

it('has no name for what is too long to be looked at', () => {
  const named = (length: number) => root.below(Buffer.from(`${folder}/`.padEnd(length, 'a')));
  expect([named(4_000)?.length, named(4_001)]).toEqual([3_999 - folder.length, null]);
});
