import { lstat } from 'node:fs/promises';
import { isStillThere } from '../../collection/objects/object-now.js';
import { digestFile } from '../../engine/units/digest-file.js';
import { Digests, type DigestsOptions } from '../../engine/units/digests.js';
import type { ReadDigest } from '../../engine/units/read-digest.js';
import type { Artifact } from '../../model/artifact.js';
import { kindFacts } from '../../model/artifact-kind.js';
import type { FileHashes, FileState, HashedFile } from './named-files.js';
import { containerOf } from './whole-file.js';

/** Bytes of a file that is hashed here: some thousandths of a second. */
const QUICK = 4 << 20;

/** Hashes of a hunt that knows of no other, which began when this was made. */
export class FreshHashes implements FileHashes {
  readonly #digests: Digests;
  readonly #began = Date.now();

  constructor(options: DigestsOptions) {
    this.#digests = new Digests(options);
  }

  of(artifact: Artifact, read?: ReadDigest): Promise<HashedFile> {
    return hashedSince(artifact, this.#began, async (one) => read ?? this.#digestOf(one));
  }

  /** Of a small file that is not packed, nothing is parsed, and it takes less time than a process takes to start. */
  async #digestOf(artifact: Artifact): Promise<ReadDigest | null> {
    const isQuick = containerOf(artifact) === null && !artifact.location.object && artifact.size <= QUICK;
    if (!isQuick) return this.#digests.of(artifact);
    return (await digestFile({ artifact, lengths: [] }, async () => {})).digest;
  }

  close(): Promise<void> {
    return this.#digests.close();
  }
}

/** @param moment of which on changes count, milliseconds since 1970 @param digestOf null where the bytes cannot be had */
export async function hashedSince(
  artifact: Artifact,
  moment: number,
  digestOf: (artifact: Artifact) => Promise<ReadDigest | null>,
): Promise<HashedFile> {
  const before = await stateSince(artifact, moment);
  let digest = await digestOf(before === 'grown' ? asFound(artifact) : artifact);
  const state = await stateSince(artifact, moment);
  if (digest === null && before !== 'grown' && state === 'grown') digest = await digestOf(asFound(artifact));
  // Of what is encrypted not a byte is to be had.
  const isUnread = digest?.size === 0 && artifact.size > 0;
  return { sha256: isUnread ? null : (digest?.sha256 ?? null), size: digest?.size ?? 0, state };
}

/**
 * What became of the file that holds an artifact since a moment. Whoever changes a file can set its times, but for the one of its last
 * change.
 */
export async function stateSince(artifact: Artifact, moment: number): Promise<Exclude<FileState, 'remembered'>> {
  const container = containerOf(artifact);
  const { path, object } = container ?? artifact.location;
  if (object) return (await isStillThere({ path, object })) ? 'unchanged' : 'changed';
  const stats = await lstat(Buffer.from(path)).catch(() => null);
  if (stats === null) return 'changed';
  if (container === null && stats.size !== artifact.size)
    return stats.size > artifact.size && kindFacts(artifact.kind).grows === true ? 'grown' : 'changed';
  // A disk of another machine may have a clock of its own: what is yet to come, this one cannot judge.
  // Times of files are finer than that of the clock: what was written in the millisecond of the moment was written before anything is read.
  const times = [stats.ctimeMs, stats.mtimeMs].map(Math.floor);
  const isChanged = times.some((time) => time > moment && time <= Date.now());
  return isChanged ? 'changed' : 'unchanged';
}

/** A log as long as it was when it was found. */
function asFound(artifact: Artifact): Artifact {
  const { size, location } = artifact;
  return { ...artifact, location: { ...location, range: { offset: 0, length: size } } };
}
