import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../../src/collection/collect.js';
import { NoteLedger } from '../../src/collection/note-ledger.js';
import {
  addressOfPath,
  isObjectAddress,
  type ObjectAddress,
  objectAddress,
  objectPath,
} from '../../src/collection/objects/object-address.js';
import { ObjectFile } from '../../src/collection/objects/object-file.js';
import { isStillThere, stateOfObject } from '../../src/collection/objects/object-now.js';
import { objectNow } from '../../src/collection/objects/object-store.js';
import { hasBelow, isObject, objectAt, walkObjects } from '../../src/collection/objects/walk-objects.js';
import { readArtifact } from '../../src/collection/opening/open-artifact.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { Folder } from '../../src/collection/walking/tree.js';
import { BUCKET, ObjectStoreStandIn, type StoreAnswer } from '../helpers/object-store.js';
import { tarOf } from './tar-writer.js';

let store: ObjectStoreStandIn;
beforeAll(async () => {
  store = await ObjectStoreStandIn.start();
  Object.assign(process.env, store.environment);
});
afterEach(() => store.reset());
afterAll(() => store.stop());

class FullTree extends Folder {
  override get isFull() {
    return true;
  }
}

const at = (key: string): ObjectAddress => ({ bucket: BUCKET, key });
const put = (...keys: string[]) => {
  for (const key of keys) store.objects.set(key, Buffer.from(key.endsWith('/') ? '' : key));
};

/** Files and notes of a walk, a line each. */
async function walked(key: string, prefix = ''): Promise<string[]> {
  const notes = new NoteLedger();
  const lines: string[] = [];
  for await (const file of walkObjects(at(key), new Folder('', '', null, 0), prefix, notes))
    lines.push(`${file.collectedPath} ${file.size} ${Buffer.from(file.path).toString().replace(BUCKET, 'b')}`);
  return [
    ...lines,
    ...notes.notes().map(({ code, path, message }) => `${code} ${path?.replace(BUCKET, 'b')}: ${message}`),
  ];
}

/** The object at an address, or why there is none. */
async function given(key: string): Promise<string> {
  const notes = new NoteLedger();
  const file = await objectAt(at(key), Buffer.from('name'), new Folder('', '', null, 0), 'given', notes);
  return file === null
    ? notes
        .notes()
        .map(({ message }) => message)
        .join()
    : `${file.collectedPath} ${file.size}`;
}

describe('an address', () => {
  it.each([
    ['s3://bucket', 'bucket', '', 's3://bucket'],
    ['S3://bucket/', 'bucket', '', 's3://bucket'],
    ['s3://bucket/a/b//', 'bucket', 'a/b', 's3://bucket/a/b'],
    ['s3://my.bucket-1/a b', 'my.bucket-1', 'a b', 's3://my.bucket-1/a b'],
  ])('%s is read', (text, bucket, key, written) => {
    expect(isObjectAddress(text)).toBe(true);
    expect(objectAddress(text)).toEqual({ bucket, key });
    expect(objectPath({ bucket, key })).toBe(written);
  });

  it.each(['s3://', 's3:///a', 's3://a', 's3://id:secret@bucket/x', 's3://-bucket/x'])('%s is none', (text) => {
    expect(() => objectAddress(text)).toThrow(/no address/);
  });

  it.each(['s3:/bucket', '/s3://bucket', 'C:\\s3'])('%s is a path', (text) =>
    expect(isObjectAddress(text)).toBe(false),
  );

  it('of an artifact keeps every slash of its key', () => {
    expect(addressOfPath(Buffer.from('s3://bucket/a//b/'))).toEqual({ bucket: 'bucket', key: 'a//b/' });
  });
});

