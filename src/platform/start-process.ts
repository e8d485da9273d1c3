import { type ChildProcess, fork } from 'node:child_process';

/** A module that calls `serveJobs`, compiled, and the memory that its process may hold. */
export interface ProcessKind {
  readonly entry: URL;
  /** A process that holds more is ended, MiB. */
  readonly memoryLimitMiB: number;
}

/**
 * Where the compiled form of an entry module lies.
 * @param url `new URL('./some-process.js', import.meta.url)`; from a test run it points into `src/`, which holds no compiled code.
 */
export function compiledEntry(url: URL): URL {
  return new URL(url.href.replace(/\/src\/(?!.*\/src\/)/, '/dist/'));
}

const ahead = new Map<string, ChildProcess>();

/** Starts a process that waits for its setup. */
export function startProcess({ entry, memoryLimitMiB }: ProcessKind): ChildProcess {
  return fork(entry, [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${Math.ceil(memoryLimitMiB / 2)}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/**
 * Starts a process that will be asked for later: it gets ready while this one still loads what will ask for it. Whoever starts it calls
 * `endAhead` in the end, for nobody may have asked: what it would say to its end keeps this process alive.
 */
export function startAhead(kind: ProcessKind): void {
  if (ahead.has(kind.entry.href)) return;
  const child = startProcess(kind);
  child.on('error', () => {});
  ahead.set(kind.entry.href, child);
}

/** The process that was started ahead for a module, once; null where there is none, or where it has ended meanwhile. */
export function takeAhead(entry: URL): ChildProcess | null {
  const child = ahead.get(entry.href);
  ahead.delete(entry.href);
  if (!child?.connected || child.exitCode !== null || child.signalCode !== null) return null;
  return child;
}

/** Ends the processes that were started ahead and that nobody took. */
export function endAhead(): void {
  for (const child of ahead.values()) child.kill('SIGKILL');
  ahead.clear();
}
