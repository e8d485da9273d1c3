import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  compileSigma,
  createSigmaPack,
  explainSigma,
  factsOf,
  iisMapping,
  loadSigmaPack,
  objectRecord,
  selectRules,
} from '../../../src/signatures/sigma/index.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'afterpatch-sigma-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

const id = '6f3e2987-db24-4c78-a860-b4f4095a7095';
const rule = `title: Page that nobody has
id: ${id}
name: rare_page
description: Finds it.
level: high
modified: 2026-01-02
tags: [attack.initial-access, attack.t1190, attack.t1505.003, cve.2021-26855]
references: [https://example.com/]
falsepositives: [None]
logsource: {category: webserver}
detection: {s: {cs-uri-stem: /rare_page.aspx}, condition: s}
afterpatch: {confidence: strong, outcome: compromise, next-steps: [Look.]}
`;

it('loads folders in a stable order and describes rules for the report', async () => {
  write('b/rule.yml', rule);
  write('a.yaml', 'title: broken\n');
  write('B.YML', 'title: t\nlogsource: {category: webserver}\ndetection: {s: {f: 1}, condition: s}\n');
  write('note.txt', 'no rule');
  const pack = await loadSigmaPack([folder]);
  expect(pack.rules.map((each) => each.path)).toEqual(['B.YML', 'b/rule.yml']);
  expect(pack.problems).toMatchObject([{ path: 'a.yaml', rule: 'broken' }]);
  expect(pack.rules[1]).toEqual({
    id,
    title: 'Page that nobody has',
    description: 'Finds it.',
    severity: 'high',
    confidence: 'strong',
    outcome: 'compromise',
    attack: ['T1190', 'T1505.003'],
    references: ['https://example.com/'],
    falsePositives: ['None'],
    nextSteps: ['Look.'],
    version: '2026-01-02',
    source: 'sigma',
    pack: pack.digest,
    path: 'b/rule.yml',
  });
  expect(pack.rules[0]).toMatchObject({
    id: 't',
    severity: 'medium',
    confidence: 'moderate',
    outcome: 'attempt',
    version: '',
  });
});

it('has a digest of paths and contents, whatever their order', () => {
  const files = [
    { path: 'a.yml', content: rule },
    { path: 'b.yml', content: rule.replace(id, '') },
  ];
  const digest = createSigmaPack(files).digest;
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(createSigmaPack([...files].reverse()).digest).toBe(digest);
  expect(createSigmaPack(files.map((file) => ({ ...file, path: `x/${file.path}` }))).digest).not.toBe(digest);
  expect(createSigmaPack(files.map((file) => ({ ...file, content: `${file.content}#` }))).digest).not.toBe(digest);
});

it('tells rules of one id apart', () => {
  const { rules } = createSigmaPack(['a.yml', 'b.yml'].map((name) => ({ path: name, content: rule })));
  expect(rules.map((each) => each.id)).toEqual([id, `${id}#2`]);
});

it('reads one file, and says what it cannot read', async () => {
  write('one.yml', rule);
  write('latin.yml', Buffer.from('title: \xe9', 'latin1'));
  expect((await loadSigmaPack([path.join(folder, 'one.yml')])).rules).toHaveLength(1);
  expect((await loadSigmaPack([folder])).problems).toMatchObject([
    { path: 'latin.yml', reason: 'The file is not UTF-8.' },
  ]);
  await expect(loadSigmaPack([path.join(folder, 'none')])).rejects.toMatchObject({ code: 'signatures-not-found' });
});

