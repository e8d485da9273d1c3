import type { ChildProcess } from 'node:child_process';
import { residentMemory } from './resident-memory.js';
import { type ProcessKind, startProcess } from './start-process.js';

export interface EngineProcessOptions extends ProcessKind {
  setup(): unknown;
  readonly deadlineMs: number;
  readonly setupDeadlineMs: number;
}

/** What a process tells whoever started it. */
export interface EngineProcessEvents<Item> {
  ready(value: unknown): void;
  /** What a job told (`JobProgress`); its result comes after all of that. */
  progress(item: Item, told: unknown): void;
  result(item: Item, value: unknown): void;
  /** The process caught an error in a job and goes on. */
  failed(item: Item, reason: string): void;
  memory(bytes: number): void;
  /** Called once. `takeBack` then gives the job that it was at, followed by those that it had not begun. */
  ended(status: 'timed-out' | 'memory-exceeded' | 'crashed', detail: string): void;
}

/** How often deadline and memory are looked at, milliseconds. */
const WATCH_MS = 200;
/** The end of what a dying process wrote is all that is kept. */
const KEPT_STDERR = 4_096;

/** One child process that works through jobs in the order in which it gets them, watched for time and memory. */
export class EngineProcess<Item extends { readonly job: unknown; readonly weight: number }> {
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #options: EngineProcessOptions;
  readonly #events: EngineProcessEvents<Item>;
  readonly #watch: NodeJS.Timeout;
  readonly #items: Item[] = [];
  #ready = false;
  #heard = performance.now();
  #suspected = 0;
  #stderr = '';
  #verdict: { status: 'timed-out' | 'memory-exceeded'; detail: string } | null = null;
  #over = false;

  /** @param spare one of the same entry and memory limit that did the work of another pool; a new one is started without it */
  constructor(options: EngineProcessOptions, events: EngineProcessEvents<Item>, spare: ChildProcess | null = null) {
    this.#options = options;
    this.#events = events;
    this.#child = spare ?? startProcess(options);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR);
    });
    this.#child.on('message', (message) => this.#receive(message));
    this.ended = new Promise((resolve) => {
      const end = (detail: string) => {
        if (this.#over) return;
        this.#over = true;
        clearInterval(this.#watch);
        const { status, detail: why } = this.#verdict ?? { status: 'crashed', detail };
        // A heap that is full ends the process by itself, before the watch sees it.
        if (status === 'crashed' && /heap out of memory|heap limit/i.test(this.#stderr)) {
          events.ended('memory-exceeded', 'its heap was full');
        } else events.ended(status, why);
        resolve();
      };
      this.#child.once('error', (error) => end(error.message));
      this.#child.once('close', (code, signal) => end(signal === null ? `exit code ${code}` : `ended by ${signal}`));
    });
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    this.#watch.unref();
    // Once all processes that start at this moment do so.
    queueMicrotask(() => this.#tell({ setup: options.setup() }));
  }

  get isReady(): boolean {
    return this.#ready && !this.#over && this.#verdict === null;
  }

  /** Jobs that it has not finished. */
  get jobs(): number {
    return this.#items.length;
  }

  get weight(): number {
    return this.#items.reduce((sum, item) => sum + item.weight, 0);
  }

  send(items: readonly Item[]): void {
    if (this.#items.length === 0) this.#hear();
    this.#items.push(...items);
    this.#tell({ jobs: items.map((item) => item.job) });
  }

  /** The jobs that it has not finished, in order; afterwards it has none. */
  takeBack(): Item[] {
    return this.#items.splice(0);
  }

  /** Gives the process away as it is: nothing of it is heard or watched from here any more. It must have no jobs. */
  release(): ChildProcess {
    clearInterval(this.#watch);
    this.#over = true;
    for (const event of ['message', 'error', 'close'] as const) this.#child.removeAllListeners(event);
    this.#child.stderr?.removeAllListeners('data').resume();
    return this.#child;
  }

  kill(): void {
    clearInterval(this.#watch);
    this.#child.kill('SIGKILL');
  }

  #tell(message: object): void {
    // The callback takes the error of a process that has just died; its end is reported by itself.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #hear(): void {
    this.#heard = performance.now();
    this.#suspected = 0;
  }

  #receive(message: unknown): void {
    if (this.#verdict !== null || typeof message !== 'object' || message === null) return;
    this.#hear();
    if ('memory' in message && typeof message.memory === 'number' && this.#isTooMuch(message.memory)) return;
    if ('ready' in message) {
      this.#ready = true;
      this.#events.ready(message.ready);
    } else if ('progress' in message) {
      const [item] = this.#items;
      if (item !== undefined) this.#events.progress(item, message.progress);
    } else if ('result' in message || 'failed' in message) {
      const item = this.#items.shift();
      if (item === undefined) return;
      if ('result' in message) this.#events.result(item, message.result);
      else this.#events.failed(item, String(message.failed));
    }
  }

  #isTooMuch(memory: number): boolean {
    this.#events.memory(memory);
    const { memoryLimitMiB } = this.#options;
    if (memory <= memoryLimitMiB * 1024 * 1024) return false;
    this.#condemn('memory-exceeded', `it held more than ${memoryLimitMiB} MiB`);
    return true;
  }

  #look(): void {
    if (this.#child.pid !== undefined && this.#isTooMuch(residentMemory(this.#child.pid))) return;
    const { setupDeadlineMs, deadlineMs } = this.#options;
    if (this.#ready && this.#items.length === 0) return;
    const limit = this.#ready ? deadlineMs : setupDeadlineMs;
    if (performance.now() - this.#heard < limit) return;
    // Answers may lie unread where this process itself was busy: only what stays silent over two looks has overrun.
    this.#suspected += 1;
    if (this.#suspected >= 2) this.#condemn('timed-out', `no answer within ${limit / 1000} s`);
  }

  #condemn(status: 'timed-out' | 'memory-exceeded', detail: string): void {
    this.#verdict = { status, detail };
    this.kill();
  }
}
