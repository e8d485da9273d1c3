import { createHash, type Hash } from 'node:crypto';
import type { Artifact } from '../../model/artifact.js';
import type { JobProgress } from '../../platform/serve-jobs.js';
import { openArtifact } from '../opening/open-artifact.js';
import type { Digest } from './jobs.js';
import { paced } from './paced.js';

type Progress = (told?: JobProgress) => Promise<void>;

/** Of the first `most` bytes; null where they could not be read. */
export async function digestOf(
  artifact: Artifact,
  most: number,
  progress: Progress,
): Promise<{ readonly digest: Digest | null }> {
  const hash = createHash('sha256');
  const stream = openArtifact(artifact);
  let [length, read] = [0, 0];
  for await (const chunk of paced(stream, progress)) {
    const part = chunk.subarray(0, most - read);
    let end = part.length;
    while (end > 0 && part[end - 1] === 0) end--;
    if (end > 0) {
      // NULs in the middle of a log belong to it.
      feedZeros(hash, read - length);
      hash.update(part.subarray(0, end));
      length = read + end;
    }
    read += part.length;
    if (read >= most) break;
  }
  return { digest: stream.notes.length > 0 ? null : { hash: hash.digest('hex'), length } };
}

/** SHA-256 of what the artifact holds, unpacked, lower-case hex; null where it cannot be read whole. */
export async function hashOf(artifact: Artifact, progress: Progress): Promise<{ readonly sha256: string | null }> {
  const hash = createHash('sha256');
  const stream = openArtifact(artifact, { reuse: true });
  for await (const chunk of paced(stream, progress)) hash.update(chunk);
  return { sha256: stream.notes.length > 0 ? null : hash.digest('hex') };
}

const ZEROS = Buffer.alloc(1 << 20);

function feedZeros(hash: Hash, count: number): void {
  for (let left = count; left > 0; left -= ZEROS.length) hash.update(ZEROS.subarray(0, Math.min(left, ZEROS.length)));
}

/** Hashes of a log's first bytes by how many they are, for the given lengths in ascending order. Read once. */
export async function beginningsOf(
  artifact: Artifact,
  lengths: readonly number[],
  progress: Progress,
): Promise<{ readonly beginnings: ReadonlyMap<number, string> }> {
  const beginnings = new Map<number, string>();
  const hash = createHash('sha256');
  let [read, next] = [0, 0];
  for await (const chunk of paced(openArtifact(artifact), progress)) {
    let at = 0;
    for (let length = lengths[next]; length !== undefined && length <= read + chunk.length; length = lengths[++next]) {
      hash.update(chunk.subarray(at, length - read));
      at = length - read;
      beginnings.set(length, hash.copy().digest('hex'));
    }
    if (next === lengths.length) break;
    hash.update(chunk.subarray(at));
    read += chunk.length;
  }
  return { beginnings };
}
