import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ChangedFindings, changedFindings } from '../../case/reports/changed-findings.js';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { toolVersion } from '../../case/tool-version.js';
import { hunt } from '../../hunt.js';
import { renderPackDifference } from '../../output/pack-difference.js';
import { AfterpatchError, messageOf } from '../../platform/errors.js';
import { safeText } from '../../platform/safe-text.js';
import { MANIFEST } from '../../signatures/pack/manifest.js';
import { readMeasured } from '../../signatures/measure/tier.js';
import { makeKeys, readPublicKey, readSecretKey, signBytes } from '../../signatures/pack/minisign.js';
import { buildPack, diffPacks, SIGNATURE, verifyPack } from '../../signatures/pack/pack.js';
import { publicKeyText } from '../public-key.js';
import { writePieces } from '../write.js';

/**
 * Writes the digests of a pack's files into its manifest, and the tiers of rules that were measured.
 * @throws AfterpatchError `path-not-found`, `usage`.
 */
export async function packBuild(folder: string, { measured }: { readonly measured?: string }): Promise<void> {
  const hits =
    measured === undefined
      ? undefined
      : usable(() => readMeasured(read(measured)), 'Write it with `afterpatch signatures measure --json`.');
  const { name, version, entries } = await buildPack(folder, toolVersion(), hits);
  await writePieces(process.stdout, [
    `${path.join(folder, MANIFEST)}: ${safeText(name)} ${safeText(version)}, ${entries?.length ?? 0} files\n`,
  ]);
}

/**
 * Makes a pair of keys: `<file>` is to be kept secret, `<file>.pub` is for those who verify.
 * @throws AfterpatchError `output-exists`.
 */
export async function packKeys(file: string): Promise<void> {
  for (const one of [file, `${file}.pub`]) {
    if (existsSync(one)) throw new AfterpatchError('output-exists', `${one} exists already.`, 'Choose another name.');
  }
  const { publicKey, secretKey } = makeKeys();
  writeFileSync(file, secretKey, { mode: 0o600, flag: 'wx' });
  writeFileSync(`${file}.pub`, publicKey, { flag: 'wx' });
  await writePieces(process.stdout, [`${file} (keep it secret)\n${file}.pub\n`]);
}

/**
 * Signs the manifest of a pack.
 * @throws AfterpatchError `path-not-found`, `usage` where the key cannot be used.
 */
export async function packSign(folder: string, { key }: { readonly key: string }): Promise<void> {
  const manifest = path.join(folder, MANIFEST);
  const bytes = Buffer.from(read(manifest));
  const comment = `timestamp:${Math.floor(Date.now() / 1000)}\tfile:${MANIFEST}\thashed`;
  const signature = usable(() => signBytes(bytes, readSecretKey(read(key)), comment));
  writeFileSync(path.join(folder, SIGNATURE), signature);
  await writePieces(process.stdout, [`${path.join(folder, SIGNATURE)}\n`]);
}

/**
 * Verifies a pack by keys that the user trusts.
 * @returns the exit code: 1 where something does not hold.
 */
export async function packVerify(folder: string, { key }: { readonly key: readonly string[] }): Promise<number> {
  const keys = key.map((one) => usable(() => readPublicKey(publicKeyText(one))));
  const { name, version, signedBy, faults } = await verifyPack(folder, keys);
  const told = faults.map((fault) => `  ${safeText(fault, 1_000)}\n`);
  const sum = faults.length === 0 ? `is as ${signedBy} signed it` : 'cannot be trusted:';
  await writePieces(process.stdout, [`${safeText(name)} ${safeText(version)} ${sum}\n`, ...told]);
  return faults.length === 0 ? EXIT_CODES.clean : EXIT_CODES.findings;
}

export interface PackDiffOptions {
  readonly on: readonly string[];
  readonly json?: true;
}

/**
 * Prints the rules that differ between two folders, and what findings change with them on a collection.
 * @returns the exit code: 1 where something differs.
 */
export async function packDiff(older: string, newer: string, { on, json }: PackDiffOptions): Promise<number> {
  const difference = await diffPacks(older, newer);
  const findings = on.length === 0 ? null : await findingsThatChange(older, newer, on);
  const text = renderPackDifference(difference, findings);
  const told = { ...difference, ...(findings !== null && { findings }) };
  await writePieces(process.stdout, json ? [`${JSON.stringify(told, null, 2)}\n`] : text);
  const lists = [...Object.values(difference), ...Object.values(findings ?? {})];
  return lists.some((list) => list.length > 0) ? EXIT_CODES.findings : EXIT_CODES.clean;
}

/** One hunt after the other: each has all processes for itself. */
async function findingsThatChange(older: string, newer: string, paths: readonly string[]): Promise<ChangedFindings> {
  const before = await hunt({ paths, signatures: [older] }).report;
  const after = await hunt({ paths, signatures: [newer] }).report;
  return changedFindings(before, after);
}

function read(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new AfterpatchError('path-not-found', `There is no ${file}.`, 'Give a file that exists.');
}

/** @throws AfterpatchError `usage` with what is wrong with a key or another file. */
function usable<Result>(
  use: () => Result,
  hint = 'Make keys with `afterpatch signatures pack keys`, or with minisign.',
): Result {
  try {
    return use();
  } catch (error) {
    if (error instanceof AfterpatchError) throw error;
    throw new AfterpatchError('usage', messageOf(error), hint);
  }
}