describe('what lies below an address', () => {
  it('is listed by its keys, page by page, without empty objects that stand for folders', async () => {
    put('case/a/1', 'case/a/', 'case/b +%.txt', 'case/c//d', 'case/e/../f', 'case', 'casement/e');
    store.objects.set('case/empty', Buffer.alloc(0));
    store.page = 2;
    expect(await walked('case')).toEqual([
      'a/1 8 s3://b/case/a/1',
      'b +%.txt 13 s3://b/case/b +%.txt',
      'c/d 9 s3://b/case/c//d',
      expect.stringMatching(/^e\/.*f 11 s3:/),
      'empty 0 s3://b/case/empty',
      expect.stringMatching(/^odd-name e/),
    ]);
    expect(store.asked.filter(({ ask }) => ask === 'list').length).toBe(3);
    expect((await walked('', 'all')).map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['all/case', 'all/casement/e']),
    );
  });

  it.each([
    ['', null],
    ['all', 'all'],
  ])('is not read on where there are as many folders as a hunt has room for: given as %j', async (prefix, told) => {
    put('case/a');
    const notes = new NoteLedger();
    const walk = walkObjects(at('case'), new FullTree('', '', null, 0), prefix, notes);
    expect(await walk.next()).toMatchObject({ done: true });
    expect(notes.notes()).toMatchObject([{ code: 'limit-reached', incomplete: true }]);
    expect(notes.notes()[0]?.path).toBe(told);
  });

  it('is nothing where no key begins so', async () => {
    put('casement/e');
    expect(await walked('case')).toEqual([`unreadable undefined: There is no object below s3://${BUCKET}/case`]);
    expect(await walked('case', 'x')).toEqual([`unreadable x: There is no object below s3://${BUCKET}/case`]);
  });

  it.each<[string, StoreAnswer, number, string]>([
    ['is refused', { status: 403, code: 'AccessDenied' }, 1, 'could not be listed: AccessDenied'],
    ['has no code', { status: 418, code: '' }, 1, 'could not be listed: HTTP418'],
    ['has a number for one', { status: 400, code: '17' }, 1, 'could not be listed: HTTP400'],
    ['fails', { status: 500 }, 3, 'could not be listed: InternalError'],
    ['is throttled', { status: 429, code: 'SlowDown' }, 3, 'could not be listed: SlowDown'],
    ['has no end', 'endless', 100, 'after 100 pages'],
    ['comes again', 'same-page', 2, 'after 2 pages'],
  ])('a listing that %s is told once', async (_, answer, asked, told) => {
    put('case/a');
    store.answer = () => answer;
    const lines = await walked('case');
    expect(lines.filter((line) => line.includes('list'))).toEqual([expect.stringContaining(told)]);
    expect(lines.join()).not.toContain('no object below');
    expect(store.asked.length).toBe(asked);
  });

  it('goes on where one page came to nothing at first', async () => {
    put('case/a');
    store.answer = ({ times }) => (times === 1 ? { status: 503, code: 'SlowDown' } : null);
    expect(await walked('case')).toEqual(['a 6 s3://b/case/a']);
  });
});

