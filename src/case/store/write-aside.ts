import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AfterpatchError, codeOf, messageOf } from '../../platform/errors.js';

const OWNER_ONLY = 0o600;
/** Ending of what is not whole yet. */
export const PART = '.part';

/** Where a file is written before it gets its name. */
export function partOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}${PART}`);
}

/** Whether a file is one that is being written, or was, and gets that name. */
export function isPartOf(name: string, part: string): boolean {
  return part.startsWith(`.${name}.`) && part.endsWith(PART);
}

/**
 * Writes a file beside its place, and under its name once all of it lies on the disk: it is whole or not there, whatever ends the
 * process or the machine meanwhile.
 * @param pieces what follows one another; where making one throws, there is no file
 * @throws AfterpatchError `store-failed`.
 */
export async function writeAside(
  path: string,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const aside = partOf(path);
  try {
    const file = await open(aside, 'wx', OWNER_ONLY);
    try {
      for await (const piece of pieces) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {});
    throw storeFailed(path, error);
  }
}

/** Milliseconds after which nobody writes to a file beside any more. */
const LEFT_AFTER = 3_600_000;

/** Takes away what processes that were killed left beside files of a folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.') || !name.endsWith(PART)) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (stats?.isFile() && Date.now() - stats.mtimeMs > LEFT_AFTER) await rm(path, { force: true });
  }
}

/** So that names last as well. Not every file system lets a folder be opened. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC:
    'There is no space left. Make room, or let `afterpatch sweep prune` do so, and run the sweep again: it goes on.',
  EDQUOT:
    'No more may be stored. Make room, or let `afterpatch sweep prune` do so, and run the sweep again: it goes on.',
  EROFS: 'It lies on what can only be read. Take a folder for --store that can be written.',
  EACCES: 'It may not be written. Take a folder for --store that this user may write.',
  EPERM: 'It may not be written. Take a folder for --store that this user may write.',
};

export function storeFailed(path: string, error: unknown): AfterpatchError {
  if (error instanceof AfterpatchError) return error;
  const why = messageOf(error);
  return new AfterpatchError(
    'store-failed',
    `The case store cannot be written or read at ${path}: ${why}`,
    HINTS[codeOf(error)] ??
      'Is the disk or share that it lies on well? What is in the store stays; run the sweep again.',
    { cause: error },
  );
}
