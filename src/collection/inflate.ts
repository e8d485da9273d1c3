import type { Gunzip, InflateRaw } from 'node:zlib';

/** Small enough that the most extreme deflate data (about 1000 to 1) stays at 16 MB a step. */
const STEP = 16 * 1024;

/** The compressed bytes are damaged or end too early. Everything before has been yielded. */
export class DamagedDataError extends Error {
  constructor(
    readonly reason: 'truncated' | 'malformed',
    readonly output: number,
  ) {
    super(reason);
  }
}

/** Uncompresses step by step, in bounded memory; what comes out before an error is never lost. Throws `DamagedDataError`. */
export async function* inflate(source: AsyncIterable<Buffer>, stream: Gunzip | InflateRaw): AsyncGenerator<Buffer> {
  let ready: Buffer[] = [];
  let output = 0;
  let failure: unknown = null;
  stream.on('data', (chunk: Buffer) => {
    ready.push(chunk);
    output += chunk.length;
  });
  let wake = () => {};
  stream.on('error', (error) => {
    failure ??= error;
    wake();
  });
  const step = (start: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      start(resolve);
    });
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && failure === null; at += STEP) {
        await step((done) => stream.write(chunk.subarray(at, at + STEP), done));
        yield* ready;
        ready = [];
      }
      if (failure !== null) break;
    }
    if (failure === null) {
      await step((done) => stream.once('end', done).end());
      yield* ready;
    }
    if (failure !== null) {
      const cut = failure instanceof Error && 'code' in failure && failure.code === 'Z_BUF_ERROR';
      throw new DamagedDataError(cut ? 'truncated' : 'malformed', output);
    }
  } finally {
    stream.destroy();
  }
}
