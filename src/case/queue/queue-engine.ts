import type { Job, JobsOptions, JobState, JobType, WorkerOptions } from 'bullmq';
import type { Client } from 'pg';
import { AfterpatchError, codeOf, messageOf } from '../../platform/errors.js';

/** What is installed beside this tool by those who use a queue; the versions that it was tried with. */
const DRIVERS = { redis: 'ioredis@6.0.0', postgres: 'pg@8.23.1' } as const;
const BULLMQ = 'bullmq@6.7.0';
/** Namespace of all that is in Redis, and in PostgreSQL. */
const NAMESPACE = 'afterpatch';
/** Milliseconds until a queue that does not answer counts as one that cannot be reached. */
const CONNECT_MS = 15_000;
/** Milliseconds between two tries to reach one that was there. */
const LONGEST_RETRY_MS = 20_000;

/** A driver tries again and again by itself; so many errors while it connects are an answer. */
const REFUSALS = 2;

/** Codes of Node's errors about certificates: `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
const OF_CERTIFICATES = /CERT|LEAF_SIGNATURE/;

type Back = keyof typeof DRIVERS;

/** What is used of a job that came to an end. */
export type EndedJob = Pick<Job, 'id' | 'returnvalue' | 'failedReason' | 'remove'>;

/** What is used of a queue of BullMQ, whatever it lies in. */
export interface JobQueue {
  add(name: string, data: object, options: JobsOptions): Promise<unknown>;
  getJobs(types: JobType[], start: number, end: number): Promise<(EndedJob | undefined)[]>;
  getJobState(id: string): Promise<JobState | 'unknown'>;
  getWorkersCount(): Promise<number>;
  obliterate(options: { force: boolean }): Promise<void>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/** What is used of its worker. */
export interface JobWorker {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  close(force?: boolean): Promise<void>;
}

/** A queue of jobs in Redis, Valkey or PostgreSQL. Whatever it says of errors is without credentials. */
export class QueueEngine {
  private constructor(
    readonly back: Back,
    /** Without credentials. */
    readonly place: string,
    readonly url: string,
    readonly bullmq: typeof import('bullmq'),
    /** Of PostgreSQL's driver. */
    readonly client: typeof Client | undefined,
  ) {}

  /**
   * @param url `redis://`, `rediss://` (TLS) or `postgres://`, with credentials where it takes any
   * @throws AfterpatchError `usage` where it is no such address, or what is needed for it is not installed.
   */
  static async load(url: string): Promise<QueueEngine> {
    const back = backOf(url);
    const { bullmq, client } = await loadDrivers(back);
    return new QueueEngine(back, placeOf(url), url, bullmq, client);
  }

