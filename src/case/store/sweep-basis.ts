import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Collection } from '../../collection/collect.js';
import { plainArtifact } from '../../model/artifact.js';
import type { CoverageCode } from '../../model/coverage.js';
import type { Report } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';
import { writePlain } from '../../platform/plain-json.js';
import type { Earlier } from '../continuation.js';
import type { HuntOptions } from '../hunt-settings.js';
import type { RunFacts } from './case-store.js';
import { stampOf } from './evidence-digests.js';
import type { KnownLog } from './log-history.js';

export interface Basis {
  /** Version of the tool, and what ships with it. */
  readonly tool: string;
  readonly options: HuntOptions;
  readonly collection: Collection;
  /** What earlier sweeps say of what is no longer there. */
  readonly gone: readonly KnownLog[];
  readonly earlier: Pick<Earlier, 'changes' | 'notes'>;
}

const UNDER_WAY = 64;

/**
 * Digest of all that the report of a sweep is made of, but for the report before it: two sweeps of one basis find the same. Files are told by
 * what changes with them, as elsewhere where they are not read again. Take it before evidence is read: what changes afterwards makes another one.
 * @returns null where something of it cannot be told.
 */
export async function basisOf({ tool, options, collection, gone, earlier }: Basis): Promise<string | null> {
  const { baseline, jobs, archivePassword, now, ...asked } = options;
  const hash = createHash('sha256');
  const day = asked.suppressions === undefined ? null : (now ?? '').slice(0, 10);
  add(hash, [tool, asked, day]);
  const named = [...(asked.signatures ?? []), ...(asked.knownGood ?? []), asked.suppressions ?? []].flat();
  for (const one of named) if (!(await addFiles(hash, one))) return null;
  const { artifacts, notes, hosts, origins } = collection;
  add(hash, [notes, hosts, origins, gone, earlier.changes, earlier.notes]);
  for (let at = 0; at < artifacts.length; at += UNDER_WAY) {
    const some = artifacts.slice(at, at + UNDER_WAY);
    add(hash, [some.map(plainArtifact), await Promise.all(some.map(stampOf))]);
  }
  return hash.digest('hex');
}

function add(hash: Hash, told: unknown): void {
  hash.update(writePlain(told).text).update('\n');
}

/** All that lies at or below a path; false where that is not to be told, as behind a link. */
async function addFiles(hash: Hash, place: string): Promise<boolean> {
  const stats = await stat(place).catch(() => null);
  if (stats?.isFile()) return addFile(hash, place);
  if (!stats?.isDirectory()) return false;
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries?.every((entry) => entry.isFile() || entry.isDirectory()) !== true) return false;
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files.sort(compareText)) if (!(await addFile(hash, file))) return false;
  return true;
}

async function addFile(hash: Hash, file: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return false;
  add(hash, [file, bytes.length]);
  hash.update(bytes);
  return true;
}

/** What is another time not so, though the evidence is as it was. */
const PASSING: ReadonlySet<string> = new Set<CoverageCode>([
  'unreadable',
  'timed-out',
  'engine-crash',
  'detector-crash',
  'changed-while-reading',
  'interrupted',
]);

/** Whether a sweep of the same basis would find the same: nothing failed that is worth another try. */
export function isSteady({ coverage, status }: Report, { units }: Pick<RunFacts, 'units'>): boolean {
  return (
    status === 'complete' &&
    units.every(({ failed, left }) => failed === 0 && left === 0) &&
    !coverage.entries.some(({ code }) => PASSING.has(code))
  );
}
