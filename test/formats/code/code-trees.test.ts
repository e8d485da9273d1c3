import { expect, it } from 'vitest';
import { casesOf, LANGUAGES, tree } from './code-text.js';

it.each(LANGUAGES.flatMap((language) => casesOf('code-trees', language)))('reads %s: %s', (language, code, expected) =>
  expect(tree(code, language)).toEqual(expected),
);
