import path from 'node:path';
import { createWebContent } from '../../formats/views/web-content.js';
import type { CompiledRules, Externals, PatternMatch, YaraBinding } from '../../signatures/yara/binding.js';
import { onlyRule } from '../../signatures/yara/only-rule.js';
import { outlineSource } from '../../signatures/yara/rule-outline.js';
import { type ConditionPart, partsOfRule, type RuleParts } from '../../signatures/yara/rule-parts.js';
import { fileTypeOf } from '../content/file-type.js';
import { LineIndex } from '../content/line-index.js';

/** A part of a condition over one view: the condition itself, and what it is made of. */
export interface TracedPart {
  readonly text: string;
  readonly type: ConditionPart['type'];
  readonly holds: boolean;
  /** The answer of the whole hangs on it. */
  readonly decides: boolean;
  readonly operands: readonly TracedPart[];
  /** What names in it stand for in this view, such as `filesize`; of a part without operands only. */
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

/** A string of a rule over one view. */
export interface TracedString {
  readonly identifier: string;
  readonly written: string;
  readonly count: number;
  /** The first ones, at their places in the file. */
  readonly places: readonly {
    readonly offset: number;
    readonly line: number;
    readonly column: number;
    readonly bytes: Uint8Array;
  }[];
}

export interface TracedView {
  readonly view: string;
  readonly matches: boolean;
  readonly strings: readonly TracedString[];
  /** Global rules of its file: it matches only where all of them do. */
  readonly globals: readonly { readonly name: string; readonly holds: boolean }[];
  /** Null where the condition could not be taken apart. */
  readonly condition: TracedPart | null;
}

/** Parts of a condition that are asked one by one. */
const MAXIMUM_PARTS = 120;
const SHOWN_PLACES = 3;

/** Modules whose values may be undefined: a comparison with one does not hold. */
const MODULE = /\b(?:pe|elf|macho|dotnet|lnk|math|hash|string|time|dex|crx|cuckoo|magic|vt|console)\s*\./;

/** Evaluates one rule over every view of a file, and its strings and the parts of its condition each by itself. */
export function whyYara(
  binding: YaraBinding,
  source: string,
  name: string,
  file: { name: string; bytes: Buffer },
): TracedView[] {
  const whole = compile(binding, `${onlyRule(source, name)}\nrule ${WHOLE} { condition: ${name} }`);
  const parts = partsOfRule(source, name);
  const probes = parts === null ? null : probesOf(binding, source, name, parts);
  const extension = path.extname(file.name).toLowerCase();
  const content = createWebContent(file.bytes, { extension: extension.slice(1) });
  const externals: Externals = {
    filename: file.name.toLowerCase(),
    filepath: '',
    extension,
    filetype: fileTypeOf(file.bytes),
    owner: '',
  };
  const lines = new LineIndex(file.bytes, { offset: 0, line: 1, lineOffset: 0 });
  return content.views.map((view) => {
    const matches = whole.scan(view.bytes, externals).some(({ rule }) => rule === WHOLE);
    if (parts === null || probes === null)
      return { view: view.name, matches, strings: [], globals: [], condition: null };
    const found = new Map(probes.rules.scan(view.bytes, externals).map(({ rule, patterns }) => [rule, patterns]));
    const placed = ({ offset, length }: PatternMatch) => ({
      ...lines.positionOf(view.originalOffset(offset)),
      bytes: view.bytes.subarray(offset, offset + length),
    });
    const strings = parts.strings.map(({ identifier, start, end }): TracedString => {
      const own = (found.get(EVERY) ?? []).filter((pattern) => pattern.identifier === identifier);
      const written = source.slice(start, end);
      return { identifier, written, count: own.length, places: own.slice(0, SHOWN_PLACES).map(placed) };
    });
    const counts = new Map(strings.map(({ identifier, count }) => [identifier.slice(1), count]));
    const values = (part: ConditionPart): TracedPart['values'] => {
      const text = source.slice(part.start, part.end);
      const isUndefined = MODULE.test(text) && !found.has(`defined_${probes.numbers.get(part)}`);
      return [
        ...(/\bfilesize\b/.test(text) ? [{ name: 'filesize', value: String(view.bytes.length) }] : []),
        ...Object.entries(externals)
          .filter(([variable]) => new RegExp(`\\b${variable}\\b`).test(text))
          .map(([variable, value]) => ({ name: variable, value: JSON.stringify(value) })),
        ...[...new Set(text.match(/#\w+/g))].map((counted) => ({
          name: counted,
          value: String(counts.get(counted.slice(1)) ?? 0),
        })),
        ...(isUndefined ? [{ name: 'it', value: 'undefined for this file' }] : []),
      ];
    };
    const traced = (part: ConditionPart, decides: boolean): TracedPart => {
      const number = probes.numbers.get(part);
      const holds = number !== undefined && found.has(`probe_${number}`);
      const operands =
        part.type === 'part'
          ? []
          : part.operands.map((operand) => {
              const own = holdsOf(operand);
              const all = part.type === 'not' || holds === (part.type === 'and');
              return traced(operand, decides && (all || own === holds));
            });
      return {
        text: source.slice(part.start, part.end),
        type: part.type,
        holds,
        decides,
        operands,
        values: part.type === 'part' ? values(part) : [],
      };
    };
    const holdsOf = (part: ConditionPart) => found.has(`probe_${probes.numbers.get(part)}`);
    const globals = probes.globals.map((rule) => ({ name: rule, holds: found.has(`global_${rule}`) }));
    // Where a global rule keeps it from matching, the condition decides only what does not hold of it, too.
    const decides = globals.every(({ holds }) => holds) || (parts.condition !== null && !holdsOf(parts.condition));
    return {
      view: view.name,
      matches,
      strings,
      globals,
      condition: parts.condition && traced(parts.condition, decides),
    };
  });
}

/** The rule that matches where the rule in question does, be that private, too. */
const WHOLE = 'probe_whole';

/** The rule that matches always, to show where every string is. */
const EVERY = 'probe_strings';

interface Probes {
  readonly rules: CompiledRules;
  readonly numbers: ReadonlyMap<ConditionPart, number>;
  /** Names of the global rules of the file beside the rule itself. */
  readonly globals: readonly string[];
}

/** For every part of the condition a rule that asks that part alone. Null where they do not compile. */
function probesOf(binding: YaraBinding, source: string, name: string, parts: RuleParts): Probes | null {
  const all = parts.condition === null ? [] : flatten(parts.condition).slice(0, MAXIMUM_PARTS);
  const strings = parts.stringsText === '' ? '' : `strings: ${parts.stringsText}\n`;
  const used = parts.stringsText === '' ? '' : ' and (any of them or filesize >= 0)';
  const probe = (rule: string, condition: string) => `rule ${rule} {\n${strings}condition: (${condition})${used}\n}`;
  const numbers = new Map(all.map((part, number) => [part, number]));
  const helpers = helpersOf(source, name);
  const globals = outlineSource(source).rules.filter((rule) => rule.isGlobal && rule.name !== name);
  const isModule = (part: ConditionPart) => part.type === 'part' && MODULE.test(source.slice(part.start, part.end));
  const texts = [
    ...helpers,
    probe(EVERY, 'filesize >= 0'),
    ...all.map((part, number) => probe(`probe_${number}`, source.slice(part.start, part.end))),
    ...all.flatMap((part, number) =>
      isModule(part) ? [probe(`defined_${number}`, `defined (${source.slice(part.start, part.end)})`)] : [],
    ),
    ...globals.map((rule) => `rule global_${rule.name} { condition: ${rule.name} }`),
  ];
  try {
    return { rules: compile(binding, texts.join('\n')), numbers, globals: globals.map((rule) => rule.name) };
  } catch {
    return null;
  }
}

/** Imports, and the rules that the rule refers to. What is global would decide over what is asked by itself. */
function helpersOf(source: string, name: string): string[] {
  const text = onlyRule(source, name);
  const outline = outlineSource(text);
  return [
    ...outline.imports.map(({ start, end }) => text.slice(start, end)),
    ...outline.rules.filter((rule) => rule.name !== name).map(({ start, end }) => ungated(text.slice(start, end))),
  ];
}

function ungated(rule: string): string {
  return rule.replace(/^[^{]*?\brule\b/, (head) => head.replace(/\bglobal\s+/, ''));
}

function flatten(part: ConditionPart): ConditionPart[] {
  return part.type === 'part' ? [part] : [part, ...part.operands.flatMap(flatten)];
}

/** @throws Error where the text does not compile. */
export function compile(binding: YaraBinding, text: string): CompiledRules {
  const compiled = binding.compile([{ text, outline: outlineSource(text) }]);
  if ('failed' in compiled) throw new Error(`The rule does not compile by itself: ${binding.validate(text)[0] ?? ''}`);
  return compiled;
}
