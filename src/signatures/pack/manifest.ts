import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { AfterpatchError } from '../../platform/errors.js';
import { isObject } from '../../platform/objects.js';

export const MANIFEST = 'manifest.json';

/** Longer than the manifest of any pack: a hundred thousand files. */
const MAXIMUM_BYTES = 16 * 1024 * 1024;

/** Tiers of files by what was measured of their rules, the surest first. */
export const TIERS = ['core', 'extended', 'experimental'] as const;
export type Tier = (typeof TIERS)[number];

export interface PackEntry {
  /** Below the pack, `/` between components. */
  readonly path: string;
  readonly sha256: string;
  readonly tier?: Tier;
}

/** What a pack says of itself, as far as building, verifying and loading need it. */
export interface PackManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly minimumVersion?: string;
  readonly entries?: readonly PackEntry[];
}

/**
 * Reads the manifest of a folder; null where it has none.
 * @throws AfterpatchError `usage` where it cannot be read as one.
 */
export function readManifest(folder: string): PackManifest | null {
  const file = path.join(folder, MANIFEST);
  // A single file of rules is a folder to those who load it, and has no files below it.
  if (!existsSync(file)) return null;
  try {
    if (statSync(file).size <= MAXIMUM_BYTES) {
      const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (isManifest(value)) return value;
    }
  } catch {
    // Told below.
  }
  throw new AfterpatchError('usage', `${file} is no manifest of a pack.`, 'See schemas/pack-manifest.schema.json.');
}

/** Name and version of the pack that a folder of rules is; null where it is none. */
export function packNameOf(folder: string): string | null {
  try {
    const manifest = readManifest(folder);
    return manifest === null ? null : `${manifest.name} ${manifest.version}`;
  } catch (error) {
    if (error instanceof AfterpatchError) return null;
    throw error;
  }
}

/** Whether a version, `x.y.z`, is below another. What stands behind a `-` does not count. */
export function isOlder(version: string, than: string): boolean {
  const [left, right] = [numbersOf(version), numbersOf(than)];
  const at = right.findIndex((number, index) => number !== left[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

function numbersOf(version: string): number[] {
  return version.split('-', 1).flatMap((numbers) => numbers.split('.').map(Number));
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const VERSION = /^[0-9]+\.[0-9]+\.[0-9]+$/;

function isManifest(value: unknown): value is PackManifest {
  if (!isObject(value)) return false;
  const keys = new Map<string, unknown>(Object.entries(value));
  const isText = (key: string, form: RegExp) => {
    const text = keys.get(key);
    return typeof text === 'string' && form.test(text);
  };
  const entries = keys.get('entries') ?? [];
  return (
    isText('name', NAME) &&
    isText('version', VERSION) &&
    isText('license', /./) &&
    (!keys.has('minimumVersion') || isText('minimumVersion', VERSION)) &&
    Array.isArray(entries) &&
    entries.every(isEntry)
  );
}

function isEntry(value: unknown): value is PackEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'sha256' in value &&
    typeof value.sha256 === 'string'
  );
}