  /** @throws AfterpatchError `queue-failed` where it cannot be reached, or is not prepared. */
  async open(name: string, onError: (message: string) => void): Promise<JobQueue> {
    let isGivenUp = false;
    const { connection, prefix } = this.#redis;
    // Left alone, a driver that found nobody goes on trying, and keeps this process from ending.
    const retryStrategy = (times: number) => (isGivenUp ? null : Math.min(2 ** times * 500, LONGEST_RETRY_MS));
    const queue =
      this.back === 'postgres'
        ? new this.bullmq.Queue(name, this.#postgres, this.bullmq.createPostgresBackend)
        : new this.bullmq.Queue(name, { connection: { ...connection, retryStrategy }, prefix });
    let errors = 0;
    let giveUp: (error: Error) => void = () => {};
    const refused = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    refused.catch(() => {});
    queue.on('error', (error) => {
      onError(this.told(error));
      if (++errors >= REFUSALS) giveUp(error);
    });
    // The connection being there does not mean that one may use it.
    const usable = queue.waitUntilReady().then(() => queue.getJobCounts('active'));
    try {
      await within(CONNECT_MS, Promise.race([usable, refused]));
    } catch (error) {
      isGivenUp = true;
      await within(1_000, queue.disconnect()).catch(() => {});
      throw this.failure(error);
    }
    return queue;
  }

  /** Takes jobs once `run` is called. */
  worker(
    name: string,
    work: (job: Job, token: string | undefined) => Promise<unknown>,
    options: Omit<WorkerOptions, 'connection' | 'prefix'>,
    onError: (message: string) => void,
  ): JobWorker {
    const more = { ...options, autorun: false };
    const worker =
      this.back === 'postgres'
        ? new this.bullmq.Worker(name, work, { ...more, ...this.#postgres }, this.bullmq.createPostgresBackend)
        : new this.bullmq.Worker(name, work, { ...more, ...this.#redis });
    worker.on('error', (error) => onError(this.told(error)));
    return worker;
  }

  /** Makes the tables that PostgreSQL needs; for Redis there is nothing to prepare. @throws AfterpatchError `queue-failed` */
  async prepare(): Promise<void> {
    if (this.client === undefined) return;
    const client = new this.client({ connectionString: this.url, connectionTimeoutMillis: CONNECT_MS });
    try {
      await client.connect();
      await this.bullmq.runMigrations(client, NAMESPACE);
    } catch (error) {
      throw this.failure(error);
    } finally {
      await client.end().catch(() => {});
    }
  }

  failure(error: unknown): AfterpatchError {
    const message = `The queue at ${this.place} cannot be used: ${this.told(error)}`;
    return new AfterpatchError('queue-failed', message, this.#hint(error));
  }

  #hint(error: unknown): string {
    if (error instanceof this.bullmq.SchemaMigrationRequiredError)
      return 'Prepare it once, as a user who may make tables: afterpatch sweep init --queue …';
    if (OF_CERTIFICATES.test(codeOf(error)))
      return 'Its certificate has to be valid today, and for the host of the address. Where the authority is your own, NODE_EXTRA_CA_CERTS=FILE names it.';
    return 'Does it run, and are address and credentials right? What was done is in the case store; once it answers, the sweep goes on.';
  }

  get #redis() {
    return {
      connection: { url: this.url, maxRetriesPerRequest: null, connectTimeout: CONNECT_MS },
      prefix: NAMESPACE,
    };
  }

  get #postgres() {
    return {
      connection: {
        connectionString: this.url,
        schema: NAMESPACE,
        ...(this.client && { Client: this.client }),
        max: 4,
        connectionTimeoutMillis: CONNECT_MS,
      },
    };
  }

  /** What an error says, without credentials. */
  told(error: unknown): string {
    return withoutCredentials(messageOf(error), this.url);
  }
}

/** @throws AfterpatchError `usage`; the address is not repeated, since there may be credentials in it. */
function backOf(url: string): Back {
  const scheme = /^([a-z]+):\/\/[^/]*./i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'redis' || scheme === 'rediss') return 'redis';
  if (scheme === 'postgres' || scheme === 'postgresql') return 'postgres';
  throw new AfterpatchError(
    'usage',
    'That is no address of a queue.',
    'Write redis://host:6379, rediss://… for TLS, or postgres://host/database, with --queue or in AFTERPATCH_QUEUE.',
  );
}

function placeOf(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'the address that was given';
  }
}

async function loadDrivers(back: Back): Promise<Pick<QueueEngine, 'bullmq' | 'client'>> {
  try {
    let client: typeof Client | undefined;
    if (back === 'postgres') client = calmed((await import('pg')).default.Client);
    else await import('ioredis');
    return { bullmq: await import('bullmq'), client };
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new AfterpatchError(
      'usage',
      'A queue needs packages that are not installed.',
      `Install them beside Afterpatch: npm install ${BULLMQ} ${DRIVERS[back]} (with -g where Afterpatch was installed so).`,
    );
  }
}

/** BullMQ asks with clients of a pool whose errors nobody hears between two questions: then a server that dies would end this process. */
function calmed(base: typeof Client): typeof Client {
  return class extends base {
    constructor(...given: ConstructorParameters<typeof Client>) {
      super(...given);
      this.on('error', () => {});
    }
  };
}

/** A text without what an address has between `//` and `@`, as it is written there and as it is meant. */
export function withoutCredentials(text: string, url: string): string {
  const [, credentials = ''] = /^[a-z]+:\/\/([^/@]*(?:@[^/@]*)*)@/i.exec(url) ?? [];
  const cut = credentials.indexOf(':');
  const user = cut < 0 ? credentials : credentials.slice(0, cut);
  const password = cut < 0 ? '' : credentials.slice(cut + 1);
  const [, asked = ''] = /[?&](?:password|pass)=([^&]*)/i.exec(url) ?? [];
  const hidden = [url, credentials, password, decoded(password), asked, decoded(asked)].filter((one) => one !== '');
  // A name of a letter or two would take letters out of words.
  const secrets = [...hidden, ...[user, decoded(user)].filter((one) => one.length > 2)];
  return secrets.sort((a, b) => b.length - a.length).reduce((told, secret) => told.replaceAll(secret, '…'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds / 1_000} s`)), milliseconds);
  });
  // It may fail later, when nobody waits any more.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
