/**
 * Whose a value is, from the page's own to anybody's. `NUMBER`: digits, dates and identifiers may be a visitor's. `CHOICE`: a visitor
 * may say which of the page's own texts it is. `FOREIGN`: nothing is known of it, so that it may hold any word.
 */
export type Provenance = 0 | 1 | 2 | 3;
export const OWN = 0;
export const NUMBER = 1;
export const CHOICE = 2;
export const FOREIGN = 3;

export function higher(a: Provenance, b: Provenance): Provenance {
  return a > b ? a : b;
}
