import type { ChildProcess } from 'node:child_process';
import { residentMemory } from './resident-memory.js';

/** One that holds more is not kept: what comes next may need the memory. Bytes. */
const MOST_MEMORY = 192 * 1024 * 1024;

/**
 * Engine processes that a pool no longer needs, one of each kind, kept for the next pool of that kind: starting one, with all that it
 * loads, takes longer than the work of a small hunt.
 */
export class SpareProcesses {
  readonly #spares = new Map<string, ChildProcess>();
  #isClosed = false;

  /** Takes over an idle process that nobody listens to. @param entry its module */
  keep(entry: URL, child: ChildProcess): void {
    if (this.#isClosed || this.#spares.has(entry.href) || !isUseful(child)) {
      child.once('error', () => {}).kill('SIGKILL');
      return;
    }
    child.on('error', () => {});
    this.#spares.set(entry.href, child);
  }

  /** Null where there is none, or where it has ended meanwhile. */
  take(entry: URL): ChildProcess | null {
    const child = this.#spares.get(entry.href);
    this.#spares.delete(entry.href);
    return child?.connected && child.exitCode === null && child.signalCode === null ? child : null;
  }

  /** Ends those that are left, and whatever comes later. */
  close(): void {
    this.#isClosed = true;
    for (const child of this.#spares.values()) child.kill('SIGKILL');
    this.#spares.clear();
  }
}

function isUseful(child: ChildProcess): boolean {
  return child.connected && child.pid !== undefined && residentMemory(child.pid) <= MOST_MEMORY;
}
