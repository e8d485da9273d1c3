import type { ServerCode } from '../aspx/server-code.js';
import { foldExpression } from '../code/fold-expression.js';
import { isBasic } from '../code/language.js';
import { walkExpressions } from '../code/walk.js';
import { type MappedText, MappedTextBuilder } from '../text-encoding/mapped-text.js';

/** Replacements made in one piece of code; more are left as they are. */
const MAXIMUM_REPLACEMENTS = 20_000;
/** Longest folded text that is written out. */
const MAXIMUM_FOLDED = 1 << 20;

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Server code with what disguises it taken off: comments out, names in clear, expressions of literals as the one literal that they
 * stand for. Null where nothing but whole comments would change. Its offsets are bytes of the original file.
 */
export function plainCode({ unit, text, language }: ServerCode, encoded: boolean): MappedText | null {
  const replacements: Replacement[] = unit.disguised.map(({ start, end, text }) => ({ start, end, text }));
  const quote = isBasic(language) ? basicLiteral : curlyLiteral;
  let left = MAXIMUM_FOLDED;
  walkExpressions(unit, (expression) => {
    if (expression.kind === 'string' || replacements.length >= MAXIMUM_REPLACEMENTS) return false;
    // It is no text, and all of it is looked at one by one.
    if (expression.kind === 'array') return true;
    const folded = foldExpression(expression, unit.language);
    if (typeof folded !== 'string' || folded.length > left) return true;
    left -= folded.length;
    replacements.push({ start: expression.start, end: expression.end, text: quote(folded) });
    return false;
  });
  let splits = false;
  for (let i = 0; i + 1 < unit.comments.length; i += 2) {
    const start = unit.comments[i] ?? 0;
    const end = unit.comments[i + 1] ?? start;
    const next = unit.code.charCodeAt(end);
    // A comment with code behind it in the same line takes words apart; one at the end of a line explains.
    splits ||= end < unit.code.length && next !== 10 && next !== 13;
    replacements.push({ start, end, text: ' ' });
  }
  const changes = splits || encoded || replacements.length > unit.comments.length / 2;
  return changes ? replace(text, replacements) : null;
}

function replace(source: MappedText, replacements: Replacement[]): MappedText {
  replacements.sort((a, b) => a.start - b.start || b.end - a.end);
  const builder = new MappedTextBuilder();
  let at = 0;
  for (const { start, end, text } of replacements) {
    if (start < at) continue;
    builder.copy(source.text.slice(at, start), at);
    builder.make(text, start);
    at = end;
  }
  builder.copy(source.text.slice(at), at);
  return builder.build(source);
}

function basicLiteral(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function curlyLiteral(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
