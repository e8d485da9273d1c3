/**
 * What a check leaves of a text. `texts`: one of the page's own. `pages`: one of the page's own, of which some end like what a server
 * executes. `word`: letters, digits, `_` and `-`. `name`: beside these what names of files and hosts have, without separators of folders.
 * `figures`: digits and what computes with them. `escaped`: any text, without signs that open markup or end a quoted text.
 */
export type Bound = 'texts' | 'pages' | 'word' | 'name' | 'figures' | 'escaped';

export interface Check {
  readonly bound: Bound;
  /** Variables and members that must keep what they hold. */
  readonly names: readonly string[];
  /** Where it was asked, if that was before the branch. */
  readonly since?: number;
}

/** By the text of the expression that is bound. */
export type Checks = ReadonlyMap<string, Check>;

export const NOTHING: Checks = new Map();
const STRENGTH: readonly Bound[] = ['figures', 'name', 'word', 'pages', 'texts'];
const EXECUTED =
  /\.(?:as[hmpc]x|asp|asa|asax|cer|cdx|svc|soap|cshtml|vbhtml|php|jsp|config|master|exe|dll|bat|cmd|ps1|vbs)\s*$/i;

export function boundOf(texts: readonly string[]): Bound {
  return texts.some((text) => EXECUTED.test(text)) ? 'pages' : 'texts';
}

/** What is known where two checks both tell. */
export function either(a: Checks, b: Checks): Checks {
  if (a.size === 0) return b;
  const all = new Map(a);
  for (const [text, check] of b) {
    const other = all.get(text);
    if (other === undefined || STRENGTH.indexOf(check.bound) > STRENGTH.indexOf(other.bound)) all.set(text, check);
  }
  return all;
}

/** What is known where one of two checks tells, whichever. */
export function both(a: Checks, b: Checks): Checks {
  const all = new Map<string, Check>();
  for (const [text, check] of a) {
    const other = b.get(text);
    if (other === undefined) continue;
    const weaker = STRENGTH.indexOf(check.bound) < STRENGTH.indexOf(other.bound) ? check : other;
    all.set(text, { bound: weaker.bound, names: [...check.names, ...other.names] });
  }
  return all;
}
