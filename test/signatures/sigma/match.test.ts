import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../../src/signatures/sigma/matchers/glob.js';
import { compileSearch } from '../../../src/signatures/sigma/matchers/search.js';
import { parseSigmaString, type StringPart } from '../../../src/signatures/sigma/sigma-string.js';
import { itemMatches, matches, problemsOf, programOf, ruleText } from './rules.js';

/** Wildcards by their definition, over code points. */
function oracle(parts: readonly StringPart[], text: string): boolean {
  const symbols = parts.flatMap((part): StringPart[] =>
    'text' in part ? [...part.text].map((text) => ({ text })) : [part],
  );
  const characters = [...text];
  let reached = new Set([0]);
  for (const symbol of symbols) {
    const next = new Set<number>();
    for (const at of reached) {
      if ('wildcard' in symbol && symbol.wildcard === '*') {
        for (let i = at; i <= characters.length; i++) next.add(i);
      } else if (at < characters.length && ('wildcard' in symbol || symbol.text === characters[at])) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(characters.length);
}

describe('wildcards', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '\u{1f600}', 'é'), { maxLength: 12 }).map((each) => each.join(''));
  const pattern = fc.array(fc.constantFrom('a', 'b', 'ab', '\u{1f600}', '*', '*', '?', '?'), { maxLength: 10 });

  it('match as their definition says', () => {
    fc.assert(
      fc.property(pattern, text, (written, value) => {
        const { parts } = parseSigmaString(written.join(''));
        expect(compileGlob(parts)(value)).toBe(oracle(parts, value));
      }),
      { numRuns: 3000 },
    );
  });

  it('and long texts are found where plain search finds them', () => {
    const long = fc.array(fc.constantFrom('a', 'b'), { minLength: 60, maxLength: 90 }).map((each) => each.join(''));
    fc.assert(
      fc.property(long, long, long, fc.nat(40), (before, needle, after, from) => {
        for (const value of [before + needle + after, before + after, needle.slice(1) + needle]) {
          expect(compileSearch(needle)(value, from)).toBe(value.indexOf(needle, from));
        }
      }),
    );
  });
});

