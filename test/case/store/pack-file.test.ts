import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PackReader, readDirectory, writePack } from '../../../src/case/store/pack-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'pack-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ROW = { key: 'a', kind: 'content', failures: 0, length: 3, sha256: 'b' };
const directory = async (text: string) => {
  writeFileSync(path.join(folder, 'x.units'), text);
  return readDirectory(folder, 'x.units');
};
const told = (format: string, ...units: readonly unknown[]) => `${JSON.stringify({ format, units })}\nabc`;
const FORMAT = 'afterpatch units 1';

it('a pack gives back what was written', async () => {
  const entries = ['one', '', 'x'.repeat(600_000)].map((text, i) => ({
    key: `${i}`,
    kind: 'content',
    failures: i,
    bytes: Buffer.from(text),
  }));
  const places = await writePack(folder, entries);
  expect(await readDirectory(folder, places[0]?.pack ?? '')).toEqual(places);
  const reader = new PackReader(folder);
  const read = await Promise.all(places.map((place) => reader.entry(place)));
  expect(read.map((bytes) => bytes?.toString())).toEqual(['one', '', 'x'.repeat(600_000)]);
  const [first] = places;
  if (!first) throw new Error('Three were written');
  expect(await reader.entry({ ...first, sha256: 'other' })).toBeNull();
  const file = path.join(folder, first.pack);
  writeFileSync(file, readFileSync(file).subarray(0, first.offset + 2));
  expect(await new PackReader(folder).entry(first)).toBeNull();
});

it.each<[string, string, boolean]>([
  ['one', told(FORMAT, ROW), true],
  ['one of nothing', told(FORMAT), true],
  ['none of another format', told('other', ROW), false],
  ['none that is cut', told(FORMAT, ROW).slice(0, 40), false],
  ['none of another text', 'nothing\n', false],
  ['none of a list', '[]\n', false],
  ['none without units', `{"format": "${FORMAT}"}\n`, false],
  ['none of other units', `{"format": "${FORMAT}", "units": 7}\n`, false],
  ...Object.keys(ROW).map((name): [string, string, boolean] => [
    `none of a unit without ${name}`,
    told(FORMAT, ROW, { ...ROW, [name]: null }),
    false,
  ]),
  ['none of a unit that is none', told(FORMAT, null), false],
  ['none of a length below zero', told(FORMAT, { ...ROW, length: -1 }), false],
  ['none of half a byte', told(FORMAT, { ...ROW, length: 0.5 }), false],
])('is %s', async (_, text, isOne) => {
  expect((await directory(text)) !== null).toBe(isOne);
});
