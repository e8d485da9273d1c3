import { describe, expect, it } from 'vitest';
import { readXml } from '../../src/formats/xml/read-xml.js';
import { withoutStackTraces } from '../../src/platform/stack-traces.js';
import { readYaml } from '../../src/signatures/sigma/yaml-tree.js';

const frames = ({ stack = '' }: Error) => stack.split('\n').filter((line) => /^ {4}at /.test(line));

describe('withoutStackTraces', () => {
  it('makes no traces within, and does so again after it, after a fault too', () => {
    expect(frames(withoutStackTraces(() => new Error('a')))).toEqual([]);
    expect(frames(new Error('b'))).not.toEqual([]);
    const fail = () => {
      throw new Error('c');
    };
    expect(() => withoutStackTraces(fail)).toThrow('c');
    expect(frames(new Error('d'))).not.toEqual([]);
  });

  it('holds while parsers read that make an error of each character', () => {
    const limit = Error.stackTraceLimit;
    const limits: number[] = [];
    Object.defineProperty(Error, 'stackTraceLimit', {
      configurable: true,
      get: () => limits.at(-1) ?? limit,
      set: (value: number) => limits.push(value),
    });
    try {
      expect(readXml(Buffer.from('<a/>x>y>')).problems).toHaveLength(1);
      expect(readYaml("a: 'b' 'c' 'd'").errors).toHaveLength(1);
    } finally {
      Object.defineProperty(Error, 'stackTraceLimit', { configurable: true, writable: true, value: limit });
    }
    expect(limits).toEqual([0, limit, 0, limit]);
  });
});
