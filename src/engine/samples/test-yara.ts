import path from 'node:path';
import { createWebContent } from '../../formats/views/web-content.js';
import { messageOf } from '../../platform/errors.js';
import { readSample } from '../../signatures/samples/sample-file.js';
import type { Sample } from '../../signatures/samples/sample-set.js';
import type { YaraUnderTest } from '../../signatures/samples/rules-under-test.js';
import type { CompiledRules } from '../../signatures/yara/binding.js';
import { fileTypeOf } from '../content/file-type.js';
import { type JudgedSample, missingSamples, passed, type TestedRule } from './sample-report.js';

/** What rules find in the views of a sample: `<source> <rule>`. */
export type Found = ReadonlySet<string>;

/** A sample that lies in memory, with what an engine sees of it. */
export interface YaraSample {
  readonly sample: Sample;
  readonly size: number;
  readonly scan: (rules: CompiledRules) => Found;
}

/** Reads a sample's file, null with the reason where that fails. */
export function openYaraSample(sample: Sample): YaraSample | string {
  if (sample.source.type !== 'file') return 'A YARA rule is tested on files.';
  try {
    const { name, bytes } = readSample(sample.source.file);
    const extension = path.extname(name).toLowerCase();
    const content = createWebContent(bytes, { extension: extension.slice(1) });
    const externals = { filename: name.toLowerCase(), filepath: '', extension, filetype: fileTypeOf(bytes), owner: '' };
    const scan = (rules: CompiledRules): Found =>
      new Set(
        content.views.flatMap((view) =>
          rules.scan(view.bytes, externals).map(({ source, rule }) => `${source} ${rule}`),
        ),
      );
    return { sample, size: bytes.length, scan };
  } catch (error) {
    return messageOf(error);
  }
}

/** Judges each rule by its samples. A file that several rules share is scanned once. */
export function testYara(rules: CompiledRules, under: readonly YaraUnderTest[]): TestedRule[] {
  const scans = new Map<string, { readonly size: number; readonly found: Found } | string>();
  const foundIn = (sample: Sample) => {
    const key = sample.source.type === 'file' ? sample.source.file : sample.name;
    let scanned = scans.get(key);
    if (scanned === undefined) {
      const opened = openYaraSample(sample);
      scanned = typeof opened === 'string' ? opened : { size: opened.size, found: opened.scan(rules) };
      scans.set(key, scanned);
    }
    return scanned;
  };
  const sharers = new Map<string, string[]>();
  for (const rule of under) {
    if (rule.samples?.shared) sharers.set(rule.place, [...(sharers.get(rule.place) ?? []), keyOf(rule)]);
  }
  return under.map((rule) => {
    const judge = (sample: Sample): JudgedSample => {
      const { name, expect } = sample;
      const scanned = foundIn(sample);
      if (typeof scanned === 'string')
        return { name, expect, status: 'failed', reason: `It cannot be read: ${scanned}` };
      if (scanned.size === 0) {
        return { name, expect, status: 'vacuous', reason: `It is empty: write what the rule must ${verbOf(expect)}.` };
      }
      const own = scanned.found.has(keyOf(rule));
      const any = own || (sharers.get(rule.place) ?? []).some((key) => scanned.found.has(key));
      if (expect === 'hit' ? (rule.samples?.shared ? any : own) : !own) return passed(name, expect);
      return { name, expect, status: 'failed', reason: reasonOf(rule, sample) };
    };
    const samples = (rule.samples?.samples ?? []).map(judge);
    const hits = rule.samples?.shared
      ? rule.samples.samples.filter((sample) => sample.expect === 'hit' && isFound(foundIn(sample), keyOf(rule)))
      : samples.filter(({ expect }) => expect === 'hit');
    const misses = samples.filter(({ expect }) => expect === 'miss');
    const places = { what: 'a file', hit: `${rule.place}/hit/`, miss: `${rule.place}/miss/` };
    const missing = missingSamples(hits.length, misses.length, false, places);
    const { id, title, language, file, place } = rule;
    return { id, title, language, file, place, samples, missing };
  });
}

function isFound(scanned: { readonly found: Found } | string, key: string): boolean {
  return typeof scanned !== 'string' && scanned.found.has(key);
}

function keyOf({ source, name }: YaraUnderTest): string {
  return `${source} ${name}`;
}

function verbOf(expect: Sample['expect']): string {
  return expect === 'hit' ? 'match' : 'leave alone';
}

function reasonOf({ id, file: rules }: YaraUnderTest, { expect, source }: Sample): string {
  const file = source.type === 'file' ? source.file : '';
  const why = `\`afterpatch signatures why ${id} ${file} --signatures ${rules}\``;
  return expect === 'hit'
    ? `The rule does not match it. ${why} says why not.`
    : `The rule matches it. ${why} says why.`;
}
