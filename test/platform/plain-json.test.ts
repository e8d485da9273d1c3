import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlain, writePlain } from '../../src/platform/plain-json.js';

const again = (value: unknown) => readPlain(writePlain(value).text);

describe('plain data comes back as it was', () => {
  const shared = { layout: ['date', 'time'] };
  const around: { name: string; self?: unknown } = { name: 'around' };
  around.self = around;
  const cases: readonly [string, unknown][] = [
    ['numbers that JSON does not know', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1.5]],
    ['undefined, in objects and lists', { a: undefined, b: [undefined, null] }],
    ['maps and sets', new Map<unknown, unknown>([[{ a: 1 }, new Set([1, 'x', new Map()])]])],
    ['typed arrays', [new Uint8Array([1, 255]), new Uint32Array([7, 4e9]), new Float64Array([Number.NaN, -0, 2.5])]],
    ['a part of a buffer', Buffer.from('abcdef').subarray(2, 4).slice()],
    ['big integers and dates', [12345678901234567890n, new Date(5)]],
    ['names that begin like tags', { $map: [1], $: 2, path: 'x' }],
    ['one name that is a tag', { $same: 0 }],
    ['a lone surrogate', '\ud800'],
    ['the name of a prototype', JSON.parse('{"__proto__": {"a": [1]}, "constructor": 2}')],
    ['an object at several places', [shared, { of: shared }]],
    ['what refers to itself', around],
  ];
  it.each(cases)('%s', (_, value) => {
    const read = again(value);
    if (Buffer.isBuffer(value)) expect(read).toEqual(new Uint8Array(value));
    else expect(read).toEqual(value);
  });

  it('as one object where it was one', () => {
    const read = again({ first: shared, second: { of: shared } });
    expect(read).toEqual({ first: shared, second: { of: shared } });
    const { first, second } = Object.fromEntries(Object.entries(Object(read)));
    expect(Reflect.get(Object(second), 'of')).toBe(first);
  });

  it('whatever it is', () => {
    const plain = fc.anything({
      withMap: true,
      withSet: true,
      withBigInt: true,
      withNullPrototype: false,
      withDate: true,
      withTypedArray: false,
      withSparseArray: false,
      withUnicodeString: true,
    });
    fc.assert(
      fc.property(plain, (value) => {
        const { text } = writePlain(value);
        expect(writePlain(readPlain(text)).text).toBe(text);
        expect(readPlain(text)).toEqual(value);
      }),
    );
  });
});

describe('the label of a file', () => {
  const value = { path: 'EX01/a.log', source: { path: 'EX01/a.log' }, other: { path: 'b' } };
  it('is read as whatever it is then', () => {
    const { text, mentions } = writePlain(value, { label: 'EX01/a.log', seek: true });
    expect(mentions).toBe(false);
    expect(text).not.toContain('a.log');
    expect(readPlain(text, 'c.log')).toEqual({ path: 'c.log', source: { path: 'c.log' }, other: { path: 'b' } });
  });
  it('is seen where it stands for more', () => {
    expect(writePlain({ message: 'in EX01/a.log' }, { label: 'EX01/a.log', seek: true }).mentions).toBe(true);
  });
});

it.each([
  ['a function', () => 1],
  ['an instance of a class', new (class Odd {})()],
  ['a symbol', Symbol('x')],
])('%s is refused', (_, value) => {
  expect(() => writePlain({ value })).toThrow();
});

it.each(['{"$same":5}', '{"$strange":[]}', '{"$map":3}', '{"$view":["Odd",""]}', 'no json'])(
  '%s is refused',
  (text) => {
    expect(() => readPlain(text)).toThrow();
  },
);
