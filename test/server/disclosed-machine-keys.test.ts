import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  disclosedKeysBeside,
  readDisclosedKeys,
  shippedDisclosedKeys,
} from '../../src/server/disclosed-machine-keys.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('readDisclosedKeys', () => {
  it('reads lists in both forms and leaves out what is no row', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keys-'));
    writeFileSync(join(folder, 'a.csv'), `validationKey, decryptionKey\n${sha256('AB')}, ${sha256('CD')}\nnonsense\n`);
    writeFileSync(join(folder, 'b.txt'), `# note\n${sha256('EF').slice(0, 20)} ${sha256('01').slice(0, 20)}\r\n`);
    writeFileSync(join(folder, 'c.json'), `${sha256('99')},${sha256('98')}\n`);
    const keys = readDisclosedKeys([folder]);
    rmSync(folder, { recursive: true });
    expect(['ab', 'CD', 'ef', '01', '99', '02'].map((key) => keys.has(key))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('disclosedKeysBeside', () => {
  it('adds the lists of the user to the shipped one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    expect(disclosedKeysBeside([folder]).has('AB')).toBe(false);
    mkdirSync(join(folder, 'machine-keys'));
    writeFileSync(join(folder, 'machine-keys', 'own.csv'), `${sha256('AB')},${sha256('CD')}\n`);
    expect(disclosedKeysBeside([folder]).has('AB')).toBe(true);
    rmSync(folder, { recursive: true });
  });
});

const source = resolve(import.meta.dirname, '../../../shared/real-data/machine-keys/MachineKeys.csv');

describe.skipIf(!existsSync(source))('the shipped list', () => {
  it('holds every published pair', () => {
    const shipped = readFileSync(
      resolve(import.meta.dirname, '../../signatures/machine-keys/disclosed.txt'),
      'utf8',
    ).split('\n');
    const pairs = new Set(shipped.filter((line) => !line.startsWith('#')));
    const rows = (existsSync(source) ? readFileSync(source, 'utf8') : '')
      .split(/\r?\n/)
      .slice(1)
      .filter((line) => line !== '');
    expect(rows.length).toBe(3713);
    const missing = rows.filter(
      (row) =>
        !pairs.has(
          row
            .split(', ')
            .map((hash) => hash.slice(0, 20))
            .join(' '),
        ),
    );
    expect(missing).toEqual([]);
    expect(shippedDisclosedKeys().has('E9D2490BD0075B51D1BA5288514514AF')).toBe(true);
  });
});
