import { workerData } from 'node:worker_threads';
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { has } from '../../platform/objects.js';
import {
  CHANGED,
  LONGEST_TRY_MS,
  NO_REGION,
  NOT_INSTALLED,
  type ObjectAnswer,
  type ObjectRequest,
  type ThreadData,
  TRIES,
} from './object-request.js';

/** Milliseconds without a byte after which a try is given up: all tries take less than the deadline of a file. */
const IDLE_MS = 8_000;
/** After so many requests in a row that came to nothing, the store is left alone for a while: each would take as long again. */
const MOST_FAILURES = 8;
const REST_MS = 30_000;
const BACKOFF_MS = 250;
/** Of a name that a store or the network gives an error. */
const CODE = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

type Sdk = typeof import('@aws-sdk/client-s3');
interface Store {
  readonly sdk: Sdk;
  readonly client: S3Client;
}

/** What is said of a request that failed, by a code and nothing of what was sent or answered. */
class RequestError extends Error {
  constructor(
    readonly code: string,
    readonly mayPass: boolean,
  ) {
    super(code);
  }
}

let store: Promise<Store> | null = null;
let failures = 0;
let restsUntil = 0;

/** Endpoint, region and credentials are found by the SDK, as by every other tool that uses it. */
async function openStore(): Promise<Store> {
  let sdk: Sdk;
  try {
    sdk = await import('@aws-sdk/client-s3');
  } catch {
    throw new RequestError(NOT_INSTALLED, false);
  }
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const hasEndpoint = (AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL ?? '') !== '';
  // Stores that are not Amazon's often have neither a name for each bucket nor regions.
  const region = AWS_REGION || AWS_DEFAULT_REGION || (hasEndpoint ? 'us-east-1' : undefined);
  const client = new sdk.S3Client({
    maxAttempts: 1,
    forcePathStyle: hasEndpoint,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(region !== undefined && { region }),
  });
  return { sdk, client };
}

async function answerTo(request: ObjectRequest): Promise<ObjectAnswer> {
  if (performance.now() < restsUntil) return { of: 'problem', problem: 'StoreDoesNotAnswer' };
  store ??= openStore();
  const opened = store;
  for (let tried = 1; ; tried++) {
    try {
      const answer = await within((signal, alive) => ask(opened, request, signal, alive));
      failures = 0;
      return answer;
    } catch (error) {
      const { code, mayPass } = requestError(error);
      failures = mayPass ? failures : 0;
      if (!mayPass || tried >= TRIES) {
        if (mayPass && ++failures >= MOST_FAILURES) restsUntil = performance.now() + REST_MS;
        return { of: 'problem', problem: code };
      }
      await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * 4 ** (tried - 1)));
    }
  }
}

async function ask(
  opened: Promise<Store>,
  request: ObjectRequest,
  abortSignal: AbortSignal,
  alive: () => void,
): Promise<ObjectAnswer> {
  const { sdk, client } = await opened;
  const { bucket: Bucket } = request;
  if (request.ask === 'list') {
    const { prefix: Prefix, most: MaxKeys, from } = request;
    const page = { Bucket, Prefix, MaxKeys, EncodingType: 'url' as const };
    const command = new sdk.ListObjectsV2Command(from === null ? page : { ...page, ContinuationToken: from });
    const { Contents = [], IsTruncated, NextContinuationToken } = await client.send(command, { abortSignal });
    const objects = Contents.map(({ Key = '', ETag = '', Size = 0 }) => ({
      key: decoded(Key),
      etag: ETag,
      size: Size,
    }));
    if (IsTruncated === true && NextContinuationToken === undefined) throw new RequestError('NoContinuation', false);
    return { of: 'list', objects, next: IsTruncated === true ? (NextContinuationToken ?? null) : null };
  }
  const { key: Key } = request;
  if (request.ask === 'head') {
    const { ETag = '', ContentLength = 0 } = await client.send(new sdk.HeadObjectCommand({ Bucket, Key }), {
      abortSignal,
    });
    return { of: 'head', etag: ETag, size: ContentLength };
  }
  const { etag: IfMatch, start, end } = request;
  const range = { Bucket, Key, IfMatch, Range: `bytes=${start}-${end - 1}` };
  const output = await client.send(new sdk.GetObjectCommand(range), { abortSignal });
  return { of: 'read', bytes: await bytesOf(output, request, abortSignal, alive) };
}

