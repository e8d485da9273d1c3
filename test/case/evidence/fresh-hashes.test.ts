import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashedSince, stateSince } from '../../../src/case/evidence/fresh-hashes.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const folder = mkdtempSync(path.join(tmpdir(), 'fresh-hashes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'a');
const BEFORE = Date.now() - 3_600_000;
const AFTER = Date.now() + 3_600_000;

const artifact = (kind: Artifact['kind'], size: number, at = file) =>
  fakeArtifact({ kind, size, location: { path: Buffer.from(at) } });

describe('a file since a moment', () => {
  it.each<[string, Artifact['kind'], string, number, string]>([
    ['is as it was', 'iis-log', 'abc', AFTER, 'unchanged'],
    ['changed then', 'iis-log', 'abc', BEFORE, 'changed'],
    ['has grown, as logs do', 'iis-log', 'abcd', BEFORE, 'grown'],
    ['has grown, as pages do not', 'web-content', 'abcd', AFTER, 'changed'],
    ['has shrunk, as logs do not', 'iis-log', 'ab', AFTER, 'changed'],
  ])('%s', async (_, kind, content, moment, expected) => {
    writeFileSync(file, content);
    expect(await stateSince(artifact(kind, 3), moment)).toBe(expected);
  });

  it.each([
    ['of the same millisecond is as it was', 0, 'unchanged'],
    ['of the millisecond before has changed', -1, 'changed'],
  ])('%s', async (_, offset, expected) => {
    writeFileSync(file, 'abc');
    const { ctimeMs, mtimeMs } = statSync(file);
    const moment = Math.floor(Math.max(ctimeMs, mtimeMs)) + offset;
    expect(await stateSince(artifact('iis-log', 3), moment)).toBe(expected);
  });

  it('is gone', async () => {
    expect(await stateSince(artifact('iis-log', 3, path.join(folder, 'gone')), AFTER)).toBe('changed');
  });

  it('has a time that is yet to come, which tells nothing', async () => {
    writeFileSync(file, 'abc');
    const soon = Date.now() + 500;
    utimesSync(file, AFTER / 1000, AFTER / 1000);
    expect(await stateSince(artifact('iis-log', 3), soon)).toBe('unchanged');
  });
});

describe('the hash of a file', () => {
  /** How it was digested: the bytes that were asked for. */
  async function hashed(
    kind: Artifact['kind'],
    content: string,
    digests: readonly ({ size: number } | null)[],
    during?: string,
  ) {
    writeFileSync(file, content);
    const asked: (number | null)[] = [];
    const state = await hashedSince(artifact(kind, 3), AFTER, async ({ location }) => {
      const digest = digests[asked.length] ?? null;
      asked.push(location.range?.length ?? null);
      if (during !== undefined) writeFileSync(file, during);
      return digest && { sha256: 'hash', size: digest.size, begun: { length: 0, sha256: '' }, beginnings: [] };
    });
    return { ...state, asked };
  }

  it.each<[string, Parameters<typeof hashed>, Awaited<ReturnType<typeof hashed>>]>([
    [
      'is that of all of it',
      ['iis-log', 'abc', [{ size: 3 }]],
      { sha256: 'hash', size: 3, state: 'unchanged', asked: [null] },
    ],
    [
      'is none where it cannot be had',
      ['iis-log', 'abc', [null]],
      { sha256: null, size: 0, state: 'unchanged', asked: [null] },
    ],
    [
      'is none where not a byte can be had',
      ['iis-log', 'abc', [{ size: 0 }]],
      { sha256: null, size: 0, state: 'unchanged', asked: [null] },
    ],
    [
      'is that of what was found of a log that has grown',
      ['iis-log', 'abcd', [{ size: 3 }]],
      { sha256: 'hash', size: 3, state: 'grown', asked: [3] },
    ],
    [
      'is asked for again of a log that grows meanwhile',
      ['iis-log', 'abc', [null, { size: 3 }], 'abcd'],
      { sha256: 'hash', size: 3, state: 'grown', asked: [null, 3] },
    ],
    [
      'is not asked for again where it was had',
      ['iis-log', 'abc', [{ size: 3 }], 'abcd'],
      { sha256: 'hash', size: 3, state: 'grown', asked: [null] },
    ],
    [
      'is not asked for again of a log that had grown',
      ['iis-log', 'abcd', [null]],
      { sha256: null, size: 0, state: 'grown', asked: [3] },
    ],
    [
      'is not asked for again of what changed',
      ['web-content', 'abc', [null], 'abcd'],
      { sha256: null, size: 0, state: 'changed', asked: [null] },
    ],
  ])('%s', async (_, given, expected) => expect(await hashed(...given)).toEqual(expected));

  it('is that of nothing where it is empty', async () => {
    writeFileSync(file, '');
    const digest = { sha256: 'hash', size: 0, begun: { length: 0, sha256: '' }, beginnings: [] };
    expect(await hashedSince(artifact('iis-log', 0), AFTER, async () => digest)).toMatchObject({
      sha256: 'hash',
      size: 0,
    });
  });
});
