import { expect, it } from 'vitest';
import { has, isObject, isRecord } from '../../src/platform/objects.js';

it.each<[what: string, value: unknown, object: boolean, record: boolean, withBoth: boolean]>([
  ['nothing', null, false, false, false],
  ['what is not there', undefined, false, false, false],
  ['a text', 'ab', false, false, false],
  ['a list', ['a', 'b'], true, false, false],
  ['no members', {}, true, true, false],
  ['one of them', { b: 1 }, true, true, false],
  ['both, and another', { a: undefined, b: 1, c: 2 }, true, true, true],
])('tells what %s is', (_, value, object, record, withBoth) => {
  expect([isObject(value), isRecord(value), has(value, 'a', 'b')]).toEqual([object, record, withBoth]);
});
