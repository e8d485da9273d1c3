import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTrustedFile } from '../../../src/case/decisions/trusted-file.js';
import { AfterpatchError } from '../../../src/platform/errors.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-trusted-'));
afterAll(() => rmSync(room, { recursive: true }));
mkdirSync(join(room, 'evidence'));
writeFileSync(join(room, 'own.json'), '12345');
writeFileSync(join(room, 'evidence/theirs.json'), '12345');
symlinkSync(join(room, 'evidence/theirs.json'), join(room, 'linked.json'));
symlinkSync(join(room, 'evidence'), join(room, 'mounted'));

const wrong = (why: string) => new AfterpatchError('usage', why, '');
const read = (name: string, maximum = 5, hunted = ['evidence', 'none']) =>
  readTrustedFile(
    join(room, name),
    hunted.map((one) => join(room, one)),
    maximum,
    wrong,
  );

it('is read where it is the user’s own', () => {
  expect(read('own.json')).toBe('12345');
  expect(read('evidence/theirs.json', 5, [])).toBe('12345');
});

it.each<[string, () => string, RegExp]>([
  ['too large', () => read('own.json', 4), /^it is too large$/],
  ['a folder', () => read('evidence'), /^it is no file$/],
  ['not there', () => read('none.json'), /^it cannot be read: .*ENOENT/],
  ['in the evidence', () => read('evidence/theirs.json'), /it lies in what is hunted/],
  ['linked into it', () => read('linked.json'), /it lies in what is hunted/],
  ['in it by another name', () => read('evidence/theirs.json', 5, ['mounted']), /it lies in what is hunted/],
])('is none that is %s', (_, reading, told) => expect(reading).toThrow(told));
