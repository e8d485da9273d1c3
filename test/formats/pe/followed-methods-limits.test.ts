import { describe, expect, it } from 'vitest';
import { readAssemblyCode } from '../../../src/formats/pe/assembly-code.js';
import { type MethodSketch, makeAssemblyCode, type OperationSketch } from '../../helpers/assembly-code.js';
import { get, judge, method, page, read, run } from './judged-code.js';

describe('methods are followed', () => {
  it('only so far, which is told', () => {
    const long = Array.from({ length: 41_000 }, (): OperationSketch => ['br', 0]);
    const methods = ['A', 'B'].map((name) => method(name, [...long, get, run]));
    expect(read(page(methods)).limits).toEqual(['more code than is followed']);
    expect(read(page(methods)).code?.unit.methods).toHaveLength(1);
    expect(read(page(methods.slice(1))).limits).toEqual([]);
  });

  it('up to a number of them, which is told', () => {
    const methods = Array.from({ length: 5001 }, (_, i) => method(`M${i}`, [get, run]));
    const { code, limits } = read(page(methods));
    expect([code?.unit.methods.length, limits]).toEqual([5000, ['more code than is followed']]);
  });

  it('by whether others may call them', () => {
    const asked: unknown[] = [];
    const methods = [
      method('A', []),
      method('B', [], { isPrivate: true }),
      { name: 'C', code: ['ret'], isNative: true as const },
      { name: 'D', isNative: true as const },
    ] satisfies MethodSketch[];
    const types = page([...methods, method('Z', [run])]);
    const code = readAssemblyCode(makeAssemblyCode('Fixture', types), {
      member: judge.member,
      isCalledWithData: ({ name, isPublic, isStatic }) => asked.push([name, isPublic, isStatic]) < 0,
    });
    expect(asked).toEqual([
      ['A', true, true],
      ['B', false, true],
      ['Z', true, true],
    ]);
    expect(code?.members.nativeMethods).toBe(1);
  });
});
