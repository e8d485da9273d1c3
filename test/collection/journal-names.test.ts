import { expect, it } from 'vitest';
import { collect } from './collect-evidence.js';
import { evidence } from './evidence-folder.js';

it.each([
  ['$J', 'file-system-record'],
  ['C_$J', 'file-system-record'],
  ['$UsnJrnl%3A$J', 'file-system-record'],
  ['UsnJrnl_$J', 'file-system-record'],
  ['usnjrnl_win7', 'file-system-record'],
  ['UsnJrnl.bin', 'file-system-record'],
  ['usnjrnlparser.bin', 'other'],
])('a change journal that begins with zeros is known by its name: %s', async (name, kind) => {
  const { artifacts } = await collect([evidence({ [name]: Buffer.alloc(4096) })]);
  expect(artifacts.map((artifact) => artifact.kind)).toEqual([kind]);
});
