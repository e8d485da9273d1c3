import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT_CODES } from '../case/verdict/exit-code.js';
import { RELEASED, SIGNALS, STOP, TEMPORARY, unfinishedIn } from './interruption.js';

/** Two signals within so many milliseconds are one: whatever started this program may pass on what the terminal sent, too. */
const SAME_SIGNAL_MS = 500;
/** How Node ends where V8 gives up, most often as the heap is full: by itself, or through a shell. */
const GAVE_UP = 134;
const MORE_MEMORY =
  'Give it more memory (NODE_OPTIONS=--max-old-space-size=<MiB>), fewer engine processes (--jobs), or fewer servers at once.';

export interface SuperviseOptions {
  /** Whether the first signal asks for a report of what was found, or ends the command at once. */
  readonly leavesReport: boolean;
}

/**
 * Runs a command in a process of its own, which has this one's streams: whatever fills its memory or holds it up, signals are heard, its
 * temporary files are removed, and the exit code says what became of it.
 * @param entry module that runs the command.
 * @returns the exit code, or null where no process can be started.
 */
export async function supervise(
  entry: URL,
  args: readonly string[],
  { leavesReport }: SuperviseOptions,
): Promise<number | null> {
  const stopping = new Stopping(leavesReport, args.includes('--quiet'));
  const listener = () => stopping.signalled();
  // Before there is a folder or a process: a signal that comes meanwhile is passed on.
  for (const name of SIGNALS) process.on(name, listener);
  const temporary = makeTemporary();
  try {
    const end = await endOf(entry, args, temporary, stopping);
    if (end === null) return null;
    if (stopping.killed) return EXIT_CODES.interrupted;
    const { code, signal } = end;
    if (code !== null && code !== GAVE_UP) return code;
    process.stderr.write(whatHappened(signal));
    return EXIT_CODES.untrustworthy;
  } finally {
    for (const name of SIGNALS) process.off(name, listener);
    // What was finished has another name by now.
    for (const path of stopping.unfinished) rmSync(path, { force: true });
    removeTemporary(temporary);
  }
}

/** What a signal means: first that the command shall end with a report, then, or where there is none, that it shall end. */
class Stopping {
  killed = false;
  /** Files that the process was writing, beside their places. */
  readonly unfinished: string[] = [];
  #child: ChildProcess | null = null;
  #asked: number | null = null;
  #leavesReport: boolean;

  constructor(
    leavesReport: boolean,
    private readonly quiet: boolean,
  ) {
    this.#leavesReport = leavesReport;
  }

  started(child: ChildProcess): void {
    this.#child = child;
    child.on('message', (message) => {
      if (message === RELEASED) this.#leavesReport = false;
      const unfinished = unfinishedIn(message);
      if (unfinished !== null) this.unfinished.push(unfinished);
    });
    if (this.#asked !== null) this.#ask();
  }

  signalled(): void {
    const now = performance.now();
    if (this.#asked !== null && now - this.#asked < SAME_SIGNAL_MS) return;
    if (this.#asked === null && this.#leavesReport) {
      this.#asked = now;
      this.#ask();
      if (process.stderr.isTTY && !this.quiet)
        process.stderr.write(
          '\r\u001b[Kafterpatch: ending with a report of what was found; once more ends it without.\n',
        );
      return;
    }
    this.#asked ??= now;
    this.killed = true;
    this.#child?.kill('SIGKILL');
  }

  #ask(): void {
    if (!this.#leavesReport) this.#child?.kill('SIGKILL');
    else if (this.#child?.connected) this.#child.send(STOP, () => {});
  }
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function endOf(entry: URL, args: readonly string[], temporary: string | null, stopping: Stopping): Promise<End | null> {
  return new Promise((resolve) => {
    try {
      const child = fork(entry, args, {
        stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
        env: temporary === null ? process.env : { ...process.env, ...temporaryIn(temporary) },
      });
      child.on('error', () => {
        if (child.pid === undefined) resolve(null);
      });
      child.on('exit', (code, signal) => resolve({ code, signal }));
      stopping.started(child);
    } catch {
      resolve(null);
    }
  });
}

function temporaryIn(folder: string): Readonly<Record<string, string>> {
  return { TMPDIR: folder, TEMP: folder, TMP: folder, [TEMPORARY]: folder };
}

function whatHappened(signal: NodeJS.Signals | null): string {
  const [why, hint] =
    signal === null || signal === 'SIGABRT'
      ? ['its memory was full', MORE_MEMORY]
      : signal === 'SIGKILL'
        ? ['the system ended it, most likely as memory was short', MORE_MEMORY]
        : [`it was ended by ${signal}`, 'Please report this.'];
  return `\nafterpatch: there is no result: ${why}.\n${hint}\n`;
}

/** A private folder for all that the command and its processes unpack; null where none can be made. */
function makeTemporary(): string | null {
  try {
    return mkdtempSync(join(tmpdir(), 'afterpatch-'));
  } catch {
    return null;
  }
}

function removeTemporary(folder: string | null): void {
  if (folder === null) return;
  try {
    // A process that has just been ended may still be writing its last file. Each try waits longer by the delay: 0.8 s in all.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 15 });
  } catch {}
}
