import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { StoreLock } from '../../../src/case/store/store-lock.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-lock-'));
afterAll(() => rmSync(room, { recursive: true }));
let folder = '';
const running = new Set<number>();
beforeEach(() => {
  folder = mkdtempSync(join(room, 'store-'));
  running.clear();
});

/** A process of its own, as far as the lock knows. */
function as(own: number) {
  running.add(own);
  return { own, isRunning: (pid: number) => running.has(pid) };
}
const locks = () => readdirSync(folder).filter((name) => name.startsWith('lock.'));

it('lets one in, and the next one once that is done', async () => {
  const first = await StoreLock.take(folder, as(-1));
  expect(await StoreLock.holder(folder, as(-2))).toMatch(/process -1/);
  await expect(StoreLock.take(folder, as(-2))).rejects.toMatchObject({ code: 'store-in-use' });
  await first.release();
  expect(await StoreLock.holder(folder, as(-2))).toBeNull();
  const second = await StoreLock.take(folder, as(-2));
  await second.release();
  expect(readdirSync(folder)).toEqual([]);
});

it('is free at once when its process is dead', async () => {
  await StoreLock.take(folder, as(-1));
  running.delete(-1);
  const second = await StoreLock.take(folder, as(-2));
  expect(locks()).toHaveLength(1);
  await second.release();
});

it('lets at most one of many in that come at once', async () => {
  await StoreLock.take(folder, as(-1));
  running.delete(-1);
  const taken = await Promise.allSettled([-2, -3, -4, -5].map((pid) => StoreLock.take(folder, as(pid))));
  const won = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(won.length).toBeLessThanOrEqual(1);
  for (const one of taken) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'store-in-use' });
  for (const lock of won) await lock.release();
});

it('of another machine is held as long as it shows life, and that minute', async () => {
  const lock = join(folder, 'lock.1');
  writeFileSync(lock, JSON.stringify({ machine: 'elsewhere', host: 'FAR', pid: 1, started: '' }));
  await expect(StoreLock.take(folder, as(-1))).rejects.toThrow('FAR');
  const past = new Date(Date.now() - 120_000);
  utimesSync(lock, past, past);
  const taken = await StoreLock.take(folder, as(-1));
  await taken.release();
});

it.each([
  ['no machine', { host: 'FAR', pid: 1, started: '' }],
  ['no host', { machine: 'elsewhere', pid: 1, started: '' }],
  ['no start', { machine: 'elsewhere', host: 'FAR', pid: 1 }],
  ['a number that is a text', { machine: 'elsewhere', host: 'FAR', pid: '1', started: '' }],
  ['nothing', null],
])('that tells %s is held by somebody', async (_, told) => {
  writeFileSync(join(folder, 'lock.1'), JSON.stringify(told));
  await expect(StoreLock.take(folder, as(-1))).rejects.toThrow('another process');
});

it('that nobody can read is held for a minute', async () => {
  const lock = join(folder, 'lock.1');
  writeFileSync(lock, '{"machi');
  await expect(StoreLock.take(folder, as(-1))).rejects.toMatchObject({ code: 'store-in-use' });
  const past = new Date(Date.now() - 120_000);
  utimesSync(lock, past, past);
  await (await StoreLock.take(folder, as(-1))).release();
});

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
it.skipIf(!isRoot)(
  'lets one in on a full disk, to make room (skipped where no disk can be mounted)',
  async (context) => {
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status !== 0) return context.skip();
    try {
      const fill = () => {
        for (;;) appendFileSync(join(folder, 'results'), Buffer.alloc(1024));
      };
      expect(fill).toThrow(/ENOSPC/);
      const lock = await StoreLock.take(folder, as(-1));
      await expect(StoreLock.take(folder, as(-2))).rejects.toMatchObject({ code: 'store-in-use' });
      await lock.release();
      expect(readdirSync(folder)).toEqual(['results']);
    } finally {
      spawnSync('umount', [folder]);
    }
  },
);