async function bytesOf(
  { Body: body, ETag, ContentRange }: GetObjectCommandOutput,
  { etag, start, end }: Extract<ObjectRequest, { ask: 'read' }>,
  signal: AbortSignal,
  alive: () => void,
): Promise<Uint8Array> {
  if (body === undefined || !('destroy' in body)) throw new RequestError('NoBody', true);
  const stop = () => void body.destroy(new RequestError('TimeoutError', true));
  signal.addEventListener('abort', stop, { once: true });
  try {
    // Not every store looks at what is asked of it.
    if (ETag !== undefined && ETag !== etag) throw new RequestError(CHANGED, false);
    if (ContentRange?.startsWith(`bytes ${start}-${end - 1}/`) !== true) throw new RequestError('RangeIgnored', false);
    const bytes = new Uint8Array(end - start);
    let filled = 0;
    for await (const chunk of body) {
      alive();
      const part: unknown = chunk;
      if (!(part instanceof Uint8Array) || filled + part.length > bytes.length)
        throw new RequestError('RangeIgnored', false);
      bytes.set(part, filled);
      filled += part.length;
    }
    if (filled < bytes.length) throw new RequestError('ShortAnswer', true);
    return bytes;
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
}

/** Gives a try up that takes too long, or where nothing comes any more. */
async function within<Result>(work: (signal: AbortSignal, alive: () => void) => Promise<Result>): Promise<Result> {
  const control = new AbortController();
  const giveUp = () => control.abort();
  const longest = setTimeout(giveUp, LONGEST_TRY_MS);
  const idle = setTimeout(giveUp, IDLE_MS);
  try {
    return await work(control.signal, () => void idle.refresh());
  } catch (error) {
    throw control.signal.aborted ? new RequestError('TimeoutError', true) : error;
  } finally {
    clearTimeout(longest);
    clearTimeout(idle);
  }
}

/** Messages of stores and of the SDK can quote what was sent: only a code is taken of them. */
function requestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  // The SDK has no name for it.
  if (error instanceof Error && /^Region (?:is missing|not accepted)/.test(error.message))
    return new RequestError(NO_REGION, false);
  const { name, code, $metadata }: Record<string, unknown> =
    error instanceof Error ? { ...error, name: error.name } : {};
  const status =
    typeof $metadata === 'object' && $metadata !== null && 'httpStatusCode' in $metadata
      ? Number($metadata.httpStatusCode)
      : null;
  if (status === 412) return new RequestError(CHANGED, false);
  const named = [status === null ? code : name, name].find((one) => typeof one === 'string' && CODE.test(one));
  const told = typeof named === 'string' ? named : 'Error';
  if (status !== null) {
    const plain = told === 'Unknown' || told === 'UnknownError' || told === 'Error' || /^\d/.test(told);
    return new RequestError(plain ? `HTTP${status}` : told, status >= 500 || status === 429);
  }
  return new RequestError(told, typeof code === 'string');
}

/** A key as the listing spells it: names can hold what XML cannot. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function isThreadData(value: unknown): value is ThreadData {
  return has(value, 'port', 'answered');
}

// What the SDK has to say of Node, and of sockets, is of no use to whoever hunts, and what it quotes is nobody's business.
process.removeAllListeners('warning');
for (const say of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) console[say] = () => {};

const told: unknown = workerData;
if (isThreadData(told)) {
  const { port, answered } = told;
  port.on('message', ({ id, request }: { readonly id: number; readonly request: ObjectRequest }) => {
    void answerTo(request).then((answer) => {
      port.postMessage({ id, answer }, answer.of === 'read' ? [answer.bytes.buffer as ArrayBuffer] : []);
      Atomics.add(answered, 0, 1);
      Atomics.notify(answered, 0);
    });
  });
}
