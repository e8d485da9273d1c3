import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../../model/finding.js';
import { AfterpatchError, codeOf } from '../../platform/errors.js';
import { has, isObject } from '../../platform/objects.js';
import { readPlain, writePlain } from '../../platform/plain-json.js';
import { createShapeChecks } from '../shapes/shape-checks.js';
import type { KnownLog } from './log-history.js';
import { isReadPiece } from './stored-units.js';
import type { UnitSums } from './unit-tally.js';
import type { WorkerProgress } from './worker-progress.js';
import { isPartOf, partOf, storeFailed, syncFolder, writeAside } from './write-aside.js';

const MARK = 'store.json';
const FORMAT = 'afterpatch case store 1';
const SWEEP = /^\d{6,9}$/;
const OWNER_ONLY = 0o700;

/** Facts of a sweep that are of the run, not of the evidence: they are in no report. */
export interface RunFacts {
  readonly sweep: number;
  readonly tool: string;
  /** UTC ISO 8601. */
  readonly started: string;
  readonly ended: string;
  readonly exitCode: number;
  readonly findings: number;
  readonly verdict: string;
  readonly units: readonly {
    readonly kind: string;
    readonly known: number;
    readonly done: number;
    readonly failed: number;
    readonly left: number;
    readonly bytes: number;
  }[];
  /** Files of which the bytes were read to tell whether they changed. */
  readonly read: { readonly files: number; readonly bytes: number };
  /** Results in the store that were not as they had been written, and were made again. */
  readonly damaged: number;
  readonly stages: readonly { readonly stage: string; readonly milliseconds: number }[];
  /** What each process did, and how long its units took together: they run side by side. */
  readonly workers: readonly WorkerFacts[];
}

export interface WorkerFacts extends UnitSums {
  readonly worker: string;
  readonly role: WorkerProgress['role'];
}

/** What a sweep leaves when it is complete. */
export interface SweepRecord {
  readonly report: Iterable<string>;
  readonly run: RunFacts;
  readonly logs: readonly KnownLog[];
  /** Keys of the results that it used. */
  readonly units: Iterable<string>;
  /** What it was made of (`basisOf`); null where another one of the same would not tell the same. */
  readonly basis: string | null;
}

/**
 * The folder in which sweeps of one case keep what they know: results of units, digests of evidence, and for each sweep its report,
 * what it says of its run, and which logs it knew. Files are whole or not there.
 */
export class CaseStore {
  private constructor(
    readonly folder: string,
    /** Tells this store from others, wherever it is mounted. */
    readonly id: string,
  ) {}

  /** @throws AfterpatchError `usage` where the folder holds something else, `store-failed`. */
  static async create(folder: string): Promise<CaseStore> {
    try {
      await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
      const others = (await readdir(folder)).filter((name) => !isPartOf(MARK, name));
      // Looked for last: whoever makes the same store at once puts it there first.
      const isMarked = (await stat(path.join(folder, MARK)).catch(() => null)) !== null;
      if (others.length > 0 && !isMarked) {
        throw new AfterpatchError(
          'usage',
          `${folder} holds something that is no case store.`,
          'Name an empty folder, or one that does not exist.',
        );
      }
      if (!isMarked) await mark(folder);
      await mkdir(path.join(folder, 'sweeps'), { recursive: true, mode: OWNER_ONLY });
      await mkdir(path.join(folder, 'units'), { recursive: true, mode: OWNER_ONLY });
    } catch (error) {
      throw storeFailed(folder, error);
    }
    return CaseStore.open(folder);
  }

  /** @throws AfterpatchError `usage` where there is none, or it is of another version. */
  static async open(folder: string): Promise<CaseStore> {
    const text = await readFile(path.join(folder, MARK), 'utf8').catch(() => null);
    if (text === null) {
      throw new AfterpatchError(
        'usage',
        `There is no case store at ${folder}.`,
        'Make one: afterpatch sweep init --store DIR --config FILE',
      );
    }
    if (!text.includes(JSON.stringify(FORMAT))) {
      throw new AfterpatchError(
        'usage',
        `The case store at ${folder} was made by a version that this one does not understand.`,
        'Use that version, or begin another store.',
      );
    }
    return new CaseStore(folder, idIn(text));
  }

  get units(): string {
    return path.join(this.folder, 'units');
  }

  /** What units of the sweep at work are set up with, for workers. */
  get setups(): string {
    return path.join(this.folder, 'setups');
  }

  /** What was joined of results of requests (`JoinedFile`). */
  get joined(): string {
    return path.join(this.folder, 'joined.bin');
  }

  get digests(): string {
    return path.join(this.folder, 'digests.jsonl');
  }

