/** A server of a queue that was started for a test, on a port of its own. */
export interface QueueServer {
  readonly url: string;
  /** Folder of what it keeps. */
  readonly folder: string;
  /** Ends it without a word, and starts it on what it kept. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export const hasRedis: boolean;
/** Refuses root, so that another user is needed to run it. */
export const hasPostgres: boolean;

/** What a server that takes TLS shows, as PEM; its address then has `localhost`, and a password. */
export interface ServerCertificate {
  readonly file: string;
  readonly key: string;
}

/** @param options.forgets whether it loses what it is told when it ends; else it is in an append-only file */
export function startRedis(options?: {
  readonly forgets?: boolean;
  readonly certificate?: ServerCertificate;
}): Promise<QueueServer>;

export function startPostgres(options?: { readonly certificate?: ServerCertificate }): Promise<QueueServer>;
