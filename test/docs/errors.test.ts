import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/platform/errors.js';
import { projectRoot } from '../helpers/run-command.js';

it('every error code is described, and no other', () => {
  const page = readFileSync(`${projectRoot}docs/errors.md`, 'utf8');
  expect([...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code)).toEqual([...ERROR_CODES]);
});

it('every error code is in use', () => {
  const sources = readdirSync(`${projectRoot}src`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('errors.ts'))
    .map((path) => readFileSync(`${projectRoot}src/${path}`, 'utf8'))
    .join('\n');
  expect(ERROR_CODES.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
});
