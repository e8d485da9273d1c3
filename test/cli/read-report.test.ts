import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readReport } from '../../src/cli/read-report.js';
import { aReport } from '../helpers/findings.js';

const folder = mkdtempSync(join(tmpdir(), 'afterpatch-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const saved = (text: string): string => {
  const path = join(folder, 'report.json');
  writeFileSync(path, text);
  return path;
};

describe('readReport', () => {
  it('reads what was written', () => expect(readReport(saved(JSON.stringify(aReport())))).toEqual(aReport()));

  it.each([
    ['is cut', () => JSON.stringify(aReport()).slice(0, -9), /is no JSON/],
    ['has a word that is none', () => JSON.stringify(aReport()).replace('"high"', '"hgih"'), /severity.*must be equal/],
    ['lacks a part', () => JSON.stringify({ ...aReport(), coverage: undefined }), /required property 'coverage'/],
    ['is of another version', () => JSON.stringify({ ...aReport(), schemaVersion: '1.0' }), /schemaVersion/],
  ])('says what is wrong with a file that %s', (_, text, message) => {
    expect(() => readReport(saved(text()))).toThrow(message);
  });
});
