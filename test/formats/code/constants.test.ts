import { describe, expect, it } from 'vitest';
import { type Constant, type Dialect, foldBinary, foldCall, listAsText } from '../../../src/formats/code/constants.js';

const long = 'a'.repeat(1 << 20);

describe('a call of a pure function with constants', () => {
  it.each<[string, Constant | undefined, readonly Constant[], Constant | undefined]>([
    ['substring', 'abcdef', [2, 3], 'cde'],
    ['substring', 'abcdef', [2], 'cdef'],
    ['substring', 'abcdef', ['2'], undefined],
    ['substring', undefined, [2], undefined],
    ['substring', 'abcdef', [7], undefined],
    ['substring', 'abcdef', [-1], undefined],
    ['substring', 'abcdef', [2, -1], undefined],
    ['substring', 'abcdef', [6], ''],
    ['mid', undefined, ['abcdef', 2, 3], 'bcd'],
    ['mid', undefined, ['abcdef', 2], 'bcdef'],
    ['mid', undefined, ['abcdef', 0], undefined],
    ['mid', undefined, ['abcdef', 9], ''],
    ['getchar', undefined, ['abc', 1], 'a'],
    ['getchar', undefined, ['abc', 4], undefined],
    ['left', undefined, ['abc', 2], 'ab'],
    ['left', undefined, ['abc', -1], undefined],
    ['right', undefined, ['abc', 0], ''],
    ['right', undefined, ['abc', 5], 'abc'],
    ['right', undefined, ['abc', -1], undefined],
    ['right', undefined, ['abc', 2], 'bc'],
    ['left', undefined, ['abc', '2'], undefined],
    ['remove', 'abcdef', [1, 2], 'adef'],
    ['remove', 'abcdef', [2], 'ab'],
    ['remove', undefined, [2], undefined],
    ['insert', 'ad', [1, 'bc'], 'abcd'],
    ['insert', 'ad', [1, 2], undefined],
    ['chr', undefined, [65], 'A'],
    ['chr', undefined, ['&h41'], 'A'],
    ['chr', undefined, ['a'], 'a'],
    ['chr', undefined, [1.5], undefined],
    ['chr', undefined, [0x110000], undefined],
    ['fromcharcode', undefined, [97, 98], 'ab'],
    ['fromcharcode', undefined, [[97, 98]], 'ab'],
    ['asc', undefined, ['A'], 65],
    ['asc', undefined, [''], undefined],
    ['strreverse', undefined, ['abc'], 'cba'],
    ['reverse', 'abc', [], 'cba'],
    ['reverse', ['a', 'b'], [], ['b', 'a']],
    ['reverse', undefined, [['a', 'b']], ['b', 'a']],
    ['reverse', undefined, ['ab'], 'ba'],
    ['replace', 'a-b-c', ['-', '+'], 'a+b+c'],
    ['replace', undefined, ['a-b', '-', '$&'], 'a$&b'],
    ['replace', 'ab', ['', 'c'], undefined],
    ['replace', long, ['a', 'bb'], undefined],
    ['join', undefined, ['-', ['a', 'b']], 'a-b'],
    ['join', undefined, [['a', 'b'], '-'], 'a-b'],
    ['join', undefined, [['a', 'b']], 'a b'],
    ['join', ['a', 'b'], [], 'a,b'],
    ['join', ['a', 'b'], ['-'], 'a-b'],
    ['join', undefined, [], undefined],
    ['concat', 'a', ['b', 1], 'ab1'],
    ['concat', undefined, [['a', 'b']], 'ab'],
    ['split', 'a-b', ['-'], ['a', 'b']],
    ['split', undefined, ['a b'], ['a', 'b']],
    ['split', undefined, ['a-b', '-'], ['a', 'b']],
    ['split', 'a,b;c', [[',', ';']], ['a', 'b', 'c']],
    ['format', undefined, ['{1}{0}{2}', 'a', 'b'], 'ba{2}'],
    ['format', undefined, ['{0}{1}', ['a', 'b']], 'ab'],
    ['tostring', 'a', [], 'a'],
    ['tostring', undefined, [[97, 98]], 'ab'],
    ['toint32', undefined, ['12'], 12],
    ['toint32', undefined, ['ff', 16], 255],
    ['cint', undefined, ['&h1f'], 31],
    ['cint', undefined, [1.9], 1],
    ['cint', undefined, ['x'], undefined],
    ['charat', 'abc', [1], 'b'],
    ['charat', 'abc', ['1'], undefined],
    ['frombase64string', undefined, ['YWI='], 'ab'],
    ['tobase64string', undefined, ['ab'], 'YWI='],
    ['unescape', undefined, ['%61%u0062'], 'ab'],
    ['trim', ' a ', [], 'a'],
    ['trim', undefined, [' a '], 'a'],
    ['getstring', undefined, [[97, -1]], 'aÿ'],
    ['cstr', undefined, [[97, 70000]], undefined],
    ['unknown', 'a', [], undefined],
  ])('%s of %j with %j is %j', (name, receiver, args, folded) => {
    expect(foldCall(name, receiver, args)).toEqual(folded);
  });
});

