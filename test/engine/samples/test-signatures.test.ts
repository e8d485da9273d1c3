import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Chalk } from 'chalk';
import { afterAll, describe, expect, it } from 'vitest';
import { hasPassed, type SampleReport } from '../../../src/engine/samples/sample-report.js';
import { testSignatures } from '../../../src/engine/samples/test-signatures.js';
import { DETECTOR_SAMPLES, SHIPPED_SIGNATURES } from '../../../src/engine/signature-folders.js';
import { renderJunit, renderSamples } from '../../../src/output/sample-list.js';

const root = mkdtempSync(path.join(tmpdir(), 'afterpatch-samples-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

/** A folder of its own with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = path.join(root, String(++count));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

async function tested(files: Readonly<Record<string, string>>): Promise<SampleReport> {
  const folder = folderOf(files);
  return testSignatures({ yaraFolders: [folder], sigmaFolders: [folder], detectorSamples: [], engine: 'auto' });
}

const yara = 'rule pear { strings: $a = "pear" $b = "plum" condition: $a and $b }';
const sigma = `title: Pears
id: 5d7ae1a5-06e4-4d5b-a2ae-5e4d5d9d7b0a
logsource: {category: webserver}
detection:
  s: {cs-uri-stem|endswith: /pear.aspx}
  condition: s
`;
const head = '#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status\n';
const line = (stem: string) => `2026-01-01 10:00:00 GET ${stem} - 200\n`;

/** What is said of the only rule: its missing samples and those that did not pass. */
function told({ rules: [rule] }: SampleReport): string[] {
  const samples = rule?.samples.filter(({ status }) => status !== 'passed') ?? [];
  return [...(rule?.missing ?? []), ...samples.map(({ status, name, reason }) => `${status} ${name} ${reason}`)];
}

describe('rules whose samples prove them', () => {
  it.each<[string, Record<string, string>]>([
    [
      'YARA, in a folder named after the rule',
      {
        'rules/a.yar': yara,
        'samples/pear/hit/a.aspx': 'pear plum',
        'samples/pear/miss/b.aspx': 'pear',
        'samples/pear/miss/c.aspx': 'plum',
      },
    ],
    [
      'YARA, in hit/ and miss/ beside the rules',
      {
        'a.yar': `${yara} rule fig { strings: $a = "fig" condition: $a }`,
        'hit/1.txt': 'pear plum',
        'hit/2.txt': 'fig',
        'miss/1.txt': 'pear',
        'miss/2.txt': 'plum',
      },
    ],
    [
      'Sigma, in logs',
      {
        'a.yml': sigma,
        'samples/sigma/a/hit.log': head + line('/x/pear.aspx'),
        'samples/sigma/a/miss.log': head + line('/pear.aspx/x') + line('/apple.aspx'),
      },
    ],
    [
      'Sigma, in the rule itself',
      {
        'a.yml': `${sigma}tests:
  - {name: one, expect: match, event: {cs-uri-stem: /pear.aspx}}
  - {name: two, expect: no-match, event: {cs-uri-stem: /plum.aspx}}
  - {name: three, expect: no-match, event: {cs-uri-stem: /pear.asp}}
`,
      },
    ],
    [
      'Sigma, as recorded events',
      {
        'rules/a.yml': `${sigma}regression_tests_path: regression_data/rules/a/info.yml\n`,
        'regression_data/rules/a/info.yml':
          'regression_tests_info:\n  - {name: Positive, type: json, match_count: 1, path: regression_data/rules/a/x.json}\n',
        'regression_data/rules/a/x.json': '[{"cs-uri-stem": "/pear.aspx"}, {"cs-uri-stem": "/"}]',
      },
    ],
  ])('%s', async (_, files) => {
    const report = await tested(files);
    expect(report.rules.flatMap((rule) => [...rule.missing, ...rule.samples.map(({ reason }) => reason)])).toSatisfy(
      (all: (string | null)[]) => all.every((one) => one === null),
    );
    expect(report.rules.length).toBeGreaterThan(0);
    expect(report.rules.every(({ samples }) => samples.length > 0)).toBe(true);
    expect(hasPassed(report)).toBe(true);
  });
});

describe('rules whose samples do not', () => {
  it.each<[string, Record<string, string>, RegExp[]]>([
    ['no samples', { 'a.yar': yara }, [/has no hit: write a file .*samples\/pear\/hit\//, /has no miss/]],
    [
      'a hit that the rule misses, and a miss that it hits',
      { 'a.yar': yara, 'pear/hit/1': 'pear', 'pear/miss/1': 'pear plum', 'pear/miss/2': 'plum' },
      [/^failed hit\/1 The rule does not match it/, /^failed miss\/1 The rule matches it/],
    ],
    [
      'an empty file',
      { 'a.yar': yara, 'pear/hit/1': 'pear plum', 'pear/miss/1': '', 'pear/miss/2': 'plum' },
      [/^vacuous miss\/1 It is empty/],
    ],
    [
      'a log without records',
      { 'a.yml': sigma, 'a/hit.log': head, 'a/miss.log': head + line('/a') + line('/b') },
      [/^vacuous hit.log No record is in it/],
    ],
    [
      'one line that does not match',
      {
        'a.yml': sigma,
        'a/hit.log': head + line('/pear.aspx') + line('/b'),
        'a/miss.log': head + line('/a') + line('/b'),
      },
      [/^failed hit.log The rule does not match record 3.*--line 3/],
    ],
    [
      'records that the rule is not asked about',
      {
        'a.yml': sigma.replace('webserver', 'process_creation'),
        'a/hit.log': head + line('/pear.aspx'),
        'a/miss.log': head + line('/a') + line('/b'),
      },
      [/^vacuous hit.log The rule is asked about none/, /^vacuous miss.log/],
    ],
    [
      'one miss',
      { 'a.yml': sigma, 'a/hit.log': head + line('/pear.aspx'), 'a/miss.log': head + line('/a') },
      [/has one miss/],
    ],
  ])('%s', async (_, files, expected) => {
    const report = await tested(files);
    expect(hasPassed(report)).toBe(false);
    const texts = told(report);
    expect(texts).toHaveLength(expected.length);
    for (const [at, pattern] of expected.entries()) expect(texts[at]).toMatch(pattern);
    expect([...renderSamples(report, new Chalk({ level: 0 }))].at(-1)).toContain('1 rule failed');
    expect(renderJunit(report)).toContain('<failure message="');
  });

  it('a rule that does not load', async () => {
    const report = await tested({
      'a.yar': 'rule a { condition: nothing_known }',
      'b.yml': 'title: x\ndetection: {}\n',
    });
    expect(report.notLoaded).toHaveLength(2);
    expect(hasPassed(report)).toBe(false);
  });
});

it('a correlation fires over its hit, and not over its misses', async () => {
  const correlation = `title: Many pears
name: many
correlation: {type: event_count, rules: [pear], group-by: [c-ip], timespan: 1m, condition: {gte: 2}}
tests:
  - expect: match
    events:
      - {offset: 0s, event: {cs-uri-stem: /pear.aspx, c-ip: a}}
      - {offset: 5s, event: {cs-uri-stem: /pear.aspx, c-ip: a}}
  - expect: no-match
    events:
      - {offset: 0s, event: {cs-uri-stem: /pear.aspx, c-ip: a}}
      - {offset: 5s, event: {cs-uri-stem: /pear.aspx, c-ip: b}}
`;
  const report = await tested({ 'a.yml': `${sigma}name: pear\n---\n${correlation}` });
  expect(report.rules.map(({ title }) => title)).toEqual(['Many pears']);
  expect(told(report)).toEqual([]);
});

it('every shipped rule, and every detector with samples, passes its own', async () => {
  const report = await testSignatures({
    yaraFolders: [SHIPPED_SIGNATURES.yara],
    sigmaFolders: [SHIPPED_SIGNATURES.sigma],
    detectorSamples: [DETECTOR_SAMPLES],
    engine: 'auto',
  });
  expect(report.notLoaded).toEqual([]);
  expect(report.rules.length).toBeGreaterThan(250);
  const failed = report.rules.filter((rule) => rule.missing.length > 0 || rule.samples.some(({ reason }) => reason));
  expect(failed).toEqual([]);
});

describe('parts that no sample needs', () => {
  async function unneeded(files: Readonly<Record<string, string>>): Promise<string[] | undefined> {
    const folder = folderOf(files);
    const options = { yaraFolders: [folder], sigmaFolders: [folder], detectorSamples: [], engine: 'auto' as const };
    const { rules } = await testSignatures({ ...options, mutate: true });
    return rules[0]?.unneeded?.parts.map(({ text, line, column }) => `${line}:${column} ${text}`);
  }
  const samples = { 'pear/hit/1': 'pear plum', 'pear/miss/1': 'pear', 'pear/miss/2': 'plum' };
  const list = sigma.replace('/pear.aspx}', '[/pear.aspx, /fig.aspx]}');
  const miss = head + line('/a') + line('/b');

  it.each<[string, Record<string, string>, string[]]>([
    ['none of a YARA rule whose strings are all asked for', { 'a.yar': yara, ...samples }, []],
    [
      'a string of several, and a part of the condition',
      {
        'a.yar':
          'rule pear {\n strings:\n $a = "pear"\n $b = "plum"\n $c1 = "fig"\n $c2 = "pear plum"\n condition:\n $a and $b and any of ($c*)\n}',
        ...samples,
      },
      [
        '5:2 $c1 = "fig"',
        '8:2 "$a" in the condition',
        '8:9 "$b" in the condition',
        '8:16 "any of ($c*)" in the condition',
      ],
    ],
    [
      'a value that no hit has',
      { 'a.yml': list, 'a/hit.log': head + line('/pear.aspx'), 'a/miss.log': miss },
      ['5:42 s: cs-uri-stem: /fig.aspx'],
    ],
    [
      'none of a Sigma rule whose values each have a hit',
      { 'a.yml': list, 'a/hit.log': head + line('/pear.aspx') + line('/fig.aspx'), 'a/miss.log': miss },
      [],
    ],
    [
      'an exception that keeps out no miss',
      {
        'a.yml': sigma.replace('condition: s', 'f: {cs-method: POST}\n  condition: s and not f'),
        'a/hit.log': head + line('/pear.aspx'),
        'a/miss.log': miss,
      },
      ['7:20 "not f" in the condition'],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await unneeded(files)).toEqual(expected);
  });

  describe('of a correlation', () => {
    const at = (time: string, stem: string, client: string) => `2026-01-01 ${time} GET ${stem} ${client}\n`;
    const fields = '#Fields: date time cs-method cs-uri-stem c-ip\n';
    const twice = `${sigma}name: pear
---
title: Many pears
correlation: {type: event_count, rules: [pear], group-by: [c-ip], timespan: 1m, condition: {gte: 2}}
`;
    const hit = fields + at('10:00:00', '/pear.aspx', 'a') + at('10:00:01', '/pear.aspx', 'a');
    const [once, apart, others, pages] = [
      fields + at('10:00:00', '/pear.aspx', 'a'),
      fields + at('10:00:00', '/pear.aspx', 'a') + at('10:05:00', '/pear.aspx', 'a'),
      fields + at('10:00:00', '/pear.aspx', 'a') + at('10:00:01', '/pear.aspx', 'b'),
      fields + at('10:00:00', '/fig.aspx', 'a') + at('10:00:01', '/fig.aspx', 'a'),
    ];
    it.each<[string, string[], string[]]>([
      ['nothing, where each part has a miss', [once, apart, others, pages], []],
      ['its window', [once, others], ['timespan: 60s']],
      ['all but its rule', [pages, pages], ['group-by: c-ip', 'gte: 2 in the condition', 'timespan: 60s']],
    ])('%s', async (_, misses, expected) => {
      const logs = misses.map((text, which) => [`a/miss/${which}.log`, text]);
      const found = await unneeded({ 'a.yml': twice, 'a/hit/1.log': hit, ...Object.fromEntries(logs) });
      expect(found?.map((part) => part.replace(/^\S+ /, ''))).toEqual(expected);
    });
  });

  it('are cases in JUnit that fail nothing', async () => {
    const folder = folderOf({ 'a.yml': list, 'a/hit.log': head + line('/pear.aspx'), 'a/miss.log': miss });
    const options = { yaraFolders: [folder], sigmaFolders: [folder], detectorSamples: [], engine: 'auto' as const };
    const text = renderJunit(await testSignatures({ ...options, mutate: true }));
    expect(text).toMatch(/failures="0" skipped="1">/);
    expect(text).toMatch(
      /<testcase [^>]*name="needs s: cs-uri-stem: \/fig.aspx"><skipped message="[^"]*a\.yml:5:42: no/,
    );
  });

  it('are not asked for where samples fail', async () => {
    expect(await unneeded({ 'a.yar': yara, 'pear/hit/1': 'pear plum' })).toBeUndefined();
  });
});
