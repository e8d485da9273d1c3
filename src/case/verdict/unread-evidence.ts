import type { Artifact } from '../../model/artifact.js';
import { type ArtifactKind, type KindFacts, kindFacts } from '../../model/artifact-kind.js';
import type { CoverageNote } from '../../model/coverage.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';

/** Files of one kind and server that are named one by one; the rest is one entry that counts them. */
const NAMED = 5;

export interface UnreadEvidence {
  readonly host: string | null;
  readonly kind: ArtifactKind;
  readonly files: number;
  readonly name: string;
  /** In sentences: what it can hide, how to look by hand. */
  readonly hides: string;
}

/** Whether nothing reads files of a kind, although they can hold traces: collected is not examined. */
export function isUnread(kind: ArtifactKind): boolean {
  return kindFacts(kind).reader === null;
}

/** Evidence that was collected and not read, by server and kind, in the order of both. */
export function unreadEvidence(artifacts: readonly Artifact[]): UnreadEvidence[] {
  return groups(artifacts).map(({ host, kind, unread, files }) => ({
    host,
    kind,
    files: files.length,
    name: unread.name,
    hides: hidesText(unread),
  }));
}

/** Its entries in the ledger: the first files of each kind by their paths, and how many more there are. */
export function unreadNotes(artifacts: readonly Artifact[]): CoverageNote[] {
  return groups(artifacts).flatMap(({ host, unread, files }) => {
    const note = {
      code: 'not-read',
      message: `Nothing here reads ${unread.name}. ${hidesText(unread)}`,
      host,
      incomplete: true,
    } as const;
    const named = files.slice(0, NAMED).map(({ collectedPath: path }) => ({ ...note, path }));
    const count = files.length - named.length;
    return count === 0 ? named : [...named, { ...note, message: `More ${unread.name}`, path: null, count }];
  });
}

function hidesText({ hides, byHand }: KindFacts): string {
  return `They can show ${hides}. By hand: ${byHand}.`;
}

function groups(artifacts: readonly Artifact[]) {
  const unread = artifacts.filter(({ kind }) => isUnread(kind));
  return [...groupBy(unread, ({ host, kind }) => JSON.stringify([host, kind]))]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, files]) => {
      const [first] = files;
      return first ? [{ host: first.host, kind: first.kind, unread: kindFacts(first.kind), files }] : [];
    });
}