describe('an object', () => {
  it('is one where its key is the whole address', async () => {
    put('case/a', 'case/ab', 'only/');
    expect(await Promise.all(['case/a', 'case', '', 'none', 'only/'].map((key) => isObject(at(key))))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
    expect(await Promise.all(['case', 'case/a', 'none'].map((key) => hasBelow(at(key))))).toEqual([true, false, false]);
    expect(await given('case/a')).toBe('given 6');
    expect(await given('case')).toBe('The object store could not be listed: NoSuchKey');
    store.answer = () => ({ status: 403, code: 'AccessDenied' });
    // Whoever lists what lies below says what is wrong.
    expect([await isObject(at('case/a')), await hasBelow(at('case'))]).toEqual([false, true]);
    expect(await given('case/a')).toBe('The object store could not be listed: AccessDenied');
  });

  it('is there as it was listed, changed, gone, or not to be had', async () => {
    put('case/a');
    const { etag, size } = await objectNow(at('case/a'));
    const location = { path: Buffer.from(objectPath(at('case/a'))), object: { etag, size } };
    expect([await stateOfObject(location), await isStillThere(location)]).toEqual(['there', true]);
    expect(await stateOfObject({ ...location, object: { etag, size: 5 } })).toBe('changed');
    expect(await stateOfObject({ path: location.path })).toBe('changed');
    store.objects.set('case/a', Buffer.from('case/b'));
    expect([await stateOfObject(location), await isStillThere(location)]).toEqual(['changed', false]);
    store.objects.delete('case/a');
    expect(await stateOfObject(location)).toBe('gone');
    store.answer = () => ({ status: 403 });
    expect(await stateOfObject(location)).toBe('unreachable');
  });
});

it('an archive among objects is read where it was unpacked to, and its members that lie as they are from the store', async () => {
  const page = '<%@ Page Language="C#" %>';
  const tar = tarOf([{ name: 'x.aspx', content: page }]);
  store.objects.set('case/packed.tar.gz', gzipSync(tar));
  store.objects.set('case/plain.tar', tar);
  const reading = new Reading();
  try {
    const { artifacts } = await collect([objectPath(at('case'))], { reading });
    const pages = artifacts.filter(({ kind }) => kind === 'web-content');
    const read = await Promise.all(
      pages.map(async (one) => [one.collectedPath, (await readArtifact(one, 1 << 20)).bytes.toString()]),
    );
    expect(read).toEqual([
      ['packed.tar.gz/x.aspx', page],
      ['plain.tar/x.aspx', page],
    ]);
  } finally {
    await reading.close();
  }
});

describe('the bytes of an object', () => {
  const KIB = 1024;
  const content = Buffer.from(Array.from({ length: 2_000 * KIB }, (_, i) => (i * 7 + (i >> 9)) & 0xff));

  async function opened(bytes = content): Promise<ObjectFile> {
    store.objects.set('case/a', bytes);
    const object = await objectNow(at('case/a'));
    store.asked.length = 0;
    return new ObjectFile(at('case/a'), object);
  }
  const ranges = () => store.asked.map(({ range }) => range?.slice(6)).sort();
  async function readAll(file: ObjectFile, from: number, step: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let place = from; place < file.size; ) {
      const buffer = Buffer.alloc(step);
      const read = await file.read(buffer, place);
      expect(read).toBeGreaterThan(0);
      parts.push(buffer.subarray(0, read));
      place += read;
    }
    return Buffer.concat(parts);
  }

  it.each([
    [0, 100 * KIB],
    [0, 3_000 * KIB],
    [700 * KIB + 1, 64 * KIB],
  ])('are read in their order from %d on, ever more at once', async (from, step) => {
    const file = await opened();
    expect((await readAll(file, from, step)).equals(content.subarray(from))).toBe(true);
    const sizes = ranges().map((range) => {
      const [start = 0, end = 0] = range?.split('-').map(Number) ?? [];
      return end - start + 1;
    });
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(content.length - from);
    expect(sizes.toSorted((a, b) => a - b).slice(0, 2)).toContain(256 * KIB);
    expect(store.asked.length).toBeLessThan(5);
    expect(await file.read(Buffer.alloc(1), content.length)).toBe(0);
    file.close();
    expect([file.isNear, file.hasChanged(), file.size, file.version]).toEqual([
      false,
      false,
      content.length,
      expect.stringMatching(/^"\w{32}"$/),
    ]);
  });

  it('are asked for once where only the first are wanted, and anew where one goes back or ahead', async () => {
    const file = await opened();
    const buffer = Buffer.alloc(10);
    expect(await file.read(buffer, 0)).toBe(10);
    expect(ranges()).toEqual(['0-262143']);
    await file.read(buffer, 5);
    expect(buffer.equals(content.subarray(5, 15))).toBe(true);
    await file.read(buffer, 700 * KIB);
    expect(buffer.equals(content.subarray(700 * KIB, 700 * KIB + 10))).toBe(true);
    expect(ranges()).toEqual(expect.arrayContaining(['0-262143', '262144-786431']));
    await readAll(file, 1_900 * KIB, 10 * KIB);
    store.asked.length = 0;
    await file.read(buffer, 20);
    expect(buffer.equals(content.subarray(20, 30))).toBe(true);
    expect(ranges()).toEqual(['20-262163']);
    const other = await opened();
    await other.read(buffer, 1_500 * KIB);
    expect(buffer.equals(content.subarray(1_500 * KIB, 1_500 * KIB + 10))).toBe(true);
    expect(ranges()).toEqual(['1536000-1798143']);
  });

  it('are at hand at both ends', async () => {
    const file = await opened(content.subarray(0, 300 * KIB));
    await file.fetchEnds();
    expect(ranges()).toEqual(['0-131071', '262144-307199']);
    store.asked.length = 0;
    const buffer = Buffer.alloc(16);
    // Nobody could answer while this waits: the stand-in is of the same process.
    expect(file.readNow(buffer, 8)).toBe(16);
    expect(buffer.equals(content.subarray(8, 24))).toBe(true);
    expect(file.readNow(buffer, 300 * KIB - 6)).toBe(6);
    expect(buffer.subarray(0, 6).equals(content.subarray(300 * KIB - 6, 300 * KIB))).toBe(true);
    expect([file.readNow(buffer, 300 * KIB), file.readNow(buffer, 400 * KIB)]).toEqual([0, 0]);
    expect(store.asked).toEqual([]);
    const [small, empty] = [await opened(content.subarray(0, 5)), await opened(Buffer.alloc(0))];
    await empty.fetchEnds();
    expect([empty.readNow(buffer, 0), await empty.read(buffer, 0), store.asked.length]).toEqual([0, 0, 0]);
    store.objects.set('case/a', content.subarray(0, 5));
    await small.fetchEnds();
    expect(ranges()).toEqual(['0-4']);
  });

  it.each<[string, StoreAnswer, string, number]>([
    ['of another object', { status: 412, code: 'PreconditionFailed' }, 'ObjectChanged', 1],
    ['of all of it', 'ignores-ranges', 'RangeIgnored', 1],
    ['more than was asked for', 'goes-on', 'RangeIgnored', 1],
    ['fewer', 'breaks-off', 'ShortAnswer', 3],
    ['none, as it may not be read', { status: 403, code: 'AccessDenied' }, 'AccessDenied', 1],
    ['none, as the store fails', { status: 503 }, 'InternalError', 3],
  ])('that are %s are not taken', async (_, answer, code, asked) => {
    const file = await opened();
    store.answer = () => answer;
    await expect(file.read(Buffer.alloc(10), 0)).rejects.toMatchObject({ code });
    expect(store.asked.length).toBe(asked);
    store.answer = () => null;
    await file.fetchEnds();
  });

  it('of another object are not taken of a store that looks at no condition', async () => {
    const file = await opened();
    store.objects.set('case/a', Buffer.from(content).fill(0, 0, 1));
    store.answer = () => 'ignores-conditions';
    store.objects.set('case/a', Buffer.concat([content, content]));
    await expect(file.read(Buffer.alloc(10), 0)).rejects.toMatchObject({ code: 'ObjectChanged' });
  });
});
