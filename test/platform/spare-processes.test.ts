import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ProcessPool } from '../../src/platform/process-pool.js';
import { SpareProcesses } from '../../src/platform/spare-processes.js';
import { endAhead, startAhead, takeAhead } from '../../src/platform/start-process.js';

interface Ready {
  readonly pid: number;
  readonly setup: unknown;
}

let spares = new SpareProcesses();
afterEach(() => {
  spares.close();
  spares = new SpareProcesses();
});

function poolOf(setup: string) {
  return new ProcessPool<{ do: string }, { pid: number }, Ready>({
    entry: new URL('./pool-process.mjs', import.meta.url),
    setup: () => setup,
    processes: 1,
    deadlineMs: 10_000,
    setupDeadlineMs: 20_000,
    memoryLimitMiB: 512,
    weigh: () => 1,
    isResult: (value): value is { pid: number } => typeof value === 'object' && value !== null && 'value' in value,
    isReady: (value): value is Ready => typeof value === 'object' && value !== null && 'pid' in value,
    spares,
  });
}

/** What the process of a pool says of itself, and that it works. */
async function used(setup: string): Promise<Ready> {
  const pool = poolOf(setup);
  const ready = await pool.start();
  const outcome = await pool.run({ do: 'echo' });
  expect(outcome).toMatchObject({ status: 'done', result: { pid: ready.pid }, retried: false });
  await pool.close();
  return ready;
}

async function ends(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 500; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await wait(20);
  }
  return false;
}

describe('a process that a pool no longer needs', () => {
  it('does the work of the next pool, set up anew, and is ended in the end', async () => {
    const first = await used('one');
    const second = await used('two');
    expect(second).toEqual({ pid: first.pid, setup: 'two' });
    spares.close();
    expect(await ends(first.pid)).toBe(true);
    const third = await used('three');
    expect(third.pid).not.toBe(first.pid);
    expect(await ends(third.pid)).toBe(true);
  });

  it('is missed by nobody where it died meanwhile, or at its first job', async () => {
    const first = await used('one');
    process.kill(first.pid, 'SIGKILL');
    await ends(first.pid);
    const second = await used('two');
    expect(second.pid).not.toBe(first.pid);
    const pool = poolOf('three');
    expect(await pool.run({ do: 'die' })).toMatchObject({ status: 'crashed' });
    const outcome = await pool.run({ do: 'echo' });
    expect(outcome).toMatchObject({ status: 'done', retried: false });
    await pool.close();
  });

  it('is not left behind by a run that was interrupted', async () => {
    const pool = poolOf('one');
    const { pid } = await pool.start();
    pool.abort();
    await pool.close();
    expect(await ends(pid)).toBe(true);
  });
});

describe('a process that is started ahead', () => {
  it('is the one that the first pool of its module uses, once', async () => {
    const entry = new URL('./pool-process.mjs', import.meta.url);
    startAhead({ entry, memoryLimitMiB: 512 });
    startAhead({ entry, memoryLimitMiB: 512 });
    const ahead = takeAhead(entry);
    expect(ahead).not.toBeNull();
    expect(takeAhead(entry)).toBeNull();
    ahead?.kill('SIGKILL');
    startAhead({ entry, memoryLimitMiB: 512 });
    const first = await used('one');
    spares.close();
    const second = await used('two');
    expect(second.pid).not.toBe(first.pid);
  });

  it('ends where nobody asked for it', async () => {
    const entry = new URL('./pool-process.mjs', import.meta.url);
    startAhead({ entry, memoryLimitMiB: 512 });
    endAhead();
    expect(takeAhead(entry)).toBeNull();
  });

  it('is let be where it has ended meanwhile', async () => {
    const entry = new URL('./no-such-process.mjs', import.meta.url);
    for (let pause = 200; ; pause *= 2) {
      startAhead({ entry, memoryLimitMiB: 512 });
      await wait(pause);
      const ahead = takeAhead(entry);
      if (ahead === null) break;
      // The machine is slower than that.
      ahead.kill('SIGKILL');
      expect(pause).toBeLessThan(20_000);
    }
  });
});
