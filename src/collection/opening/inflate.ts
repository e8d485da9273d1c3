import type { InflateRaw } from 'node:zlib';
import { codeOf } from '../../platform/errors.js';

/**
 * Small enough that the most extreme deflate data (about 1000 to 1) stays at 16 MB a step, of which two are held, and that little is
 * lost where the data are damaged: of the step that fails, nothing is had.
 */
const STEP = 16 * 1024;

/** Bytes of a chunk that comes out of zlib: a step of a log makes about one. */
export const INFLATED_CHUNK = 256 * 1024;

/** The compressed bytes are damaged or end too early. Everything before has been yielded. */
export class DamagedDataError extends Error {
  constructor(
    readonly reason: 'truncated' | 'malformed',
    readonly output: number,
  ) {
    super(reason);
  }
}

/**
 * Uncompresses step by step, in bounded memory, each step while whoever asks is at work with what came out of the one before; what
 * comes out before an error is never lost, what follows the end of the compressed data is ignored. Throws `DamagedDataError`.
 */
export async function* inflate(source: AsyncIterable<Buffer>, stream: InflateRaw): AsyncGenerator<Buffer> {
  let ready: Buffer[] = [];
  let output = 0;
  let failure: unknown = null;
  let over = false;
  let wake = () => {};
  const finish = (error: unknown) => {
    failure ??= error;
    over = true;
    wake();
  };
  stream.on('data', (chunk: Buffer) => {
    ready.push(chunk);
    output += chunk.length;
  });
  stream.on('error', finish);
  stream.on('end', () => finish(null));
  const step = (input: Buffer | null) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      if (input) stream.write(input, () => resolve());
      else stream.end();
    });
  try {
    let under = Promise.resolve();
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += STEP) {
        await under;
        if (over) break;
        const done = ready;
        ready = [];
        under = step(chunk.subarray(at, at + STEP));
        yield* done;
      }
      if (over) break;
    }
    await under;
    if (!over) await step(null);
    yield* ready;
    if (failure !== null) {
      throw new DamagedDataError(codeOf(failure) === 'Z_BUF_ERROR' ? 'truncated' : 'malformed', output);
    }
  } finally {
    stream.destroy();
  }
}
