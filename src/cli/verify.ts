import { readFileSync } from 'node:fs';
import { type EvidenceManifest, hashEvidence, readManifest, verifyManifest } from '../case/evidence-manifest.js';
import { EXIT_CODES } from '../case/exit-code.js';
import { type VerifiedFile, verifyReport } from '../case/verify-report.js';
import { collect } from '../collection/collect.js';
import { givenPaths } from '../collection/given-paths.js';
import { Reading } from '../collection/reading/reading.js';
import { safeText } from '../platform/safe-text.js';
import { readReport } from './read-report.js';
import { say } from './say.js';
import { writePieces } from './write.js';

/**
 * Prints what became of the files that a report's findings, or a manifest of `inspect collection --hash all`, name.
 * @returns the exit code: 1 where one is changed, missing, added or not readable, or the manifest has lost its end.
 */
export async function verify(expectedPath: string, paths: readonly string[], json: boolean): Promise<number> {
  const manifest = manifestIn(expectedPath);
  const report = manifest === null ? readReport(expectedPath) : null;
  const reading = new Reading();
  try {
    const files: VerifiedFile[] = [];
    if (report !== null) {
      const { artifacts } = await collect(paths, { reading });
      files.push(...(await verifyReport(report, artifacts, reading)));
    } else if (manifest !== null) {
      const { artifacts } = await collect(paths, { reading, keepsCopies: true });
      const { given } = await givenPaths(paths);
      for await (const file of verifyManifest(manifest, hashEvidence(artifacts, given, reading))) files.push(file);
      if (!manifest.isWhole) say('afterpatch: the manifest is not whole: its last line is missing, or lines are.');
    }
    const differing = files.filter(({ state }) => state !== 'same');
    const lines = differing.map(({ path, state }) => `${state.padEnd(10)}  ${safeText(path)}\n`);
    const named = report === null ? 'files' : 'files that findings name';
    const summary = `${files.length - differing.length} of ${files.length} ${named} are as they were.\n`;
    await writePieces(process.stdout, json ? [`${JSON.stringify(files, null, 2)}\n`] : [...lines, summary]);
    return differing.length > 0 || manifest?.isWhole === false ? EXIT_CODES.findings : EXIT_CODES.clean;
  } finally {
    await reading.close();
  }
}

/** Null where the file is none, or cannot be read: what reads reports says so. */
function manifestIn(path: string): EvidenceManifest | null {
  try {
    return readManifest(readFileSync(path));
  } catch {
    return null;
  }
}
