import { LITERAL_BYTES, MAXIMUM_GRAMS, MAXIMUM_LITERALS } from './contract/limits.js';

/** How much of the kernel's room for literals is left. A rule whose literals find none has to be asked of every line. */
export class LiteralRoom {
  readonly #taken = new Set<string>();
  #bytes = 0;
  #grams = 0;

  /** Takes room for those that have none yet; false where there is too little for them all, then none is taken. */
  take(literals: readonly string[]): boolean {
    const wanted = [...new Set(literals)].filter((literal) => !this.#taken.has(literal));
    const bytes = this.#bytes + wanted.reduce((sum, { length }) => sum + length, 0);
    const grams = this.#grams + wanted.reduce((sum, literal) => sum + gramsOf(literal), 0);
    if (this.#taken.size + wanted.length > MAXIMUM_LITERALS || bytes > LITERAL_BYTES || grams > MAXIMUM_GRAMS)
      return false;
    for (const literal of wanted) this.#taken.add(literal);
    this.#bytes = bytes;
    this.#grams = grams;
    return true;
  }
}

/** At most: four places are looked for, and a space among four bytes may be a plus in the log. */
function gramsOf(literal: string): number {
  return 4 * 2 ** Math.min(4, literal.split(' ').length - 1);
}