it.each([
  ['a configuration', 'title: Site\ntheme: minimal\n', false],
  ['a list', '- a\n', false],
  ['no more than a comment', '# a\n', false],
  ['broken YAML of another kind', 'on: [push\n', false],
  ['a broken rule', `${rule}x: [\n`, true],
  ['a rule without condition', rule.replace(', condition: s', ''), true],
  ['the same for a firewall', rule.replace(', condition: s', '').replace('webserver', 'firewall'), false],
  ['the same, given up by its author', `${rule.replace(', condition: s', '')}status: unsupported\n`, false],
  ['a modifier that there is not', rule.replace('cs-uri-stem', 'cs-uri-stem|nonsense'), true],
  [
    'the same for processes',
    rule.replace('cs-uri-stem', 'cs-uri-stem|nonsense').replace('webserver', 'process_creation'),
    false,
  ],
  [
    'a correlation of nothing',
    'title: c\ncorrelation: {type: event_count, rules: [z], timespan: 1m, condition: {gte: 2}}',
    true,
  ],
])('says whether what does not load could have found something: %s', (_, content, incomplete) => {
  const { problems } = createSigmaPack([{ path: 'a.yml', content }], { records: [iisMapping.logSource] });
  expect(problems).toMatchObject([{ incomplete }]);
});

it('reads rules as others write them: UTF-16, tags without a namespace, a reference without a list', async () => {
  const text = rule
    .replace(/tags: .*/, 'tags: [webshell, attack.t1190]')
    .replace(/references: .*/, 'references: https://example.org/a');
  write('wide.yml', Buffer.from(`\ufeff${text}`, 'utf16le'));
  write('unmarked.yml', Buffer.from(text, 'utf16le'));
  const { rules, problems } = await loadSigmaPack([folder]);
  expect(problems).toEqual([]);
  expect(rules).toMatchObject([1, 2].map(() => ({ attack: ['T1190'], references: ['https://example.org/a'] })));
});

it('applies filters of other files, within their log source', () => {
  const filter = (source: string) => `title: f
logsource: {${source}}
filter: {rules: [${id.toUpperCase()}], s: {c-ip: 192.0.2.1}, condition: not s}
`;
  const predicates = (source: string) =>
    createSigmaPack([
      { path: 'filter.yml', content: filter(source) },
      { path: 'rule.yml', content: rule },
    ]).program.rules[0]?.predicates.length;
  expect(predicates('category: webserver')).toBe(2);
  expect(predicates('category: webserver, product: windows')).toBe(1);
  expect(predicates('product: windows')).toBe(1);
});

it.each([
  ['category: webserver', null],
  ['category: WebServer, product: windows', null],
  ['product: windows', null],
  ['service: iis', null],
  ['category: proxy', 'it is for category "proxy"; these records are of category "webserver"'],
  ['product: apache', 'it is for product "apache"; these records are of product "windows"'],
])('selects rules by log source: %s', (source, reason) => {
  const { program } = createSigmaPack([{ path: 'a.yml', content: rule.replace('category: webserver', source) }]);
  const { applicable, notApplicable } = selectRules(program, iisMapping.logSource);
  expect(applicable).toHaveLength(reason === null ? 1 : 0);
  expect(notApplicable[0]?.reason ?? null).toBe(reason);
});

it('explains rules and correlations by id, name or title', () => {
  const correlation = `title: Often
name: often
correlation: {type: event_count, rules: [rare_page], group-by: [c-ip], timespan: 5m, condition: {gte: 3}}
`;
  const pack = createSigmaPack([{ path: 'a.yml', content: `${rule}---\n${correlation}` }]);
  for (const reference of [id, 'rare_page', 'page that NOBODY has']) {
    expect(explainSigma(pack, reference)).toEqual([
      'On IIS logs: applies',
      'Matches where:',
      '  cs-uri-stem is "/rare_page.aspx"',
      'Asked of lines that hold one of: "/rare_page.aspx"',
      'Reports nothing on its own: correlations look at it.',
    ]);
  }
  expect(explainSigma(pack, 'often')).toEqual([
    'Correlates: event_count gte 3',
    'Rules: rare_page',
    'Group: c-ip',
    'Window: 300 seconds',
  ]);
  expect(explainSigma(pack, 'nothing')).toBeNull();
});

