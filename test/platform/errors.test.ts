import { expect, it } from 'vitest';
import { AfterpatchError, messageOf } from '../../src/platform/errors.js';

it.each([
  [new Error('no such file'), 'no such file'],
  [new AfterpatchError('usage', 'it is no folder', 'Give a folder.'), 'it is no folder'],
  ['out of memory', 'out of memory'],
  [undefined, 'undefined'],
])('says in words what was thrown: %o', (thrown, words) => {
  expect(messageOf(thrown)).toBe(words);
});
