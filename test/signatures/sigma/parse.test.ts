import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSigmaDocuments } from '../../../src/signatures/sigma/index.js';
import { itemMatches, problemsOf, ruleText } from './rules.js';

const good = ruleText('  s: {f: a}\n  condition: s\n');

describe('a rule that does not load says where and why', () => {
  it.each<[what: string, text: string, line: number | null, column: number | null, reason: RegExp]>([
    ['unknown modifier', ruleText('  s:\n    f|contain: a\n  condition: s\n'), 5, 5, /Unknown modifier "contain"/],
    ['undefined selection', ruleText('  s: {f: a}\n  condition: s and  tee\n'), 5, 21, /names "tee"/],
    [
      'condition of Sigma 1',
      ruleText('  s: {f: a}\n  condition: s | count() > 3\n'),
      5,
      16,
      /aggregation syntax "\| count"/,
    ],
    ['condition that ends early', ruleText('  s: {f: a}\n  condition: s and\n'), 5, 16, /ends where/],
    ['regular expression', ruleText('  s:\n    f|re: "a("\n  condition: s\n'), 5, 11, /regular expression of "f"/],
    ['look-around', ruleText("  s:\n    f|re: '(?=a)b'\n  condition: s\n"), 5, 11, /regular expression/],
    ['network', ruleText('  s:\n    f|cidr: 10.0.0.1/8\n  condition: s\n'), 5, 13, /"10.0.0.1\/8" is no network/],
    ['level', `level: severe\n${good}`, 1, 8, /"severe" is no valid level/],
    ['title', good.replace('title: t\n', ''), 1, 1, /no title/],
    ['log source', good.replace('{category: webserver}', '{}'), 2, 1, /names no category/],
    ['key twice', good.replace('{f: a}', '{f: a, f: b}'), 4, 13, /"f" occurs twice/],
    ['bad YAML', 'title: x\nbad: [\n', 3, 1, /Flow sequence/],
    ['a list', '- a\n- b\n', 1, 1, /is no rule/],
    ['YAML of another kind', 'title: x\ntheme: minimal\n', 1, 1, /is no rule/],
    ['nothing', '# only a comment\n', null, null, /no Sigma document/],
    ['map as value', ruleText('  s:\n    f: {g: a}\n  condition: s\n'), 5, 8, /map as its value/],
    [
      'too many question marks',
      ruleText(`  s:\n    f: '${'a?'.repeat(101)}'\n  condition: s\n`),
      5,
      8,
      /question marks/,
    ],
    ['unknown key of ours', `${good}afterpatch:\n  outcom: success\n`, 7, 3, /"outcom" is no key/],
    ['unknown outcome', `${good}afterpatch:\n  outcome: bad\n`, 7, 12, /"bad" is no valid outcome/],
    ['unknown placeholder', ruleText("  s:\n    f|expand: '%none%'\n  condition: s\n"), 5, 15, /%none%/],
  ])('%s', (_what, text, line, column, reason) => {
    const [problem, ...others] = problemsOf(text);
    expect(others).toEqual([]);
    expect(problem?.reason).toMatch(reason);
    expect(problem?.path).toBe('rule.yml');
    expect(problem?.line).toBe(line);
    if (column !== null) expect(problem?.column).toBe(column);
  });

  it('and the other documents of the file load', () => {
    const { documents, problems } = parseSigmaDocuments(
      `${good}---\ntitle: broken\nlogsource: {service: iis}\n---\n${good}`,
      'rule.yml',
    );
    expect(documents).toHaveLength(2);
    expect(problems).toMatchObject([{ rule: 'broken', line: 7, reason: expect.stringContaining('no detection') }]);
  });

  it('with a hint how to write a correlation instead of an aggregation', () => {
    const [problem] = problemsOf(ruleText('  s: {f: a}\n  condition: s | near t\n'));
    expect(problem?.hint).toContain('type: temporal');
  });
});

