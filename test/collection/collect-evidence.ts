import { afterAll } from 'vitest';
import { type CollectOptions, collect as collectBy } from '../../src/collection/collect.js';
import { Reading } from '../../src/collection/reading/reading.js';

/** One process that parses, for all tests of a file. */
export const reading = new Reading();

afterAll(() => reading.close());

/** Collects, with what is to be parsed parsed by `reading`. */
export const collect = (paths: readonly string[], options: Partial<CollectOptions> = {}) =>
  collectBy(paths, { reading, ...options });
