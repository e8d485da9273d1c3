import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ProcessPool, type ProcessPoolOptions } from '../../src/platform/process-pool.js';
import { compiledEntry } from '../../src/platform/start-process.js';

interface Job {
  readonly do: string;
  readonly [key: string]: unknown;
}

interface Answer {
  readonly value: unknown;
  readonly pid: number;
}

type Options = ProcessPoolOptions<Job, Answer, { pid: number }>;

const pools: ProcessPool<Job, Answer, { pid: number }>[] = [];

function poolOf(options: Partial<Options> = {}): ProcessPool<Job, Answer, { pid: number }> {
  const pool = new ProcessPool<Job, Answer, { pid: number }>({
    entry: new URL('./pool-process.mjs', import.meta.url),
    setup: () => 'go',
    processes: 2,
    deadlineMs: 10_000,
    setupDeadlineMs: 20_000,
    memoryLimitMiB: 512,
    weigh: () => 1,
    isResult: (value): value is Answer => typeof value === 'object' && value !== null && 'value' in value,
    isReady: (value): value is { pid: number } => typeof value === 'object' && value !== null && 'pid' in value,
    ...options,
  });
  pools.push(pool);
  return pool;
}

const echo = (value: unknown): Job => ({ do: 'echo', value });

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

describe('a pool of processes', () => {
  it('starts none before there is work, and no more than it may', async () => {
    const pool = poolOf();
    expect(pool.size).toBe(0);
    const outcomes = await Promise.all(Array.from({ length: 300 }, (_, value) => pool.run(echo(value))));
    expect(outcomes).toEqual(
      outcomes.map((_, value) => ({
        status: 'done',
        result: { value, pid: expect.any(Number) },
        parts: [],
        retried: false,
      })),
    );
    expect(pool.size).toBe(2);
  });

  it('starts no more than the processors can serve, whatever it may', async () => {
    const pool = poolOf({ processes: 1_000_000 });
    await Promise.all(Array.from({ length: 200 }, (_, value) => pool.run(echo(value))));
    expect(pool.size).toBeLessThanOrEqual(2 * availableParallelism());
  });

  it('starts one for one job', async () => {
    const pool = poolOf();
    await pool.run(echo(1));
    expect(pool.size).toBe(1);
  });

  it('tells what the first process said when it was ready, and keeps that process', async () => {
    const pool = poolOf({ processes: 1 });
    const { pid } = await pool.start();
    expect(await pool.run(echo(1))).toMatchObject({ result: { pid } });
  });

  it('spreads a few jobs over its processes: none waits behind another', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pool-'));
    const pool = poolOf({ deadlineMs: 20_000 });
    const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')];
    const jobs = [
      { do: 'meet', mine: a, other: b },
      { do: 'meet', mine: b, other: a },
    ];
    const outcomes = await Promise.all(jobs.map((job) => pool.run(job)));
    rmSync(folder, { recursive: true });
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done']);
  });

  it('fails a job that throws, and the process goes on', async () => {
    const pool = poolOf({ processes: 1 });
    const { pid } = await pool.start();
    const [thrown, nonsense, next] = await Promise.all([
      pool.run({ do: 'throw' }),
      pool.run({ do: 'unknown' }),
      pool.run(echo(2)),
    ]);
    expect(thrown).toEqual({ status: 'crashed', detail: 'this job cannot be done' });
    expect(nonsense).toEqual({ status: 'crashed', detail: 'the engine process gave an answer that is none' });
    expect(next).toMatchObject({ status: 'done', result: { value: 2, pid } });
  });

  it('replaces a process that hangs: only the job that hung is lost', async () => {
    const pool = poolOf({ processes: 1, deadlineMs: 1_500 });
    const outcomes = await Promise.all([echo(1), { do: 'hang' }, echo(2), echo(3)].map((job) => pool.run(job)));
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'timed-out', 'done', 'done']);
    expect(outcomes[1]).toEqual({ status: 'timed-out', detail: 'no answer within 1.5 s' });
  });

  it('does not count time against a job that reports progress', async () => {
    const pool = poolOf({ deadlineMs: 1_500 });
    expect(await pool.run(steps(10, 400))).toMatchObject({ status: 'done', result: { value: 'finished' } });
  });

  it('tries a job once more after its process died, then gives it up', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pool-'));
    const pool = poolOf({ processes: 1 });
    const jobs = [echo(1), { do: 'die' }, { do: 'die-once', marker: path.join(folder, 'died') }, echo(2)];
    const outcomes = await Promise.all(jobs.map((job) => pool.run(job)));
    rmSync(folder, { recursive: true });
    expect(outcomes).toEqual([
      { status: 'done', result: expect.objectContaining({ value: 1 }), parts: [], retried: false },
      { status: 'crashed', detail: 'ended by SIGKILL' },
      { status: 'done', result: expect.objectContaining({ value: 'alive' }), parts: [], retried: true },
      { status: 'done', result: expect.objectContaining({ value: 2 }), parts: [], retried: false },
    ]);
  });

  it('tells of progress, and gives the parts of an answer that were handed over before it, those of the last try alone', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pool-'));
    const told: number[] = [];
    const pool = poolOf({ processes: 1, onProgress: (_, done) => told.push(done) });
    const jobs = [
      { do: 'parts', parts: [1, 2] },
      echo(1),
      { do: 'parts', parts: [3], marker: path.join(folder, 'died') },
    ];
    const outcomes = await Promise.all(jobs.map((job) => pool.run(job)));
    rmSync(folder, { recursive: true });
    expect(outcomes).toMatchObject([
      { status: 'done', parts: [{ part: 1 }, { part: 2 }], retried: false },
      { status: 'done', parts: [] },
      { status: 'done', parts: [{ part: 3 }], retried: true },
    ]);
    expect(told).toEqual([1, 2, 3, 3]);
  });

  it('replaces a process that is killed while idle', async () => {
    const pool = poolOf({ processes: 1 });
    const { pid } = await pool.start();
    process.kill(pid, 'SIGKILL');
    const outcome = await pool.run(echo(1));
    expect(outcome).toMatchObject({ status: 'done', result: { value: 1 } });
    expect(outcome).not.toMatchObject({ result: { pid } });
  });

  it.each(['grow', 'grow-heap'])('ends a process that needs too much memory: %s', async (kind) => {
    const pool = poolOf({ processes: 1, memoryLimitMiB: 200 });
    const [grown, next] = await Promise.all([pool.run({ do: kind }), pool.run(echo(2))]);
    expect(grown?.status).toBe('memory-exceeded');
    expect(next).toMatchObject({ status: 'done', result: { value: 2 } });
    expect(pool.peakMemory).toBeGreaterThan(20 << 20);
  });

  it('settles everything at once when it is aborted', async () => {
    const stop = new AbortController();
    const pool = poolOf({ signal: stop.signal });
    await pool.start();
    const running = [{ do: 'hang' }, { do: 'hang' }, echo(1)].map((job) => pool.run(job));
    stop.abort();
    const aborted = { status: 'aborted', detail: 'the run was interrupted' };
    expect(await Promise.all(running)).toEqual([aborted, aborted, aborted]);
    expect(await pool.run(echo(2))).toEqual(aborted);
  });

  it('settles what is left when it is closed, and leaves no process', async () => {
    const pool = poolOf({ processes: 1 });
    const { pid } = await pool.start();
    const running = pool.run({ do: 'hang' });
    await pool.close();
    expect(await running).toEqual({ status: 'aborted', detail: 'the pool was closed' });
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it.each([
    ['fail', {}, /exit code 70/],
    ['hang', { setupDeadlineMs: 300 }, /no answer within 0.3 s/],
  ])('gives up where no process gets ready: %s', async (setup, options, detail) => {
    const pool = poolOf({ setup: () => setup, ...options });
    const waiting = pool.run(echo(1));
    await expect(pool.start()).rejects.toThrow(detail);
    expect(await waiting).toMatchObject({ status: 'crashed', detail: expect.stringMatching(detail) });
    expect(await pool.run(echo(2))).toMatchObject({ status: 'crashed' });
  });

  it.each([
    ['where no process gets ready', { setup: () => 'fail' }],
    ['where none is asked for', { processes: 0 }],
  ])('does jobs here, one after another, %s', async (_, options) => {
    let running = 0;
    const here = () => async (job: unknown, progress: (told: { part: number }) => Promise<void>) => {
      expect(++running).toBe(1);
      await progress({ part: 7 });
      running--;
      if (JSON.stringify(job).includes('bad')) throw new Error('this one is bad');
      return { value: job, pid: process.pid };
    };
    const pool = poolOf({ ...options, here });
    const outcomes = await Promise.all(['a', 'bad', 'c'].map((value) => pool.run(echo(value))));
    expect(outcomes).toMatchObject([
      { status: 'done', result: { value: echo('a'), pid: process.pid }, parts: [7] },
      { status: 'crashed', detail: 'this one is bad' },
      { status: 'done', result: { value: echo('c') } },
    ]);
    await pool.close();
    expect(await pool.run(echo('d'))).toMatchObject({ status: 'aborted' });
  });
});

function steps(count: number, milliseconds: number): Job {
  return { do: 'steps', steps: count, milliseconds };
}

describe('the compiled form of a module', () => {
  it.each([
    ['file:///a/src/engine/content/content-process.js', 'file:///a/dist/engine/content/content-process.js'],
    ['file:///src/a/src/engine/x-process.js', 'file:///src/a/dist/engine/x-process.js'],
    ['file:///a/node_modules/afterpatch/dist/x.js', 'file:///a/node_modules/afterpatch/dist/x.js'],
  ])('of %s', (from, to) => {
    expect(compiledEntry(new URL(from)).href).toBe(to);
  });
});
