import { expect, it } from 'vitest';
import { casesOf, LANGUAGES } from './code-text.js';
import { flow } from './flow-text.js';

it.each(LANGUAGES.flatMap((language) => casesOf('code-flow', language)))(
  'the ways through %s are known: %s',
  (language, code, expected) => expect(flow(code, language)).toEqual(expected),
);
