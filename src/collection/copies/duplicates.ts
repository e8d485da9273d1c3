import type { Artifact } from '../../model/artifact.js';
import { kindFacts } from '../../model/artifact-kind.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { inOrder } from '../../platform/ordered.js';
import type { NoteLedger } from '../note-ledger.js';
import type { Digest } from '../reading/jobs.js';
import type { Reading } from '../reading/reading.js';

/** A log that does not count, since another one holds all of it. */
interface Copy {
  readonly copy: Artifact;
  readonly kept: Artifact;
}

/**
 * Artifacts without logs that were collected twice, which would count every request twice: whole copies, packed or not, and earlier
 * states of a log that was collected again later. Of one server, or where one of the two does not tell its server. Kept is the
 * whole one of which more is known.
 */
export async function withoutDuplicates(
  artifacts: readonly Artifact[],
  reading: Reading,
  notes: NoteLedger,
  signal?: AbortSignal,
): Promise<readonly Artifact[]> {
  const dropped = new Set<Artifact>();
  const drop = ({ copy, kept }: Copy, what: string) => {
    dropped.add(copy);
    const message = `${what} ${kept.collectedPath}`;
    notes.add({ code: 'duplicate', message, path: copy.collectedPath, host: copy.host, incomplete: false });
  };
  const logs = artifacts.filter(({ kind, size }) => kindFacts(kind).grows === true && size > 0);
  for (const same of comparable(groupBy(logs, ({ size }) => size).values())) {
    if (signal?.aborted) return without(artifacts, dropped);
    for (const copy of await wholeCopies(same, reading))
      drop(copy, 'The same log was collected twice; it counts once, as');
  }
  const left = logs.filter((log) => !dropped.has(log));
  for (const sameName of comparable(groupBy(left, placeOf).values())) {
    for (const alike of await beginningAlike(sameName, reading)) {
      if (alike.length < 2) continue;
      if (signal?.aborted) return without(artifacts, dropped);
      if (alike.length > MOST_COMPARED) {
        const message =
          'Too many logs of one name and folder that begin alike: none was taken for an earlier state of another';
        const path = alike[0]?.collectedPath ?? null;
        notes.add({ code: 'limit-reached', message, path, count: alike.length, incomplete: false });
        continue;
      }
      for (const copy of await earlierStates(alike, reading)) {
        drop(copy, 'An earlier state of a log that was collected again later; it counts once, as');
      }
    }
  }
  return without(artifacts, dropped);
}

/** What is scanned for code where it lies still is. */
function without(artifacts: readonly Artifact[], dropped: ReadonlySet<Artifact>): readonly Artifact[] {
  if (dropped.size === 0) return artifacts;
  return artifacts.flatMap((artifact) => {
    if (!dropped.has(artifact)) return [artifact];
    return artifact.carriesCode ? [{ ...artifact, kind: 'web-content' as const }] : [];
  });
}

/**
 * Parts logs by what can be the same one: those of one server, and, where some do not tell theirs, all. Forty servers have logs of the
 * same names, and to compare these would read every night of them again.
 */
function* comparable(groups: Iterable<readonly Artifact[]>): Generator<readonly Artifact[]> {
  for (const group of groups) {
    const byHost = groupBy(group, ({ host }) => host);
    for (const logs of byHost.has(null) ? [group] : byHost.values()) if (logs.length > 1) yield logs;
  }
}

/** Logs of one name and folder that are compared with one another. */
const MOST_COMPARED = 64;
/** Bytes: the directives with the moment that the log was begun. */
const BEGINNING = 256;

/** Where there are many, only those that begin alike can be states of one log. */
async function beginningAlike(logs: readonly Artifact[], reading: Reading): Promise<Iterable<readonly Artifact[]>> {
  if (logs.length <= MOST_COMPARED) return [logs];
  return (await byContent(logs, reading, BEGINNING)).values();
}

