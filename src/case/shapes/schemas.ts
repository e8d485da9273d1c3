import { readdirSync, readFileSync } from 'node:fs';
import { AfterpatchError } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';

const folder = new URL('../../../schemas/', import.meta.url);
const ENDING = '.schema.json';

/** Names of the published schemas: `finding`, `report`, … */
export function schemaNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort(compareText);
}

/**
 * The text of a published schema.
 * @throws AfterpatchError `no-such-schema`.
 */
export function schemaText(name: string): string {
  if (!schemaNames().includes(name)) {
    throw new AfterpatchError(
      'no-such-schema',
      `There is no schema named ${name}`,
      `Schemas are: ${schemaNames().join(', ')}.`,
    );
  }
  return readFileSync(new URL(name + ENDING, folder), 'utf8');
}
