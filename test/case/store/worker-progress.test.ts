import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { FinishedUnit } from '../../../src/case/store/stored-units.js';
import { UnitTally } from '../../../src/case/store/unit-tally.js';
import {
  forgetProgress,
  ProgressFile,
  readProgress,
  type WorkerProgress,
} from '../../../src/case/store/worker-progress.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-progress-'));
afterAll(() => rmSync(room, { recursive: true }));
let store = '';
beforeEach(() => {
  store = mkdtempSync(join(room, 'case-'));
});

const unit = (over: Partial<FinishedUnit> = {}): FinishedUnit => ({
  kind: 'content',
  key: 'k',
  paths: ['a.aspx'],
  status: 'done',
  retried: false,
  bytes: 10,
  milliseconds: 5,
  ...over,
});
const NONE = { known: 0, done: 0, failed: 0, retried: 0, bytes: 0, milliseconds: 0 };

describe('a tally of units', () => {
  it('counts them by what became of them', () => {
    const tally = new UnitTally();
    expect([tally.sums, tally.total]).toEqual([[], NONE]);
    tally.add(unit());
    tally.add(unit({ status: 'known' }));
    tally.add(unit({ status: 'crashed', retried: true }));
    tally.add(unit({ status: 'aborted' }));
    tally.add(unit({ status: 'not-done' }));
    tally.add(unit({ kind: 'requests', status: 'timed-out', bytes: 1, milliseconds: 2 }));
    tally.addKnown('records', 3);
    tally.addKnown('records', 4);
    tally.addKnown('content', 5);
    tally.addKnown('traces', 0);
    const content = { known: 1, done: 1, failed: 1, retried: 1, bytes: 20, milliseconds: 10 };
    const requests = { ...NONE, failed: 1, bytes: 1, milliseconds: 2 };
    expect(new Map(tally.sums)).toEqual(
      new Map([
        ['content', content],
        ['requests', requests],
        ['records', { ...NONE, known: 3 }],
      ]),
    );
    expect(tally.total).toEqual({ known: 4, done: 1, failed: 2, retried: 1, bytes: 21, milliseconds: 12 });
  });
});

const NOW = Date.parse('2021-08-14T12:00:00.000Z');
const told: WorkerProgress = {
  worker: 'a-1',
  role: 'worker',
  run: '1',
  began: '2021-08-14T10:00:00.000Z',
  told: '2021-08-14T11:00:00.000Z',
  ended: false,
  units: NONE,
  stage: { name: 'logs', files: 1, totalFiles: 2 },
  current: 'a.log',
};
function put(name: string, value: unknown): void {
  mkdirSync(join(store, 'progress'), { recursive: true });
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  writeFileSync(join(store, 'progress', name), text);
}
const format = 'afterpatch progress 1';

describe('what processes tell of themselves', () => {
  it('is read back, and again once they end', async () => {
    const file = await ProgressFile.begin(store, 'sweep', '7', 42);
    expect(file.worker).toMatch(/^[A-Za-z0-9._-]+-42-[0-9a-f]{6}$/);
    expect(file.worker.startsWith(`${hostname().replaceAll(/[^A-Za-z0-9.-]/g, '_')}-42-`)).toBe(true);
    file.unit(unit({ paths: ['b.aspx'] }));
    await file.end();
    const [first] = await readProgress(store, Date.now());
    expect(first).toMatchObject({ role: 'sweep', run: '7', ended: true, stage: null, current: 'b.aspx' });
    expect(first?.units).toEqual(file.units.total);
    const other = await ProgressFile.begin(store, 'worker', '8', undefined);
    expect(other.worker).not.toContain('undefined');
    other.unit(unit({ paths: [] }));
    other.stage({ stage: 'requests', files: 1, totalFiles: 3, bytes: 0, findings: 0, current: 'c.log' });
    await other.end();
    const [, second] = await readProgress(store, Date.now());
    expect(second).toMatchObject({ stage: { name: 'requests', files: 1, totalFiles: 3 }, current: 'c.log' });
    expect(readdirSync(join(store, 'progress')).every((name) => name.endsWith('.json'))).toBe(true);
  });

  it('is of those that told something within a day, by when they began', async () => {
    put('1.json', { format, ...told, worker: 'c', began: '2021-08-14T10:30:00.000Z' });
    put('2.json', { format, ...told, worker: 'b' });
    put('3.json', { format, ...told, worker: 'a', told: '2021-08-13T12:00:00.001Z' });
    put('4.json', { format, ...told, worker: 'd', told: '2021-08-13T12:00:00.000Z' });
    put('5.txt', { format, ...told, worker: 'e' });
    expect((await readProgress(store, NOW)).map(({ worker }) => worker)).toEqual(['a', 'b', 'c']);
    expect(await readProgress(join(store, 'none'), NOW)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['a text', '"a"'],
    ['of another format', { format: 'x', ...told }],
    ['too long', { format, ...told, run: 'a'.repeat(64 << 10) }],
    ['without worker', { format, ...told, worker: 1 }],
    ['without run', { format, ...told, run: undefined }],
    ['that began at no time', { format, ...told, began: 'once' }],
    ['that told at no time', { format, ...told, told: 'now' }],
    ['of another role', { format, ...told, role: 'king' }],
    ['that ended in words', { format, ...told, ended: 'no' }],
    ['at what is no path', { format, ...told, current: 1 }],
    ['without units', { format, ...told, units: null }],
    ['with units in words', { format, ...told, units: 'many' }],
    ['with fewer than none', { format, ...told, units: { ...NONE, done: -1 } }],
    ['with a count that is none', { format, ...told, units: { ...NONE, failed: '1' } }],
    ['without a count', { format, ...told, units: { ...NONE, bytes: undefined } }],
    ['at a stage that is none', { format, ...told, stage: 'logs' }],
    ['at a stage without name', { format, ...told, stage: { files: 1, totalFiles: 2 } }],
    ['at a stage without counts', { format, ...told, stage: { name: 'logs', files: 1 } }],
  ])('is not read where it is %s', async (_, value) => {
    put('1.json', value);
    put('2.json', { format, ...told, role: 'sweep', stage: null, current: null });
    expect((await readProgress(store, NOW)).map(({ role }) => role)).toEqual(['sweep']);
  });

  it('is forgotten once it is over, long ago, or nothing', async () => {
    put('lives.json', { format, ...told });
    put('ended.json', { format, ...told, ended: true });
    put('old.json', { format, ...told, told: '2021-08-13T12:00:00.000Z' });
    put('odd.json', '{');
    put('other.txt', '{');
    await forgetProgress(store, NOW);
    expect(readdirSync(join(store, 'progress')).sort()).toEqual(['lives.json', 'other.txt']);
    expect(readFileSync(join(store, 'progress/other.txt'), 'utf8')).toBe('{');
    await forgetProgress(join(store, 'none'), NOW);
    expect(existsSync(join(store, 'none'))).toBe(false);
  });
});
