import { createHash } from 'node:crypto';
import type { Unit, UnitKind } from '../../collection/unit.js';
import type { FileDigest } from '../../engine/units/digest-file.js';
import type { Artifact, ByteRange } from '../../model/artifact.js';
import { has, isObject } from '../../platform/objects.js';
import { readPlain, writePlain } from '../../platform/plain-json.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { UnitStore } from './unit-store.js';

/**
 * Shape of results by kind: raised where the results of a kind change their meaning for those who read them later, so that a store
 * never gives what this version does not understand.
 */
const SHAPES: Readonly<Record<UnitKind, number>> = {
  configuration: 1,
  'file-system': 1,
  content: 3,
  requests: 3,
  records: 3,
  actors: 1,
  traces: 1,
};

/** A pool tries a job that ends its process twice. */
const TRIES: Readonly<Record<string, number>> = { crashed: 2, 'memory-exceeded': 2, 'timed-out': 1 };

/** Under which the result of a unit is kept: without the names of its files, and, where these stand for more in it, with them. */
export type UnitKeys = readonly [string, string];

/** Tells what is read. A range is told by all bytes up to its end: so it is the same in a log that grew. Null where nothing does. */
export function contentOf(digest: FileDigest | null, range: ByteRange | null): string | null {
  if (digest === null || range === null) return digest?.sha256 ?? null;
  const end = range.offset + range.length;
  if (end === digest.size) return digest.sha256;
  return digest.beginnings.find(({ length }) => length === end)?.sha256 ?? null;
}

/** @param setup digest of what holds for many units (`setupText`) */
export function keysOf(
  { kind, artifacts, job }: Unit<unknown>,
  toolVersion: string,
  setup: string,
  contents: readonly unknown[],
): UnitKeys {
  const told = [kind, SHAPES[kind], toolVersion, setup, contents, writePlain(job).text];
  const names = artifacts.map(({ collectedPath }) => collectedPath);
  return [sha256Of(JSON.stringify(told)), sha256Of(JSON.stringify([...told, names]))];
}

/** What a unit is set up with, so that its digest tells it. */
export function setupText(setup: object): string {
  return writePlain(setup).text;
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Whether an object store did not give what was to be read: that passes, and is no result of what the object holds. Nothing else tells,
 * since the object may be there as it was.
 */
export function wasHindered<Result>({ artifacts }: Unit<Result>, outcome: JobOutcome<Result>): boolean {
  if (outcome.status !== 'done' || artifacts.every(({ location }) => location.object === undefined)) return false;
  const result: unknown = outcome.result;
  if (!isObject(result)) return false;
  return [
    ...('notes' in result && Array.isArray(result.notes) ? result.notes : []),
    ...('readNotes' in result && Array.isArray(result.readNotes) ? result.readNotes : []),
  ].some((note: unknown) => HINDRANCES.has(codeOf(note)));
}

const HINDRANCES: ReadonlySet<unknown> = new Set(['unreadable', 'changed-while-reading']);

function codeOf(note: unknown): unknown {
  return has(note, 'code') ? note.code : null;
}

/**
 * @param tries how often the unit was tried in vain, where it was
 * @returns the key that the outcome is kept under; null where it is too large to be written down.
 */
export async function keepOutcome<Result>(
  store: UnitStore,
  { kind, artifacts, namesPathOnly }: Unit<Result>,
  [key, withNames]: UnitKeys,
  outcome: JobOutcome<Result>,
  tries = TRIES[outcome.status] ?? 1,
): Promise<string | null> {
  if (outcome.status !== 'done') {
    const before = (await store.find(key))?.failures ?? 0;
    await store.keep(key, kind, { text: writePlain(outcome).text, failures: before + tries });
    return key;
  }
  const label = artifacts[0]?.collectedPath ?? '';
  const written = tryToWrite(
    { result: outcome.result, parts: outcome.parts },
    namesPathOnly ? { label, seek: kind === 'content' } : undefined,
  );
  if (written === null) return null;
  const own = written.mentions || !namesPathOnly ? withNames : key;
  await store.keep(own, kind, { text: written.text, failures: 0 });
  return own;
}

function tryToWrite(...what: Parameters<typeof writePlain>): ReturnType<typeof writePlain> | null {
  try {
    return writePlain(...what);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Null where it is none: then the unit is done again. */
export function readOutcome<Result>(unit: Unit<Result>, text: string): JobOutcome<Result> | null {
  let told: unknown;
  try {
    told = readPlain(text, labelOf(unit.artifacts));
  } catch {
    return null;
  }
  if (!isObject(told)) return null;
  if ('status' in told && 'detail' in told) return failureOf(told.status, told.detail);
  if (!('result' in told) || !('parts' in told) || !Array.isArray(told.parts)) return null;
  return unit.isResult(told.result) ? { status: 'done', result: told.result, parts: told.parts, retried: false } : null;
}

function labelOf([artifact]: readonly Artifact[]): string {
  return artifact?.collectedPath ?? '';
}

function failureOf(status: unknown, detail: unknown): JobOutcome<never> | null {
  if (typeof detail !== 'string') return null;
  return status === 'crashed' || status === 'timed-out' || status === 'memory-exceeded' ? { status, detail } : null;
}
