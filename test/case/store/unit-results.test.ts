import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contentOf, keepOutcome, keysOf, readOutcome, wasHindered } from '../../../src/case/store/unit-results.js';
import { UnitStore } from '../../../src/case/store/unit-store.js';
import type { Unit } from '../../../src/collection/unit.js';
import type { FileDigest } from '../../../src/engine/units/digest-file.js';
import type { JobOutcome } from '../../../src/platform/process-pool.js';
import { writePlain } from '../../../src/platform/plain-json.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-results-'));
afterAll(() => rmSync(room, { recursive: true }));

const digest: FileDigest = {
  sha256: 'whole',
  size: 100,
  begun: { length: 90, sha256: 'begun' },
  beginnings: [{ length: 40, sha256: 'forty' }],
};
const artifact = fakeArtifact({ kind: 'web-content', collectedPath: 'EX01/a.aspx' });
const stored = { ...artifact, location: { ...artifact.location, object: { etag: 'x', size: 1 } } };
const unit = (over: Partial<Unit<object>> = {}): Unit<object> => ({
  kind: 'content',
  artifacts: [artifact],
  setup: {},
  job: { a: 1 },
  task: null,
  namesPathOnly: true,
  isResult: (value): value is object => typeof value === 'object' && value !== null && 'said' in value,
  ...over,
});
const done = (result: object): JobOutcome<object> => ({ status: 'done', result, parts: [], retried: false });

describe('what is read', () => {
  it.each<[string, FileDigest | null, number | null, string | null]>([
    ['all of it', digest, null, 'whole'],
    ['a range up to its end', digest, 100, 'whole'],
    ['a range up to what was read of it before', digest, 40, 'forty'],
    ['another range', digest, 50, null],
    ['all of what is not known', null, null, null],
    ['a range of it', null, 40, null],
  ])('is told by a digest: %s', (_, of, end, expected) => {
    expect(contentOf(of, end === null ? null : { offset: 10, length: end - 10 })).toBe(expected);
  });

  it('has one key without names, and one with them', () => {
    const [key, withNames] = keysOf(unit(), '1', 's', ['c']);
    const other = unit({ artifacts: [{ ...artifact, collectedPath: 'EX02/b.aspx' }] });
    const [same, named] = keysOf(other, '1', 's', ['c']);
    expect([key === same, withNames === named, key === withNames]).toEqual([true, false, false]);
    const others = [keysOf(unit(), '2', 's', ['c']), keysOf(unit(), '1', 't', ['c']), keysOf(unit(), '1', 's', ['d'])];
    expect(new Set([key, ...others.map(([one]) => one)]).size).toBe(4);
  });
});

describe('an object store that did not give what was to be read', () => {
  const of = [stored];
  it.each<[string, Unit<object>, JobOutcome<object>, boolean]>([
    ['a note that says so', unit({ artifacts: of }), done({ notes: [{ code: 'unreadable' }] }), true],
    ['a note of the reading', unit({ artifacts: of }), done({ readNotes: [{ code: 'changed-while-reading' }] }), true],
    [
      'one of several',
      unit({ artifacts: [artifact, stored] }),
      done({ notes: [{ code: 'x' }, { code: 'unreadable' }] }),
      true,
    ],
    ['another note', unit({ artifacts: of }), done({ notes: [{ code: 'malformed' }] }), false],
    ['notes that are none', unit({ artifacts: of }), done({ notes: [null, 'unreadable', {}], readNotes: 1 }), false],
    ['no list of notes', unit({ artifacts: of }), done({ notes: { code: 'unreadable' } }), false],
    ['no notes', unit({ artifacts: of }), done({}), false],
    ['a file', unit(), done({ notes: [{ code: 'unreadable' }] }), false],
    ['a failure', unit({ artifacts: of }), { status: 'crashed', detail: 'x' }, false],
  ])('is told by its results: %s', (_, one, outcome, expected) => expect(wasHindered(one, outcome)).toBe(expected));
});

describe('an outcome in the store', () => {
  it('is kept without names where it mentions none', async () => {
    const store = await UnitStore.open(join(room, 'units'));
    const keep = (one: Unit<object>, outcome: JobOutcome<object>, tries?: number) =>
      keepOutcome(store, one, ['plain', 'named'], outcome, tries);
    expect(await keep(unit(), done({ said: 'a' }))).toBe('plain');
    expect(await keep(unit(), done({ said: 'see EX01/a.aspx' }))).toBe('named');
    expect(await keep(unit({ namesPathOnly: false }), done({ said: 'a' }))).toBe('named');
    await store.flush();
    expect(readOutcome(unit(), (await store.find('named'))?.text ?? '')).toEqual(done({ said: 'a' }));
    for (const [outcome, tries, failures] of [
      [{ status: 'crashed', detail: 'd' }, undefined, 2],
      [{ status: 'timed-out', detail: 'd' }, undefined, 3],
      [{ status: 'memory-exceeded', detail: 'd' }, undefined, 5],
      [{ status: 'crashed', detail: 'd' }, 3, 8],
    ] as const) {
      expect(await keepOutcome(store, unit(), ['failed', 'named'], outcome, tries)).toBe('failed');
      await store.flush();
      const found = await store.find('failed');
      expect(found?.failures).toBe(failures);
      expect(readOutcome(unit(), found?.text ?? '')).toEqual(outcome);
    }
  });

  it.each<[string, string]>([
    ['no text that could be read', '{'],
    ['nothing', writePlain(null).text],
    ['a text', writePlain('a').text],
    ['a failure without words', writePlain({ status: 'crashed', detail: 1 }).text],
    ['a failure that nobody keeps', writePlain({ status: 'aborted', detail: 'x' }).text],
    ['no result', writePlain({ parts: [] }).text],
    ['no parts', writePlain({ result: { said: 'a' } }).text],
    ['parts that are no list', writePlain({ result: { said: 'a' }, parts: {} }).text],
    ['a result of another kind', writePlain({ result: { other: 'a' }, parts: [] }).text],
  ])('is done again where it is %s', (_, text) => expect(readOutcome(unit(), text)).toBeNull());

  it('has no name of a file where it is of none', () => {
    expect(readOutcome(unit({ artifacts: [] }), writePlain({ result: { said: 'a' }, parts: [1] }).text)).toEqual({
      ...done({ said: 'a' }),
      parts: [1],
    });
  });
});
