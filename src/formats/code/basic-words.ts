/** Binding strength of the operators of VB and VBScript, the weakest first. */
export const STRENGTH = new Map(
  [
    ['xor', 'eqv', 'imp'],
    ['or', 'orelse'],
    ['and', 'andalso'],
    ['=', '<>', '<', '>', '<=', '>=', 'is', 'isnot', 'like', 'typeof'],
    ['<<', '>>'],
    ['&'],
    ['+', '-'],
    ['mod'],
    ['\\'],
    ['*', '/'],
    ['^'],
  ].flatMap((operators, strength) => operators.map((operator) => [operator, strength] as const)),
);

/** Words in front of a declaration. */
export const MODIFIERS = new Set(
  'public private protected friend shared shadows overrides overridable mustoverride notoverridable mustinherit notinheritable partial readonly writeonly overloads default async iterator withevents narrowing widening declare auto ansi unicode'.split(
    ' ',
  ),
);
/** Words that begin a declaration of variables. */
export const DECLARATIONS = new Set(['dim', 'const', 'static', 'redim']);
/** Words in front of a condition or list of values, and words that stand alone. */
export const SKIPPED = new Set(
  'if then else elseif endif while wend until loop do case select with call set let next try finally exit preserve synclock continue goto resume error on step to'.split(
    ' ',
  ),
);
/** Words that begin a method. */
export const METHODS = new Set(['sub', 'function', 'property', 'operator']);
/** Words that no argument begins with: here a call without brackets, or a broken list, ends. */
export const ENDERS = new Set([
  ...STRENGTH.keys(),
  ...SKIPPED,
  ...DECLARATIONS,
  ...METHODS,
  'end',
  'for',
  'each',
  'in',
  'return',
  'class',
  'using',
  'as',
  'not',
  'throw',
  'when',
  'handles',
  'implements',
  'catch',
  'raiseevent',
]);
ENDERS.delete('error');
