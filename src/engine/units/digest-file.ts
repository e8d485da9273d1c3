import { createHash } from 'node:crypto';
import { openArtifact } from '../../collection/opening/open-artifact.js';
import type { Artifact } from '../../model/artifact.js';
import { has } from '../../platform/objects.js';
import { RANGE } from '../logs/peek-logs.js';
import { isSteady, type ReadDigest } from './read-digest.js';

/** What a digest process is asked for. */
export interface DigestJob {
  readonly artifact: Artifact;
  /** Of so many first bytes the digests are wanted, too; ascending. */
  readonly lengths: readonly number[];
}

/** What is told of a file that is read for its digests alone. */
export interface FileDigest extends ReadDigest {
  /** Without NULs at the end, which a log has that was copied while it was written. */
  readonly begun: { readonly length: number; readonly sha256: string };
  /** Of those of `lengths` that it has, and those up to the ends of a log's ranges, in their order. */
  readonly beginnings: readonly { readonly length: number; readonly sha256: string }[];
}

export function isDigestJob(value: unknown): value is DigestJob {
  return has(value, 'artifact', 'lengths');
}

/** Null: the bytes cannot be had, or changed meanwhile. */
export function isFileDigest(value: unknown): value is { readonly digest: FileDigest | null } {
  return has(value, 'digest');
}

const LINE_FEED = 0x0a;

/**
 * Reads a file once for its digests: of all, of the beginnings asked for, and of those that end where a large log is cut into ranges.
 * @param progress told how many bytes are done
 * @param range bytes of the ranges; for tests
 */
export async function digestFile(
  { artifact, lengths }: DigestJob,
  progress: (told: { readonly done: number }) => Promise<void>,
  range = RANGE,
): Promise<{ readonly digest: FileDigest | null }> {
  const whole = createHash('sha256');
  const beginnings: { length: number; sha256: string }[] = [];
  let begun = whole.copy();
  let [size, length, told] = [0, 0, 0];
  // Of the byte from which on the next line feed is a cut.
  let grid = range - 1;
  const stream = openArtifact(artifact, { reuse: true });
  for await (const chunk of stream) {
    let at = 0;
    const used = chunk.length - zerosAtEnd(chunk);
    const cuts = lengths.filter((one) => one > size && one <= size + chunk.length).map((one) => one - size);
    for (let found = 0; size + chunk.length > grid && found >= 0; ) {
      found = chunk.indexOf(LINE_FEED, Math.max(0, grid - size));
      if (found >= 0) {
        cuts.push(found + 1);
        grid += range;
      }
    }
    for (const cut of [...new Set([...cuts, ...(used > 0 ? [used] : [])])].sort((a, b) => a - b)) {
      whole.update(chunk.subarray(at, cut));
      at = cut;
      if (cuts.includes(cut)) beginnings.push({ length: size + cut, sha256: whole.copy().digest('hex') });
      if (cut === used) [begun, length] = [whole.copy(), size + used];
    }
    whole.update(chunk.subarray(at));
    size += chunk.length;
    if (size - told < PROGRESS_BYTES) continue;
    told = size;
    await progress({ done: size });
  }
  if (!isSteady(stream.notes)) return { digest: null };
  const sha256 = whole.digest('hex');
  return { digest: { sha256, size, begun: { length, sha256: begun.digest('hex') }, beginnings } };
}

const PROGRESS_BYTES = 64 << 20;

function zerosAtEnd(chunk: Uint8Array): number {
  let zeros = 0;
  while (zeros < chunk.length && chunk[chunk.length - 1 - zeros] === 0) zeros++;
  return zeros;
}