async function wholeCopies(sameSize: readonly Artifact[], reading: Reading): Promise<Copy[]> {
  return [...(await byContent(sameSize, reading)).values()].flatMap(duplicatesAmong);
}

/** Those whose first bytes are the same, without those that cannot be read so far. */
async function byContent(
  artifacts: readonly Artifact[],
  reading: Reading,
  most?: number,
): Promise<Map<string, Artifact[]>> {
  const read: { readonly artifact: Artifact; readonly hash: string }[] = [];
  for await (const { artifact, content } of contents(artifacts, reading, most)) {
    if (content !== null) read.push({ artifact, hash: content.hash });
  }
  const groups = groupBy(read, ({ hash }) => hash);
  return new Map([...groups].map(([hash, group]) => [hash, group.map(({ artifact }) => artifact)]));
}

function duplicatesAmong(copies: readonly Artifact[]): Copy[] {
  const rank = (artifact: Artifact) => (artifact.host === null ? 2 : 0) + (artifact.windowsPath === null ? 1 : 0);
  const sorted = [...copies].sort((a, b) => rank(a) - rank(b) || compareText(a.collectedPath, b.collectedPath));
  const kept = new Map<string | null, Artifact>();
  const pairs: Copy[] = [];
  for (const copy of sorted) {
    // Those of no server come last, and count as those of the first one.
    const original = copy.host === null ? kept.values().next().value : kept.get(copy.host);
    if (original) pairs.push({ copy, kept: original });
    else kept.set(copy.host, copy);
  }
  return pairs;
}

/** Folder and name, which an earlier and a later state of one log have in common wherever they were collected to. */
function placeOf({ kind, windowsPath, collectedPath }: Artifact): string {
  const path = (windowsPath ?? collectedPath).replaceAll('\\', '/').toLowerCase();
  return [kind, ...path.replace(/\.gz$/, '').split('/').slice(-2)].join('/');
}

/** IIS appends: what was collected first begins what was collected later. Logs of one name with other content stay apart. */
async function earlierStates(sameName: readonly Artifact[], reading: Reading): Promise<Copy[]> {
  const read: { readonly artifact: Artifact; readonly content: Digest }[] = [];
  for await (const { artifact, content } of contents(sameName, reading)) {
    // One of nothing but NULs says nothing.
    if (content !== null && content.length > 0) read.push({ artifact, content });
  }
  read.sort(
    (a, b) => b.content.length - a.content.length || compareText(a.artifact.collectedPath, b.artifact.collectedPath),
  );
  const lengths = [...new Set(read.map(({ content }) => content.length))].sort((a, b) => a - b);
  const kept: { readonly artifact: Artifact; readonly beginnings: ReadonlyMap<number, string> }[] = [];
  const pairs: Copy[] = [];
  for (const { artifact: copy, content } of read) {
    const whole = kept.find(
      ({ artifact: { host }, beginnings }) =>
        (host === copy.host || host === null || copy.host === null) && beginnings.get(content.length) === content.hash,
    );
    if (whole) pairs.push({ copy, kept: whole.artifact });
    else kept.push({ artifact: copy, beginnings: await beginningsOf(copy, content, lengths, reading) });
  }
  return pairs;
}

/** Hashes of a log's first bytes by how many they are. */
async function beginningsOf(
  artifact: Artifact,
  { length: own, hash }: Digest,
  lengths: readonly number[],
  reading: Reading,
): Promise<ReadonlyMap<number, string>> {
  const shorter = lengths.filter((length) => length < own);
  if (shorter.length === 0) return new Map([[own, hash]]);
  return new Map([...(await reading.beginnings(artifact, shorter)), [own, hash]]);
}

/** Logs under way: enough that the process that reads them does not wait. */
const UNDER_WAY = 32;

/** What is in each, in their order; null where it could not be read. */
function contents(artifacts: readonly Artifact[], reading: Reading, most?: number) {
  return inOrder(artifacts, UNDER_WAY, async (artifact) => ({
    artifact,
    content: await reading.digest(artifact, most),
  }));
}
