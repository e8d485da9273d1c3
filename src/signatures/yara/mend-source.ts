import type { SignatureProblem } from '../../model/finding.js';
import type { YaraBinding } from './binding.js';
import type { PackRules } from './pack-rules.js';
import { relaxRegexps } from './relaxed-regexp.js';
import { outlineSource, type SourceOutline } from './rule-outline.js';
import type { YaraSource } from './yara-source.js';

/** A file in which so many rounds still find new errors is left out as a whole. */
const MAXIMUM_ROUNDS = 50;

/** What of a source compiles. */
export interface MendedSource {
  readonly text: string;
  readonly problems: readonly SignatureProblem[];
}

/**
 * Makes a source that does not compile one that does: regular expressions are written as YARA-X takes them, includes of files that
 * are loaded anyway are dropped, rules of other files of the pack that it refers to stand before it. What fails even so is replaced
 * by spaces, and named.
 */
export function mendSource(binding: YaraBinding, source: YaraSource, others: PackRules): MendedSource {
  const problems: SignatureProblem[] = [];
  let text = source.text;
  let borrowed = '';
  const sought = new Set<string>();
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const whole = borrowed + text;
    const errors = binding.validate(whole).map((message) => parseError(message, lineBreaks(borrowed)));
    if (errors.length === 0) return { text: whole, problems };
    const adapted = dropLoadedIncludes(errors.some(isBadRegexp) ? relaxRegexps(text) : text, source, others);
    const missing = errors.flatMap(({ unknown }) => (unknown === null || sought.has(unknown) ? [] : [unknown]));
    for (const name of missing) sought.add(name);
    const declarations = missing.length === 0 ? borrowed : others.declare([...sought], source);
    if (adapted !== text || declarations !== borrowed) {
      text = adapted;
      borrowed = declarations;
      continue;
    }
    if (errors.some(({ line }) => line !== null && line < 1)) {
      // What was borrowed is at fault; without it, the rules that need it are.
      borrowed = '';
      continue;
    }
    const outline = outlineSource(text);
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
        incomplete: true,
      });
      if (part === null) return { text: '', problems };
      seen.add(part.start);
      text = blank(text, part.start, part.end);
    }
  }
  problems.push({
    path: source.path,
    rule: null,
    line: null,
    column: null,
    reason: 'It has too many errors; the whole file was left out.',
    hint: hintFor(null),
    incomplete: true,
  });
  return { text: '', problems };
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}

function isBadRegexp({ code }: CompilerError): boolean {
  return code === 'E014';
}

function dropLoadedIncludes(text: string, source: YaraSource, others: PackRules): string {
  return outlineSource(text)
    .includes.filter(({ path }) => others.holds(path, source))
    .reduce((rest, { start, end }) => blank(rest, start, end), text);
}

interface CompilerError {
  readonly code: string | null;
  readonly title: string;
  /** The identifier that nothing declares, where that is the error. */
  readonly unknown: string | null;
  /** Below 1: in the lines that stand before the source. */
  readonly line: number | null;
  readonly column: number | null;
}

/** Takes `error[E010]: unknown module …` and ` --> line:1:1` out of a message; what follows is the same place drawn. */
function parseError(message: string, linesBefore: number): CompilerError {
  const head = /error(?:\[(\w+)\])?: ([^\n]*)/.exec(message);
  const place = /-->\s*(?:[^\n]*?:)?(\d+):(\d+)/.exec(message);
  const detail = /\n\s*\|\s*[-^ ]*\^+ ([^\n]+)/.exec(message)?.[1];
  const title = head?.[2] ?? message.split('\n')[0] ?? message;
  return {
    code: head?.[1] ?? null,
    title: detail === undefined || title.includes(detail) ? title : `${title}: ${detail}`,
    unknown: /^unknown identifier `(\w+)`/.exec(title)?.[1] ?? null,
    line: place === null ? null : Number(place[1]) - linesBefore,
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
