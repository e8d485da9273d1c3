import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bindMapping,
  cellRecord,
  factsOf,
  iisMapping,
  prefilterForms,
  requiredLiterals,
  type SigmaProgram,
  SHORT_QUERY,
} from '../../../src/signatures/sigma/index.js';
import { regexLiterals } from '../../../src/signatures/sigma/regex-literals.js';
import { programOf, ruleText } from './rules.js';

function neededBy(detection: string) {
  const { rules, predicates } = programOf(ruleText(detection));
  const [rule] = rules;
  if (!rule) throw new Error('no rule');
  return requiredLiterals(rule, predicates, iisMapping);
}

describe('the texts that a line must hold', () => {
  it.each<[item: string, literals: string[]]>([
    ["cs-uri-query|contains: '/Evil.aspx?cmd='", ['/evil.aspx']],
    ["cs-uri-stem|endswith: ['/one_a.ashx', '/two_b.ashx']", ['/one_a.ashx', '/two_b.ashx']],
    ["cs-user-agent: 'Evil+Agent/1.0'", ['evil agent/1.0']],
    ["cs-uri-query|contains|all: ['get', 'rare_word']", ['rare_word']],
    ["cs-username: 'Bjørn_Nilsen'", ['rn_nilsen']],
    ["cs-uri-query|re: '/x[0-9]+\\.evilpage(\\?|$)'", ['.evilpage']],
    ["c-uri|contains: 'evil.example/payload'", ['evil.example']],
    ["'|contains': evil_word", ['evil_word']],
    ['eas-state|startswith: Blocked', ['blocked']],
    ['eas-user: rare_name', ['rare_name']],
    ['eas-device-type|contains: [python, curl]', [SHORT_QUERY, 'curl', 'python']],
  ])('%s', (item, literals) => {
    expect(neededBy(`  s:\n    ${item}\n  condition: s\n`)).toMatchObject({ always: false, literals });
  });

  it('are the rarest of what must hold together, and of each that may', () => {
    const selections =
      "  s: {cs-method: POST}\n  t: {cs-uri-stem: [/rare_one, /rare_two]}\n  u: {cs-uri-query: 'rare_three'}\n";
    expect(neededBy(`${selections}  condition: s and (t or u)\n`)).toMatchObject({
      literals: ['/rare_one', '/rare_two', 'rare_three'],
    });
  });

  it.each<[detection: string, reason: RegExp]>([
    ['  s: {cs-method: POST}\n  condition: s\n', /rarest texts are in many lines: "post"/],
    ['  s: {cs-uri-stem: /rare_x}\n  condition: not s\n', /only says what must not be there/],
    ['  s: {cs-username: null}\n  condition: s\n', /only whether it is there/],
    ['  s:\n    time-taken|gt: 5\n  condition: s\n', /"time-taken" has no text/],
    ["  s: {cs-uri-stem: ['/rare_x', '*?']}\n  condition: s\n", /has no text/],
    ['  s: {timestamp: 2024-03-05T12:00:00Z}\n  condition: s\n', /need not be in the line/],
    ["  s: {date: '2024-03-05'}\n  condition: s\n", /need not be in the line/],
    ["  s: ['2024-03-05']\n  condition: s\n", /the keywords has no text/],
  ])('or there is a reason why there is none', (detection, reason) => {
    expect(neededBy(detection)).toEqual({ always: true, reason: expect.stringMatching(reason) });
  });
});

it.each<[source: string, texts: string[]]>([
  ['abc', ['abc']],
  ['ab?c', ['a', 'c']],
  ['ab+c', ['ab', 'c']],
  ['ab{0,2}c', ['a', 'c']],
  ['ab{2}c', ['ab', 'c']],
  ['a|b', []],
  ['x(a|b)y', ['x', 'y']],
  ['x(a|b)*yz', ['x', 'yz']],
  ['a[bc]d', ['a', 'd']],
  ['a[]b]c', ['a', 'c']],
  ['a[[:alpha:]]b', ['a', 'b']],
  ['a\\.b\\d\\x41c\\x{41}d\\pNe\\p{Greek}f', ['a.b', 'c', 'd', 'e', 'f']],
  ['\\Qa+b\\E', []],
  ['(?i)desk', ['de']],
  ['^/a$', ['/a']],
  ['a{x}b', ['a', 'x', 'b']],
])('needs of the expression %s', (source, texts) => {
  expect(regexLiterals(source, { ignoreCase: false, multiline: false, dotAll: false })).toEqual(texts);
});

/** Fields, and texts that rules ask for and lines are made of. */
const FIELDS = 'cs-method cs-uri-stem cs-uri-query cs-username cs(User-Agent) cs(Referer) cs-host sc-status';
const WORDS = [
  '/owa/',
  'Evil',
  'power',
  'Shell',
  'cmd=',
  '?',
  '+',
  ' ',
  '%',
  '%41',
  '%2e',
  '../',
  'é',
  'K',
  's',
  'aspx',
  '.',
  '-',
  '=',
  '200',
];

const word = fc.constantFrom(...WORDS);
const value = fc
  .array(fc.oneof(word, word, fc.constantFrom('*', '\\?', '\\*')), { minLength: 1, maxLength: 4 })
  .map((each) => each.join(''));
