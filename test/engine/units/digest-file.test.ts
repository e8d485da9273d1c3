import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { logRanges } from '../../../src/collection/reading/log-ranges.js';
import { DigestBeside } from '../../../src/engine/units/read-digest.js';
import { digestFile } from '../../../src/engine/units/digest-file.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const folder = mkdtempSync(path.join(tmpdir(), 'digest-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function artifactOf(content: string) {
  const file = path.join(folder, `${files++}.log`);
  writeFileSync(file, content);
  return fakeArtifact({
    kind: 'iis-log',
    collectedPath: 'a.log',
    location: { path: Buffer.from(file) },
    size: content.length,
  });
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const digestOf = (content: string, ...lengths: readonly number[]) =>
  digestFile({ artifact: artifactOf(content), lengths }, async () => {
    throw new Error('It is small');
  });

describe('a file', () => {
  it.each<[string, string, number, readonly number[], readonly number[]]>([
    ['is told by all of its bytes', 'abc', 3, [], []],
    ['is told by its beginnings, too, as far as it has them', 'abcdef', 6, [2, 6, 7], [2, 6]],
    ['that was copied while it was written is told without the NULs at its end', 'abc\0\0', 3, [], []],
    ['of which beginnings end in its NULs', 'abc\0\0', 3, [3, 4], [3, 4]],
    ['has NULs within', 'a\0b', 3, [2], [2]],
    ['of NULs alone has not begun', '\0\0', 0, [1], [1]],
    ['that is empty', '', 0, [1], []],
    [
      'of many chunks, of which the last are NULs',
      `${'x'.repeat(300_000)}${'\0'.repeat(300_000)}`,
      300_000,
      [7, 299_999, 450_000],
      [7, 299_999, 450_000],
    ],
    ['of many chunks, with NULs between', `x${'\0'.repeat(300_000)}y`, 300_002, [300_001], [300_001]],
  ])('%s', async (_, content, begun, lengths, known) => {
    const { digest } = await digestOf(content, ...lengths);
    expect(digest).toEqual({
      sha256: sha256(content),
      size: content.length,
      begun: { length: begun, sha256: sha256(content.slice(0, begun)) },
      beginnings: known.map((length) => ({ length, sha256: sha256(content.slice(0, length)) })),
    });
  });

  it('that cannot be had has no digest', async () => {
    const artifact = fakeArtifact({ location: { path: Buffer.from(path.join(folder, 'gone')) } });
    expect(await digestFile({ artifact, lengths: [] }, async () => {})).toEqual({ digest: null });
  });

  it('is told by its beginnings where a log is cut, as it is when it is read', async () => {
    const lines = fc.array(fc.nat(90), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lines, async (lengths) => {
        const content = `#Fields: date time cs-uri-stem\n${lengths.map((length) => `${'x'.repeat(length)}\n`).join('')}`;
        const artifact = artifactOf(content);
        const { digest } = await digestFile({ artifact, lengths: [] }, async () => {}, 64);
        const facts = { day: null, utcOffsetMinutes: 0 };
        const cuts = logRanges(artifact, Buffer.from(content), facts, 64)?.cuts ?? [];
        const beginnings = digest?.beginnings.filter(({ length }) => length < content.length);
        expect(beginnings).toEqual(cuts.map((length) => ({ length, sha256: sha256(content.slice(0, length)) })));
      }),
      { numRuns: 60 },
    );
  });

  it('tells how far it is read, now and then', async () => {
    const artifact = artifactOf('');
    truncateSync(Buffer.from(artifact.location.path), 130 << 20);
    const told: number[] = [];
    await digestFile({ artifact, lengths: [] }, async ({ done }) => {
      told.push(done);
    });
    expect(told).toHaveLength(2);
    expect(told.map((done) => done >> 26)).toEqual([1, 2]);
  });
});

describe('a digest beside another reading', () => {
  async function* chunks() {
    yield Buffer.from('ab');
    yield Buffer.from('c');
  }
  it.each<[string, number, string[], number | null]>([
    ['is that of all chunks', 3, [], 3],
    ['is none where the reading ended early', 1, [], null],
    ['is none of bytes that changed meanwhile', 3, ['changed-while-reading'], null],
    ['is that of what was had of damaged data', 3, ['damaged'], 3],
  ])('%s', async (_, most, codes, size) => {
    const beside = new DigestBeside();
    let read = 0;
    for await (const chunk of beside.of(chunks())) {
      read += chunk.length;
      if (read >= most && most < 3) break;
    }
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(beside.result(codes.map((code) => ({ code })))).toEqual(size === null ? null : { sha256, size });
  });
});
