import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { SHIPPED_SIGNATURES } from '../../src/engine/signature-folders.js';
import { projectRoot } from '../helpers/run-command.js';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
addFormats.default(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync(path.join(projectRoot, 'schemas/sigma-rule.schema.json'), 'utf8')),
);
const documents = (text: string) => parseAllDocuments(text).map((document) => document.toJS());

describe('the schema of Sigma rules for editors', () => {
  it('takes every document that ships', () => {
    const files = readdirSync(SHIPPED_SIGNATURES.sigma, { recursive: true, encoding: 'utf8' });
    const wrong = files
      .filter((file) => file.endsWith('.yml'))
      .flatMap((file) => documents(readFileSync(path.join(SHIPPED_SIGNATURES.sigma, file), 'utf8')))
      .filter((document) => !validate(document));
    expect(wrong).toEqual([]);
  });

  const rule = { title: 'T', logsource: {}, detection: { s: { a: 'b' }, condition: 's' } };
  it.each<[string, object]>([
    ['a level that is none', { ...rule, level: 'hgih' }],
    ['no condition', { ...rule, detection: { s: {} } }],
    ['nothing to detect', { title: 'T' }],
    ['a key of ours that is none', { ...rule, afterpatch: { outcom: 'attempt' } }],
    ['a sample without a record', { ...rule, tests: [{ expect: 'match' }] }],
    ['a sample that expects something else', { ...rule, tests: [{ expect: 'maybe', event: { a: 1 } }] }],
    ['a correlation without a timespan', { title: 'T', correlation: { type: 'temporal', rules: ['a'] } }],
  ])('refuses %s', (_, document) => {
    expect(validate(rule)).toBe(true);
    expect(validate(document)).toBe(false);
  });
});
