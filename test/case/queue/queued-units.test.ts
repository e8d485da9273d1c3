import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEvidenceRoot } from '../../../src/case/queue/evidence-root.js';
import type { EndedJob, JobQueue } from '../../../src/case/queue/queue-engine.js';
import { queueJobOf, type QueueJob, type TaskEnd } from '../../../src/case/queue/queue-job.js';
import { QueuedUnits, type QueuedUnitsOptions } from '../../../src/case/queue/queued-units.js';
import { SharedSetups } from '../../../src/case/queue/shared-setups.js';
import type { HandedOn } from '../../../src/case/store/stored-units.js';
import { sha256Of } from '../../../src/case/store/unit-results.js';
import { UnitStore } from '../../../src/case/store/unit-store.js';
import type { Unit } from '../../../src/collection/unit.js';
import { AfterpatchError } from '../../../src/platform/errors.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-queued-'));
const failure = (error: unknown) => new AfterpatchError('queue-failed', String(error), 'Start it.');

/** What becomes of a job: ends that a worker tells, why it failed, or nothing so far. */
type End = readonly TaskEnd[] | string | null;

/** A queue in memory, with one worker. */
class MemoryQueue implements JobQueue {
  readonly jobs = new Map<string, { readonly job: QueueJob; end: End }>();
  readonly added: QueueJob[] = [];
  work: (job: QueueJob) => End | Promise<End> = () => null;
  workers = 1;
  cleared = 0;
  isOpen = true;

  async add(name: string, data: object, { jobId = '' }: { readonly jobId?: string | undefined }): Promise<void> {
    const job = queueJobOf(data);
    if (job === null || job.kind !== name) throw new Error('no job');
    this.added.push(job);
    const told: { readonly job: QueueJob; end: End } = { job, end: null };
    this.jobs.set(jobId, told);
    told.end = await this.work(job);
  }

  async getJobs(): Promise<EndedJob[]> {
    if (!this.isOpen) throw new Error('gone');
    return [...this.jobs]
      .filter(([, { end }]) => end !== null)
      .map(([id, { end }]) => ({
        id,
        returnvalue: typeof end === 'string' ? null : end,
        failedReason: typeof end === 'string' ? end : '',
        remove: async () => void this.jobs.delete(id),
      }));
  }

  async getJobState(id: string): Promise<'waiting' | 'unknown'> {
    return this.jobs.has(id) ? 'waiting' : 'unknown';
  }

  async getWorkersCount(): Promise<number> {
    return this.workers;
  }

  async obliterate(): Promise<void> {
    this.cleared++;
    this.jobs.clear();
  }

  async close(): Promise<void> {}

  async disconnect(): Promise<void> {
    this.isOpen = false;
  }
}

let queue: MemoryQueue;
let units: UnitStore;
let setups: SharedSetups;
let notices: string[];
let opened: QueuedUnits[];
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(room, 'case-'));
  [queue, notices, opened] = [new MemoryQueue(), [], []];
  units = await UnitStore.open(join(folder, 'units'));
  setups = new SharedSetups(join(folder, 'setups'));
});
afterEach(() => Promise.all(opened.map((one) => one.close())));
afterAll(() => rmSync(room, { recursive: true }));

async function open(more: Partial<QueuedUnitsOptions> = {}): Promise<QueuedUnits> {
  const engine = { open: async () => queue, failure, told: String };
  const root = await openEvidenceRoot(room);
  const onNotice = (notice: string) => void notices.push(notice);
  const options = { engine, name: 'case', tool: 'tool 1', root, units, setups, deadlineMs: 1_000, onNotice, ...more };
  const queued = await QueuedUnits.open(options);
  opened.push(queued);
  return queued;
}

const SETUP = { rules: ['a'] };
let number = 0;
function handed(more: Partial<Unit<unknown>> = {}, path = join(room, 'EX01/a.aspx'), size = 10): HandedOn {
  const artifact = fakeArtifact({
    kind: 'web-content',
    collectedPath: `${++number}`,
    size,
    location: { path: Buffer.from(path) },
  });
  const unit = {
    kind: 'content' as const,
    artifacts: [artifact],
    setup: SETUP,
    job: {},
    task: artifact,
    namesPathOnly: true,
    isResult: (value: unknown): value is unknown => value !== undefined,
    ...more,
  };
  const key = sha256Of(String(number));
  return {
    unit,
    setup: sha256Of('setup'),
    contents: [sha256Of('content')],
    keys: [key, sha256Of(`${key} with names`)],
  };
}

