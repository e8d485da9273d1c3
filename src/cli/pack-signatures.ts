import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EXIT_CODES } from '../case/exit-code.js';
import { toolVersion } from '../case/tool-version.js';
import { AfterpatchError } from '../platform/errors.js';
import { safeText } from '../platform/safe-text.js';
import { makeKeys, readPublicKey, readSecretKey, signBytes } from '../signatures/pack/minisign.js';
import { buildPack, diffPacks, MANIFEST, SIGNATURE, verifyPack } from '../signatures/pack/pack.js';
import { writePieces } from './write.js';

/** Writes the digests of a pack's files into its manifest. */
export async function packBuild(folder: string): Promise<void> {
  const { name, version, entries } = await buildPack(folder, toolVersion());
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
  const keys = key.map((one) => usable(() => readPublicKey(existsSync(one) ? read(one) : one)));
  const { name, version, signedBy, faults } = await verifyPack(folder, keys);
  const told = faults.map((fault) => `  ${safeText(fault, 1_000)}\n`);
  const sum = faults.length === 0 ? `is as ${signedBy} signed it` : 'cannot be trusted:';
  await writePieces(process.stdout, [`${safeText(name)} ${safeText(version)} ${sum}\n`, ...told]);
  return faults.length === 0 ? EXIT_CODES.clean : EXIT_CODES.findings;
}

/**
 * Prints the rules that differ between two folders.
 * @returns the exit code: 1 where some do.
 */
export async function packDiff(older: string, newer: string, { json }: { readonly json?: true }): Promise<number> {
  const difference = await diffPacks(older, newer);
  const { added, removed, changed } = difference;
  const list = (sign: string, rules: readonly string[]) => rules.map((rule) => `${sign} ${safeText(rule, 400)}\n`);
  const text = [
    ...list('+', added),
    ...list('-', removed),
    ...list('~', changed),
    `${added.length} added, ${removed.length} removed, ${changed.length} changed\n`,
  ];
  await writePieces(process.stdout, json ? [`${JSON.stringify(difference, null, 2)}\n`] : text);
  return added.length + removed.length + changed.length > 0 ? EXIT_CODES.findings : EXIT_CODES.clean;
}

function read(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new AfterpatchError('path-not-found', `There is no ${file}.`, 'Give a file that exists.');
}

/** @throws AfterpatchError `usage` with what is wrong with a key. */
function usable<Result>(use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (error instanceof AfterpatchError) throw error;
    throw new AfterpatchError(
      'usage',
      error instanceof Error ? error.message : String(error),
      'Make keys with `afterpatch signatures pack keys`, or with minisign.',
    );
  }
}
