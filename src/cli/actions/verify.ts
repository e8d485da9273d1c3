import { readFileSync } from 'node:fs';
import {
  type EvidenceManifest,
  hashEvidence,
  readManifest,
  verifyManifest,
} from '../../case/evidence/evidence-manifest.js';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { FreshHashes } from '../../case/evidence/fresh-hashes.js';
import { settleOptions } from '../../case/hunt-settings.js';
import { type VerifiedFile, verifyReport } from '../../case/evidence/verify-report.js';
import { collect } from '../../collection/collect.js';
import { givenPaths } from '../../collection/walking/given-paths.js';
import { Reading } from '../../collection/reading/reading.js';
import type { Report } from '../../model/finding.js';
import { countText } from '../../output/quantities.js';
import { safeText } from '../../platform/safe-text.js';
import { readReport } from '../read-report.js';
import { archivePassword } from '../archive-password.js';
import { say } from '../say.js';
import { writePieces } from '../write.js';

export interface VerifyOptions {
  readonly json: boolean;
  /** Opens encrypted archives; `@file` for the first line of a file. */
  readonly archivePassword?: string | undefined;
}

/**
 * Prints what became of the files that a report, or a manifest of `inspect collection --hash all`, names.
 * @returns the exit code: 1 where one is changed, missing, added or not readable, or the manifest has lost its end; 3 where all others
 * are as they were, and some have no hash to check.
 */
export async function verify(
  expectedPath: string,
  paths: readonly string[],
  { json, archivePassword: password }: VerifyOptions,
): Promise<number> {
  const manifest = manifestIn(expectedPath);
  const report = manifest === null ? readReport(expectedPath) : null;
  const reading = new Reading({ archivePassword: archivePassword(password) });
  try {
    const files: VerifiedFile[] = [];
    if (report !== null) files.push(...(await ofReport(report, paths, reading)));
    else if (manifest !== null) {
      const { artifacts } = await collect(paths, { reading, keepsCopies: true });
      const { given } = await givenPaths(paths);
      for await (const file of verifyManifest(manifest, hashEvidence(artifacts, given, reading))) files.push(file);
      if (!manifest.isWhole) say('afterpatch: the manifest is not whole: its last line is missing, or lines are.');
    }
    await writePieces(process.stdout, json ? [`${JSON.stringify(files, null, 2)}\n`] : textOf(files, report !== null));
    return exitCodeOf(files, manifest?.isWhole !== false);
  } finally {
    await reading.close();
  }
}

async function ofReport(report: Report, paths: readonly string[], reading: Reading): Promise<VerifiedFile[]> {
  // Before anything is looked at: what changes meanwhile is not what was hashed.
  const hashes = new FreshHashes(settleOptions({ paths }));
  try {
    const collection = await collect(paths, { reading });
    const files: VerifiedFile[] = [];
    for await (const file of verifyReport(report, collection, hashes)) files.push(file);
    return files;
  } finally {
    await hashes.close();
  }
}

const AS_IT_WAS: ReadonlySet<VerifiedFile['state']> = new Set(['same', 'grown']);
const NOT_KNOWN: ReadonlySet<VerifiedFile['state']> = new Set(['not-checked', 'gone']);

function exitCodeOf(files: readonly VerifiedFile[], isWhole: boolean): number {
  const differs = files.some(({ state }) => !AS_IT_WAS.has(state) && !NOT_KNOWN.has(state));
  if (differs || !isWhole) return EXIT_CODES.findings;
  return files.some(({ state }) => NOT_KNOWN.has(state)) ? EXIT_CODES.incomplete : EXIT_CODES.clean;
}

/** All that are not the same, a line each, and how many are. */
function textOf(files: readonly VerifiedFile[], isOfReport: boolean): string[] {
  const lines = files
    .filter(({ state }) => state !== 'same')
    .map(({ path, state, why, findings }) => {
      const notes = [
        ...(why === undefined ? [] : [REASONS.get(why) ?? why]),
        ...(findings ? [countText(findings, 'finding')] : []),
      ];
      return `${state.padEnd(11)}  ${safeText(path)}${notes.length === 0 ? '' : `  (${notes.join('; ')})`}\n`;
    });
  const good = files.filter(({ state }) => AS_IT_WAS.has(state)).length;
  const unknown = files.filter(({ state }) => NOT_KNOWN.has(state)).length;
  const what = isOfReport ? 'files that the report names' : 'files';
  const left = unknown === 0 ? '' : ` ${unknown} could not be checked.`;
  return [...lines, `${good} of ${files.length} ${what} are as they were.${left}\n`];
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['changed', 'no hash: it changed during the hunt'],
  ['unreadable', 'no hash: it could not be read'],
  ['interrupted', 'no hash: the hunt was stopped'],
]);

/** Null where the file is none, or cannot be read: what reads reports says so. */
function manifestIn(path: string): EvidenceManifest | null {
  try {
    return readManifest(readFileSync(path));
  } catch {
    return null;
  }
}
