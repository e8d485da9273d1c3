import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const ajv = new Ajv2020({ strict: true });
addFormats.default(ajv);
const validate = ajv.compile(read('schemas/pack-manifest.schema.json'));

describe('the pack manifest', () => {
  it('is valid and names folders that exist', () => {
    const manifest = read('signatures/manifest.json');
    expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true);
    for (const folder of Object.values<string>(manifest.folders)) {
      expect(existsSync(path.join(root, 'signatures', folder))).toBe(true);
    }
  });

  it.each([
    ['a folder above the pack', { folders: { yara: '../elsewhere' } }],
    ['no licence', { license: undefined }],
    ['a version that is none', { version: 'latest' }],
    ['no folder at all', { folders: {} }],
  ])('refuses %s', (_, change) => {
    expect(validate({ ...read('signatures/manifest.json'), ...change })).toBe(false);
  });
});
