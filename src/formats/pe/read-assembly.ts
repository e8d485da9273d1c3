import { createHash } from 'node:crypto';
import type { AssemblyFacts } from '../../model/image.js';
import { Metadata, Table } from './metadata.js';
import type { Layout } from './layout.js';

const MAXIMUM_REFERENCES = 500;
const MAXIMUM_TYPES = 5000;
const MAXIMUM_STRINGS = 3000;
const MAXIMUM_STRING = 300;

/** What the metadata of a .NET assembly says. Null where there is none that can be followed. */
export function readAssembly(layout: Layout, rva: number): AssemblyFacts | null {
  const metadata = Metadata.read(layout, rva);
  if (metadata === null) return null;
  const own = { table: Table.assembly, number: 1 };
  const version = [1, 2, 3, 4].map((column) => metadata.value(own, column)).join('.');
  const namesOf = (table: number, maximum: number, columns: readonly number[]) => {
    const rows = Array.from({ length: Math.min(metadata.count(table), maximum) }, (_, i) => ({ table, number: i + 1 }));
    return distinct(
      rows.map((row) =>
        columns
          .map((column) => metadata.string(row, column))
          .filter((part) => part !== '')
          .join('.'),
      ),
    );
  };
  // Name and namespace of a type stand in the same columns of both tables.
  const typesOf = (table: number) => namesOf(table, MAXIMUM_TYPES, [2, 1]);
  const hasOwn = metadata.count(Table.assembly) > 0;
  return {
    name: metadata.string(own, 7),
    version: hasOwn ? version : '',
    publicKeyToken: hasOwn ? tokenOf(metadata.blob(own, 6)) : null,
    references: namesOf(Table.assemblyReference, MAXIMUM_REFERENCES, [6]),
    types: metadata.count(Table.typeDefinition) > MAXIMUM_TYPES ? null : typesOf(Table.typeDefinition),
    typeReferences: typesOf(Table.typeReference),
    strings: [...metadata.literals(MAXIMUM_STRINGS, MAXIMUM_STRING)],
  };
}

/** Public key token: the last eight bytes of the key's SHA-1, in reverse; null for no key. */
export function tokenOf(key: Uint8Array): string | null {
  if (key.length === 0) return null;
  return createHash('sha1').update(key).digest().subarray(-8).reverse().toString('hex');
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}
