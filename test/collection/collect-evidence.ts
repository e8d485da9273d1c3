import { type CollectOptions, collect as collectBy } from '../../src/collection/collect.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { afterFile } from '../helpers/after-file.js';

let current: Reading | null = null;

/** One process that parses, for all tests of a file. */
export function reading(): Reading {
  if (current !== null) return current;
  const made = new Reading();
  current = made;
  afterFile(async () => {
    current = null;
    await made.close();
  });
  return made;
}

/** Collects, with what is to be parsed parsed by `reading`. */
export const collect = (paths: readonly string[], options: Partial<CollectOptions> = {}) =>
  collectBy(paths, { reading: reading(), ...options });
