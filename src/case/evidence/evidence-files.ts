import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { Finding, Incident, NamedEvidence } from '../../model/finding.js';
import type { ContentReport } from '../../model/signature.js';
import { compareText } from '../../platform/order.js';
import { inOrder } from '../../platform/ordered.js';
import { safeText } from '../../platform/safe-text.js';
import type { HashedFile, NamedFiles } from './named-files.js';
import { containerOf, nameBelow, shownName, wholeFile } from './whole-file.js';

type EvidenceFile = NamedEvidence['files'][number];
type EvidenceArchive = NamedEvidence['archives'][number];

/** Files of one report; the first that findings name, in their order, then those of steps and of the coverage. */
const MOST_FILES = 100_000;
/** Bytes, together, of files that only the coverage names: no answer rests on them. */
const MOST_OF_COVERAGE = 256 << 20;
/** Files under way: enough that no process waits. */
const UNDER_WAY = 32;
/** Bytes of a file that takes long enough to hash. */
const LARGE = 16 << 20;
const LONGEST_PATH = 2_000;

/** What names files. */
export interface Naming {
  readonly findings: readonly Finding[];
  /** As each was found: of very many copies of one file, the report has one finding. */
  readonly found: readonly Finding[];
  readonly incidents: readonly Incident[];
  /** `collectedPath` of what the coverage speaks of. */
  readonly coverage: Iterable<string>;
}

/** Where they are looked for. */
export interface CollectedEvidence {
  /** With those that only earlier sweeps had. */
  readonly artifacts: Iterable<Artifact>;
  /** Of what was scanned for code, by `Artifact.id`. */
  readonly content: ReadonlyMap<number, ContentReport>;
  /** That holds all that was given, absolute. */
  readonly folder: string;
}

/**
 * Hashes every file that findings, steps of incidents and the coverage name, each once, and the archives that hold them: what the report
 * rests on can be checked later. What was hashed when it was examined is not read again.
 */
export async function evidenceFiles(
  naming: Naming,
  { artifacts, content, folder }: CollectedEvidence,
  named: NamedFiles,
  signal?: AbortSignal,
): Promise<{ readonly evidence: NamedEvidence; readonly notes: readonly CoverageNote[] }> {
  const paths = namedPaths(naming);
  const found = new Map<string, Artifact>();
  for (const artifact of artifacts) {
    const path = artifact.collectedPath;
    if (paths.has(path) && artifact.kind !== 'link') found.set(path, artifact);
  }
  const notes: CoverageNote[] = [];
  const chosen = chosenOf(paths, found, notes);
  const root = Buffer.from(folder);
  const files: EvidenceFile[] = [];
  const containers = new Map<string, Artifact>();
  const hashed = inOrder(chosen, UNDER_WAY, async (artifact): Promise<{ artifact: Artifact; hash: HashedFile }> => {
    const known = content.get(artifact.id);
    if (known === undefined) return { artifact, hash: await named.hash(artifact) };
    return { artifact, hash: { sha256: known.sha256, size: known.size, state: 'unchanged' } };
  });
  for await (const { artifact, hash } of hashed) {
    const { collectedPath: path, host, windowsPath } = artifact;
    const container = hash.state === 'remembered' ? null : containerOf(artifact);
    const archive = container && shownName(nameBelow(root, container.path));
    if (container && archive !== null && !containers.has(archive))
      containers.set(archive, wholeFile(artifact, container, archive));
    const told = toldOf(hash, path, host, paths.get(path) === 'coverage', signal, notes);
    if (told === null) continue;
    files.push({
      path,
      host,
      windowsPath: windowsPath === null ? null : safeText(windowsPath, LONGEST_PATH),
      size: hash.sha256 === null ? artifact.size : hash.size,
      archive,
      ...told,
    });
  }
  const archives: EvidenceArchive[] = [];
  const sorted = [...containers].sort(([a], [b]) => compareText(a, b));
  const ofArchives = inOrder(sorted, UNDER_WAY, async ([path, archive]) => {
    return { path, archive, hash: await named.hashWhole(archive) };
  });
  for await (const { path, archive, hash } of ofArchives) {
    const told = toldOf(hash, path, null, false, signal, notes);
    if (told !== null) archives.push({ path, size: archive.size, ...told });
  }
  files.sort((a, b) => compareText(a.path, b.path));
  return { evidence: { files, archives }, notes };
}

