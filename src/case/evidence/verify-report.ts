import { type Artifact, plainArtifact } from '../../model/artifact.js';
import type { Finding, NamedEvidence, Report } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';
import { inOrder } from '../../platform/ordered.js';
import type { FileHashes } from './named-files.js';
import { containerOf, nameBelow, shownName, wholeFile } from './whole-file.js';

/** A file that a report, or a manifest, names by its SHA-256, and what became of it. */
export interface VerifiedFile {
  /** Below the path that was hunted. */
  readonly path: string;
  /**
   * `grown`: a log holds what it held, and more. `added`: a manifest of all files does not know it. `not-checked`: the report has no hash
   * of it. `gone`: as it was when it was hunted, where an earlier sweep had read it.
   */
  readonly state: 'same' | 'grown' | 'changed' | 'missing' | 'unreadable' | 'added' | 'not-checked' | 'gone';
  /** As the report or the manifest has it, and as it is now; null where there is none. */
  readonly expected: string | null;
  readonly actual: string | null;
  /** Why the report has no hash of it. */
  readonly why?: string;
  /** Findings of a report that name it. */
  readonly findings?: number;
}

/** Files under way: enough that no process waits. */
const UNDER_WAY = 32;

/**
 * Compares the files that a report names, and the archives that hold them, with what is there now, each read once, in the order of their
 * paths.
 * @param folder that holds all that was given, absolute
 */
export async function* verifyReport(
  report: Pick<Report, 'findings' | 'evidence'>,
  { artifacts, folder }: { readonly artifacts: readonly Artifact[]; readonly folder: string },
  hashes: FileHashes,
): AsyncGenerator<VerifiedFile> {
  const { files, archives } = report.evidence ?? ofFindings(report.findings);
  const findings = countFindings(report.findings);
  const named = new Set(files.map(({ path }) => path));
  const whole = new Set(archives.map(({ path }) => path));
  const found = new Map<string, Artifact>();
  const containers = new Map<string, Artifact>();
  const root = Buffer.from(folder);
  for (const artifact of artifacts) {
    if (named.has(artifact.collectedPath)) found.set(artifact.collectedPath, artifact);
    const container = containerOf(artifact);
    const name = container && shownName(nameBelow(root, container.path));
    if (container && name !== null && whole.has(name) && !containers.has(name))
      containers.set(name, wholeFile(artifact, container, name));
  }
  const expected: Expected[] = [
    ...archives.map((file) => ({ file, artifact: containers.get(file.path), isArchive: true })),
    ...files.map((file) => ({ file, artifact: found.get(file.path), isArchive: false })),
  ].sort((a, b) => compareText(a.file.path, b.file.path) || Number(b.isArchive) - Number(a.isArchive));
  yield* inOrder(expected, UNDER_WAY, async (one) => {
    const count = one.isArchive ? undefined : findings.get(one.file.path);
    return { ...(await verified(one, hashes)), ...(count !== undefined && { findings: count }) };
  });
}

interface Expected {
  readonly file: Pick<NamedEvidence['files'][number], 'path' | 'size' | 'sha256' | 'problem'>;
  readonly artifact: Artifact | undefined;
  readonly isArchive: boolean;
}

async function verified({ file, artifact }: Expected, hashes: FileHashes): Promise<VerifiedFile> {
  const { path, size, sha256: expected, problem } = file;
  if (expected === null) return { path, state: 'not-checked', expected, actual: null, why: problem ?? 'unreadable' };
  if (artifact === undefined)
    return { path, state: problem === 'remembered' ? 'gone' : 'missing', expected, actual: null };
  const { sha256: actual } = await hashes.of(artifact);
  if (actual === null) return { path, state: 'unreadable', expected, actual };
  if (actual === expected) return { path, state: 'same', expected, actual };
  const isLonger = containerOf(artifact) === null && artifact.size > size;
  const begun = isLonger ? await hashes.of(beginningOf(artifact, size)) : null;
  return { path, state: begun?.sha256 === expected ? 'grown' : 'changed', expected, actual };
}

function beginningOf(artifact: Artifact, length: number): Artifact {
  const plain = plainArtifact(artifact);
  return { ...plain, size: length, location: { ...plain.location, range: { offset: 0, length } } };
}

/** What a report has that lists no files by themselves. */
function ofFindings(findings: readonly Finding[]): NamedEvidence {
  const files = new Map<string, NamedEvidence['files'][number]>();
  for (const { artifact, host } of findings) {
    const { collectedPath: path, sha256, size, windowsPath } = artifact;
    if (path !== null && sha256 !== null)
      files.set(path, { path, host, windowsPath, size: size ?? 0, sha256, archive: null });
  }
  return { files: [...files.values()], archives: [] };
}

/** Of each path, findings that name it. */
function countFindings(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { artifact, evidence } of findings) {
    const paths = new Set([artifact.collectedPath, ...evidence.map(({ path }) => path)]);
    for (const path of paths) if (path !== null) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
}
