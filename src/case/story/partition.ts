/** Things that are put together by twos into groups. The first thing of a group stands for it. */
export class Partition {
  readonly #above: number[];

  constructor(size: number) {
    this.#above = Array.from({ length: size }, (_, at) => at);
  }

  /** The smallest place in the group of `at`. */
  groupOf(at: number): number {
    let group = at;
    for (let above = this.#above[group]; above !== undefined && above !== group; above = this.#above[group])
      group = above;
    // What was walked is hung below the top, so that no walk is long twice.
    for (let below = at; below !== group; ) {
      const above = this.#above[below] ?? group;
      this.#above[below] = group;
      below = above;
    }
    return group;
  }

  /** @returns whether they were apart before. */
  unite(a: number, b: number): boolean {
    const [first, second] = [this.groupOf(a), this.groupOf(b)];
    if (first === second) return false;
    this.#above[Math.max(first, second)] = Math.min(first, second);
    return true;
  }
}
