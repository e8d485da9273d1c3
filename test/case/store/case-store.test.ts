import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CaseStore, type RunFacts } from '../../../src/case/store/case-store.js';
import type { KnownLog } from '../../../src/case/store/log-history.js';
import { writePlain } from '../../../src/platform/plain-json.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { aReport } from '../../helpers/findings.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-case-'));
afterAll(() => rmSync(room, { recursive: true }));
let store: CaseStore;
beforeEach(async () => {
  store = await CaseStore.create(mkdtempSync(join(room, 'case-')));
});

const run: RunFacts = {
  sweep: 3,
  tool: '1',
  started: '2021-08-14T10:00:00.000Z',
  ended: '2021-08-14T11:00:00.000Z',
  exitCode: 0,
  findings: 1,
  verdict: 'compromised',
  units: [],
  read: { files: 0, bytes: 0 },
  damaged: 0,
  stages: [],
  workers: [],
};
const log: KnownLog = {
  artifact: fakeArtifact({ kind: 'iis-log', location: { path: Uint8Array.of(47, 97) } }),
  digest: { sha256: 'a', size: 1, begun: { length: 1, sha256: 'a' }, beginnings: [] },
  kind: 'requests',
  pieces: [{ offset: 0, key: 'k', setup: 's' }],
  last: null,
  peeked: null,
  gone: null,
};
const add = (sweep: number, basis: string | null = 'b') =>
  store.add(sweep, { report: [JSON.stringify(aReport())], run, logs: [log], units: ['z', 'a'], basis });
const put = (name: Parameters<CaseStore['fileOf']>[1], value: unknown) => {
  mkdirSync(join(store.folder, 'sweeps/000003'), { recursive: true });
  writeFileSync(store.fileOf(3, name), typeof value === 'string' ? value : JSON.stringify(value));
};

describe('a sweep in a case store', () => {
  it('is read as it was kept', async () => {
    await add(3);
    await add(12, null);
    mkdirSync(join(store.folder, 'sweeps/.000013.part'));
    expect(await store.sweeps()).toEqual([3, 12]);
    expect(await store.run(3)).toEqual(run);
    expect(await store.report(3)).toEqual(aReport());
    expect(await store.logs(3)).toEqual([log]);
    expect([...(await store.unitsOf(3))]).toEqual(['a', 'z']);
    expect([await store.basis(3), await store.basis(12)]).toEqual(['b', null]);
    expect(readdirSync(join(store.folder, 'sweeps/000012'))).not.toContain('basis.txt');
    expect(await store.bytes()).toBeGreaterThan(1_000);
    await store.remove(3);
    expect(await store.sweeps()).toEqual([12]);
    expect([await store.run(3), await store.report(3), await store.basis(3), await store.unitsOf(3)]).toEqual([
      null,
      null,
      null,
      new Set(),
    ]);
    await expect(store.logs(3)).rejects.toMatchObject({ code: 'store-failed' });
  });

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['nothing', null],
    ['a text', '"run"'],
    ['without number', { ...run, sweep: '3' }],
    ['without end', { ...run, ended: 3 }],
    ['without answer', { ...run, verdict: undefined }],
    ['without findings', { ...run, findings: [] }],
    ['without units', { ...run, units: {} }],
  ])('has no run that is %s', async (_, value) => {
    put('run.json', value);
    expect(await store.run(3)).toBeNull();
  });

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['of another shape', { ...aReport(), findings: 1 }],
  ])('has no report that is %s', async (_, value) => {
    put('report.json', value);
    expect(await store.report(3)).toBeNull();
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'log'],
    ['without file', { ...log, artifact: null }],
    ['of a file in words', { ...log, artifact: 'a.log' }],
    ['without digest', { ...log, digest: null }],
    ['of another kind', { ...log, kind: 'content' }],
    ['without pieces', { ...log, pieces: {} }],
    ['with a piece that is none', { ...log, pieces: [log.pieces[0], null] }],
    ['with a piece in words', { ...log, pieces: ['0'] }],
    ['with a piece from nowhere', { ...log, pieces: [{ key: 'k', setup: 's' }] }],
    ['with a piece without key', { ...log, pieces: [{ offset: 0, key: 1, setup: 's' }] }],
    ['with a piece without setup', { ...log, pieces: [{ offset: 0, key: 'k' }] }],
  ])('has no log that is %s', async (_, value) => {
    put('logs.jsonl', `${writePlain(log).text}\n\n${writePlain({ ...log, kind: 'records' }).text}\n`);
    expect((await store.logs(3)).map(({ kind }) => kind)).toEqual(['requests', 'records']);
    put('logs.jsonl', `${writePlain(log).text}\n${writePlain(value).text}\n`);
    await expect(store.logs(3)).rejects.toMatchObject({ code: 'store-failed' });
  });
});

describe('a folder', () => {
  it('is a store once it is made, the same one each time', async () => {
    const again = await CaseStore.create(store.folder);
    expect([again.id, (await CaseStore.open(store.folder)).id]).toEqual([store.id, store.id]);
    expect(store.id).toMatch(/^[0-9a-f-]{36}$/);
    expect((await CaseStore.create(join(room, 'new/one'))).id).not.toBe(store.id);
  });

  it('is one store, whoever else makes it at once', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const folder = join(room, `at-once-${turn}`);
      const made = await Promise.all([1, 2, 3].map(() => CaseStore.create(folder)));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      expect(readdirSync(folder).sort()).toEqual(['store.json', 'sweeps', 'units']);
    }
  });

  it('in which another was killed while it made the store is none of something else', async () => {
    const folder = mkdtempSync(join(room, 'half-'));
    writeFileSync(join(folder, '.store.json.0123456789ab.part'), '');
    expect((await CaseStore.create(folder)).id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[string, string, string | null]>([
    ['that holds something else', 'note.txt', 'a'],
    ['of another version', 'store.json', '{"format":"afterpatch case store 9"}'],
  ])('%s is none', async (_, name, text) => {
    const folder = mkdtempSync(join(room, 'other-'));
    await expect(CaseStore.open(folder)).rejects.toMatchObject({ code: 'usage' });
    writeFileSync(join(folder, name), text ?? '');
    await expect(CaseStore.create(folder)).rejects.toMatchObject({ code: 'usage' });
    await expect(CaseStore.open(folder)).rejects.toMatchObject({ code: 'usage' });
  });

  it.each([
    ['without a name', '{"format":"afterpatch case store 1"}'],
    ['with a name that is none', '{"format":"afterpatch case store 1","id":"../x"}'],
    ['with a number for one', '{"format":"afterpatch case store 1","id":1}'],
    ['that cannot be read', '"afterpatch case store 1'],
    ['that is a text', '"afterpatch case store 1"'],
    ['that is nothing', 'null "afterpatch case store 1"'],
  ])('%s is a store that is not told from others', async (_, text) => {
    const folder = mkdtempSync(join(room, 'unnamed-'));
    writeFileSync(join(folder, 'store.json'), text);
    if (!text.includes('store 1"')) await expect(CaseStore.open(folder)).rejects.toMatchObject({ code: 'usage' });
    else expect((await CaseStore.open(folder)).id).toBe('unnamed');
  });
});
