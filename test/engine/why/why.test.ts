import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectors } from '../../../src/detectors/index.js';
import { recordsOfFile } from '../../../src/engine/records/records-of-file.js';
import { whyCorrelation } from '../../../src/engine/why/why-correlation.js';
import { isOfContent, whyDetector, whyFiles } from '../../../src/engine/why/why-detector.js';
import { whyRecord } from '../../../src/engine/why/why-records.js';
import { type TracedPart, whyYara } from '../../../src/engine/why/why-yara.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { chooseBinding } from '../../../src/signatures/yara/choose-binding.js';

const sigma = `title: Pears
name: pear
logsource: {category: webserver}
detection:
  page: {cs-uri-stem|endswith: [/pear.aspx, /plum.aspx]}
  own: {c-ip|cidr: 10.0.0.0/8}
  condition: page and not own
---
title: Many pears
correlation: {type: event_count, rules: [pear], group-by: [c-ip], timespan: 1m, condition: {gte: 2}}
`;
const log = `#Fields: date time cs-uri-stem cs-uri-query c-ip
2026-01-01 10:00:00 /a%2Fpear.aspx - 192.0.2.1
2026-01-01 10:00:30 /pear.aspx - 10.1.1.1
2026-01-01 10:00:40 /apple.aspx - 192.0.2.1
2026-01-01 10:00:50 /pear.aspx - 192.0.2.2
2026-01-01 10:05:00 /pear.aspx - 192.0.2.2
`;
const pack = createSigmaPack([{ path: 'a.yml', content: sigma }]);
const file = { name: 'u_ex.log', bytes: Buffer.from(log) };
const rule = pack.program.rules[0];
if (rule === undefined) throw new Error('The rule did not load');

describe('why of a Sigma rule', () => {
  const at = (line: number) => whyRecord(pack, rule, file, { line }).traced?.trace;

  it('tells a match and the text that it was found in', () => {
    const text = JSON.stringify(at(2));
    expect(at(2)?.holds).toBe(true);
    expect(text).toContain('"text":"/a/pear.aspx","as":"percent-decoded"');
  });

  it.each([
    [3, 'own'],
    [4, 'page'],
  ])('tells what of line %d decides', (line, selection) => {
    const decides = (node: NonNullable<ReturnType<typeof at>>): string[] =>
      node.type === 'item'
        ? []
        : node.operands.flatMap((one) => [...(one.decides && 'operands' in one ? [one.label] : []), ...decides(one)]);
    const trace = at(line);
    expect(trace?.holds).toBe(false);
    expect(trace && decides(trace)).toContain(`selection ${selection}`);
  });

  it('tells the forms of a value that was encoded, and the other field that one is compared with', () => {
    const other = createSigmaPack([
      {
        path: 'a.yml',
        content: sigma
          .replace('page: {', 'page: {cs-uri-query|base64offset|contains: whoami, c-ip|fieldref: cs-uri-stem, ')
          .split('---', 1)
          .join(''),
      },
    ]);
    const [traced] = other.program.rules.map((one) => JSON.stringify(whyRecord(other, one, file, { line: 2 })));
    expect(traced).toContain('"forms":["d2hvYW1p","dob2Fta');
    expect(traced).toContain('"otherField":{"name":"cs-uri-stem","seen":[{"text":"/a%2Fpear.aspx"');
  });

  it('counts, and shows the record that matches where none is named', () => {
    expect(whyRecord(pack, rule, file, null)).toMatchObject({
      records: 5,
      applicable: 5,
      matches: 3,
      traced: { line: 2 },
    });
    expect(whyRecord(pack, rule, file, { record: 3 }).traced?.line).toBe(4);
    expect(whyRecord(pack, rule, file, { line: 1 }).traced).toBeNull();
  });

  describe('shows the nearest record where none matches', () => {
    const near = (detection: string, lines: readonly string[], wanted: Parameters<typeof whyRecord>[3] = null) => {
      const text = `title: A\nname: a\nlogsource: {category: webserver}\ndetection:\n  ${detection}\n`;
      const made = createSigmaPack([{ path: 'a.yml', content: text }]);
      const [only] = made.program.rules;
      if (only === undefined) throw new Error('The rule did not load');
      const log = ['#Fields: cs-uri-stem cs-uri-query sc-status', ...lines].join('\n');
      return whyRecord(made, only, { name: 'u_ex.log', bytes: Buffer.from(log) }, wanted);
    };
    const BOTH = 's: {cs-uri-stem|endswith: /pear.aspx, cs-uri-query: a=1, sc-status: 200}\n  condition: s';
    const [NONE, ONE, TWO, ALL] = ['/x a=2 404', '/pear.aspx a=2 404', '/pear.aspx a=1 404', '/pear.aspx a=1 200'];
    it.each<[string, readonly string[], number | null]>([
      ['the only one', [NONE], 2],
      ['the one of which most holds', [NONE, ONE, TWO, ONE], 4],
      ['the first of two', [ONE, TWO, TWO], 3],
      ['the first that matches', [TWO, ALL, ALL], 3],
      ['the first that matches, before one that does not', [ALL, TWO], 2],
      ['none of no records', [], null],
    ])('%s', (_, lines, line) => expect(near(BOTH, lines).traced?.line ?? null).toBe(line));

    it('among the first two thousand, and a match wherever it is', () => {
      const many = Array.from({ length: 2_000 }, () => NONE);
      expect(near(BOTH, [...many.slice(1), TWO]).traced?.line).toBe(2_001);
      expect(near(BOTH, [...many, TWO]).traced?.line).toBe(2);
      expect(near(BOTH, [...many, TWO, ALL]).traced?.line).toBe(2_003);
    });

    it('and any that is named, whatever is nearer', () => {
      expect(near(BOTH, [ALL, NONE, TWO], { line: 3 }).traced?.line).toBe(3);
      expect(near(BOTH, [ALL, NONE, TWO], { record: 2 }).traced?.line).toBe(3);
    });
  });

  it('says that a rule of another log source is never asked', () => {
    const other = createSigmaPack([{ path: 'a.yml', content: sigma.replace('webserver', 'proxy') }]);
    const traced = other.program.rules[0] && whyRecord(other, other.program.rules[0], file, { line: 2 }).traced;
    expect(traced?.notApplicable).toContain('category "proxy"');
  });
});