it('tries no expression again where documents are compiled once more, and has the same rules', () => {
  const withExpression = (title: string, expression: string) => ({
    path: `${title}.yml`,
    content: `title: ${title}
logsource: { category: webserver }
detection: { one: { cs-uri-query|re: '${expression}' }, condition: one }
`,
  });
  const bad = withExpression('bad', '(?=look)');
  const good = withExpression('good', 'a+b');
  const pack = createSigmaPack([bad, good]);
  const again = compileSigma(pack.documents, { expressions: pack.program.expressions });
  const shown = ({ rules, problems }: typeof again) =>
    JSON.stringify([rules.map(({ index, formula, predicates }) => [index, formula, predicates]), problems]);
  expect(pack.program.problems).toHaveLength(1);
  expect([...pack.program.expressions]).toEqual(['a+b']);
  expect(shown(again)).toBe(shown(pack.program));
  const [compiled] = again.rules;
  const answers = ['xaab', 'xab', 'xa'].map((text) =>
    compiled?.matches(factsOf(objectRecord({ 'cs-uri-query': text }), again.predicates)),
  );
  expect(answers).toEqual([true, true, false]);
});

describe('rules for records that are not here', () => {
  const others = (name: string, more = ''): string =>
    `---\ntitle: ${name}\nid: ${name}\nlogsource:\n    product: windows\n    category: process_creation\n${more}detection:\n    s:\n        Image|endswith: '\\x.exe'\n    condition: s\n`;
  const only = [iisMapping.logSource];

  it.each<[string, string]>([
    ['as most are written', others('a')],
    [
      'with quotes, comments, a definition and lists that are not deeper',
      `# c\n${others('a').replace('product: windows', "product: 'windows' # all")}tags:\n- attack.t1190\n`,
    ],
    ['with a definition', others('a', "    definition: 'Requirements: none'\n")],
    ['with a fault, that hides nothing here', others('a').replace('Image|endswith', 'Image|nonsense')],
    ['with the ends of lines of Windows', others('a').replaceAll('\n', '\r\n')],
  ])('are counted, not read: %s', async (_, content) => {
    write('a.yml', content);
    write('here.yml', rule);
    const pack = await loadSigmaPack([folder], { only });
    expect(pack.problems).toEqual([]);
    expect(pack.rules.map((one) => one.id)).toEqual([id]);
    expect(pack.passedOver).toEqual([{ pack: pack.rules[0]?.pack }]);
    expect(pack.digest).toBe((await loadSigmaPack([folder])).digest);
  });

  it.each<[string, string, string]>([
    [
      'a correlation may mean it',
      others('a'),
      'title: c\ncorrelation: { type: event_count, rules: [a], timespan: 1m, group-by: [c-ip], condition: { gte: 2 } }\n',
    ],
    [
      'a filter may mean it',
      others('a'),
      'title: f\nlogsource: { product: windows, category: process_creation }\nfilter: { rules: [a], s: { User: x }, condition: not s }\n',
    ],
    ['it has the id of another one', others(id), rule],
    [
      'a list in brackets is its log source',
      others('a').replace(/logsource:[\s\S]*?detection/, 'logsource: { category: proxy }\ndetection'),
      rule,
    ],
    ['a definition has several lines', others('a', '    definition: |\n        product\n'), rule],
    ['there are two', `${others('a')}${others('b')}`, rule],
    ['a template follows', `action: global\n${others('a').slice(4)}`, rule],
    ['a key stands twice', `${others('a')}logsource:\n    category: webserver\n`, rule],
    ['it is for more than its log source says', others('a').replace('    category: process_creation\n', ''), rule],
  ])('are read where %s', async (_, content, beside) => {
    write('a.yml', content);
    write('b.yml', beside);
    const { passedOver, rules, problems } = await loadSigmaPack([folder], { only });
    const whole = await loadSigmaPack([folder]);
    expect(passedOver).toEqual([]);
    expect({ rules, problems }).toEqual({ rules: whole.rules, problems: whole.problems });
  });
});
