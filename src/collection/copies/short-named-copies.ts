import type { Artifact } from '../../model/artifact.js';
import { groupBy } from '../../platform/group-by.js';
import type { NoteLedger } from '../note-ledger.js';
import type { Reading } from '../reading/reading.js';

/** `ERRORX~1.ASP`: a name of eight characters and an extension of three that Windows gives to a file with a longer one. */
const SHORT = /^([^.~\s]{1,6})~\d(?:\.([^.]{1,3}))?$/;

/** Files that are compared with one of a short name. */
const MOST_COMPARED = 16;

/**
 * Artifacts without files that were collected under their short name, too, as by collectors that list a folder in both ways: they lie beside a
 * file whose name Windows shortens so, and hold the same.
 */
export async function withoutShortNamedCopies(
  artifacts: readonly Artifact[],
  reading: Reading,
  notes: NoteLedger,
  signal?: AbortSignal,
): Promise<readonly Artifact[]> {
  const short = artifacts.filter((artifact) => artifact.size > 0 && SHORT.test(nameOf(artifact)));
  if (short.length === 0) return artifacts;
  const folders = new Set(short.map(folderKey));
  const beside = groupBy(
    artifacts.filter((artifact) => folders.has(folderKey(artifact)) && !SHORT.test(nameOf(artifact))),
    folderKey,
  );
  const dropped = new Set<Artifact>();
  for (const copy of short) {
    if (signal?.aborted) break;
    const alike = (beside.get(folderKey(copy)) ?? []).filter(
      (other) => other.size === copy.size && isShortOf(nameOf(copy), nameOf(other)),
    );
    const kept = await sameAs(copy, alike.slice(0, MOST_COMPARED), reading);
    if (kept === undefined) continue;
    dropped.add(copy);
    const message = `The same file was collected under its short name, too; it counts once, as ${kept.collectedPath}`;
    notes.add({ code: 'duplicate', message, path: copy.collectedPath, host: copy.host, incomplete: false });
  }
  return dropped.size === 0 ? artifacts : artifacts.filter((artifact) => !dropped.has(artifact));
}

async function sameAs(copy: Artifact, others: readonly Artifact[], reading: Reading): Promise<Artifact | undefined> {
  const own = others.length === 0 ? null : await reading.digest(copy);
  if (own === null) return undefined;
  for (const other of others) if ((await reading.digest(other))?.hash === own.hash) return other;
  return undefined;
}

/** Whether Windows gives a file of this name such a short one: its first six letters, or two and four digits where many begin alike. */
function isShortOf(short: string, long: string): boolean {
  const [, start = '', extension = ''] = SHORT.exec(short.toUpperCase()) ?? [];
  const dot = long.lastIndexOf('.');
  const stem = (dot > 0 ? long.slice(0, dot) : long).replace(/[\s.]/g, '').toUpperCase();
  const ending = dot > 0 ? long.slice(dot + 1).toUpperCase() : '';
  if (ending.slice(0, 3) !== extension) return false;
  return stem.slice(0, 6) === start || (/^..[0-9A-F]{4}$/.test(start) && stem.slice(0, 2) === start.slice(0, 2));
}

function nameOf({ collectedPath }: Artifact): string {
  return collectedPath.slice(collectedPath.lastIndexOf('/') + 1);
}

function folderKey({ collectedPath, host }: Artifact): string {
  return `${host ?? ''}\0${collectedPath.slice(0, collectedPath.lastIndexOf('/') + 1)}`;
}
