import { describe, expect, it } from 'vitest';
import { compileSigma, iisMapping, lintSigma, parseSigmaDocuments } from '../../../src/signatures/sigma/index.js';
import { ruleText } from './rules.js';

/** Severity, code and line of every lint. */
function lints(text: string): string[] {
  const { documents } = parseSigmaDocuments(text, 'rule.yml');
  return lintSigma(documents, compileSigma(documents), iisMapping).map(
    ({ severity, code, position }) => `${severity} ${code} ${position.line}`,
  );
}

/** A rule that is found rarely enough, so that only what is added can be wrong. */
function withItem(item: string): string {
  const rare = '  rare: {cs-uri-stem: /rare_page.aspx}\n';
  return ruleText(`${rare}  s:\n    ${item}\n  condition: rare and s\n`, 'level: high\n');
}

it('has nothing to say of a good rule', () => {
  expect(lints(withItem("cs-uri-query|contains: 'a\\?b=c'"))).toEqual([]);
});

describe('values', () => {
  it.each<[item: string, found: string[]]>([
    ["cs-uri-query|contains: 'a?b=c'", ['info question-mark 7']],
    ["cs-uri-query: '*abc*'", ['info wildcard-for-modifier 7']],
    ["cs-uri-query: '*'", ['info lone-wildcard 7']],
    ["cs-uri-query|contains: 'a**b'", ['warning double-wildcard 7']],
    ["cs-uri-query|contains: 'C:\\Temp\\*'", ['warning escaped-wildcard 7']],
    ["cs-uri-query|contains: 'C:\\Temp\\\\*'", []],
    ["cs-uri-query|contains: '\\*~1'", []],
    ['cs-uri-query|contains: "C:\\temp\\bin"', ['warning control-character 7']],
    ["cs-uri-query|contains: ''", ['error matches-everything 7']],
    ['cs-uri-query: [a, null]', ['error null-in-list 7']],
    ['cs-uri-query: []', ['error empty-list 7']],
    ['cs-uri-query|contains: [ab, AB]', ['warning duplicate-value 7']],
    ['cs-uri-query|contains|all: ab', ['error all-of-one 7']],
    ['cs-uri-query|all: [ab, cd]', ['warning all-without-contains 7']],
    ['cs-uri-query|base64offset: abc', ['error base64offset-without-contains 7']],
    ['cs-uri-query|startswith|endswith: abc', ['warning modifiers-add-up 7']],
    ['cs-username: yes', ['warning yaml-boolean 7']],
    ['cs-username: true', []],
    ['sc-status: 0200', ['warning yaml-number 7']],
    ['sc-status: 200', []],
    ['time|hour: 24', ['error time-range 7']],
    ['EventID: 4', ['warning unknown-field 7']],
  ])('%s', (item, found) => {
    expect(lints(withItem(item))).toEqual(found);
  });
});

describe('documents', () => {
  const rule = withItem('cs-method: POST');
  const id = '6f3e2987-db24-4c78-a860-b4f4095a7095';
  it.each<[what: string, text: string, found: string[]]>([
    ['an id that is no UUID', `id: no-uuid\n${rule}`, ['error invalid-id 1']],
    ['an id twice', `id: ${id}\n${rule}---\nid: ${id.toUpperCase()}\n${rule}`, ['error duplicate-id 11']],
    ['no level', rule.replace('level: high\n', ''), ['warning no-level 1']],
    ['old dates', `date: 2020/01/02\n${rule}`, ['warning date-form 1']],
    [
      'odd tags',
      `tags: [attack.T1190, attack.t1505, attack.t1505]\n${rule}`,
      ['warning tag-form 1', 'warning duplicate-tag 1'],
    ],
    ['an old status', `status: deprecated\n${rule}`, ['info old-rule 1']],
    ['an unused selection', rule.replace('rare and s', 'rare'), ['warning unused-selection 6']],
    ['a pattern that matches nothing', rule.replace('and s', 'and s and not 1 of t*'), ['error empty-pattern 8']],
    ['no text to look for', rule.replace('/rare_page.aspx', '/'), ['warning no-prefilter 1']],
  ])('%s', (_what, text, found) => {
    expect(lints(text)).toEqual(found);
  });

  it('a filter that keeps instead of leaving out', () => {
    const filter =
      'title: f\nlogsource: {category: webserver}\nfilter:\n  rules: any\n  s: {cs-method: GET}\n  condition: s\n';
    expect(lints(filter)).toEqual(['error filter-without-not 1']);
    expect(lints(filter.replace('condition: s', 'condition: not s'))).toEqual([]);
  });

  it.each<[body: string, found: string[]]>([
    [
      'type: event_count, rules: [n], group_by: [c-ip], timespan: 1m, condition: {gte: 2}',
      ['error unknown-correlation-key 13', 'warning no-group 11'],
    ],
    ['type: temporal, rules: [n], group-by: [c-ip], timespan: 0s', ['warning single-rule 11', 'error no-timespan 11']],
    [
      'type: value_percentile, rules: [n], group-by: [c-ip], timespan: 1m, condition: {field: sc-bytes, gte: 2}',
      ['error no-percentile 11'],
    ],
  ])('a correlation: %s', (body, found) => {
    expect(lints(`name: n\n${rule}---\ntitle: c\nlevel: low\ncorrelation: {${body}}\n`)).toEqual(found);
  });
});

describe('fields of events and of logs of Exchange', () => {
  const of = (source: string, field: string) => {
    const text = `title: T\nlogsource: {${source}}\ndetection: {s: {${field}: a value that is rare}, condition: s}\n`;
    const { documents } = parseSigmaDocuments(text, 'rule.yml');
    return lintSigma(documents, compileSigma(documents), iisMapping)
      .filter(({ code }) => code === 'unknown-field')
      .map(({ hint }) => hint);
  };
  const [created, security, proxy] = [
    'product: windows, category: process_creation',
    'product: windows, service: security',
    'product: exchange, service: http-proxy',
  ];

  it.each([
    [created, 'CommandLin', 'CommandLine'],
    [created, 'Parentimage', 'ParentImage'],
    [security, 'TargetUsername', 'TargetUserName'],
    [proxy, 'ClientIPAddress', 'ClientIpAddress'],
    [proxy, 'AuthenticatedUsr', 'AuthenticatedUser'],
  ])('of %s: %s', (source, field, meant) => {
    expect(of(source, field)).toEqual([`Did you mean "${meant}"?`]);
  });

  it.each([
    [created, 'CommandLine'],
    [created, 'Img'],
    [security, 'AnythingOfSomeProvider'],
    [proxy, 'UrlStem'],
    ['product: windows', 'CommandLin'],
  ])('of %s is not told of: %s', (source, field) => {
    expect(of(source, field).filter((hint) => hint !== null)).toEqual([]);
  });
});
