import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DisclosedKeys } from '../model/server.js';
import { compareText } from '../platform/order.js';

/** Hex digits of a hash that the lists and the comparison use: enough to tell some thousand keys from any other. */
const DIGITS = 20;
const ROW = /^([0-9a-f]{20,64})[\s,;]+([0-9a-f]{20,64})$/i;

/**
 * The public machine keys of every `.txt` and `.csv` in these folders: a line holds the hash of a validation and of a
 * decryption key (SHA-256 of the key in upper-case hex, whole or its first 20 digits or more); other lines are left out.
 */
export function readDisclosedKeys(folders: readonly string[]): DisclosedKeys {
  const hashes = new Set<string>();
  for (const folder of folders) {
    for (const name of readdirSync(folder).sort(compareText)) {
      if (!/\.(?:txt|csv)$/i.test(name)) continue;
      for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
        const row = ROW.exec(line.trim());
        for (const hash of row?.slice(1) ?? []) hashes.add(hash.slice(0, DIGITS).toLowerCase());
      }
    }
  }
  return { has: (key) => spellings(key).some((text) => hashes.has(hashOf(text))) };
}

const SHIPPED = fileURLToPath(new URL('../../signatures/machine-keys/', import.meta.url));
let shipped: DisclosedKeys | null = null;

/** The list that ships with the tool, read once. */
export function shippedDisclosedKeys(): DisclosedKeys {
  shipped ??= readDisclosedKeys([SHIPPED]);
  return shipped;
}

/** The same, with the lists in `machine-keys` below each of the user's own signature folders that has one. */
export function disclosedKeysBeside(signatureFolders: readonly string[]): DisclosedKeys {
  const own = signatureFolders.map((folder) => join(folder, 'machine-keys')).filter((folder) => existsSync(folder));
  return own.length === 0 ? shippedDisclosedKeys() : readDisclosedKeys([SHIPPED, ...own]);
}

/** ASP.NET does not care for case; whoever made a list may have. */
function spellings(key: string): string[] {
  return [key.toUpperCase(), key, key.toLowerCase()];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}