it('why of a correlation tells its groups and the nearest window of each', () => {
  const [compiled] = pack.program.correlations;
  if (compiled === undefined) throw new Error('The correlation did not load');
  const traced = whyCorrelation(pack.program, compiled, (take) => void recordsOfFile('a', file.bytes, take));
  expect(traced).toMatchObject({ records: 5, matched: 3, alerts: [] });
  expect(traced.groups).toMatchObject([
    { group: [['c-ip', '192.0.2.2']], events: 2, measure: 1, inWindow: 1, fires: false },
    { group: [['c-ip', '192.0.2.1']], events: 1, measure: 1, fires: false },
  ]);
  const wide = createSigmaPack([{ path: 'a.yml', content: sigma.replace('1m', '10m') }]);
  const other = wide.program.correlations[0];
  const fires = other && whyCorrelation(wide.program, other, (take) => void recordsOfFile('a', file.bytes, take));
  expect(fires?.groups[0]).toMatchObject({ measure: 2, fires: true });
});

it.each([
  ['temporal', ['plum']],
  ['temporal_ordered', ['plum']],
])('why of a %s correlation names the rules that are missing in the nearest window', (type, missing) => {
  const ofTwo = `${sigma.split('---')[0]}---
title: Plums
name: plum
logsource: {category: webserver}
detection: {s: {cs-uri-stem: /apple.aspx}, condition: s}
---
title: Both
correlation: {type: ${type}, rules: [pear, plum], group-by: [c-ip], timespan: 10s}
`;
  const { program } = createSigmaPack([{ path: 'a.yml', content: ofTwo }]);
  const [compiled] = program.correlations;
  const traced = compiled && whyCorrelation(program, compiled, (take) => void recordsOfFile('a', file.bytes, take));
  expect(traced?.groups[0]?.missing).toEqual(missing);
});

