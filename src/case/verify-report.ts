import { createHash } from 'node:crypto';
import { openArtifact } from '../collection/open-artifact.js';
import type { Artifact } from '../model/artifact.js';
import type { Report } from '../model/finding.js';
import { compareText } from '../platform/order.js';

/** A file that findings of a report name by its SHA-256, and what became of it. */
export interface VerifiedFile {
  /** Below the path that was hunted. */
  readonly path: string;
  readonly state: 'same' | 'changed' | 'missing' | 'unreadable';
  /** As the report has it, and as it is now; null where there is none now. */
  readonly expected: string;
  readonly actual: string | null;
}

/** Compares the files that a report's findings name with what is there now, each read once, in the order of their paths. */
export async function verifyReport(report: Report, artifacts: readonly Artifact[]): Promise<readonly VerifiedFile[]> {
  const expected = new Map<string, string>();
  for (const { artifact } of report.findings) {
    if (artifact.collectedPath !== null && artifact.sha256 !== null)
      expected.set(artifact.collectedPath, artifact.sha256);
  }
  const byPath = new Map(artifacts.map((artifact) => [artifact.collectedPath, artifact]));
  const verified: VerifiedFile[] = [];
  for (const [path, sha256] of [...expected].sort(([a], [b]) => compareText(a, b))) {
    const artifact = byPath.get(path);
    const actual = artifact === undefined ? null : await hashOf(artifact);
    const state =
      artifact === undefined ? 'missing' : actual === null ? 'unreadable' : actual === sha256 ? 'same' : 'changed';
    verified.push({ path, state, expected: sha256, actual });
  }
  return verified;
}

/** SHA-256 of what the artifact holds, unpacked; null where it cannot be read whole. */
async function hashOf(artifact: Artifact): Promise<string | null> {
  const hash = createHash('sha256');
  const stream = openArtifact(artifact, { reuse: true });
  for await (const chunk of stream) hash.update(chunk);
  return stream.notes.length > 0 ? null : hash.digest('hex');
}
