import type { Writable } from 'node:stream';
import { AfterpatchError, codeOf } from '../platform/errors.js';

/**
 * Writes all pieces, waiting where the reader is slower, and until the last one is out. A reader that went away (a closed pipe)
 * ends the writing without a word: it has what it wanted.
 * @throws AfterpatchError `output-failed`.
 */
export async function writePieces(
  stream: Writable,
  pieces: Iterable<string> | AsyncIterable<Uint8Array>,
): Promise<void> {
  // An error comes through the callback of `write`; its event, some time later, would end the process if nobody listened.
  stream.on('error', () => {});
  for await (const piece of pieces) {
    const error = await write(stream, piece);
    if (error === null) continue;
    if (isClosedPipe(error)) return;
    throw new AfterpatchError('output-failed', `The result could not be written: ${error.message}`, HINT);
  }
}

const HINT = 'Is there space, and may you write there?';

function write(stream: Writable, piece: string | Uint8Array): Promise<Error | null> {
  return new Promise((resolve) => {
    stream.write(piece, (error) => resolve(error ?? null));
  });
}

function isClosedPipe(error: Error): boolean {
  return ['EPIPE', 'ERR_STREAM_DESTROYED'].includes(codeOf(error));
}
