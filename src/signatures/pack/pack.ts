import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fastGlob from 'fast-glob';
import { AfterpatchError } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';
import { loadRulesUnderTest } from '../samples/rules-under-test.js';
import { onlyRule } from '../yara/only-rule.js';
import { type PublicKey, verifyBytes } from './minisign.js';

export const MANIFEST = 'manifest.json';
export const SIGNATURE = `${MANIFEST}.minisig`;

export interface PackEntry {
  /** Below the pack, `/` between components. */
  readonly path: string;
  readonly sha256: string;
}

/** What a pack says of itself, as far as building and verifying need it. */
export interface PackManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly minimumVersion?: string;
  readonly entries?: readonly PackEntry[];
}

/** Files of a pack: rules, known-good facts and keys. Samples are no part of it. */
const FILES = '**/*.{yar,yara,yml,yaml,json,txt,csv}';

async function entriesOf(folder: string): Promise<PackEntry[]> {
  const paths = await fastGlob(FILES, {
    cwd: folder,
    followSymbolicLinks: false,
    caseSensitiveMatch: false,
    ignore: [MANIFEST, 'samples/**', 'tests/**', '**/hit/**', '**/miss/**'],
  });
  return paths.sort(compareText).map((name) => ({
    path: name,
    sha256: createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex'),
  }));
}

/**
 * Writes the digests of a pack's files into its manifest, which is made where there is none.
 * @throws AfterpatchError `path-not-found`, `usage` where the manifest cannot be read.
 */
export async function buildPack(folder: string, minimumVersion: string): Promise<PackManifest> {
  const known = readManifest(folder) ?? {
    name: nameOf(folder),
    version: '0.1.0',
    license: 'LicenseRef-unknown',
    folders: { yara: 'yara', sigma: 'sigma' },
  };
  const manifest = { ...known, minimumVersion, entries: await entriesOf(folder) };
  await writeFile(path.join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function nameOf(folder: string): string {
  const name = path
    .basename(path.resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name === '' ? 'pack' : name;
}

function readManifest(folder: string): PackManifest | null {
  const file = path.join(folder, MANIFEST);
  if (!existsSync(folder))
    throw new AfterpatchError('path-not-found', `There is no ${folder}.`, 'Give the folder of a pack.');
  if (!existsSync(file)) return null;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isManifest(value)) return value;
  } catch {
    // Told below.
  }
  throw new AfterpatchError('usage', `${file} is no manifest of a pack.`, 'See schemas/pack-manifest.schema.json.');
}

function isManifest(value: unknown): value is PackManifest {
  const texts = ['name', 'version', 'license'];
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return (
    texts.every((key) => typeof entries.get(key) === 'string') &&
    (!entries.has('entries') || Array.isArray(entries.get('entries')))
  );
}

export interface PackVerdict {
  readonly name: string;
  readonly version: string;
  /** The key that signed it; null where nothing that holds does. */
  readonly signedBy: string | null;
  /** What does not hold, as sentences. */
  readonly faults: readonly string[];
}

/**
 * Holds a pack's files against its manifest, and the manifest against its signature.
 * @throws AfterpatchError `path-not-found`, `usage` where there is no manifest.
 */
export async function verifyPack(folder: string, keys: readonly PublicKey[]): Promise<PackVerdict> {
  const manifest = readManifest(folder);
  if (manifest === null)
    throw new AfterpatchError(
      'usage',
      `${folder} has no ${MANIFEST}.`,
      'Make one with `afterpatch signatures pack build`.',
    );
  const faults: string[] = [];
  const told = new Map((manifest.entries ?? []).map((entry) => [entry.path, entry.sha256]));
  if (told.size === 0) faults.push('Its manifest lists no files: build it.');
  for (const { path: name, sha256 } of await entriesOf(folder)) {
    const listed = told.get(name);
    told.delete(name);
    if (listed === undefined) faults.push(`${name} is not in the manifest.`);
    else if (listed !== sha256) faults.push(`${name} was changed.`);
  }
  for (const name of told.keys()) faults.push(`${name} is missing.`);
  const file = path.join(folder, SIGNATURE);
  const verified = existsSync(file)
    ? verifyBytes(readFileSync(path.join(folder, MANIFEST)), readFileSync(file, 'utf8'), keys)
    : 'It is not signed.';
  if (typeof verified === 'string') faults.push(verified);
  return {
    name: manifest.name,
    version: manifest.version,
    signedBy: typeof verified === 'string' ? null : verified.key,
    faults,
  };
}

export interface PackDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Rules that one folder has and another has not, and those whose files differ, by id and title. */
export async function diffPacks(older: string, newer: string): Promise<PackDifference> {
  const [before, after] = await Promise.all([rulesOf(older), rulesOf(newer)]);
  const named = (rules: ReadonlyMap<string, Described>, ids: readonly string[]) =>
    ids.map((id) => `${id}  ${rules.get(id)?.title ?? ''}`).sort(compareText);
  return {
    added: named(
      after,
      [...after.keys()].filter((id) => !before.has(id)),
    ),
    removed: named(
      before,
      [...before.keys()].filter((id) => !after.has(id)),
    ),
    changed: named(
      after,
      [...after.keys()].filter((id) => before.has(id) && before.get(id)?.text !== after.get(id)?.text),
    ),
  };
}

interface Described {
  readonly title: string;
  readonly text: string;
}

async function rulesOf(folder: string): Promise<Map<string, Described>> {
  const { yara, sigma, yaraSources, sigmaPack } = await loadRulesUnderTest([folder], [folder]);
  const described = new Map<string, Described>();
  for (const { id, title, source, name } of yara) {
    described.set(id, { title, text: onlyRule(yaraSources[source]?.text ?? '', name) });
  }
  for (const { id, title, kind, index } of sigma) {
    const document =
      kind === 'rule' ? sigmaPack.program.rules[index]?.rule : sigmaPack.program.correlations[index]?.correlation;
    described.set(id, {
      title,
      text: JSON.stringify(document, (key, value) =>
        key === 'position' || key === 'path' || key === 'positions'
          ? undefined
          : value instanceof Map
            ? [...value]
            : value,
      ),
    });
  }
  return described;
}
