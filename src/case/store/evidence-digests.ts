import { lstat, readFile } from 'node:fs/promises';
import { isStillThere } from '../../collection/objects/object-now.js';
import type { FileDigest } from '../../engine/units/digest-file.js';
import type { Artifact } from '../../model/artifact.js';
import { storeFailed, writeAside } from './write-aside.js';
import { codeOf } from '../../platform/errors.js';

/** What was told of a file when its bytes were read. */
interface KnownFile {
  readonly stamp: string;
  readonly digest: FileDigest;
}

/** Bytes of the beginning that tells one log from another: its directives, with the moment when it was begun. */
export const HEAD_BYTES = 256;
const FORMAT = 'afterpatch digests 1';

/**
 * Digests of evidence that was read before. A file whose size, times and number on its disk are as they were is not read again,
 * unless one asks for that: whoever can write to the evidence can forge the times of a file, not the time of its last change.
 */
export class EvidenceDigests {
  /** Files of which the bytes were read. */
  read = 0;
  readBytes = 0;
  readonly #known: Map<string, KnownFile>;
  readonly #used = new Map<string, KnownFile>();
  readonly #underWay = new Map<string, Promise<FileDigest | null>>();

  private constructor(
    readonly path: string,
    readonly measure: (artifact: Artifact, lengths: readonly number[]) => Promise<FileDigest | null>,
    readonly always: boolean,
    known: Map<string, KnownFile>,
  ) {
    this.#known = known;
  }

  /** @param always reads every file again, whatever its times say */
  static async open(
    path: string,
    measure: (artifact: Artifact, lengths: readonly number[]) => Promise<FileDigest | null>,
    always: boolean,
  ): Promise<EvidenceDigests> {
    return new EvidenceDigests(path, measure, always, always ? new Map() : await readKnown(path));
  }

  /** What is known of a file as it is now; null where it would have to be read. */
  async known(artifact: Artifact): Promise<FileDigest | null> {
    const place = placeOf(artifact);
    const used = this.#used.get(place);
    if (used) return used.digest;
    const known = this.#known.get(place);
    if (known === undefined || known.stamp !== (await stampOf(artifact))) return null;
    this.#used.set(place, known);
    return known.digest;
  }

  /** Null where the bytes cannot be had. @param lengths beginnings of which the digests are wanted, too; of a file that was read before those are told that were wanted then */
  of(artifact: Artifact, lengths: readonly number[] = []): Promise<FileDigest | null> {
    const place = placeOf(artifact);
    const going = this.#underWay.get(place);
    if (going) return going;
    const digest = this.#digest(artifact, place, lengths).finally(() => this.#underWay.delete(place));
    this.#underWay.set(place, digest);
    return digest;
  }

  /** Whether a file is as it was when its digest was taken. */
  async isUnchanged(artifact: Artifact): Promise<boolean> {
    const used = this.#used.get(placeOf(artifact));
    if (used === undefined || used.stamp !== (await stampOf(artifact))) return false;
    return artifact.location.object === undefined || (await isStillThere(artifact.location));
  }

  /**
   * Writes what the next sweep need not read again: files that were asked for in this one.
   * @param isPart it did not come to ask for all: what was known before stays
   */
  async save(isPart = false): Promise<void> {
    const kept = isPart ? new Map([...this.#known, ...this.#used]) : this.#used;
    const lines = [...kept].map(
      ([
        place,
        {
          stamp,
          digest: { sha256, size, begun, beginnings },
        },
      ]) =>
        `${JSON.stringify([place, stamp, sha256, size, begun.length, begun.sha256, ...beginnings.flatMap((one) => [one.length, one.sha256])])}\n`,
    );
    await writeAside(this.path, [`${FORMAT}\n`, ...inBlocks(lines)]);
  }

  async #digest(artifact: Artifact, place: string, lengths: readonly number[]): Promise<FileDigest | null> {
    const known = await this.known(artifact);
    if (known !== null) return known;
    const stamp = await stampOf(artifact);
    const wanted = [...new Set([HEAD_BYTES, ...lengths])].sort((a, b) => a - b);
    const digest = await this.measure(artifact, wanted);
    this.read++;
    this.readBytes += digest?.size ?? 0;
    if (digest === null || stamp === null) return null;
    this.#used.set(place, { stamp, digest });
    return digest;
  }
}

/** Writing line by line would ask the disk for each. */
function* inBlocks(lines: readonly string[]): Generator<string> {
  for (let at = 0; at < lines.length; at += 1_000) yield lines.slice(at, at + 1_000).join('');
}

function placeOf({ location: { path, range, member } }: Artifact): string {
  const part = [range?.offset ?? '', range?.length ?? '', member?.format ?? '', member?.index ?? ''].join(':');
  return `${Buffer.from(path).toString('latin1')}\n${part}`;
}

/** What changes when a file does; null where it is not there. Of an object, what its store said when it listed it. */
export async function stampOf({ location, size: own }: Artifact): Promise<string | null> {
  const { object } = location;
  if (object) return ['object', object.size, object.etag, own].join(' ');
  const stats = await lstat(Buffer.from(location.path), { bigint: true }).catch(() => null);
  if (stats === null) return null;
  const { size, mtimeNs, ctimeNs, ino } = stats;
  return [size, mtimeNs, ctimeNs, ino, own].join(' ');
}

async function readKnown(path: string): Promise<Map<string, KnownFile>> {
  const known = new Map<string, KnownFile>();
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw storeFailed(path, error);
  });
  const [format, ...lines] = text.split('\n');
  if (format !== FORMAT) return known;
  for (const line of lines) {
    const [place, file] = knownFile(line) ?? [];
    if (place !== undefined && file !== undefined) known.set(place, file);
  }
  return known;
}

function knownFile(line: string): [string, KnownFile] | null {
  let told: unknown;
  try {
    told = JSON.parse(line);
  } catch {
    return null;
  }
  if (!Array.isArray(told)) return null;
  const [place, stamp, sha256, size, length, begun, ...rest]: unknown[] = told;
  if (typeof place !== 'string' || typeof stamp !== 'string' || typeof sha256 !== 'string') return null;
  if (typeof size !== 'number' || typeof length !== 'number' || typeof begun !== 'string') return null;
  const beginnings: { length: number; sha256: string }[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const [of, sum] = [rest[at], rest[at + 1]];
    if (typeof of !== 'number' || typeof sum !== 'string') return null;
    beginnings.push({ length: of, sha256: sum });
  }
  return [place, { stamp, digest: { sha256, size, begun: { length, sha256: begun }, beginnings } }];
}