describe('a call of a function that scripts have with another meaning', () => {
  it.each<[Dialect, string, Constant, readonly Constant[], Constant | undefined]>([
    ['jscript', 'substring', 'abcdef', [2, 3], 'c'],
    ['jscript', 'substring', 'abcdef', [3, 2], 'c'],
    ['jscript', 'substring', 'abcdef', [-2, 9], 'abcdef'],
    ['jscript', 'substring', 'abcdef', [4], 'ef'],
    ['jscript', 'substring', 'abcdef', ['2', 3], undefined],
    ['jscript', 'Substring', 'abcdef', [2, 3], 'cde'],
    ['csharp', 'Substring', 'abcdef', [2, 3], 'cde'],
    ['vb', 'substring', 'abcdef', [2, 3], 'cde'],
    ['jscript', 'substr', 'abcdef', [2, 3], 'cde'],
    ['jscript', 'substr', 'abcdef', [2, -3], ''],
    ['jscript', 'substr', 'abcdef', [-2], 'abcdef'],
    ['browser', 'substr', 'abcdef', [-2], 'ef'],
    ['browser', 'substr', 'abcdef', [-9, 2], 'ab'],
    ['jscript', 'slice', 'abcdef', [1, -1], 'bcde'],
    ['jscript', 'slice', 'abcdef', [-2], 'ef'],
    ['jscript', 'slice', 'abcdef', [], 'abcdef'],
    ['jscript', 'slice', ['a', 'b', 'c'], [1], ['b', 'c']],
    ['jscript', 'slice', 'abcdef', ['1'], undefined],
    ['csharp', 'Slice', 'abcdef', [1, 2], undefined],
    // What stands for a regular expression replaces all.
    ['jscript', 'replace', 'a-b-c', ['-', '+'], 'a+b+c'],
    ['csharp', 'Replace', 'a-b-c', ['-', '+'], 'a+b+c'],
    ['jscript', 'split', 'abc', [''], ['a', 'b', 'c']],
    ['csharp', 'Split', 'abc', [''], ['abc']],
    ['vbscript', 'Mid', 'abc', ['abc', 1, 1], 'a'],
  ])('%s: %s of %j with %j is %j', (dialect, name, receiver, args, folded) => {
    expect(foldCall(name, receiver, args, dialect)).toEqual(folded);
  });
});

describe('an operator between constants', () => {
  it.each<[Constant, string, Constant, Constant | undefined]>([
    ['a', '+', 'b', 'ab'],
    ['a', '&', 1, 'a1'],
    [1, '&', 2, '12'],
    [1, '+', 2, 3],
    [7, '/', 2, 3.5],
    [7, '\\', 2, 3],
    [7, '/', 0, undefined],
    [7, '\\', 0, undefined],
    [7, 'mod', 0, undefined],
    [7, '%', 4, 3],
    [6, 'xor', 3, 5],
    [6, '|', 1, 7],
    [1, '<<', 4, 16],
    [16, '>>', 4, 1],
    ['a', '-', 'b', undefined],
    [['a'], '+', 'b', undefined],
    [long, '+', '', long],
    [long, '+', 'a', undefined],
  ])('%j', (left, operator, right, folded) => {
    expect(foldBinary(operator, left, right)).toEqual(folded);
  });
});

it('a list of characters or their numbers is a text', () => {
  expect(listAsText([97, 'b', -1, 0xffff])).toBe('abÿ\uffff');
  for (const odd of [-129, 0x10000, Number.NaN, 'ab', ['a']]) expect(listAsText([97, odd])).toBeUndefined();
});
