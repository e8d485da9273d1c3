import type { CodeUnit } from '../../../formats/code/syntax.js';
import { walkExpressions } from '../../../formats/code/walk.js';
import { groupBy } from '../../../platform/group-by.js';
import type { Piece } from '../follow-data.js';

/** Names of one piece of code that are looked for in those of other languages. */
const MOST_NAMES = 2000;

/**
 * Which pieces of code run as one, each group in the order that was given: those of a language, and those of several where the code of one names
 * what another declares, as VBScript does with functions of JScript on the same page.
 */
export function piecesTogether(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const groups = [...groupBy(pieces, ({ unit }) => unit.language).values()];
  if (groups.length < 2) return groups;
  const declared = groups.map((group) => new Set(group.flatMap(({ unit }) => declaredIn(unit))));
  const used = groups.map((group) => new Set(group.flatMap(({ unit }) => wordsIn(unit))));
  const meets = (a: number, b: number) => [...(declared[a] ?? [])].some((name) => used[b]?.has(name));
  const meeting = groups.filter((_, a) => groups.some((_, b) => a !== b && (meets(a, b) || meets(b, a))));
  if (meeting.length === 0) return groups;
  const together = pieces.filter((piece) => meeting.some((group) => group.includes(piece)));
  return [together, ...groups.filter((group) => !meeting.includes(group))];
}

/** Functions, classes and variables of the page, lower case. */
function declaredIn(unit: CodeUnit): readonly string[] {
  const names = [...unit.methods, ...unit.classes].map(({ name }) => name);
  for (const statement of unit.main)
    if (statement.kind === 'declare' || statement.kind === 'each') names.push(statement.name);
  // What a script declares nowhere is a variable of the page, wherever it stands.
  if (unit.language === 'vbscript' || unit.language === 'jscript')
    walkExpressions(unit, (expression) => {
      if (expression.kind === 'assign' && expression.target.kind === 'name') names.push(expression.target.name);
      return names.length < MOST_NAMES;
    });
  return names.slice(0, MOST_NAMES).map((name) => name.toLowerCase());
}

function wordsIn({ code }: CodeUnit): readonly string[] {
  return [...code.matchAll(/[A-Za-z_$][\w$]*/g)].map(([word]) => word.toLowerCase());
}
