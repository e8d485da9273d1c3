import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Writes all pieces, waiting where the reader is slower. A reader that went away (a closed pipe) ends the writing without a word:
 * it has what it wanted.
 */
export async function writePieces(stream: Writable, pieces: Iterable<string>): Promise<void> {
  let gone = false;
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  };
  stream.on('error', onError);
  for (const piece of pieces) {
    if (gone || stream.destroyed) return;
    if (!stream.write(piece)) {
      await Promise.race([once(stream, 'drain'), once(stream, 'close'), once(stream, 'error')]).catch(() => undefined);
    }
  }
}
