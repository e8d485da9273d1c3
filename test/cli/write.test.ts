import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { writePieces } from '../../src/cli/write.js';

/** Takes pieces one turn later; the one at `failAt` fails with `code`. */
function slowStream(failAt = Number.POSITIVE_INFINITY, code = 'EPIPE') {
  const taken: string[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk, _, done) {
      setImmediate(() => {
        if (taken.length >= failAt) return done(Object.assign(new Error(code), { code }));
        taken.push(String(chunk));
        done();
      });
    },
  });
  return { stream, taken };
}

function* counted(pulled: string[]) {
  for (const piece of ['a', 'b', 'c']) {
    pulled.push(piece);
    yield piece;
  }
}

describe('writePieces', () => {
  it('has written everything when it ends', async () => {
    const { stream, taken } = slowStream();
    await writePieces(stream, ['a', 'b', 'c']);
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('ends without a word where the reader went away, and renders no further', async () => {
    const { stream, taken } = slowStream(1);
    const pulled: string[] = [];
    await writePieces(stream, counted(pulled));
    expect(taken).toEqual(['a']);
    expect(pulled).toEqual(['a', 'b']);
    await writePieces(stream, ['d']);
  });

  it('throws any other error to whoever asked', async () => {
    await expect(writePieces(slowStream(1, 'ENOSPC').stream, ['a', 'b'])).rejects.toThrow('ENOSPC');
    await expect(writePieces(createWriteStream(tmpdir()), ['a'])).rejects.toThrow('EISDIR');
  });
});
