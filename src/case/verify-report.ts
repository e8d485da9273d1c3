import type { Reading } from '../collection/reading/reading.js';
import type { Artifact } from '../model/artifact.js';
import type { Report } from '../model/finding.js';
import { compareText } from '../platform/order.js';

/** A file that findings of a report, or a manifest, name by its SHA-256, and what became of it. */
export interface VerifiedFile {
  /** Below the path that was hunted. */
  readonly path: string;
  /** `added`: a manifest of all files does not know it. */
  readonly state: 'same' | 'changed' | 'missing' | 'unreadable' | 'added';
  /** As the report or the manifest has it, and as it is now; null where there is none. */
  readonly expected: string | null;
  readonly actual: string | null;
}

/** Compares the files that a report's findings name with what is there now, each read once, in the order of their paths. */
export async function verifyReport(
  report: Report,
  artifacts: readonly Artifact[],
  reading: Reading,
): Promise<readonly VerifiedFile[]> {
  const expected = new Map<string, string>();
  for (const { artifact } of report.findings) {
    if (artifact.collectedPath !== null && artifact.sha256 !== null)
      expected.set(artifact.collectedPath, artifact.sha256);
  }
  const byPath = new Map(artifacts.map((artifact) => [artifact.collectedPath, artifact]));
  const verified: VerifiedFile[] = [];
  for (const [path, sha256] of [...expected].sort(([a], [b]) => compareText(a, b))) {
    const artifact = byPath.get(path);
    const actual = artifact === undefined ? null : await reading.hash(artifact);
    const state =
      artifact === undefined ? 'missing' : actual === null ? 'unreadable' : actual === sha256 ? 'same' : 'changed';
    verified.push({ path, state, expected: sha256, actual });
  }
  return verified;
}
