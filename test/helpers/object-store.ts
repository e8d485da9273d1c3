import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What the stand-in is asked, told to whoever wants to answer in its place. */
export interface StoreRequest {
  readonly ask: 'list' | 'head' | 'read';
  readonly key: string;
  /** Of the listing, or of this object: how often that was asked. */
  readonly times: number;
}

/** A status with the code of an error; pages or objects that are not there; or nothing at all. */
export type StoreAnswer =
  | { readonly status: number; readonly code?: string }
  | 'silence'
  | 'endless'
  | 'same-page'
  | 'ignores-conditions'
  | 'ignores-ranges'
  | 'breaks-off'
  | 'goes-on';

export const BUCKET = 'evidence-of-ex01';
/** What the stand-in is asked with, to be looked for in whatever is written. */
export const KEY_ID = 'AKIASTANDINFORTESTS0';
export const SECRET = 'stand-in-secret-that-nobody-may-print-1';

/** A small stand-in for S3, as far as evidence is read from it: ListObjectsV2, HeadObject, GetObject with Range and If-Match. */
export class ObjectStoreStandIn {
  readonly objects = new Map<string, Buffer>();
  readonly asked: (StoreRequest & { readonly range: string | undefined; readonly signed: boolean })[] = [];
  /** Objects on a page of a listing. */
  page = 7;
  /** Answers in place of the stand-in where it gives something. */
  answer: (request: StoreRequest) => StoreAnswer | null = () => null;
  readonly #server = createServer((request, response) => this.#serve(request, response));

  static async start(): Promise<ObjectStoreStandIn> {
    const store = new ObjectStoreStandIn();
    await new Promise<void>((resolve) => store.#server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  /** For whoever is to ask it, beside what the process has. */
  get environment(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: KEY_ID,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_REGION: 'eu-central-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** Puts all files below a folder under a prefix. */
  putFolder(folder: string, prefix: string): void {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      this.objects.set(`${prefix}/${path.slice(folder.length + 1).replaceAll('\\', '/')}`, readFileSync(path));
    }
  }

  /** As it is after its start: empty, and answering. */
  reset(): void {
    this.objects.clear();
    this.asked.length = 0;
    this.page = 7;
    this.answer = () => null;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const [, bucket = '', ...rest] = url.pathname.split('/');
    const key = rest.map(decodeURIComponent).join('/');
    const ask = request.method === 'HEAD' ? 'head' : url.searchParams.get('list-type') === '2' ? 'list' : 'read';
    const { range, authorization = '' } = request.headers;
    const times = this.asked.filter((one) => one.ask === ask && one.key === key).length + 1;
    this.asked.push({ ask, key, times, range, signed: authorization.includes(`Credential=${KEY_ID}/`) });
    const answer = this.answer({ ask, key, times });
    if (answer === 'silence') return;
    const bytes = this.objects.get(key);
    if (typeof answer === 'object' && answer !== null) fail(response, answer.status, answer.code);
    else if (bucket !== BUCKET) fail(response, 404, 'NoSuchBucket');
    else if (ask === 'list') this.#list(url.searchParams, response, answer);
    else if (bytes === undefined) fail(response, 404, 'NoSuchKey');
    else if (ask === 'head') {
      response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length }).end();
    } else {
      const condition = answer === 'ignores-conditions' ? undefined : request.headers['if-match'];
      const more = answer === 'breaks-off' ? -1 : answer === 'goes-on' ? 1 : 0;
      give(response, bytes, answer === 'ignores-ranges' ? undefined : range, condition, more);
    }
  }

  #list(asked: URLSearchParams, response: ServerResponse, answer: StoreAnswer | null): void {
    const prefix = asked.get('prefix') ?? '';
    const from = asked.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const left = answer === 'same-page' ? keys : keys.filter((key) => key > from.replace(/^after:/, ''));
    const most = Math.min(this.page, Number(asked.get('max-keys') ?? this.page));
    const page = answer === 'endless' ? [] : left.slice(0, most);
    const goesOn = answer === 'endless' || answer === 'same-page' || left.length > page.length;
    const next = answer === null ? `after:${page.at(-1)}` : `${from}.`;
    const contents = page.map((key) => {
      const bytes = this.objects.get(key) ?? Buffer.alloc(0);
      return (
        `<Contents><Key>${encodeURIComponent(key).replaceAll('%2F', '/')}</Key><Size>${bytes.length}</Size>` +
        `<ETag>&quot;${etagOf(bytes).slice(1, -1)}&quot;</ETag><LastModified>2021-03-20T00:00:00.000Z</LastModified></Contents>`
      );
    });
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${goesOn}</IsTruncated>` +
        `${goesOn ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}${contents.join('')}</ListBucketResult>`,
    );
  }
}

/** `more` than was asked for, bytes. */
function give(
  response: ServerResponse,
  bytes: Buffer,
  range: string | undefined,
  condition: string | undefined,
  more: number,
): void {
  const etag = etagOf(bytes);
  if (condition !== undefined && condition !== etag) {
    fail(response, 412, 'PreconditionFailed');
    return;
  }
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  const part = range === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1 + more);
  const place = `bytes ${from}-${Number(from) + part.length - more - 1}/${bytes.length}`;
  response.writeHead(range === undefined ? 200 : 206, {
    etag,
    'content-length': part.length,
    ...(range !== undefined && { 'content-range': place }),
  });
  response.end(part);
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/** Stores quote in their messages what they were asked with. */
function fail(response: ServerResponse, status: number, code = 'InternalError'): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${KEY_ID} may not, with ${SECRET}</Message></Error>`,
  );
}
