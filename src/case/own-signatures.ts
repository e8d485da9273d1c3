import { statSync } from 'node:fs';
import fastGlob from 'fast-glob';
import type { CoverageNote } from '../model/coverage.js';
import type { Report } from '../model/finding.js';
import { AfterpatchError } from '../platform/errors.js';
import { safeText } from '../platform/safe-text.js';
import type { PublicKey } from '../signatures/pack/minisign.js';
import { type PackVerdict, verifyLoadedPack } from '../signatures/pack/pack.js';

const YARA = /\.yara?$/i;
const SIGMA = /\.ya?ml$/i;

/**
 * Looks whether each folder of signatures that the user gives holds any file of rules: one that does not was meant otherwise, and
 * a hunt without it would look as if its rules had found nothing.
 * @returns whether any of them may be YARA's
 * @throws AfterpatchError `signatures-not-found`.
 */
export async function requireSignatureFiles(folders: readonly string[]): Promise<{ readonly yara: boolean }> {
  let yara = false;
  for (const folder of folders) {
    // What does not exist, and a file, are for whoever loads the rules.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      yara ||= !SIGMA.test(folder);
      continue;
    }
    const options = { cwd: folder, caseSensitiveMatch: false, followSymbolicLinks: false, suppressErrors: true };
    const files = await fastGlob.glob(['**/*.{yar,yara,yml,yaml}', 'machine-keys/*.{txt,csv}'], options);
    yara ||= files.some((file) => YARA.test(file));
    if (files.length > 0) continue;
    throw new AfterpatchError(
      'signatures-not-found',
      `No rules lie in the signature folder ${folder}.`,
      'YARA rules end in .yar or .yara, Sigma rules in .yml or .yaml.',
    );
  }
  return { yara };
}

export type LoadedPack = NonNullable<Report['signatures']['packs']>[number];

/** What does not hold of a pack, so many sentences of it; the last says how many more there are. */
const TOLD_FAULTS = 20;
/** Of them in the note. */
const NOTED_FAULTS = 3;

/**
 * Verifies which of the folders of signatures are packs, in their order.
 * @throws AfterpatchError `pack-too-new`.
 */
export async function verifyPacks(
  folders: readonly string[],
  keys: readonly PublicKey[],
  toolVersion: string,
): Promise<LoadedPack[]> {
  const packs: LoadedPack[] = [];
  for (const folder of folders) {
    const verdict = await verifyLoadedPack(folder, keys, toolVersion);
    if (verdict !== null) packs.push(loadedPack(verdict));
  }
  return packs;
}

function loadedPack({ name, version, signedBy, faults }: PackVerdict): LoadedPack {
  const told = faults.slice(0, TOLD_FAULTS).map((fault) => safeText(fault, 1_000));
  const more = faults.length - told.length;
  return { name, version, signedBy, faults: more > 0 ? [...told, `${more} more files do not hold.`] : told };
}

/** The note on a pack that nobody who is trusted answers for as it is; null for one that is as it was signed. */
export function packNote({ name, version, faults }: LoadedPack): CoverageNote | null {
  if (faults.length === 0) return null;
  const told = faults.slice(0, NOTED_FAULTS).join(' ');
  const more = faults.length > NOTED_FAULTS ? ' …' : '';
  const message = `The pack ${`${name} ${version}`.trim()} was loaded, but cannot be trusted: ${told}${more}`;
  return { code: 'pack-not-verified', message, incomplete: false };
}
