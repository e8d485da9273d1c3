import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderLintSarif } from '../../../src/output/lint-sarif.js';
import { LINTS } from '../../../src/signatures/lint/lint-catalogue.js';
import { fixFiles, lintFolders } from '../../../src/signatures/lint/lint-signatures.js';

const root = mkdtempSync(path.join(tmpdir(), 'afterpatch-lint-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

async function lint(name: string, text: string) {
  const file = path.join(root, `${++count}-${name}`);
  writeFileSync(file, text);
  return { file, ...(await lintFolders({ yara: [file], sigma: [file] })) };
}

const rule = `title: Page
id: 5d7ae1a5-06e4-4d5b-a2ae-5e4d5d9d7b0a
level: low
logsource: {category: webserver}
detection:
  s: {cs-uri-stem: /some-page.aspx}
  condition: s
`;

it('tells every fault of a rule at once, with its place and what was meant', async () => {
  const { notLoaded } = await lint(
    'a.yml',
    `title: Page
status: experimetal
level: hgih
logsource: {category: webserver}
detection:
  a: {cs-uri-stem|endswth: /a.aspx, sc-status: 200}
  b:
    c-ip|cidr: 10.0.0.1/8
    cs-uri-query|re: '(a'
  condition: a and bb
`,
  );
  expect(notLoaded.map(({ line, hint }) => [line, hint])).toEqual([
    [2, 'Did you mean "experimental"?'],
    [3, 'Did you mean "high"?'],
    [6, 'Did you mean "endswith"?'],
    [8, expect.stringContaining('10.0.0.0/8')],
    [9, expect.stringContaining('linear time')],
    [10, 'Did you mean "b"?'],
  ]);
});

it.each([
  ['no title, no log source', 'detection:\n  s: {a: 1}\n  condition: s and t\n', 3],
  ['no condition', 'title: a\nlevel: x\nlogsource: {category: a}\ndetection:\n  s: {a|b: 1}\n', 3],
  [
    'a condition that ends too early',
    'title: a\nlogsource: {category: a}\ndetection:\n  s: {a: 1}\n  condition: s and\n',
    1,
  ],
  ['a correlation without a type', 'title: a\nlevel: x\ncorrelation: {rules: [a]}\n', 2],
])('finds all that is wrong in %s', async (_, text, faults) => {
  expect((await lint('a.yml', text)).notLoaded).toHaveLength(faults);
});

it('passes over YAML of another kind', async () => {
  expect((await lint('a.yml', 'name: x\nid: y\n')).notLoaded).toEqual([]);
});

describe('of one file', () => {
  it.each([
    ['an unknown field', 'a.yml', rule.replace('cs-uri-stem:', 'CS_Uri_Stem:'), 'unknown-field', 6],
    ['a misspelt key of the document', 'a.yml', `${rule}falsepositive: [a]\n`, 'custom-key', 8],
    ['a title that is a sentence', 'a.yml', rule.replace(/^title: .*/m, 'title: Somebody got in.'), 'title-form', 1],
    ['a title that says it detects', 'a.yml', rule.replace(/^title: .*/m, 'title: Detects a shell'), 'title-form', 1],
    ['a title in small letters', 'a.yml', rule.replace(/^title: .*/m, 'title: some web shell'), 'title-form', 1],
    ['slashes in a date', 'a.yml', `${rule}date: 2026/1/9\n`, 'date-form', 8],
    [
      'a misspelt key of a correlation',
      'a.yml',
      `title: a\nlevel: low\ncorrelation:\n  type: event_count\n  rules: [a]\n  group_by: [b]\n  timespan: 1m\n  condition: {gte: 2}\n`,
      'unknown-correlation-key',
      6,
    ],
    ['a short string', 'a.yar', 'rule a {\n strings:\n  $a = "ab"\n condition: $a }', 'short-string', 3],
    [
      'a repeat without a bound',
      'a.yar',
      'rule a {\n strings:\n  $a = /abcd.*efgh/\n condition: $a }',
      'unbounded-repeat',
      3,
    ],
    [
      'what the compiler warns of',
      'a.yar',
      'rule a {\n strings:\n  $a = "abcde"\n condition:\n  $a or true }',
      'compiler-warning',
      5,
    ],
  ])('%s is found at its place', async (_, name, text, code, line) => {
    const { lints } = await lint(name, text);
    expect(lints.filter((one) => one.code === code).map(({ position }) => position.line)).toEqual([line]);
  });
});

describe('suppressions', () => {
  const suppressed = async (comment: string) =>
    (await lint('a.yml', rule.replace('level: low', comment))).lints.map(({ code }) => code);

  it('leave out a lint where a reason is given', async () => {
    expect(await suppressed('# afterpatch-ignore no-level: a correlation reports it')).toEqual([]);
    expect(await suppressed('# afterpatch-ignore-file no-level: a correlation reports it')).toEqual([]);
  });

  it.each([
    ['# afterpatch-ignore no-level', ['no-level', 'suppression-without-reason']],
    ['# afterpatch-ignore no-levl: why', ['no-level', 'unknown-suppression']],
    ['# afterpatch-ignore date-form: why', ['no-level', 'unused-suppression']],
  ])('are lints themselves: %s', async (comment, codes) => expect((await suppressed(comment)).sort()).toEqual(codes));
});

it.each([
  ['a.yml', `${rule}date: 2026/1/9\n`, `${rule}date: 2026-01-09\n`],
  ['a.yar', 'rule a { meta: severity = "hgih" condition: true }', 'rule a { meta: severity = "high" condition: true }'],
])('mends what is certain in %s, and no more', async (name, text, better) => {
  const { file, lints } = await lint(name, text);
  expect((await fixFiles(lints)).length).toBe(1);
  expect(readFileSync(file, 'utf8')).toBe(better);
  const again = await lintFolders({ yara: [file], sigma: [file] });
  expect(await fixFiles(again.lints)).toEqual([]);
});

it('writes SARIF in which every result has its rule', async () => {
  const report = await lint('a.yml', `${rule}date: 2026/1/9\nstatus: nothing\n`);
  const { runs } = JSON.parse(renderLintSarif(report, '1.0.0'));
  const [{ tool, results }] = runs;
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(Object.keys(LINTS));
  expect(results.length).toBeGreaterThan(0);
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(locations[0].physicalLocation.region.startLine).toBeGreaterThan(0);
  }
});
