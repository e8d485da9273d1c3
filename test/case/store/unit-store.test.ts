import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { UnitStore } from '../../../src/case/store/unit-store.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-units-'));
afterAll(() => rmSync(room, { recursive: true }));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(room, 'store-'));
});

const result = (text: string) => ({ text, failures: 0 });
/** A text that hardly packs. */
const noise = (length: number) => createHash('shake256', { outputLength: length }).update('noise').digest('hex');
const packs = () => readdirSync(folder).filter((name) => name.endsWith('.units'));

async function filled(...keys: string[]): Promise<UnitStore> {
  const store = await UnitStore.open(folder);
  for (const key of keys) await store.keep(key, 'content', result(`of ${key}`));
  await store.flush();
  return store;
}

describe('results of units', () => {
  it('are there for whoever opens the store later', async () => {
    await filled('a', 'b');
    const store = await UnitStore.open(folder);
    expect(await store.find('a')).toEqual(result('of a'));
    expect(await store.find('b')).toEqual(result('of b'));
    expect(await store.find('c')).toBeNull();
    expect(store.damaged).toBe(0);
  });

  it('are the same file where they are the same', async () => {
    await filled('a', 'b');
    await filled('a', 'b');
    expect(packs()).toHaveLength(1);
  });

  it('that another process added are seen', async () => {
    const mine = await filled('a');
    await filled('b');
    expect(await mine.find('b')).toBeNull();
    await mine.refresh();
    expect(await mine.find('b')).toEqual(result('of b'));
  });

  it('count before failures, and later failures before earlier ones', async () => {
    const store = await filled();
    for (const failures of [2, 4, 0, 3]) {
      await store.keep('a', 'content', { text: `${failures}`, failures });
      await store.flush();
    }
    expect(await (await UnitStore.open(folder)).find('a')).toEqual(result('0'));
  });
});

describe('what is damaged is not there', () => {
  it('a result of which a byte is another', async () => {
    await filled('a');
    const file = join(folder, packs()[0] ?? '');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(file, bytes);
    const store = await UnitStore.open(folder);
    expect(await store.find('a')).toBeNull();
    expect(store.damaged).toBe(1);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 40)],
    ['cut off in a result', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['no pack', () => Buffer.from('{"format":"other"}\n')],
    ['empty', () => Buffer.alloc(0)],
  ])('a pack that is %s', async (_, change) => {
    await filled('a');
    const file = join(folder, packs()[0] ?? '');
    writeFileSync(file, change(readFileSync(file)));
    const store = await UnitStore.open(folder);
    expect(await store.find('a')).toBeNull();
    expect(store.damaged).toBe(1);
  });

  it('and what a killed process left beside is none', async () => {
    writeFileSync(join(folder, '.abc.units.0011.part'), 'half');
    expect((await UnitStore.open(folder)).size).toBe(0);
  });
});

describe('pruning', () => {
  it('keeps what it is told, in fewer files', async () => {
    const store = await filled();
    for (const key of ['a', 'b', 'c', 'd']) {
      await store.keep(key, 'content', result(`of ${key}`));
      await store.flush();
    }
    expect(packs()).toHaveLength(4);
    expect(await store.retain(new Set(['a', 'c']))).toBe(2);
    expect(packs()).toHaveLength(1);
    for (const opened of [store, await UnitStore.open(folder)]) {
      expect(await opened.find('a')).toEqual(result('of a'));
      expect(await opened.find('b')).toBeNull();
      expect(await opened.find('c')).toEqual(result('of c'));
    }
  });

  it.each<[string, readonly (readonly [string, number])[], readonly string[], number, number]>([
    [
      'the only small one as it is',
      [
        ['a', 900],
        ['b', 90],
      ],
      ['a'],
      1,
      1,
    ],
    [
      'two small ones together',
      [
        ['a', 900],
        ['', 0],
        ['b', 900],
      ],
      ['a', 'b'],
      0,
      1,
    ],
    [
      'a small one with what another held',
      [
        ['a', 900],
        ['', 0],
        ['b', 90],
        ['c', 900],
      ],
      ['a', 'b'],
      0,
      1,
    ],
  ])('leaves, or puts into one file: %s', async (_, given, kept, left, files) => {
    const store = await filled();
    for (const [key, length] of given) {
      if (key === '') await store.flush();
      else await store.keep(key, 'content', { text: noise(length), failures: 0 });
    }
    await store.flush();
    const before = packs();
    await store.retain(new Set(kept));
    expect(packs().filter((name) => before.includes(name))).toHaveLength(left);
    expect(packs()).toHaveLength(files);
    const opened = await UnitStore.open(folder);
    expect(kept.every((key) => opened.has(key)) && opened.size >= kept.length).toBe(true);
  });

  it('takes away what killed processes left, once nobody can be at it', async () => {
    const store = await filled('a');
    const [old, young] = ['.x.units.01.part', '.y.units.02.part'];
    for (const name of [old, young]) writeFileSync(join(folder, name), 'half');
    const past = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(join(folder, old), past, past);
    await store.retain(new Set(['a']));
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([young]);
  });

  it('of nothing leaves nothing, and of all leaves all', async () => {
    const store = await filled('a', 'b');
    await store.retain(new Set(['a', 'b']));
    expect(await (await UnitStore.open(folder)).find('b')).toEqual(result('of b'));
    await store.retain(new Set());
    expect(packs()).toEqual([]);
  });
});

it('a store that cannot be written says so', async () => {
  const store = await filled('a');
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'no folder');
  await store.keep('b', 'content', result('x'));
  await expect(store.flush()).rejects.toMatchObject({ code: 'store-failed' });
});