/**
 * Begins to hash the first large files that findings name, while others read them once more: `evidenceFiles` finds them done. What is
 * small is done at once when it is asked for; what must be unpacked for that is digested as it is read, or later.
 */
export function beginHashing(
  findings: readonly Finding[],
  { artifacts, content }: Pick<CollectedEvidence, 'artifacts' | 'content'>,
  named: NamedFiles,
): void {
  const paths = namedPaths({ findings, found: [], incidents: [], coverage: [] });
  let begun = 0;
  for (const artifact of artifacts) {
    const isUnpackedAgain = artifact.kind === 'iis-log' && artifact.location.member !== undefined;
    if (artifact.size < LARGE || content.has(artifact.id) || isUnpackedAgain || !paths.has(artifact.collectedPath)) {
      continue;
    }
    void named.hash(artifact);
    if (++begun === UNDER_WAY) return;
  }
}

type NamedBy = 'finding' | 'coverage';

/** By what each path is named first. */
function namedPaths({ findings, found, incidents, coverage }: Naming): Map<string, NamedBy> {
  const paths = new Map<string, NamedBy>();
  const add = (path: string | null) => path !== null && paths.set(path, 'finding');
  for (const { artifact, evidence } of findings) {
    add(artifact.collectedPath);
    for (const { path } of evidence) add(path);
  }
  for (const { artifact } of found) add(artifact.collectedPath);
  for (const { requests } of incidents) {
    for (const { steps } of requests) for (const { path } of steps) add(path);
  }
  for (const path of coverage) if (!paths.has(path)) paths.set(path, 'coverage');
  return paths;
}

/** Those that there is room for. */
function chosenOf(
  paths: ReadonlyMap<string, NamedBy>,
  found: ReadonlyMap<string, Artifact>,
  notes: CoverageNote[],
): Artifact[] {
  const by = (wanted: NamedBy) => [...paths].flatMap(([path, own]) => (own === wanted ? (found.get(path) ?? []) : []));
  const ofFindings = by('finding');
  let room = MOST_OF_COVERAGE;
  const ofCoverage = by('coverage').sort((a, b) => a.size - b.size || compareText(a.collectedPath, b.collectedPath));
  const small = ofCoverage.filter(({ size }) => {
    room -= size;
    return room >= 0;
  });
  const left = ofCoverage.length - small.length;
  if (left > 0) {
    const message =
      'Files that no finding names, but the coverage does, are too large together to be hashed; the largest have no SHA-256 in the report';
    notes.push({ code: 'limit-reached', message, count: left, incomplete: false });
  }
  const all = [...ofFindings, ...small];
  if (all.length > MOST_FILES) {
    const message = `Of the files that findings and the coverage name, ${MOST_FILES} have their SHA-256 in the report`;
    notes.push({ code: 'limit-reached', message, count: all.length - MOST_FILES, incomplete: false });
  }
  return all.slice(0, MOST_FILES);
}

/** What the report says of a hash; null for what the coverage speaks of already, which has none. */
function toldOf(
  { sha256, state }: HashedFile,
  path: string,
  host: string | null,
  isOfCoverage: boolean,
  signal: AbortSignal | undefined,
  notes: CoverageNote[],
): Pick<EvidenceFile, 'sha256' | 'problem'> | null {
  if (state === 'remembered') return { sha256, problem: 'remembered' };
  if (sha256 !== null && state === 'grown') {
    const message = 'The log grew after it was found: its SHA-256 in the report is of what it held then';
    notes.push({ code: 'changed-while-reading', message, path, host, incomplete: false });
    return { sha256 };
  }
  if (sha256 !== null && state === 'unchanged') return { sha256 };
  if (signal?.aborted) return isOfCoverage ? null : { sha256: null, problem: 'interrupted' };
  if (state !== 'unchanged') {
    const message = 'The file changed after it was read, or is gone: it has no SHA-256 in the report';
    notes.push({ code: 'changed-while-reading', message, path, host, incomplete: true });
    return isOfCoverage ? null : { sha256: null, problem: 'changed' };
  }
  if (isOfCoverage) return null;
  const message = 'The file could not be read once more for its SHA-256';
  notes.push({ code: 'unreadable', message, path, host, incomplete: false });
  return { sha256: null, problem: 'unreadable' };
}
