import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../platform/objects.js';
import { compareText } from '../../platform/order.js';
import type { HuntProgress } from '../hunt-progress.js';
import type { FinishedUnit } from './stored-units.js';
import { type UnitSums, UnitTally } from './unit-tally.js';
import { PART, removeLeftovers } from './write-aside.js';

/** How far one process of a sweep is: what `progress/<worker>.json` in a case store holds. */
export interface WorkerProgress {
  /** Machine and number of the process, and something of its own. */
  readonly worker: string;
  /** `sweep` plans and merges, and does units; `worker` does units for it. */
  readonly role: 'sweep' | 'worker';
  /** Which work it is at: the number of the sweep, or what its queue calls it. */
  readonly run: string;
  /** When it began with this work, and when it told this last; UTC ISO 8601. */
  readonly began: string;
  readonly told: string;
  readonly ended: boolean;
  readonly units: UnitSums;
  /** Of a sweep: where in its flow it is. */
  readonly stage: { readonly name: string; readonly files: number; readonly totalFiles: number } | null;
  /** What is being read, as `collectedPath`. */
  readonly current: string | null;
}

const FORMAT = 'afterpatch progress 1';
const FOLDER = 'progress';
const ENDING = '.json';
/** How often a process tells where it is, milliseconds. */
const TELL_MS = 1_000;
/** Processes and bytes that are looked at: whoever writes to the store decides how many there are. */
const MOST_WORKERS = 1_000;
const MOST_CHARACTERS = 64 << 10;
/** One that told nothing for so long is no part of what is under way, milliseconds. */
const FORGOTTEN_MS = 24 * 3_600_000;

/**
 * Tells others, through the store, how far this process is. What cannot be told is not: a sweep must not end because nobody can watch
 * it.
 */
export class ProgressFile {
  readonly worker: string;
  readonly #tally = new UnitTally();
  readonly #began = new Date().toISOString();
  readonly #timer: NodeJS.Timeout;
  #stage: WorkerProgress['stage'] = null;
  #current: string | null = null;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    readonly folder: string,
    readonly role: WorkerProgress['role'],
    readonly run: string,
    pid: number | undefined,
  ) {
    const host = hostname().replace(/[^A-Za-z0-9.-]/g, '_') || 'host';
    this.worker = [host, ...(pid === undefined ? [] : [pid]), randomBytes(3).toString('hex')].join('-');
    this.#timer = setInterval(() => this.#tell(false), TELL_MS);
    this.#timer.unref();
  }

  /**
   * @param store folder of the case store
   * @param run what it is at; a process that goes on with something else begins another
   */
  static async begin(
    store: string,
    role: WorkerProgress['role'],
    run: string,
    pid: number | undefined,
  ): Promise<ProgressFile> {
    const folder = join(store, FOLDER);
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {});
    const file = new ProgressFile(folder, role, run, pid);
    file.#tell(false);
    return file;
  }

  get units(): UnitTally {
    return this.#tally;
  }

  unit(unit: FinishedUnit): void {
    this.#tally.add(unit);
    this.#current = unit.paths[0] ?? null;
  }

  stage({ stage: name, files, totalFiles, current }: HuntProgress): void {
    this.#stage = { name, files, totalFiles };
    this.#current = current;
  }

  /** Its file stays until the sweep that it is of has taken it in. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#tell(true);
    await this.#writing;
  }

  /** Also where nothing is new: that it lives is news. */
  #tell(ended: boolean): void {
    const now: WorkerProgress = {
      worker: this.worker,
      role: this.role,
      run: this.run,
      began: this.#began,
      told: new Date().toISOString(),
      ended,
      units: this.#tally.total,
      stage: this.#stage,
      current: this.#current,
    };
    const path = join(this.folder, `${this.worker}${ENDING}`);
    const aside = join(this.folder, `.${this.worker}${PART}`);
    this.#writing = this.#writing
      .then(() => writeFile(aside, `${JSON.stringify({ format: FORMAT, ...now })}\n`, { mode: 0o600 }))
      .then(() => rename(aside, path))
      .catch(() => {});
  }
}

/** What processes told of themselves last, those that began first before the others. @param now milliseconds since 1970 */
export async function readProgress(store: string, now: number): Promise<WorkerProgress[]> {
  const folder = join(store, FOLDER);
  const names = await readdir(folder).catch(() => []);
  const told: WorkerProgress[] = [];
  for (const name of names.filter((one) => one.endsWith(ENDING)).slice(0, MOST_WORKERS)) {
    const one = progressOf(await readFile(join(folder, name), 'utf8').catch(() => ''));
    if (one !== null && now - Date.parse(one.told) < FORGOTTEN_MS) told.push(one);
  }
  return told.sort((a, b) => compareText(a.began, b.began) || compareText(a.worker, b.worker));
}

/** Takes away what processes that are over told of themselves. @param now milliseconds since 1970 */
export async function forgetProgress(store: string, now: number): Promise<void> {
  const folder = join(store, FOLDER);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(ENDING)) continue;
    const one = progressOf(await readFile(join(folder, name), 'utf8').catch(() => ''));
    if (one === null || one.ended || now - Date.parse(one.told) >= FORGOTTEN_MS)
      await rm(join(folder, name), { force: true }).catch(() => {});
  }
  await removeLeftovers(folder).catch(() => {});
}

function progressOf(text: string): WorkerProgress | null {
  if (text.length > MOST_CHARACTERS) return null;
  try {
    const told: unknown = JSON.parse(text);
    return isProgress(told) ? told : null;
  } catch {
    return null;
  }
}

function isProgress(value: unknown): value is WorkerProgress {
  if (!isObject(value) || Reflect.get(value, 'format') !== FORMAT) return false;
  const { units, stage, current, role, ended }: Record<string, unknown> = { ...value };
  const texts = ['worker', 'run', 'began', 'told'].map((name): unknown => Reflect.get(value, name));
  return (
    texts.every((text) => typeof text === 'string') &&
    texts.slice(2).every((text) => !Number.isNaN(Date.parse(String(text)))) &&
    (role === 'sweep' || role === 'worker') &&
    typeof ended === 'boolean' &&
    (current === null || typeof current === 'string') &&
    hasCounts(units, ['known', 'done', 'failed', 'retried', 'bytes', 'milliseconds']) &&
    (stage === null || (hasCounts(stage, ['files', 'totalFiles']) && typeof Reflect.get(stage, 'name') === 'string'))
  );
}

function hasCounts(value: unknown, names: readonly string[]): value is object {
  if (!isObject(value)) return false;
  return names.every((name) => {
    const count: unknown = Reflect.get(value, name);
    return typeof count === 'number' && Number.isFinite(count) && count >= 0;
  });
}