describe('why of a YARA rule', () => {
  const source = `
private rule page { strings: $p = "<%" condition: $p }
rule pear { meta: id = "x.pear" strings: $a = "pear" nocase $b = { 70 6c 75 6d } $c = /fi+g/
  condition: page and (filesize < 2KB) and ($a or $c) and not (#b > 1 or $b at 0) }`;
  const over = async (text: string) =>
    whyYara(await chooseBinding('auto'), source, 'pear', { name: 'a.aspx', bytes: Buffer.from(text) });
  const deciding = (part: TracedPart): string[] =>
    part.decides ? (part.operands.length === 0 ? [part.text] : part.operands.flatMap(deciding)) : [];

  it.each<[string, boolean, string[]]>([
    ['<% pear plum', true, ['page', 'filesize < 2KB', '$a', '#b > 1', '$b at 0']],
    ['<% plum', false, ['$a', '$c']],
    ['<% fiig plum plum', false, ['#b > 1']],
    ['PEAR', false, ['page']],
  ])('tells what decides over %s', async (text, matches, parts) => {
    const [raw] = await over(text);
    expect(raw?.matches).toBe(matches);
    expect(raw?.condition?.holds).toBe(matches);
    expect(raw?.condition && deciding(raw.condition)).toEqual(parts);
  });

  it('tells where each string is', async () => {
    const [raw] = await over('<%\nPear');
    expect(raw?.strings.map(({ identifier, count }) => [identifier, count])).toEqual([
      ['$a', 1],
      ['$b', 0],
      ['$c', 0],
    ]);
    expect(raw?.strings[0]?.places[0]).toMatchObject({ line: 2, column: 1, offset: 3 });
  });
});

describe('why of a YARA rule among others', () => {
  const source = `import "pe"
global rule small { condition: filesize < 20 }
private rule helper { strings: $h = "help" condition: $h }
rule pear { strings: $a = "pear" condition: #a == 2 or pe.number_of_sections > 2 or extension == ".php" }`;
  const over = async (name: string, text: string) => {
    const [raw] = whyYara(await chooseBinding('auto'), source, name, { name: 'a.aspx', bytes: Buffer.from(text) });
    return raw;
  };

  it('tells that a global rule of its file keeps it from matching', async () => {
    const small = await over('pear', 'pear pear');
    expect([small?.matches, small?.globals, small?.condition?.decides]).toEqual([
      true,
      [{ name: 'small', holds: true }],
      true,
    ]);
    const large = await over('pear', 'pear pear '.padEnd(40));
    expect([large?.matches, large?.globals, large?.condition?.holds, large?.condition?.decides]).toEqual([
      false,
      [{ name: 'small', holds: false }],
      true,
      false,
    ]);
  });

  it('tells what names in a part stand for', async () => {
    const { condition } = (await over('pear', 'pear')) ?? {};
    expect(condition?.operands.map(({ values }) => values.map(({ name, value }) => `${name} ${value}`))).toEqual([
      ['#a 1'],
      ['it undefined for this file'],
      ['extension ".aspx"'],
    ]);
  });

  it.each<[string, string, string, readonly string[], boolean]>([
    ['and, where one part holds', '$a and $b', 'pear', ['$b'], false],
    ['and, where none holds', '$a and $b', 'fig', ['$a', '$b'], false],
    ['or, where one part holds', '$a or $b', 'pear', ['$a'], true],
    ['or, where none holds', '$a or $b', 'fig', ['$a', '$b'], false],
    ['not, where the part holds', 'not $a and filesize < 9', 'pear', ['$a'], false],
  ])('tells what decides of %s', async (_, condition, text, deciding, matches) => {
    const one = `rule pear { strings: $a = "pear" $b = "plum" condition: ${condition.includes('$b') ? '' : '#b == 0 and '}${condition} }`;
    const [raw] = whyYara(await chooseBinding('auto'), one, 'pear', { name: 'a.txt', bytes: Buffer.from(text) });
    const leaves = (part: TracedPart): string[] =>
      part.operands.length > 0 ? part.operands.flatMap(leaves) : part.decides ? [part.text] : [];
    expect([raw?.matches, raw?.condition && leaves(raw.condition)]).toEqual([matches, deciding]);
  });

  it('says of a rule without strings, and of a part that no module defines, what it can', async () => {
    const over = async (text: string) => {
      const [raw] = whyYara(await chooseBinding('auto'), text, 'pear', { name: 'a.txt', bytes: Buffer.from('pear') });
      return raw?.condition;
    };
    const plain = await over('rule pear { condition: filesize == 4 and not false }');
    expect(plain?.operands.map(({ text, holds }) => [text, holds])).toEqual([
      ['filesize == 4', true],
      ['not false', true],
    ]);
    const module = await over(
      'import "pe"\nrule pear { condition: pe.is_pe or pe.number_of_sections == 3 or filesize > 3 }',
    );
    expect(module?.operands.map(({ values }) => values.map(({ name, value }) => `${name} ${value}`))).toEqual([
      [],
      ['it undefined for this file'],
      ['filesize 4'],
    ]);
  });

  it('tells that a global rule and the condition keep it from matching', async () => {
    const large = await over('pear', 'fig'.padEnd(40));
    expect([large?.matches, large?.condition?.holds, large?.condition?.decides]).toEqual([false, false, true]);
  });

  it('asks of a global rule nothing but itself', async () => {
    const small = await over('small', 'pear');
    expect([small?.matches, small?.globals]).toEqual([true, []]);
  });

  it('takes a rule that only serves others', async () => {
    expect((await over('helper', 'help'))?.matches).toBe(true);
    expect((await over('helper', 'x'))?.matches).toBe(false);
  });
});

