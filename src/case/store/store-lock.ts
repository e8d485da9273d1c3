import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, readlink, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AfterpatchError, codeOf } from '../../platform/errors.js';
import { isObject } from '../../platform/objects.js';
import { PART, storeFailed } from './write-aside.js';

/** What a process knows of processes beside it. */
export interface ProcessTable {
  /** Number of this one. */
  readonly own: number;
  isRunning(pid: number): boolean;
}

interface Holder {
  readonly machine: string;
  readonly host: string;
  readonly pid: number;
  /** When the process started, where the system tells: numbers are given again. */
  readonly started: string;
}

/** How often a holder shows that it lives, and after which silence one on another machine does not, milliseconds. */
const BEAT_MS = 5_000;
const SILENT_MS = 60_000;
const ATTEMPTS = 20;
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
const LOCK = /^lock\.(\d{1,15})$/;

/** One sweep at a time writes to a store. Ends with the process, however that ends: the next one sees that it is over. */
export class StoreLock {
  readonly #beat: NodeJS.Timeout;

  private constructor(readonly path: string) {
    this.#beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), BEAT_MS);
    this.#beat.unref();
  }

  /**
   * @throws AfterpatchError `store-in-use` where another sweep runs, `store-failed`.
   */
  static async take(folder: string, processes: ProcessTable | undefined): Promise<StoreLock> {
    const own = await holderOf(processes);
    const aside = join(folder, `.lock.${randomBytes(6).toString('hex')}${PART}`);
    try {
      await writeFile(aside, JSON.stringify(own), { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
        // On a full disk an empty file holds the store, too, as long as it is touched: whoever makes room has to be let in.
        if (!FULL.has(codeOf(error))) throw error;
      });
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const path = await tryToTake(folder, aside, processes, own.machine);
        if (path !== null) return new StoreLock(path);
      }
    } catch (error) {
      throw storeFailed(folder, error);
    } finally {
      await rm(aside, { force: true }).catch(() => {});
    }
    throw inUse('another process');
  }

  /** Who holds a store, in words; null where nobody does. */
  static async holder(folder: string, processes: ProcessTable | undefined): Promise<string | null> {
    const { machine } = await holderOf(processes);
    for (const name of await locksIn(folder)) {
      const holder = await readHolder(join(folder, name));
      if (holder !== null && (await isAlive(join(folder, name), holder, processes, machine, Date.now())))
        return described(holder);
    }
    return null;
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    await rm(this.path, { force: true }).catch(() => {});
  }
}

/** Null where another one was quicker: then one looks again. Each lock has a number of its own, so that none is taken away that is not over. */
async function tryToTake(
  folder: string,
  aside: string,
  processes: ProcessTable | undefined,
  machine: string,
): Promise<string | null> {
  const { mtimeMs: now } = await stat(aside);
  const names = await locksIn(folder);
  await requireOver(folder, names, processes, machine, now);
  const next = Math.max(0, ...names.map(numberOf)) + 1;
  const path = join(folder, `lock.${next}`);
  try {
    await link(aside, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    // Not every file system has links; there the file may be seen before all of it is written, and counts as held.
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(codeOf(error))) throw error;
    const written = await writeFile(path, await readFile(aside), { flag: 'wx', mode: 0o600 }).catch(
      (failed: unknown) => {
        if (codeOf(failed) === 'EEXIST') return null;
        throw failed;
      },
    );
    if (written === null) return null;
  }
  try {
    const others = (await locksIn(folder)).filter((name) => numberOf(name) !== next);
    await requireOver(folder, others, processes, machine, now);
    for (const name of others) await rm(join(folder, name), { force: true });
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function requireOver(
  folder: string,
  names: readonly string[],
  processes: ProcessTable | undefined,
  machine: string,
  now: number,
): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    const holder = await readHolder(path);
    if (await isAlive(path, holder, processes, machine, now))
      throw inUse(holder === null ? 'another process' : described(holder));
  }
}

async function isAlive(
  path: string,
  holder: Holder | null,
  processes: ProcessTable | undefined,
  machine: string,
  now: number,
): Promise<boolean> {
  if (holder !== null && processes !== undefined && holder.machine === machine) {
    if (!processes.isRunning(holder.pid)) return false;
    return holder.started === (await startOf(holder.pid));
  }
  const stats = await stat(path).catch(() => null);
  return stats !== null && now - stats.mtimeMs < SILENT_MS;
}

/** Without a table of processes only its beats tell that it lives. */
async function holderOf(processes: ProcessTable | undefined): Promise<Holder> {
  const host = hostname();
  if (processes === undefined) return { machine: '', host, pid: 0, started: '' };
  const { own: pid } = processes;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const room = await readlink('/proc/self/ns/pid').catch(() => '');
  return { machine: [host, boot.trim(), room].join(' '), host, pid, started: await startOf(pid) };
}

async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in brackets, may hold anything.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    const told: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isHolder(told) ? told : null;
  } catch {
    return null;
  }
}

function isHolder(value: unknown): value is Holder {
  if (!isObject(value)) return false;
  const texts = ['machine', 'host', 'started'].every((name) => typeof Reflect.get(value, name) === 'string');
  return texts && Number.isSafeInteger(Reflect.get(value, 'pid'));
}

async function locksIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => LOCK.test(name));
}

function numberOf(name: string): number {
  return Number(LOCK.exec(name)?.[1] ?? 0);
}

function described({ host, pid }: Holder): string {
  return pid === 0 ? `a process on ${host}` : `process ${pid} on ${host}`;
}

function inUse(who: string): AfterpatchError {
  return new AfterpatchError(
    'store-in-use',
    `Another sweep runs on this case store: ${who}.`,
    'Wait for its end, or take another --store. After a crash on another machine the store is free again within a minute.',
  );
}
