import { rmSync } from 'node:fs';
import { isObject } from '../platform/objects.js';

/** Signals that end a hunt early. */
export const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What the process that supervises a command tells it: end, with a report of what was found. */
export const STOP = 'stop';
/** What the command tells it: there is nothing left to interrupt. */
export const RELEASED = 'released';

/** Names the private folder for temporary files to the process at work, which outlives the other one where that is killed. */
export const TEMPORARY = 'AFTERPATCH_TEMPORARY';

/** Names a file that is being written to the process that supervises this one: where it ends this one, it takes the file away. */
export function tellUnfinished(path: string): void {
  if (process.connected) process.send?.({ unfinished: path });
}

/** The file that a message of `tellUnfinished` names, null for any other message. */
export function unfinishedIn(message: unknown): string | null {
  const path: unknown = isObject(message) ? Reflect.get(message, 'unfinished') : null;
  return typeof path === 'string' ? path : null;
}

export interface Interruption {
  /** Aborted by the first signal. A second one ends the process. */
  readonly signal: AbortSignal;
  /** From now on a signal ends the process at once. */
  release(): void;
}

/** Listens for Ctrl-C and for whoever asks the process to end. */
export function abortOnSignal(): Interruption {
  const stop = new AbortController();
  const release = () => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
  const onSignal = () => {
    release();
    stop.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return { signal: stop.signal, release };
}

/** Listens to the process that supervises this one, and ends with it. */
export function abortWhenTold(): Interruption {
  const stop = new AbortController();
  // A terminal sends Ctrl-C, and that it was closed, to all processes that belong to it; the one that supervises decides what it means.
  for (const name of [...SIGNALS, 'SIGHUP'] as const) process.on(name, () => {});
  process.on('message', (message) => {
    if (message === STOP) stop.abort();
  });
  process.on('disconnect', endAlone);
  // It may have ended before anything listened.
  if (!process.connected) endAlone();
  // Listening alone keeps no process alive.
  process.channel?.unref();
  return {
    signal: stop.signal,
    release: () => {
      if (process.connected) process.send?.(RELEASED);
    },
  };
}

/** Nobody is left who would remove what was unpacked. */
function endAlone(): never {
  const temporary = process.env[TEMPORARY];
  try {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 15 });
  } catch {}
  process.exit();
}