/** A worker that writes results. */
async function keepAll(job: QueueJob): Promise<TaskEnd[]> {
  for (const { key } of job.tasks) await units.keep(key, job.kind, { text: '{}', failures: 0 });
  await units.flush();
  return job.tasks.map(() => 'kept');
}

describe('units that are handed on', () => {
  it('are kept once what workers wrote is in the store', async () => {
    const queued = await open();
    queue.work = keepAll;
    const hints = { rare: [1] };
    const all = [handed(), handed({ hints: () => hints }), handed()];
    expect(await Promise.all(all.map((one) => queued.handOn(one)))).toEqual(['kept', 'kept', 'kept']);
    expect(queue.added.map(({ tasks }) => tasks.length).sort()).toEqual([1, 2]);
    for (const job of queue.added) {
      expect(job).toMatchObject({ run: queued.run, tool: 'tool 1', kind: 'content', deadlineMs: 1_000 });
      expect(await setups.get(job.setup)).toEqual(SETUP);
      expect(job.tasks[0]?.task).toContain('"id":0');
      expect(job.tasks[0]?.task).not.toContain(room);
    }
    const hinted = queue.added.map((job) => job.hints).filter((one) => one !== null);
    expect(hinted.length).toBe(1);
    expect(await setups.get(hinted[0] ?? '')).toEqual(hints);
    expect(queue.jobs.size).toBe(0);
  });

  it.each<[TaskEnd, unknown]>([
    ['too-large', 'here'],
    ['changed', { status: 'not-done', detail: expect.stringContaining('run the sweep again') }],
    ['unreachable', { status: 'not-done', detail: expect.stringContaining('no worker can read it') }],
  ])('may come to be %s', async (end, expected) => {
    const queued = await open();
    queue.work = () => [end];
    expect(await queued.handOn(handed())).toEqual(expected);
    expect(notices).toEqual([]);
  });

  it.each<[string, () => HandedOn]>([
    ['of a kind that no worker does', () => handed({ kind: 'configuration' })],
    ['without a task', () => handed({ task: null })],
    ['without a file', () => handed({ task: { part: 1 } })],
    ['of evidence elsewhere', () => handed({}, '/elsewhere/a.aspx')],
  ])('are done here where they are %s', async (_, one) => {
    expect(await (await open()).handOn(one())).toBe('here');
    expect(queue.added).toEqual([]);
  });

  it.each<[string, Partial<Unit<unknown>>, number, number, number[]]>([
    ['a hundred pages', {}, 201, 10, [1, 100, 100]],
    ['eight logs', { kind: 'requests' }, 9, 10, [1, 8]],
    ['eight megabytes', {}, 3, 4 << 20, [1, 2]],
    ['eight megabytes of parts', { range: { offset: 0, length: 8 << 20 } }, 2, 10, [1, 1]],
  ])('go together, up to %s', async (_, more, count, size, expected) => {
    const queued = await open();
    queue.work = keepAll;
    const all = Array.from({ length: count }, () => handed(more, undefined, size));
    const answers = await Promise.all(all.map((one) => queued.handOn(one)));
    expect(new Set(answers)).toEqual(new Set(['kept']));
    expect(queue.added.map(({ tasks }) => tasks.length).sort((a, b) => a - b)).toEqual(expected);
  });

  it('are tried one by one where a worker fails at some', async () => {
    const queued = await open();
    const bad = handed();
    queue.work = (job) => (job.tasks.some(({ key }) => key === bad.keys[0]) ? 'it broke' : keepAll(job));
    expect(await Promise.all([bad, handed(), handed()].map((one) => queued.handOn(one)))).toEqual([
      { status: 'not-done', detail: expect.stringContaining('without saying why') },
      'kept',
      'kept',
    ]);
    expect(notices).toEqual(['a worker failed: it broke']);
    expect(queue.added.map(({ tasks }) => tasks.length)).toEqual([3, 1, 1, 1]);
  });

  it('count as tried where workers die of them', async () => {
    const queued = await open();
    queue.work = () => 'job stalled more than allowable limit';
    const one = handed();
    expect(await queued.handOn(one)).toBe('kept');
    const kept = await units.find(one.keys[0]);
    expect([kept?.failures, kept?.text]).toEqual([3, expect.stringContaining('the worker died 3 times')]);
  });

  it('are kept where their results came though the queue says otherwise', async () => {
    const queued = await open();
    queue.work = async (job) => {
      await keepAll(job);
      return 'it broke';
    };
    expect([await queued.handOn(handed()), notices]).toEqual(['kept', []]);
  });

  it('are handed on again where the queue lost them, and it is said that nobody works', async () => {
    const queued = await open();
    queue.workers = 0;
    const answer = queued.handOn(handed());
    while (queue.added.length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    queue.jobs.clear();
    queue.work = keepAll;
    expect(await answer).toBe('kept');
    expect(queue.added.length).toBe(2);
    expect(notices).toEqual([expect.stringContaining('no worker listens')]);
  });
});

describe('a run that ends', () => {
  it('answers what is under way, and what comes later', async () => {
    const control = new AbortController();
    const queued = await open({ signal: control.signal });
    const aborted = { status: 'aborted', detail: 'the run was interrupted' };
    const early = queued.handOn(handed());
    while (queue.added.length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    const gathering = queued.handOn(handed());
    control.abort();
    expect([await early, await gathering, await queued.handOn(handed())]).toEqual([aborted, aborted, aborted]);
    expect(queue.added.length).toBe(1);
    expect(await (await open({ signal: AbortSignal.abort() })).handOn(handed())).toEqual(aborted);
    const other = await open();
    await other.close();
    expect(await other.handOn(handed())).toEqual(aborted);
  });

  it('leaves nothing in the queue, and no setups', async () => {
    const queued = await open();
    expect(queue.cleared).toBe(1);
    queue.work = keepAll;
    await queued.handOn(handed());
    expect(readdirSync(join(folder, 'setups')).length).toBe(1);
    await queued.close();
    expect([queue.cleared, queue.isOpen, readdirSync(join(folder, 'setups'))]).toEqual([2, false, []]);
  });

  it('fails where the queue does not answer any more, with what it said last', async () => {
    const queued = await open({ patienceMs: 500 });
    queue.isOpen = false;
    await expect(queued.handOn(handed())).rejects.toMatchObject({ code: 'queue-failed', message: /gone/ });
    await expect(queued.handOn(handed())).rejects.toMatchObject({ code: 'queue-failed' });
  });

  it('keeps no process from ending where the queue never answers', async () => {
    const [started, ended] = [vi.spyOn(globalThis, 'setInterval'), vi.spyOn(globalThis, 'clearInterval')];
    queue.getJobs = () => new Promise(() => {});
    const queued = await open({ patienceMs: 500 });
    await expect(queued.handOn(handed())).rejects.toMatchObject({ code: 'queue-failed' });
    await queued.close();
    expect(ended.mock.calls.flat()).toContain(started.mock.results[0]?.value);
    vi.restoreAllMocks();
  });

  it('does not begin where the queue cannot be cleared', async () => {
    queue.obliterate = () => Promise.reject(new Error('not yours'));
    await expect(open()).rejects.toMatchObject({ code: 'queue-failed' });
  });
});

describe('what units are set up with', () => {
  it('is written once, and believed only as it was written', async () => {
    const digest = await setups.put(SETUP);
    expect([await setups.put(SETUP), await setups.put({ rules: ['a'] })]).toEqual([digest, digest]);
    expect(await setups.get(digest)).toEqual(SETUP);
    expect(await setups.get('../units')).toBeNull();
    expect(await setups.get(sha256Of('other'))).toBeNull();
    await setups.clear();
    expect(await setups.get(digest)).toBeNull();
  });
});
