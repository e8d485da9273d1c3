import type { SignatureProblem } from '../../model/finding.js';
import type { CompiledRules, OutlinedText, YaraBinding } from './binding.js';
import { outlineSource, type SourceOutline } from './rule-outline.js';
import type { YaraSource } from './yara-source.js';

/** A file in which so many rounds still find new errors is left out as a whole. */
const MAXIMUM_ROUNDS = 50;

export interface CompiledSources {
  readonly rules: CompiledRules;
  /** Names of the rules that run, one list for each source. */
  readonly names: readonly (readonly string[])[];
  /** One for every rule, import, include or file that was left out. */
  readonly problems: readonly SignatureProblem[];
}

/** Compiles what compiles. A rule with an error is left out, and named; the other rules of its file run. */
export function compileSources(binding: YaraBinding, sources: readonly YaraSource[]): CompiledSources {
  const outlined: OutlinedText[] = sources.map(({ text }) => outlineText(text));
  const problems: SignatureProblem[] = [];
  for (;;) {
    const compiled = binding.compile(outlined);
    if (!('failed' in compiled)) {
      const names = outlined.map(({ outline }) => outline.rules.map((rule) => rule.name));
      return { rules: compiled, names, problems };
    }
    for (const index of compiled.failed) {
      const source = sources[index];
      if (source === undefined) continue;
      // A file that fails although it was mended before would do so for ever.
      const isMended = outlined[index]?.text !== source.text;
      outlined[index] = outlineText(isMended ? '' : mend(binding, source, problems));
    }
  }
}

function outlineText(text: string): OutlinedText {
  return { text, outline: outlineSource(text) };
}

function mend(binding: YaraBinding, source: YaraSource, problems: SignatureProblem[]): string {
  let text = source.text;
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const errors = binding.validate(text).map(parseError);
    if (errors.length === 0) return text;
    const outline = outlineSource(text);
    let blanked = text;
    const seen = new Set<number>();
    for (const error of errors) {
      const part = partAt(outline, indexAt(text, error.line, error.column));
      if (part !== null && seen.has(part.start)) continue;
      problems.push({
        path: source.path,
        rule: part?.rule ?? null,
        line: error.line,
        column: error.column,
        reason: error.title,
        hint: hintFor(error.code),
      });
      if (part === null) return '';
      seen.add(part.start);
      blanked = blank(blanked, part.start, part.end);
    }
    text = blanked;
  }
  problems.push({
    path: source.path,
    rule: null,
    line: null,
    column: null,
    reason: 'It has too many errors; the whole file was left out.',
    hint: hintFor(null),
  });
  return '';
}

interface CompilerError {
  readonly code: string | null;
  readonly title: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** Takes `error[E010]: unknown module …` and ` --> line:1:1` out of a message; what follows is the same place drawn. */
function parseError(message: string): CompilerError {
  const head = /error(?:\[(\w+)\])?: ([^\n]*)/.exec(message);
  const place = /-->\s*(?:[^\n]*?:)?(\d+):(\d+)/.exec(message);
  const detail = /\n\s*\|\s*[-^ ]*\^+ ([^\n]+)/.exec(message)?.[1];
  const title = head?.[2] ?? message.split('\n')[0] ?? message;
  return {
    code: head?.[1] ?? null,
    title: detail === undefined || title.includes(detail) ? title : `${title}: ${detail}`,
    line: place === null ? null : Number(place[1]),
    column: place === null ? null : Number(place[2]),
  };
}

function hintFor(code: string | null): string {
  switch (code) {
    case 'E010':
      return 'This build of YARA-X has no such module; the rules that need it were left out.';
    case 'E042':
    case 'E044':
      return 'Rules are not included from other files; put the other file into the signature folder as well.';
    default:
      return 'Correct the rule, or take it out of the folder.';
  }
}

function indexAt(text: string, line: number | null, column: number | null): number | null {
  if (line === null || column === null) return null;
  let at = 0;
  for (let count = 1; count < line; count += 1) {
    at = text.indexOf('\n', at) + 1;
    if (at === 0) return null;
  }
  return at + column - 1;
}

/** The import, include or rule that holds a place; a rule that was never closed ends where the next begins. */
function partAt(outline: SourceOutline, at: number | null): { start: number; end: number; rule: string | null } | null {
  if (at === null) return null;
  const statement = [...outline.imports, ...outline.includes].find((one) => one.start <= at && at < one.end);
  if (statement !== undefined) return { start: statement.start, end: statement.end, rule: null };
  const rule = outline.rules.findLast((one) => one.start <= at);
  if (rule === undefined) return null;
  const next = outline.rules.find((one) => one.start > rule.start);
  const end = at < rule.end ? rule.end : Math.max(rule.end, Math.min(at + 1, next?.start ?? at + 1));
  return { start: rule.start, end, rule: rule.name };
}

/** Spaces in place of a part leave every line and column where it was. */
function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end);
}
