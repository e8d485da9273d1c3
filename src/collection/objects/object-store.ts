import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ObjectVersion } from '../../model/artifact.js';
import { AfterpatchError } from '../../platform/errors.js';
import { compiledEntry } from '../../platform/start-process.js';
import type { ObjectAddress } from './object-address.js';
import {
  LONGEST_TRY_MS,
  NOT_INSTALLED,
  type ObjectAnswer,
  type ObjectPage,
  type ObjectRequest,
  TRIES,
} from './object-request.js';

/** What reads object stores; the version that it was tried with. */
const SDK = '@aws-sdk/client-s3@3.1175.0';
/** MiB. A page of a listing is a few hundred kilobytes; whatever answers with more ends the thread, not the process. */
const HEAP_MIB = 512;

/** Why an object cannot be had, by the store's own code or the network's. */
export class ObjectError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/**
 * The thread of this process that talks to object stores, started when there is something to ask. Much of what reads evidence cannot
 * give way while it reads, as a file is there at once: then this thread's answer is waited for.
 */
class ObjectStore {
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #waiting = new Map<number, (answer: ObjectAnswer) => void>();
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #asked = 0;

  constructor(readonly onEnd: () => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(compiledEntry(new URL('./object-store-process.js', import.meta.url)), {
      workerData: { port: port2, answered: this.#answered },
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    });
    this.#worker.on('error', () => this.#end());
    this.#worker.on('exit', () => this.#end());
    this.#worker.unref();
    port1.on('message', (told) => this.#settle(told));
    port1.unref();
  }

  ask(request: ObjectRequest): Promise<ObjectAnswer> {
    return new Promise((resolve) => {
      this.#send(request, resolve);
      this.#port.ref();
    });
  }

  /** Nothing else happens in this process until the answer is there. */
  askNow(request: ObjectRequest): ObjectAnswer {
    const answers: ObjectAnswer[] = [];
    const id = this.#send(request, (told) => void answers.push(told));
    const until = performance.now() + TRIES * LONGEST_TRY_MS;
    for (;;) {
      const seen = Atomics.load(this.#answered, 0);
      for (let told = receiveMessageOnPort(this.#port); told; told = receiveMessageOnPort(this.#port))
        this.#settle(told.message);
      const [answer] = answers;
      if (answer !== undefined) return answer;
      const left = until - performance.now();
      if (left > 0 && Atomics.wait(this.#answered, 0, seen, left) !== 'timed-out') continue;
      this.#waiting.delete(id);
      return { of: 'problem', problem: 'TimeoutError' };
    }
  }

  #send(request: ObjectRequest, settle: (answer: ObjectAnswer) => void): number {
    const id = ++this.#asked;
    this.#waiting.set(id, settle);
    this.#port.postMessage({ id, request });
    return id;
  }

  #settle({ id, answer }: { readonly id: number; readonly answer: ObjectAnswer }): void {
    const settle = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#port.unref();
    settle?.(answer);
  }

  #end(): void {
    this.#port.close();
    this.onEnd();
    for (const settle of this.#waiting.values()) settle({ of: 'problem', problem: 'ThreadEnded' });
    this.#waiting.clear();
  }
}

let opened: ObjectStore | null = null;

function store(): ObjectStore {
  opened ??= new ObjectStore(() => {
    opened = null;
  });
  return opened;
}

/**
 * A page of what a bucket holds under a prefix.
 * @throws ObjectError, AfterpatchError `usage` where nothing is installed that could ask.
 */
export async function listObjects(
  bucket: string,
  prefix: string,
  from: string | null,
  most: number,
): Promise<ObjectPage> {
  const answer = await store().ask({ ask: 'list', bucket, prefix, from, most });
  return answer.of === 'list' ? answer : fail(answer);
}

/** What there is at an address now. @throws ObjectError, AfterpatchError `usage`. */
export async function objectNow({ bucket, key }: ObjectAddress): Promise<ObjectVersion> {
  const answer = await store().ask({ ask: 'head', bucket, key });
  return answer.of === 'head' ? answer : fail(answer);
}

interface ObjectRange extends ObjectAddress {
  readonly etag: string;
  readonly start: number;
  /** Behind the last byte. */
  readonly end: number;
}

/** Exactly these bytes, of exactly this object. @throws ObjectError */
export async function readObject({ bucket, key, etag, start, end }: ObjectRange): Promise<Buffer> {
  return bytesIn(await store().ask({ ask: 'read', bucket, key, etag, start, end }));
}

/** The same; nothing else happens in this process meanwhile. @throws ObjectError */
export function readObjectNow({ bucket, key, etag, start, end }: ObjectRange): Buffer {
  return bytesIn(store().askNow({ ask: 'read', bucket, key, etag, start, end }));
}

function bytesIn(answer: ObjectAnswer): Buffer {
  if (answer.of !== 'read') fail(answer);
  const { buffer, byteOffset, byteLength } = answer.bytes;
  return Buffer.from(buffer, byteOffset, byteLength);
}

function fail(answer: ObjectAnswer): never {
  const problem = answer.of === 'problem' ? answer.problem : 'WrongAnswer';
  if (problem !== NOT_INSTALLED) throw new ObjectError(problem);
  throw new AfterpatchError(
    'usage',
    'Reading s3:// needs a package that is not installed.',
    `Install it beside Afterpatch: npm install ${SDK} (with -g where Afterpatch was installed so).`,
  );
}