describe('values', () => {
  it.each<[item: string, good: unknown[], bad: unknown[]]>([
    ["f: 'ΣΊΣΥΦΟΣ'", ['σίσυφος', 'ΣΊΣΥΦΟΣ'], ['sisyphos']],
    ['f: k', ['K'], ['\u212a']],
    ["f|contains: ''", ['', 'x'], [null]],
    ["f|contains: ['a', 'b']", ['xa', 'bx'], ['c']],
    ["f|contains|all: ['a', 'b']", ['ab', ['xa', 'xb']], ['a']],
    ["f: ['', null]", ['', null, undefined], ['x']],
    ["f|re: '\\bid\\b'", ['an id', 'id'], ['idea']],
    ["f|re|ignorecase|dotall: 'A.B'", ['a\nb'], ['ab']],
    ["f|re|contains: 'b'", ['abc'], ['ac']],
    ['f|base64offset|contains: [foo, bar]', ['xxZm9v', 'YmFyxx'], ['foo']],
    ['f|utf16|base64|contains: cmd', ['//5jAG0AZAA='], ['YwBtAGQA']],
    ["f|windash: '-a /b'", ['-a /b', '/a -b', '\u2014a \u2015b'], ['a b']],
    ["f|windash|contains|cased: ' -Enc'", ['x /Enc'], ['x /enc']],
    [
      'f|cidr: [10.0.0.0/8, "2001:db8::/32"]',
      ['10.1.2.3', '2001:DB8::9', 'x'.replace('x', '10.255.0.1')],
      ['11.0.0.1', '::ffff:10.0.0.1', '10.0.0.01'],
    ],
    ['f|cidr: ::ffff:0:0/96', ['::ffff:10.0.0.1'], ['10.0.0.1']],
    ['f|cidr: 192.0.2.1', ['192.0.2.1'], ['192.0.2.2']],
    ['f|gt: 1.5', [2, '1.6', '+2', '1e1'], ['0x10', '1,6', ' 2', true, '']],
    ['f|neq: 5', [6, null, undefined], [5, '5']],
    ['f|contains|neq: [a, b]', ['c', undefined], ['xa', 'b']],
    ['f|neq: null', ['x'], [null, undefined]],
    ['f|hour|lt: 6', ['2024-03-05 05:59:59', '05:00:00', '2024-03-05T05:00Z'], ['06:00:00', '2024-03-05', '25:00:00']],
    ['f|week: 1', ['2024-12-30', '2021-01-04'], ['2021-01-01', '2021-02-30']],
    ['f|month: 2', ['2024/02/29 10:00:00'], ['2023-02-29', '2024-12-02']],
    ['f|exists: false', [undefined], [null, '', 'x']],
    ["f: '*'", ['x', '', 0], [null, undefined, []]],
    ["f: '**'", ['x'], [undefined]],
    ["f: '?*'", ['x', 'xy'], ['']],
    ['f: null', [null, undefined, []], ['', 'null']],
  ])('%s', (item, good, bad) => {
    const event = (value: unknown) => (value === undefined ? {} : { f: value });
    for (const value of good) expect(itemMatches(item, event(value)), JSON.stringify(value)).toBe(true);
    for (const value of bad) expect(itemMatches(item, event(value)), JSON.stringify(value)).toBe(false);
  });

  it('are looked up by name first, then along dots and arrays', () => {
    expect(itemMatches('a.b: x', { 'a.b': 'x' })).toBe(true);
    expect(itemMatches('a.b.c: x', { a: { b: { c: 'x' } } })).toBe(true);
    expect(itemMatches('a.b.c: x', { 'a.b': { c: 'x' } })).toBe(true);
    expect(itemMatches('a.b: y', { a: [{ b: 'x' }, { b: ['y'] }] })).toBe(true);
    expect(itemMatches('a.b|exists: true', { a: { c: 1 } })).toBe(false);
    expect(itemMatches('a: x', { a: { x: 'x' } })).toBe(false);
  });

  it('of keywords are searched at any depth', () => {
    const program = programOf(ruleText("  s:\n    '|all': [foo, 42]\n  condition: s\n"));
    expect(matches(program, { a: { b: ['xFOOx'] }, c: 1425 })).toBe(true);
    expect(matches(program, { a: { b: ['xFOOx'] }, c: 142 })).toBe(true);
    expect(matches(program, { foo: 42 })).toBe(false);
  });

  it('of other fields are no patterns', () => {
    expect(itemMatches('a|fieldref|contains: b', { a: 'x*y', b: '*' })).toBe(true);
    expect(itemMatches('a|fieldref|endswith: b', { a: 'xy', b: '*y' })).toBe(false);
    expect(itemMatches('a|cased|fieldref: b', { a: 'X', b: 'x' })).toBe(false);
  });

  it('are put in for placeholders, all with all', () => {
    const placeholders = new Map([
      ['a', ['1', '2*']],
      ['b', ['x', 'y']],
    ]);
    const item = "f|expand: '%a%-%b%-\\%a%'";
    for (const value of ['1-x-%a%', '23-y-%a%']) expect(itemMatches(item, { f: value }, { placeholders })).toBe(true);
    expect(itemMatches(item, { f: '1-z-%a%' }, { placeholders })).toBe(false);
  });
});

it.each([
  'f|contains|re: a',
  'f|re|cased: a',
  'f|i: a',
  'f|contains: null',
  'f|contains|cidr: 10.0.0.0/8',
  'f|cidr: 10.0.0.0/33',
  'f|cidr: "fe80::1%3/128"',
  'f|exists: [true, 1]',
  'f|exists|contains: true',
  "f|base64: 'a*'",
  'f|contains|base64: a',
  'f|gt: "5"',
  'f|gt: true',
  'f|hour|minute: 5',
  'f|fieldref: "a?"',
  'f|lt|contains: 5',
  "f|windash: ' -a -b -c -d -e -f -g'",
  "'|exists': true",
  "'|contains': [a, null]",
  'f: [[a]]',
  'f|: a',
])('refuses %s', (item) => {
  expect(problemsOf(ruleText(`  s:\n    ${item}\n  condition: s\n`))).toHaveLength(1);
});

it('shares predicates that rules have in common, and asks cheap ones first', () => {
  const rule = ruleText("  s:\n    f|re: 'a+'\n    g: [1, 2]\n  t: {f: null}\n  condition: s or t\n");
  const { predicates, rules } = programOf(`${rule}---\n${rule}`);
  expect(predicates).toHaveLength(3);
  expect(rules).toHaveLength(2);
  const asked: (string | null)[] = [];
  rules[0]?.matches({ holds: (id) => asked.push(predicates[id]?.field ?? null) < 0 });
  expect(asked).toEqual(['f', 'g']);
  expect(predicates.find(({ field, about }) => field === 'f' && about === 'text')?.cost).toBeGreaterThan(
    predicates.find(({ field }) => field === 'g')?.cost ?? 0,
  );
});