describe('hostile YAML', () => {
  it('is bounded when aliases multiply', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
    );
    const [problem] = problemsOf(`a0: &a0 [x]\n${levels.join('\n')}\n`);
    expect(problem?.reason).toMatch(/too many nodes/);
  });

  it('is bounded when it nests, refers to itself or is huge', () => {
    expect(problemsOf(`a: ${'['.repeat(5000)}${']'.repeat(5000)}`)[0]?.reason).toMatch(
      /nested too deeply|cannot be read/,
    );
    expect(problemsOf('a: &a [*a]')[0]?.reason).toMatch(/contains itself/);
    expect(problemsOf(`a: ${'x'.repeat(2 ** 20)}`)[0]?.reason).toMatch(/more than/);
  });

  it.each(['- ', '[', 'a: b\n', '---\n', '? '])('is given up where it is nothing but %j', (part) => {
    const [problem] = problemsOf(part.repeat(2 ** 20 / part.length));
    expect(problem).toMatchObject({
      reason: 'The file has more than 100000 signs and words.',
      hint: 'Split it into several files.',
    });
  });

  it('has no power over prototypes', () => {
    const text = good.replace('{f: a}', '{__proto__: a, constructor: b, toString|contains: c}');
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(ruleText('  s:\n    f|__proto__: a\n  condition: s\n'))[0]?.reason).toMatch(/Unknown modifier/);
    expect(itemMatches('__proto__: a', JSON.parse('{"__proto__": "a"}'))).toBe(true);
    expect(itemMatches('toString|exists: true', {})).toBe(false);
    expect(problemsOf(`${good}afterpatch:\n  success: {__proto__: [1]}\n`)).toEqual([]);
    expect(Object.keys({})).toEqual([]);
  });

  it('never makes the reader throw', () => {
    const pieces = fc.constantFrom(
      ...[
        'title: t\n',
        'logsource: ',
        '{category: a}\n',
        'detection:\n',
        '  s:\n',
        '    f|re: ',
        '    - ',
        "'*'",
        '&a ',
        '*a',
        '<<: ',
      ],
      ...[
        '  condition: ',
        's and not (',
        '1 of s*',
        '---\n',
        'action: repeat\n',
        'correlation:\n',
        '  type: temporal\n',
        '!!set ',
        '? ',
        ': ',
      ],
      ...[
        'filter:\n',
        '  rules: any\n',
        '\t',
        '[',
        '{',
        ']',
        '}',
        '|',
        '>\n',
        '"',
        '%',
        '\u0000',
        '0x1_0',
        '2024-01-01',
        '.inf',
        '#',
      ],
    );
    const text = fc
      .array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (source) => {
        for (const { reason } of problemsOf(source)) expect(reason).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

describe('YAML 1.1 as PyYAML reads it', () => {
  it.each<[written: string, value: string | number, other: string]>([
    ['yes', 'true', 'yes'],
    ['on', 'true', 'on'],
    ['y', 'y', 'true'],
    ['010', '8', '10'],
    ['08', '08', '8'],
    ['0x10', '16', '0x10'],
    ['1_000', '1000', '1_000'],
    ['1e3', '1e3', '1000'],
    ['1.0', '1.0', '1.00'],
    ['1.0', 1, '01'],
    ['2024-01-31', '2024-01-31', '2024'],
    ['.inf', '.inf', 'Infinity'],
    ['12345678901234567890', '12345678901234567890', '12345678901234567000'],
  ])('%s', (written, value, other) => {
    expect(itemMatches(`f: ${written}`, { f: value })).toBe(true);
    expect(itemMatches(`f: ${written}`, { f: other })).toBe(false);
  });

  it('merges maps with <<', () => {
    const text = ruleText('  base: &b {f: a, g: b}\n  s:\n    <<: *b\n    g: c\n  condition: s\n');
    expect(parseSigmaDocuments(text, 'rule.yml').documents[0]).toMatchObject({ kind: 'rule' });
    expect(problemsOf(text)).toEqual([]);
  });
});

it('reads the key of our own with its defaults', () => {
  const own = `${good}afterpatch:
  outcome: attempt
  success: {sc-status: [200, '241']}
  success-severity: critical
  next-steps: [look]
`;
  const [plain, ours] = [good, own].map((text) => parseSigmaDocuments(text, 'rule.yml').documents[0]?.afterpatch);
  expect(plain).toEqual({
    confidence: 'moderate',
    outcome: 'attempt',
    success: new Map(),
    successSeverity: null,
    nextSteps: [],
  });
  expect(ours?.success.get('sc-status')).toEqual(['200', '241']);
  expect(ours).toMatchObject({ successSeverity: 'critical', nextSteps: ['look'], confidence: 'moderate' });
});

it('lays action documents of Sigma 1 over each other', () => {
  const text = `action: global
title: g
logsource: {category: webserver}
detection:
  condition: s
---
detection:
  s: {f: a}
---
action: repeat
title: again
---
action: reset
---
title: own
detection: {s: {f: c}, condition: s}
`;
  const { documents, problems } = parseSigmaDocuments(text, 'rule.yml');
  expect(documents.map(({ title }) => title)).toEqual(['g', 'again']);
  expect(problems).toMatchObject([{ rule: 'own', reason: expect.stringContaining('no logsource') }]);
});
