// What soaks share: whom they end, and what they compare.
import { readFileSync } from 'node:fs';

/** Processes that one started. Linux only. */
export function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

export function oneOf(list) {
  return list[Math.floor(Math.random() * list.length)];
}

/** The path of the first value that two reports do not share. */
export function differenceOf(one, other, place = '') {
  if (Object(one) !== one || Object(other) !== other) return one === other ? null : place;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = differenceOf(one[key], other[key], `${place}/${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** How often what was seen. */
export class Tally {
  #seen = new Map();

  add(what, count = 1) {
    this.#seen.set(what, (this.#seen.get(what) ?? 0) + count);
  }

  get isWrong() {
    return [...this.#seen.keys()].some((what) => what.includes('WRONG'));
  }

  print() {
    for (const [what, count] of [...this.#seen].sort()) console.log(`${String(count).padStart(5)}  ${what}`);
  }
}
