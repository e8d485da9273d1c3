import { commonFolder, type GivenPath } from '../../collection/walking/given-paths.js';
import { isObjectAddress } from '../../collection/objects/object-address.js';
import type { Reading } from '../../collection/reading/reading.js';
import type { Artifact } from '../../model/artifact.js';
import { inOrder } from '../../platform/ordered.js';
import { safeText } from '../../platform/safe-text.js';
import type { VerifiedFile } from './verify-report.js';
import { containerOf, nameBelow, shownName, wholeFile } from './whole-file.js';

/** Files under way: enough that the process that hashes them does not wait. */
const UNDER_WAY = 8;
const HEAD =
  '# SHA-256 by afterpatch: sha256sum -c checks it in the folder that was read. Behind # are files within archives.\n';
const END = /^# (\d+) files\n?$/m;
const LINE = /^(\\?)(# )?([0-9a-f]{64}|-{64}) {2}(.+)$/;
const UNREADABLE = '-'.repeat(64);

/** A file of the collection and its hash. */
export interface HashedFile {
  /** Path below the folder that was read, as bytes, `/` between names; of what lies within an archive, its collected path. */
  readonly name: Buffer;
  readonly isMember: boolean;
  /** Lower-case hex; null where it cannot be read whole. */
  readonly sha256: string | null;
}

/**
 * Hashes every file of a collection in the reading process, in the order of names: files as they lie there, and what lies in archives.
 * @param given paths that were collected.
 */
export async function* hashEvidence(
  artifacts: readonly Artifact[],
  given: readonly GivenPath[],
  reading: Reading,
): AsyncGenerator<HashedFile> {
  const files = [...evidenceFiles(artifacts, given).values()].sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)));
  const hashed = inOrder(files, UNDER_WAY, async ({ name, isMember, artifact }) => ({
    name,
    isMember,
    sha256: await reading.hash(artifact),
  }));
  yield* hashed;
}

interface EvidenceFile {
  readonly name: Buffer;
  readonly isMember: boolean;
  readonly artifact: Artifact;
}

function evidenceFiles(artifacts: readonly Artifact[], given: readonly GivenPath[]): Map<string, EvidenceFile> {
  const root = Buffer.from(commonFolder(given));
  const found = new Map<string, EvidenceFile>();
  const add = (file: EvidenceFile) => found.set(keyOf(file).toString('latin1'), file);
  for (const artifact of artifacts) {
    if (artifact.kind === 'link') continue;
    const { range, member } = artifact.location;
    const name = nameBelow(root, artifact.location.path);
    // What was unpacked lies elsewhere, under another name.
    const isMember = range !== undefined || member?.format === 'zip' || shownName(name) !== artifact.collectedPath;
    const whole =
      isMember || member === undefined ? artifact : wholeFile(artifact, artifact.location, artifact.collectedPath);
    add({ name: isMember ? Buffer.from(artifact.collectedPath) : name, isMember, artifact: whole });
  }
  const [any] = artifacts;
  for (const { path: file, isFolder } of given) {
    // An archive that is the collection is no file of it.
    if (isFolder || any === undefined) continue;
    const [name, at] = [nameBelow(root, Buffer.from(file)), Buffer.from(file)];
    // Which object it is, those know that lie in it.
    const lies = (one: Artifact) => containerOf(one) ?? one.location;
    const known = isObjectAddress(file) ? artifacts.find((one) => at.equals(lies(one).path)) : any;
    if (!known) continue;
    const { object } = lies(known);
    const whole = wholeFile(known, { path: at, ...(isObjectAddress(file) && object && { object }) }, shownName(name));
    add({ name, isMember: false, artifact: whole });
  }
  return found;
}

function keyOf({ name, isMember }: Pick<HashedFile, 'name' | 'isMember'>): Buffer {
  return isMember ? Buffer.concat([Buffer.from('# '), name]) : name;
}

/** The manifest, line by line, as `sha256sum` writes and reads it. Its last line says how many files there are. */
export async function* manifestLines(files: AsyncIterable<HashedFile>): AsyncGenerator<Buffer> {
  yield Buffer.from(HEAD);
  let count = 0;
  for await (const { name, isMember, sha256 } of files) {
    count++;
    const escaped = name.toString('latin1').replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    const isEscaped = !isMember && escaped.length > name.length;
    const begin = `${isEscaped ? '\\' : ''}${isMember || sha256 === null ? '# ' : ''}${sha256 ?? UNREADABLE}  `;
    yield Buffer.from(
      `${begin}${isEscaped ? escaped : name.toString('latin1').replaceAll(/[\n\r]/g, '_')}\n`,
      'latin1',
    );
  }
  yield Buffer.from(`# ${count} files\n`);
}

/** What a manifest expects. */
export interface EvidenceManifest {
  /** Hash by name; of what lies within an archive with `# ` before it, of what could not be read null. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Its last line is there. */
  readonly isWhole: boolean;
}

/** Null for bytes that are no manifest. */
export function readManifest(bytes: Buffer): EvidenceManifest | null {
  const files = new Map<string, string | null>();
  for (const line of bytes.toString('latin1').split('\n')) {
    const match = LINE.exec(line);
    if (!match) continue;
    const [, escaped = '', comment = '', sha256 = '', written = ''] = match;
    const unescaped = written.replace(/\\([\\nr])/g, (_, one: string) => ({ n: '\n', r: '\r' })[one] ?? '\\');
    const name = escaped === '' ? written : unescaped;
    const isUnreadable = sha256 === UNREADABLE;
    files.set(isUnreadable ? name : `${comment}${name}`, isUnreadable ? null : sha256);
  }
  if (files.size === 0) return null;
  return { files, isWhole: Number(END.exec(bytes.toString('latin1'))?.[1]) === files.size };
}

/** Compares a collection with its manifest, in the order of names; what the manifest does not know is `added`. */
export async function* verifyManifest(
  { files }: EvidenceManifest,
  hashed: AsyncIterable<HashedFile>,
): AsyncGenerator<VerifiedFile> {
  const left = new Map(files);
  for await (const file of hashed) {
    const key = keyOf(file).toString('latin1');
    const expected = left.get(key);
    left.delete(key);
    yield { path: textOf(key), state: stateOf(expected, file.sha256), expected: expected ?? null, actual: file.sha256 };
  }
  for (const [key, expected] of [...left].sort(([a], [b]) => (a < b ? -1 : 1)))
    yield { path: textOf(key), state: 'missing', expected, actual: null };
}

function stateOf(expected: string | null | undefined, actual: string | null): VerifiedFile['state'] {
  if (expected === undefined) return 'added';
  if (expected === actual) return 'same';
  return actual === null ? 'unreadable' : 'changed';
}

function textOf(key: string): string {
  return safeText(Buffer.from(key.replace(/^# /, ''), 'latin1').toString('utf8'));
}
