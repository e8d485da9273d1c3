import type { Collection } from '../../collection/collect.js';
import { isLogKind } from '../../engine/logs/log-analysis.js';
import type { PeekedLog } from '../../engine/logs/peek-logs.js';
import { isRecordKind } from '../../engine/records/record-analysis.js';
import type { FileDigest } from '../../engine/units/digest-file.js';
import type { Artifact } from '../../model/artifact.js';
import { kindFacts } from '../../model/artifact-kind.js';
import type { LogChange } from '../../model/log-change.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import type { ChangedLog } from '../judge-servers.js';
import { type EvidenceDigests, HEAD_BYTES } from './evidence-digests.js';
import type { ReadPiece } from './stored-units.js';

/** A log, or another file of records, as a sweep left it. */
export interface KnownLog {
  readonly artifact: Artifact;
  readonly digest: FileDigest;
  readonly kind: 'requests' | 'records';
  /** Of its results: one, or one of each range. */
  readonly pieces: readonly ReadPiece[];
  /** Of its last record, seconds since 1970. */
  readonly last: number | null;
  /** What its beginning told, of a log of requests. */
  readonly peeked: Pick<PeekedLog, 'facts' | 'local' | 'first' | 'senders' | 'ranges'> | null;
  /** Number of the last sweep that had it, where that is over. */
  readonly gone: number | null;
}

export interface LogHistory {
  /** What is no longer there. */
  readonly gone: readonly KnownLog[];
  readonly changes: readonly ChangedLog[];
}

/** Beginnings of one log that are compared with what earlier sweeps read. */
const MOST_COMPARED = 64;
const UNDER_WAY = 16;

/**
 * Compares logs with those of an earlier sweep, by what is in them. One that grew, was packed or bears another name is the same one.
 * @param before of the last sweep
 * @param sweep its number
 */
export async function compareLogs(
  before: readonly KnownLog[],
  { artifacts }: Collection,
  digests: EvidenceDigests,
  sweep: number,
): Promise<LogHistory> {
  const current = artifacts.filter(({ kind }) => isLogKind(kind) || isRecordKind(kind));
  const known = new Map<Artifact, FileDigest>();
  for (const artifact of current) {
    const digest = await digests.known(artifact);
    if (digest !== null) known.set(artifact, digest);
  }
  const seen = contentsOf(known);
  const open = groupBy(
    before.filter(({ artifact, digest }) => !isAmong(seen, artifact.host, digest)),
    ({ artifact: { host } }) => host,
  );
  const unread = current.filter((artifact) => !known.has(artifact));
  for (let at = 0; at < unread.length; at += UNDER_WAY) {
    await Promise.all(
      unread.slice(at, at + UNDER_WAY).map(async (artifact) => {
        const digest = await digests.of(artifact, lengthsFor(artifact, open.get(artifact.host) ?? []));
        if (digest !== null) known.set(artifact, digest);
      }),
    );
  }
  const there = contentsOf(known);
  const byPlace = new Map(current.map((artifact) => [placeOf(artifact), artifact]));
  const paths = new Set(current.map(({ collectedPath }) => collectedPath));
  const missing = before.filter(
    ({ artifact, digest }) => digest.begun.length > 0 && !isAmong(there, artifact.host, digest),
  );
  const moved = before.filter(({ artifact, digest }) => {
    const same = byPlace.get(placeOf(artifact));
    const now = same && known.get(same);
    return (
      same === undefined || now === undefined || !isAmong(contentsOf(new Map([[same, now]])), artifact.host, digest)
    );
  });
  const movedContents = new Set(moved.map(({ artifact, digest }) => contentKey(artifact.host, digest.begun)));
  const gone: KnownLog[] = [];
  const changes: ChangedLog[] = [];
  for (const one of missing) {
    const same = one.gone === null ? byPlace.get(placeOf(one.artifact)) : undefined;
    const now = same && known.get(same);
    const isRolled = same !== undefined && kindFacts(one.artifact.kind).grows !== true;
    if (same !== undefined && now !== undefined) {
      const isRotated = isOfAnother(now, same.host, movedContents);
      const change = isRolled ? 'rolled' : isRotated ? 'rotated' : whatBecameOf(one, now);
      changes.push({ artifact: same, change: { change, ...sizes(one, now) } });
    }
    // What is in an event log now is what counts; much of what was in it then is still there.
    if (isRolled) continue;
    const path = one.artifact.collectedPath;
    const artifact = paths.has(path) ? { ...one.artifact, collectedPath: `${path} (sweep ${sweep})` } : one.artifact;
    gone.push({ ...one, artifact, gone: one.gone ?? sweep });
  }
  return { gone, changes: changes.sort((a, b) => compareText(a.artifact.collectedPath, b.artifact.collectedPath)) };
}

/** What is there now was there before, under another name: logs were rotated. */
function isOfAnother(now: FileDigest, host: string | null, earlier: ReadonlySet<string>): boolean {
  return [now.begun, ...now.beginnings.filter(({ length }) => length !== HEAD_BYTES)].some(
    (content) => content.length > 0 && earlier.has(contentKey(host, content)),
  );
}

function whatBecameOf({ digest }: KnownLog, now: FileDigest): LogChange['change'] {
  const head = ({ beginnings }: FileDigest) => beginnings.find(({ length }) => length === HEAD_BYTES)?.sha256;
  const isShorter = now.begun.length < digest.begun.length;
  const beginsAlike = head(now) === undefined ? isShorter : head(now) === head(digest);
  return !beginsAlike ? 'replaced' : isShorter ? 'shrank' : 'rewritten';
}

function sizes({ digest, last }: KnownLog, now: FileDigest): Omit<LogChange, 'change'> {
  return {
    sizeBefore: digest.size,
    sizeNow: now.size,
    sha256Before: digest.sha256,
    sha256Now: now.sha256,
    lastRecordBefore: last === null ? null : new Date(last * 1000).toISOString(),
  };
}

/** Of what may have become of a file, those most alike it. */
function lengthsFor(artifact: Artifact, open: readonly KnownLog[]): number[] {
  const nearness = (other: Artifact) =>
    (placeOf(other) === placeOf(artifact) ? 0 : 2) + (folderOf(other) === folderOf(artifact) ? 0 : 1);
  return open
    .filter(({ artifact: { kind } }) => kind === artifact.kind)
    .toSorted(
      (a, b) =>
        nearness(a.artifact) - nearness(b.artifact) || compareText(b.artifact.collectedPath, a.artifact.collectedPath),
    )
    .slice(0, MOST_COMPARED)
    .map(({ digest: { begun } }) => begun.length);
}

interface Content {
  readonly length: number;
  readonly sha256: string;
}

function contentsOf(known: ReadonlyMap<Artifact, FileDigest>): ReadonlySet<string> {
  return new Set(
    [...known].flatMap(([{ host }, { begun, beginnings }]) =>
      [begun, ...beginnings].map((content) => contentKey(host, content)),
    ),
  );
}

function isAmong(contents: ReadonlySet<string>, host: string | null, { begun }: FileDigest): boolean {
  return contents.has(contentKey(host, begun));
}

function contentKey(host: string | null, { length, sha256 }: Content): string {
  return `${host ?? ''}\n${length}\n${sha256}`;
}

function placeOf({ host, windowsPath, collectedPath }: Artifact): string {
  return `${host ?? ''}\n${(windowsPath ?? collectedPath).toLowerCase()}`;
}

function folderOf(artifact: Artifact): string {
  return placeOf(artifact).replace(/[^\\/]*$/, '');
}
