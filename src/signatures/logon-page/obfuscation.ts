/** Habits of writing that no script of a logon page has, each by what it looks like. A ReDoS-proof pattern each: bounded, no nesting. */
const HABITS: readonly (readonly [string, RegExp])[] = [
  ['names or texts in escapes', /(?:\\x[2-7][0-9a-f]|\\u00[2-7][0-9a-f]|\\u\{[2-7][0-9a-f]\}){4}/i],
  ['names that a packer makes', /\b_0x[0-9a-f]{1,8}\b/i],
  ['code without letters', /[[\]()!+]{60}/],
  ['code without letters', /=\s{0,3}~\[\];|゚ω゚|\(ﾟДﾟ\)/u],
  ['a text in percent escapes', /(?:%(?:[2-7][0-9a-f]|u00[2-7][0-9a-f])){8}/i],
  ['a long encoded text', /["'`][A-Za-z0-9+/]{200,}={0,2}["'`]/],
  ['a list of character codes', /(?:\b(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6])\s{0,3},\s{0,3}){12}/],
];

export interface Obfuscation {
  readonly habit: string;
  readonly start: number;
}

/** The first of each habit that a script shows. */
export function obfuscationOf(code: string): Obfuscation[] {
  return HABITS.flatMap(([habit, pattern]) => {
    const found = pattern.exec(code);
    return found === null ? [] : [{ habit, start: found.index }];
  });
}
