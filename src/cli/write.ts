import type { Writable } from 'node:stream';

/**
 * Writes all pieces, waiting where the reader is slower, and until the last one is out. A reader that went away (a closed pipe)
 * ends the writing without a word: it has what it wanted.
 * @throws the stream's error where the text cannot be written otherwise: a full disk, a file that cannot be opened.
 */
export async function writePieces(stream: Writable, pieces: Iterable<string>): Promise<void> {
  // The error comes through the callback of `write`; without a listener its event would end the process.
  const ignore = () => {};
  stream.on('error', ignore);
  try {
    for (const piece of pieces) await write(stream, piece);
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  } finally {
    // The event follows its callback.
    setImmediate(() => stream.off('error', ignore));
  }
}

function write(stream: Writable, piece: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
