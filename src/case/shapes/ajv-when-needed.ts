import { createRequire } from 'node:module';
import type { Ajv2020, Options } from 'ajv/dist/2020.js';

const load = createRequire(import.meta.url);

/** Ajv for the schemas that are compiled while the program runs: loading it takes a twentieth of a small hunt, and few need it. */
export function newAjv(options: Options): Ajv2020 {
  const loaded: typeof import('ajv/dist/2020.js') = load('ajv/dist/2020.js');
  return new loaded.Ajv2020(options);
}
