import { AfterpatchError } from '../platform/errors.js';

/** Where the address of a queue is looked for that no option gives: there it is seen by nobody else. */
const ENVIRONMENT = 'AFTERPATCH_QUEUE';

let taken: string | undefined;

/** The address that this process was given. It is out of the environment from then on: what is started later inherits that, and there are credentials in it. */
export function takeQueueAddress(): string | undefined {
  const given = process.env[ENVIRONMENT];
  if (given !== undefined) {
    delete process.env[ENVIRONMENT];
    taken = given;
  }
  return taken;
}

export const QUEUE = [
  '--queue <url>',
  `address of the queue: redis://, rediss:// (TLS) or postgres://; from ${ENVIRONMENT} unless given`,
] as const;

export const EVIDENCE_ROOT = [
  '--evidence-root <dir>',
  'folder that all evidence lies in, wherever this machine has it; or s3://bucket/prefix',
] as const;

/** @throws AfterpatchError `usage` where there is none. */
export function queueOf({ queue }: { readonly queue?: string }): string {
  const url = queue ?? takeQueueAddress();
  if (url !== undefined && url !== '') return url;
  throw new AfterpatchError(
    'usage',
    'There is no queue.',
    `Give its address with --queue or in ${ENVIRONMENT}: redis://host:6379, rediss://… or postgres://host/database.`,
  );
}