  /** Numbers of complete sweeps, ascending. */
  async sweeps(): Promise<number[]> {
    const names = await readdir(path.join(this.folder, 'sweeps'));
    return names
      .filter((name) => SWEEP.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  fileOf(sweep: number, name: 'report.json' | 'run.json' | 'logs.jsonl' | 'units.txt' | 'basis.txt'): string {
    return path.join(this.#folderOf(sweep), name);
  }

  /** Keeps a complete sweep: all of it, or nothing. */
  async add(sweep: number, { report, run, logs, units, basis }: SweepRecord): Promise<void> {
    const target = this.#folderOf(sweep);
    const aside = path.join(this.folder, 'sweeps', `.${path.basename(target)}.part`);
    try {
      await rm(aside, { recursive: true, force: true });
      await mkdir(aside, { mode: OWNER_ONLY });
      await writeAside(path.join(aside, 'report.json'), [...report]);
      await writeAside(path.join(aside, 'run.json'), [`${JSON.stringify(run, null, 2)}\n`]);
      await writeAside(
        path.join(aside, 'logs.jsonl'),
        logs.map((log) => `${writePlain(log).text}\n`),
      );
      await writeAside(path.join(aside, 'units.txt'), [`${[...units].sort().join('\n')}\n`]);
      if (basis !== null) await writeAside(path.join(aside, 'basis.txt'), [`${basis}\n`]);
      await rename(aside, target);
      await syncFolder(path.dirname(target));
    } catch (error) {
      throw storeFailed(target, error);
    }
  }

  /** What a sweep says of its run; null where it cannot be read. */
  async run(sweep: number): Promise<RunFacts | null> {
    try {
      const told: unknown = JSON.parse(await readFile(this.fileOf(sweep, 'run.json'), 'utf8'));
      return isRunFacts(told) ? told : null;
    } catch {
      return null;
    }
  }

  /** The report of a sweep; null where there is none of this version. */
  async report(sweep: number): Promise<Report | null> {
    try {
      const told: unknown = JSON.parse(await readFile(this.fileOf(sweep, 'report.json'), 'utf8'));
      return createShapeChecks().isReport(told) ? told : null;
    } catch {
      return null;
    }
  }

  /** Logs that a sweep knew. @throws AfterpatchError `store-failed` */
  async logs(sweep: number): Promise<KnownLog[]> {
    const file = this.fileOf(sweep, 'logs.jsonl');
    try {
      const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => {
        const told = readPlain(line);
        if (!isKnownLog(told)) throw new Error('a line of it tells no log');
        return told;
      });
    } catch (error) {
      throw storeFailed(file, error);
    }
  }

  /** What a sweep was made of; null where that is not told. */
  async basis(sweep: number): Promise<string | null> {
    const text = await readFile(this.fileOf(sweep, 'basis.txt'), 'utf8').catch(() => null);
    return text?.trim() ?? null;
  }

  /** Keys of the results that a sweep used. */
  async unitsOf(sweep: number): Promise<Set<string>> {
    const text = await readFile(this.fileOf(sweep, 'units.txt'), 'utf8').catch(() => '');
    return new Set(text.split('\n').filter((line) => line !== ''));
  }

  async remove(sweep: number): Promise<void> {
    await rm(this.#folderOf(sweep), { recursive: true, force: true });
  }

  /** Bytes of all files. */
  async bytes(): Promise<number> {
    let bytes = 0;
    for (const name of await readdir(this.folder, { recursive: true })) {
      const stats = await stat(path.join(this.folder, name)).catch(() => null);
      if (stats?.isFile()) bytes += stats.size;
    }
    return bytes;
  }

  #folderOf(sweep: number): string {
    return path.join(this.folder, 'sweeps', String(sweep).padStart(6, '0'));
  }
}

/** Names a store. Of several who make it at once, the first one does. */
async function mark(folder: string): Promise<void> {
  const own = partOf(path.join(folder, MARK));
  const text = `${JSON.stringify({ format: FORMAT, id: randomUUID() })}\n`;
  try {
    await writeFile(own, text, { flag: 'wx', mode: 0o600, flush: true });
    // Unlike a new name, a second one takes the place of nothing. Not every file system has them.
    await link(own, path.join(folder, MARK));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') await rename(own, path.join(folder, MARK));
  } finally {
    await rm(own, { force: true });
  }
  await syncFolder(folder);
}

function idIn(text: string): string {
  try {
    const told: unknown = JSON.parse(text);
    const id: unknown = has(told, 'id') ? told.id : null;
    return typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) ? id : 'unnamed';
  } catch {
    return 'unnamed';
  }
}

function isRunFacts(value: unknown): value is RunFacts {
  if (!isObject(value)) return false;
  const isA = (name: string, type: string) => typeof Reflect.get(value, name) === type;
  return (
    isA('sweep', 'number') &&
    isA('ended', 'string') &&
    isA('verdict', 'string') &&
    isA('findings', 'number') &&
    Array.isArray(Reflect.get(value, 'units'))
  );
}

function isKnownLog(value: unknown): value is KnownLog {
  if (!isObject(value)) return false;
  const { artifact, digest, kind, pieces } = Object.fromEntries(Object.entries(value));
  return (
    isObject(artifact) &&
    isObject(digest) &&
    (kind === 'requests' || kind === 'records') &&
    Array.isArray(pieces) &&
    pieces.every(isReadPiece)
  );
}
