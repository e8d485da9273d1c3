import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fastGlob from 'fast-glob';
import { AfterpatchError } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';
import { readYaraPack } from '../yara/yara-pack.js';
import { loadRulesUnderTest } from '../samples/rules-under-test.js';
import { type MeasuredHits, tierOf } from '../measure/tier.js';
import { onlyRule } from '../yara/only-rule.js';
import { isOlder, MANIFEST, type PackEntry, type PackManifest, readManifest, TIERS } from './manifest.js';
import { type PublicKey, verifyBytes } from './minisign.js';

export const SIGNATURE = `${MANIFEST}.minisig`;

/** Rules are loaded wherever they lie below a folder; of the rest, known-good facts and keys belong to a pack, samples do not. */
const RULES = '**/*.{yar,yara,yml,yaml}';
const OTHERS = '**/*.{json,txt,csv}';
const SAMPLES = ['samples/**', 'tests/**', '**/hit/**', '**/miss/**'];

async function entriesOf(folder: string): Promise<PackEntry[]> {
  const options = { cwd: folder, followSymbolicLinks: false, caseSensitiveMatch: false };
  const paths = [
    ...(await fastGlob(RULES, options)),
    ...(await fastGlob(OTHERS, { ...options, ignore: [MANIFEST, ...SAMPLES] })),
  ];
  return paths.sort(compareText).map((name) => ({
    path: name,
    sha256: createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex'),
  }));
}

/**
 * Writes the digests of a pack's files into its manifest, which is made where there is none.
 * @param measured what was measured of YARA rules, by id: their files get the tier of the worst of them.
 * @throws AfterpatchError `path-not-found`, `usage` where the manifest cannot be read.
 */
export async function buildPack(
  folder: string,
  minimumVersion: string,
  measured?: ReadonlyMap<string, MeasuredHits>,
): Promise<PackManifest> {
  requireFolder(folder);
  const known: PackManifest & { readonly folders?: object } = readManifest(folder) ?? {
    name: nameOf(folder),
    version: '0.1.0',
    license: 'LicenseRef-unknown',
    folders: { yara: 'yara', sigma: 'sigma' },
  };
  const manifest = {
    ...known,
    minimumVersion: known.minimumVersion ?? minimumVersion,
    entries: await withTiers(folder, await entriesOf(folder), measured),
  };
  await writeFile(path.join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function withTiers(
  folder: string,
  entries: readonly PackEntry[],
  measured: ReadonlyMap<string, MeasuredHits> | undefined,
): Promise<PackEntry[]> {
  if (measured === undefined) return [...entries];
  const { sources } = await readYaraPack([folder]);
  return entries.map((entry) => {
    const ids = [...(sources.find((source) => source.path === entry.path)?.ids.values() ?? [])];
    if (ids.length === 0) return entry;
    const tiers = ids.map((id) => tierOf(measured.get(id)));
    return { ...entry, tier: TIERS.findLast((tier) => tiers.includes(tier)) ?? 'experimental' };
  });
}

function requireFolder(folder: string): void {
  if (!existsSync(folder))
    throw new AfterpatchError('path-not-found', `There is no ${folder}.`, 'Give the folder of a pack.');
}

function nameOf(folder: string): string {
  const name = path
    .basename(path.resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name === '' ? 'pack' : name;
}

/** What became of verifying a pack. */
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
  requireFolder(folder);
  const manifest = readManifest(folder);
  if (manifest === null)
    throw new AfterpatchError(
      'usage',
      `${folder} has no ${MANIFEST}.`,
      'Make one with `afterpatch signatures pack build`.',
    );
  return holdPack(folder, manifest, keys);
}

/**
 * Verifies a folder of rules that is to be loaded, where it is a pack; null where it has no manifest.
 * @param toolVersion the version that is to load it.
 * @throws AfterpatchError `pack-too-new` where the pack asks for a later version.
 */
export async function verifyLoadedPack(
  folder: string,
  keys: readonly PublicKey[],
  toolVersion: string,
): Promise<PackVerdict | null> {
  let manifest: PackManifest | null;
  try {
    manifest = readManifest(folder);
  } catch (error) {
    if (!(error instanceof AfterpatchError)) throw error;
    const faults = [`Its ${MANIFEST} is no manifest of a pack.`];
    return { name: nameOf(folder), version: '', signedBy: null, faults };
  }
  if (manifest === null) return null;
  const { name, version, minimumVersion } = manifest;
  if (minimumVersion !== undefined && isOlder(toolVersion, minimumVersion)) {
    throw new AfterpatchError(
      'pack-too-new',
      `The pack ${name} ${version} asks for version ${minimumVersion} or later; this is ${toolVersion}.`,
      'Take a later version of afterpatch, or an earlier one of the pack.',
    );
  }
  return holdPack(folder, manifest, keys);
}

async function holdPack(folder: string, manifest: PackManifest, keys: readonly PublicKey[]): Promise<PackVerdict> {
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
