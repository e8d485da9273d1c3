import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEvidenceRoot } from '../../../src/case/queue/evidence-root.js';
import type { QueueJob } from '../../../src/case/queue/queue-job.js';
import { SharedSetups } from '../../../src/case/queue/shared-setups.js';
import { runUnitWorker, type TakenJob, type UnitWorkerOptions } from '../../../src/case/queue/unit-worker.js';
import { CaseStore } from '../../../src/case/store/case-store.js';
import type { FinishedUnit } from '../../../src/case/store/stored-units.js';
import { keysOf, sha256Of } from '../../../src/case/store/unit-results.js';
import { UnitStore } from '../../../src/case/store/unit-store.js';
import { toolVersion } from '../../../src/case/tool-version.js';
import { recordUnit } from '../../../src/engine/records/record-engine.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { AfterpatchError } from '../../../src/platform/errors.js';
import { writePlain } from '../../../src/platform/plain-json.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-worked-'));
afterAll(() => rmSync(room, { recursive: true }));

class DelayedError extends Error {}
const SETUP = { documents: [], since: 0, until: 4_000_000_000 };
const LOG = '#Software: Microsoft Exchange Server\r\n#Log-type: ECP Server Log\r\n#Fields: TimeStamp,Name,Value\r\n';

/** A worker that does its work in this process, of a queue that hands it what a test says. */
class Worker {
  work: (job: TakenJob, token: string | undefined) => Promise<unknown> = async () => null;
  onError: (message: string) => void = () => {};
  readonly notices: string[] = [];
  readonly units: FinishedUnit[] = [];
  readonly delayed: (string | undefined)[] = [];
  readonly #stop = new AbortController();
  readonly ended: Promise<void>;

  constructor(options: Pick<UnitWorkerOptions, 'store' | 'root'>, more: Partial<UnitWorkerOptions> = {}) {
    const engine: UnitWorkerOptions['engine'] = {
      bullmq: { DelayedError },
      open: async () => ({ close: async () => {} }),
      worker: (_, work, __, onError) => {
        [this.work, this.onError] = [work, onError];
        return { waitUntilReady: async () => {}, run: () => new Promise(() => {}), close: async () => {} };
      },
      failure: (error) => new AfterpatchError('queue-failed', String(error), 'Start it.'),
    };
    this.ended = runUnitWorker({
      engine,
      tool: 'tool 1',
      jobs: 0,
      signal: this.#stop.signal,
      onNotice: (notice) => void this.notices.push(notice),
      onUnit: (unit) => void this.units.push(unit),
      ...options,
      ...more,
    });
    this.ended.catch(() => {});
  }

  do(data: unknown, attemptsMade = 0): Promise<unknown> {
    const moveToDelayed = async (_: number, token: string | undefined) => void this.delayed.push(token);
    return this.work({ data, attemptsMade, moveToDelayed }, 'token');
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }
}