const regex = fc.array(
  fc.constantFrom('E', 'vi', 'l?', 'p(ow|er)', '[Ss]', '.*', 'h+', 'a|b', '\\.', '\\?', 'k{1,2}', 'cmd'),
  { minLength: 1, maxLength: 5 },
);
const key = fc.constantFrom(
  ...[
    'cs-uri-query',
    'cs-uri-stem',
    'c-uri',
    'cs-user-agent',
    'cs-referer',
    'cs-username',
    'cs-method',
    'c-uri-extension',
    'cs-host',
    '',
  ],
);
const item = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(
      key,
      fc.constantFrom(
        'contains',
        'contains|all',
        'startswith',
        'endswith',
        'cased',
        'contains|windash',
        'contains|neq',
      ),
      fc.array(value, { minLength: 1, maxLength: 3 }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      key,
      fc.constantFrom('re', 're|i'),
      regex.map((each) => [each.join('')]),
    ),
  },
);
const rule = fc.record({
  selections: fc.array(fc.array(item, { minLength: 1, maxLength: 1 }), { minLength: 3, maxLength: 3 }),
  condition: fc.constantFrom(
    'a',
    'a and b',
    'a or b',
    'a and not b',
    'a and (b or c)',
    '1 of them',
    'a or not b and c',
  ),
});

/** Spells some characters of a text as escapes, in another case, or spaces as plus. */
const spelling = fc.array(fc.nat(5), { minLength: 1, maxLength: 9 });
function spelled(text: string, ways: readonly number[]): string {
  const letters = [...text].map((letter, i) => {
    const way = ways[i % ways.length];
    if (way === 0 && letter.charCodeAt(0) < 0x80) return `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
    return way === 1 ? letter.toUpperCase() : way === 2 ? letter.toLowerCase() : letter;
  });
  return letters.join('').replaceAll(' ', '+') || '-';
}

interface Sample {
  readonly selections: readonly (readonly (readonly [field: string, modifiers: string, values: readonly string[]])[])[];
  readonly condition: string;
}

/** Null where the sample asks for what Sigma refuses, such as wildcards to encode. */
function programOfSample({ selections, condition }: Sample): SigmaProgram | null {
  const entries = selections.map((items, i) => {
    const lines = items.map(([field, modifiers, values]) => {
      return `      - {${JSON.stringify(`${field}|${modifiers}`)}: ${JSON.stringify(values)}}\n`;
    });
    return `    ${'abc'[i]}:\n${lines.join('')}`;
  });
  try {
    return programOf(ruleText(`${entries.join('')}    condition: ${condition}\n`));
  } catch {
    return null;
  }
}

/** Texts that lines are made of: what the rule asks for, without its wildcards. */
function askedBy({ selections }: Sample): string[] {
  return selections
    .flat()
    .flatMap(([, , values]) => values.map((each) => each.replaceAll('*', 'x').replaceAll('\\', '')));
}

/** The cells of a line: in each an asked text or others; one asked text may lie across two columns. */
function cellsOf(
  sample: Sample,
  { cells, across }: { cells: readonly (readonly number[])[]; across: number },
): string[] {
  const asked = askedBy(sample);
  const pieces = [...asked, ...asked, ...WORDS];
  const texts = cells.map((numbers) => numbers.map((number) => pieces[number % pieces.length]).join(''));
  const whole = asked[across % asked.length] ?? '';
  const mark = whole.indexOf(across % 2 === 0 ? '?' : '/');
  if (mark >= 0 && across % 2 === 0) {
    texts[1] = `${texts[1]}${whole.slice(0, mark)}`;
    texts[2] = `${whole.slice(mark + 1)}${texts[2]}`;
  } else if (mark >= 0) {
    texts[6] = `${texts[6]}${whole.slice(0, mark)}`;
    texts[1] = `${whole.slice(mark)}${texts[1]}`;
  }
  return texts;
}

it('are in every line that the rule matches, however the line is spelled', () => {
  const bound = bindMapping(iisMapping, FIELDS.split(' '));
  let matched = 0;
  let filtered = 0;
  const line = fc.record({
    cells: fc.array(fc.array(fc.nat(1000), { maxLength: 2 }), { minLength: 8, maxLength: 8 }),
    across: fc.nat(100),
    ways: spelling,
  });
  fc.assert(
    fc.property(rule, fc.array(line, { minLength: 6, maxLength: 6 }), (sample, lines) => {
      const program = programOfSample(sample);
      const [compiled] = program?.rules ?? [];
      if (!program || !compiled) return;
      const needed = requiredLiterals(compiled, program.predicates, iisMapping);
      if (needed.always) return;
      for (const each of lines) {
        const text = cellsOf(sample, each)
          .map((cell) => spelled(cell, each.ways))
          .join(' ');
        const matches = compiled.matches(factsOf(cellRecord(bound, text.split(' ')), program.predicates));
        const forms = prefilterForms(text);
        const through = needed.literals.some((literal) => forms.some((form) => form.includes(literal)));
        if (matches) matched++;
        if (!through) filtered++;
        expect(matches && !through, `${text}\n${needed.literals}`).toBe(false);
      }
    }),
    { numRuns: 2000 },
  );
  // The property says something only where both happen.
  expect(matched).toBeGreaterThan(200);
  expect(filtered).toBeGreaterThan(200);
});