describe('why of a detector', () => {
  const detector = detectors.find(({ id }) => id === 'webshell.process-started-from-request');
  const over = (code: string) =>
    detector && whyDetector(detector, { name: 'a.aspx', bytes: Buffer.from(`<%@ Page Language="C#" %><% ${code} %>`) });

  it('looks at pages one by one, or at something else', () => {
    const ofModules = detectors.find(({ id }) => id === 'iis.foreign-native-module');
    expect([detector, ofModules].map((one) => one && isOfContent(one))).toEqual([true, false]);
  });

  it('tells the way of the data', () => {
    const traced = over('var a = Request["x"];\nSystem.Diagnostics.Process.Start("tool", a);');
    expect(traced?.detections).toMatchObject([{ severity: 'critical', outcome: 'compromise' }]);
    expect(traced?.detections[0]?.sentence).toBe('Request["x"] reaches Process.Start, which starts a program');
    expect(traced?.detections[0]?.places).toEqual([
      'line 1: source: Request["x"]',
      'line 1: step: a = Request["x"]',
      'line 2: sink: System.Diagnostics.Process.Start("tool", a)',
    ]);
    expect(traced?.names).toEqual([]);
    expect(traced?.calls[0]?.way.map(({ label }) => label)).toContain('source');
    expect(traced?.calls[0]?.end).toBe('data of the request reaches it');
  });

  it('tells what ended it', () => {
    const traced = over('System.Diagnostics.Process.Start("tool.exe");');
    expect(traced?.calls[0]?.end).toContain('tool.exe');
    expect(over('System.Diagnostics.Process.Start(Find());')?.calls[0]?.end).toBe(
      'what it is given does not come from the request, as far as it could be followed',
    );
    expect(over('System.Diagnostics.Process.Start(new Tool());')?.calls[0]?.end).toBe(
      'it is given a tool that the request does not decide',
    );
    expect(over('var a = 1;')?.calls).toEqual([]);
    expect(over('Find(1); var a = new Tool();')?.names).toEqual(['find', 'new:tool']);
  });

  it('says sentences of configuration, and of a folder of it', async () => {
    const module = detectors.find(({ id }) => id === 'iis.foreign-native-module');
    const folder = mkdtempSync(path.join(tmpdir(), 'afterpatch-why-'));
    const file = path.join(folder, 'applicationHost.config');
    writeFileSync(
      file,
      '<configuration><system.applicationHost /><system.webServer><globalModules>\n<add name="Cache64" image="C:\\ProgramData\\c.dll" /></globalModules></system.webServer></configuration>',
    );
    for (const given of [file, folder]) {
      const inspected = module && (await whyFiles(module, given));
      expect(inspected).toMatchObject({ consumes: 'application-host-config', inputs: 1 });
      expect(inspected?.detections[0]?.sentence).toContain('Native module Cache64 loads C:\\ProgramData\\c.dll');
      expect(inspected?.detections[0]?.places[0]).toBe('line 2: <add name="Cache64" image="C:\\ProgramData\\c.dll" />');
    }
    const task = detectors.find(({ id }) => id === 'windows.scheduled-task');
    expect(task && (await whyFiles(task, file))).toMatchObject({ inputs: 0, detections: [] });
    rmSync(folder, { recursive: true });
  });
});