let [folder, evidence, setup] = ['', '', ''];
let worker: Worker;
let store: CaseStore;
async function open(more: Partial<UnitWorkerOptions> = {}): Promise<Worker> {
  const one = new Worker({ store, root: await openEvidenceRoot(evidence) }, more);
  // Until it waits for jobs.
  while (one.work.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return one;
}
beforeEach(async () => {
  folder = mkdtempSync(join(room, 'case-'));
  evidence = join(folder, 'evidence');
  mkdirSync(join(evidence, 'EX01'), { recursive: true });
  store = await CaseStore.create(join(folder, 'store'));
  setup = await new SharedSetups(store.setups).put(SETUP);
  worker = await open();
});
afterEach(() => worker.stop());

const place = (name: string, text: string) => writeFileSync(join(evidence, 'EX01', name), text);

/** The task of a file below the root of evidence that holds some text. */
function taskOf(name: string, text: string, more: Partial<Artifact> = {}) {
  const artifact = fakeArtifact({
    kind: 'event-log',
    host: 'EX01',
    collectedPath: name,
    size: Buffer.byteLength(text),
    location: { path: Buffer.from(`EX01/${name}`) },
    ...more,
  });
  const contents = [sha256Of(text)];
  const [key] = keysOf(recordUnit('records', SETUP, { artifact }), toolVersion(), setup, contents);
  return { key, contents, task: writePlain({ artifact }).text };
}
const jobOf = (tasks: QueueJob['tasks'], more: Partial<QueueJob> = {}): QueueJob => ({
  run: 'run 1',
  tool: 'tool 1',
  kind: 'records',
  setup,
  hints: null,
  deadlineMs: 60_000,
  tasks,
  ...more,
});
const told = () => worker.units.map(({ status, paths, retried }) => [status, ...paths, retried]);

describe('a task', () => {
  const text = `${LOG}2021-03-04T10:00:00.000Z,a,b\r\n`;

  it('is done once, and its result kept', async () => {
    place('a.log', text);
    const job = jobOf([taskOf('a.log', text)]);
    expect(await worker.do(job)).toEqual(['kept']);
    expect(await worker.do(job)).toEqual(['kept']);
    expect(told()).toEqual([
      ['done', 'a.log', false],
      ['known', 'a.log', false],
    ]);
    expect((await UnitStore.open(store.units)).size).toBe(1);
  });

  it('of other bytes than were listed is not done', async () => {
    place('longer.log', `${text}x`);
    place('other.log', text.replace('a,b', 'c,d'));
    expect(await worker.do(jobOf([taskOf('longer.log', text), taskOf('other.log', text)]))).toEqual([
      'changed',
      'changed',
    ]);
    expect(told()).toEqual([]);
  });

  it('of a log that grew is done for what it held, where a piece of it is asked for', async () => {
    place('a.log', `${text}more`);
    const range = { offset: 0, length: Buffer.byteLength(text) };
    const piece = taskOf('a.log', text, { location: { path: Buffer.from('EX01/a.log'), range } });
    expect(await worker.do(jobOf([piece]))).toEqual(['kept']);
  });

  it('of what is not there is tried again, and not to be had at the third try', async () => {
    mkdirSync(join(evidence, 'EX01', 'folder.log'));
    const job = jobOf([taskOf('gone.log', text), taskOf('folder.log', text)]);
    for (const before of [0, 1]) await expect(worker.do(job, before)).rejects.toThrow('cannot be read');
    expect(await worker.do(job, 2)).toEqual(['unreachable', 'unreachable']);
  });

  it('that says something else of itself than it asks for is none', async () => {
    place('a.log', text);
    const { key: _, ...rest } = taskOf('a.log', text);
    const { key } = taskOf('b.log', text, { host: 'EX02' });
    await expect(worker.do(jobOf([{ ...rest, key }]))).rejects.toThrow('something else than it says');
  });

  it.each<[string, string, RegExp]>([
    ['text', '"a"', /no task/],
    ['nothing', 'null', /no task/],
    ['no file', '{"artifact":{}}', /no task/],
    ['something above', '../store', /root of evidence/],
    ['a link', 'link.log', /root of evidence/],
  ])('of %s is none', async (_, named, why) => {
    place('a.log', text);
    symlinkSync(join(evidence, 'EX01', 'a.log'), join(evidence, 'EX01', 'link.log'));
    const { key, contents, task } = taskOf(named, text);
    const isPath = /^[\w./]+$/.test(named) && named.includes('.');
    await expect(worker.do(jobOf([{ key, contents, task: isPath ? task : named }]))).rejects.toThrow(why);
  });
});

describe('a job', () => {
  it('is none of this tool, or of another version, which waits for others and ends this one', async () => {
    await expect(worker.do({ run: 1 })).rejects.toThrow('no job of Afterpatch');
    await expect(worker.do(jobOf([], { tool: 'tool 2' }))).rejects.toBeInstanceOf(DelayedError);
    expect(worker.delayed).toEqual(['token']);
    await expect(worker.ended).rejects.toMatchObject({
      code: 'queue-version',
      message: expect.stringContaining('tool 2'),
    });
    worker = await open();
  });

  it('whose setup is not in the store is not done', async () => {
    await expect(worker.do(jobOf([], { setup: '0'.repeat(64) }))).rejects.toThrow('not in the case store');
    expect(await worker.do(jobOf([]))).toEqual([]);
  });

  it('of another submission, or set up otherwise, is done as well', async () => {
    const other = await new SharedSetups(store.setups).put({ ...SETUP, until: 1 });
    for (const more of [{}, { setup: other }, {}, { run: 'run 2' }, { hints: setup }])
      expect(await worker.do(jobOf([], more))).toEqual([]);
  });
});

describe('a worker', () => {
  it('tells what its queue says once as long as it says the same', () => {
    for (const message of ['gone', 'gone', 'back', 'gone']) worker.onError(message);
    expect(worker.notices).toEqual(['gone', 'back', 'gone'].map((message) => `the queue: ${message}`));
  });

  it('ends once there is nothing to do for as long as it is to wait', async () => {
    const idle = await open({ idleMs: 1 });
    await idle.ended;
  });

  it('that is told to end before it began ends', async () => {
    await expect((await open({ signal: AbortSignal.abort() })).ended).resolves.toBeUndefined();
  });
});
