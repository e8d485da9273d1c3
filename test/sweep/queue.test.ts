import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareQueue } from '../../src/case/queue/sweep-queue.js';
import { CaseStore } from '../../src/case/store/case-store.js';
import { huntOptionsOf, readSweepConfig, type SweepConfig } from '../../src/case/store/sweep-config.js';
import { hunt } from '../../src/hunt.js';
import type { Report } from '../../src/model/finding.js';
import { runSweep, type Sweep, type SweepOptions } from '../../src/sweep.js';
import { hasPostgres, hasRedis, type QueueServer, startPostgres, startRedis } from '../../scripts/queue-servers.mjs';
import { projectRoot } from '../helpers/run-command.js';
import { writeLogs } from './synthetic-server.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-queue-'));
const evidence = join(room, 'evidence');
const workers: Workers[] = [];
afterEach(async () => {
  for (const some of workers.splice(0)) await some.end();
});
afterAll(() => rmSync(room, { recursive: true }));

/** A page of the sample, so that logs name somebody whom all logs are read for once more. */
const SHELL = '/aspnet_client/help.aspx';
const PAGES = join(projectRoot, 'samples/signatures');
let config: SweepConfig;
let expected = '';
const text = (report: Report) => JSON.stringify(report, null, 2);

beforeAll(async () => {
  for (const [server, days] of [
    ['EX01', [1, 2, 3, 4]],
    ['EX02', [2, 3]],
  ] as const) {
    const root = join(evidence, server);
    writeLogs(
      root,
      days.map((day) => ({ day, ...(day > 2 && { shell: SHELL }) })),
    );
    const pages = join(root, 'C', 'inetpub', 'wwwroot', 'aspnet_client');
    mkdirSync(pages, { recursive: true });
    const [sample = ''] = readdirSync(PAGES, { recursive: true, encoding: 'utf8' })
      .filter((name) => /[\\/]hit[\\/].*\.aspx$/.test(name))
      .sort();
    cpSync(join(PAGES, sample), join(pages, 'help.aspx'));
    writeFileSync(join(pages, 'plain.aspx'), `<%@ Page Language="C#" %>${server}`);
  }
  const file = join(room, 'sweep.json');
  const servers = ['EX01', 'EX02'].map((name) => ({ name, evidence: [join(evidence, name)] }));
  writeFileSync(file, JSON.stringify({ servers, require: ['none'] }));
  config = readSweepConfig(file);
  expected = text(await hunt(huntOptionsOf(config)).report);
}, 120_000);

async function storeAt(): Promise<string> {
  const folder = mkdtempSync(join(room, 'store-'));
  rmSync(folder, { recursive: true });
  return (await CaseStore.create(folder)).folder;
}

/** A shell command in whose mounts nobody else sees. */
const WITH_MOUNTS = ['--map-root-user', '--mount', 'bash', '-c'];
const mayMount = spawnSync('unshare', [...WITH_MOUNTS, 'mount -t tmpfs none /mnt']).status === 0;
/** For what follows, the folder has no room. */
const FULL = 'mount -t tmpfs -o size=4k none "$1"; head -c 8192 /dev/zero > "$1/fill" 2>/dev/null; shift; exec "$@"';

/** Workers of one queue, each a process. */
class Workers {
  readonly running = new Set<ChildProcess>();
  told = '';
  deaths = 0;
  #over = false;

  /** @param replaced whether another one takes the place of each that dies */
  constructor(
    readonly options: object,
    readonly replaced = false,
  ) {
    workers.push(this);
  }

  /** @param full a folder in which it finds no room */
  start(full?: string): ChildProcess {
    const told = JSON.stringify({ jobs: 1, lockMs: 1_500, evidenceRoot: evidence, ...this.options });
    const command = [process.execPath, join(projectRoot, 'test/helpers/queue-worker.mjs'), told] as const;
    const child =
      full === undefined
        ? spawn(command[0], command.slice(1))
        : spawn('unshare', [...WITH_MOUNTS, FULL, 'bash', full, ...command]);
    child.stderr.on('data', (chunk) => {
      this.told += chunk;
    });
    child.once('close', (_, signal) => {
      this.running.delete(child);
      if (signal !== null) this.deaths++;
      if (signal !== null && this.replaced && !this.#over) this.start();
    });
    this.running.add(child);
    return child;
  }

  /** Ends one without a word. @returns whether there was any */
  killOne(at: number): boolean {
    const all = [...this.running];
    const one = all[at % Math.max(all.length, 1)];
    return one?.kill('SIGKILL') ?? false;
  }

  async end(): Promise<void> {
    this.#over = true;
    const ends = [...this.running].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of this.running) child.kill('SIGKILL');
    await Promise.all(ends);
  }
}

function sweep(store: string, { url }: QueueServer, more: Partial<SweepOptions> = {}): Promise<Sweep> {
  return runSweep({ store, config, jobs: 1, queue: { url, evidenceRoot: evidence }, ...more });
}

const countOf = ({ run }: Sweep, of: 'done' | 'failed' | 'left') => run.units.reduce((sum, unit) => sum + unit[of], 0);

describe.skipIf(!hasRedis)('over Redis (skipped where there is none)', () => {
  let redis: QueueServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('three workers, killed at random, tell what a hunt tells; then there is nothing to do; and no evidence is in the queue', async () => {
    const store = await storeAt();
    const some = new Workers({ store, url: redis.url });
    for (let count = 0; count < 3; count++) some.start();
    let [turn, kills] = [Number(process.env['PROPERTY_SEED'] ?? 7), 0];
    const most = Number(process.env['AFTERPATCH_KILLS'] ?? 2);
    const killing = setInterval(() => {
      turn = (turn * 31 + 11) % 97;
      if (kills >= most || turn % 2 === 0 || !some.killOne(turn)) return;
      kills++;
      some.start();
    }, 700);
    const first = await sweep(store, redis).finally(() => clearInterval(killing));
    expect(text(first.report)).toBe(expected);
    expect([countOf(first, 'failed'), countOf(first, 'left')]).toEqual([0, 0]);
    const told = (role: string) => first.run.workers.filter((one) => one.role === role);
    expect([told('sweep').length, told('sweep')[0]?.done, told('worker').length > 0]).toEqual([1, 0, true]);
    const second = await sweep(store, redis);
    expect(countOf(second, 'done')).toBe(0);
    const kept = readdirSync(redis.folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.aof'))
      .map((name) => readFileSync(join(redis.folder, name), 'latin1'))
      .join('');
    expect(kept).toContain('u_ex210803.log');
    expect(kept).not.toMatch(/POST|Mozilla|203\.0\.113\.9|%@ ?Page/);
    expect(kept.length).toBeLessThan(2_000_000);
    expect(some.told).toBe('');
  }, 200_000);
});

describe.skipIf(!hasRedis)('what goes wrong is in the ledger (skipped where there is no Redis)', () => {
  let redis: QueueServer;
  beforeAll(async () => {
    redis = await startRedis({ forgets: true });
  });
  afterAll(() => redis.stop());

  it.skipIf(!mayMount)(
    'a worker whose store is full says so and ends, and another one does what is left',
    async () => {
      const store = await storeAt();
      const some = new Workers({ store, url: redis.url });
      const ended = new Promise((resolve) => {
        some.start(join(store, 'units')).once('close', (code) => {
          some.start();
          resolve(code);
        });
      });
      const { report } = await sweep(store, redis);
      expect([await ended, some.told]).toEqual([2, expect.stringMatching(/store-failed: .*ENOSPC/)]);
      expect(text(report)).toBe(expected);
    },
    200_000,
  );

  const notExamined = ({ report }: Sweep) =>
    report.coverage.entries
      .filter(({ code }) => code === 'not-examined' || code === 'engine-crash')
      .map(({ path, message }) => `${path}: ${message}`)
      .sort();

  it('a file that no worker survives is not examined, and never clean; a queue that forgets all is asked again', async () => {
    const store = await storeAt();
    const some = new Workers(
      { store, url: redis.url, diesOn: 'EX02/C/inetpub/wwwroot/aspnet_client/plain.aspx' },
      true,
    );
    some.start();
    setTimeout(() => void redis.killAndRestart(), 2_000);
    const swept = await sweep(store, redis, { config: { ...config, failOn: 'critical' } });
    expect(notExamined(swept)).toEqual([
      'EX02/C/inetpub/wwwroot/aspnet_client/plain.aspx: The engine failed on this file: the worker died 3 times while it did it; not examined (crashed 3×)',
    ]);
    expect(some.deaths).toBeGreaterThanOrEqual(3);
    expect(swept.report.exitCode).toBe(3);
    // It is let be from now on, and still in the ledger.
    const again = await sweep(store, redis, { config: { ...config, failOn: 'critical' } });
    expect([countOf(again, 'done'), notExamined(again)]).toEqual([0, notExamined(swept)]);
  }, 200_000);

  it('evidence that changed is not examined at once, one that is gone after it was tried again', async () => {
    const own = join(room, 'changing');
    const logs = writeLogs(
      own,
      [1, 2, 3].map((day) => ({ day })),
    );
    const file = join(room, 'changing.json');
    writeFileSync(file, JSON.stringify({ servers: [{ name: 'EX01', evidence: [own] }], require: ['iis-logs'] }));
    const store = await storeAt();
    const some = new Workers({ store, url: redis.url, evidenceRoot: own });
    const swept = await sweep(store, redis, {
      config: readSweepConfig(file),
      queue: {
        url: redis.url,
        evidenceRoot: own,
        onNotice: () => {
          if (some.running.size > 0) return;
          appendFileSync(join(logs, 'u_ex210801.log'), 'more\r\n');
          rmSync(join(logs, 'u_ex210802.log'));
          some.start();
        },
      },
    });
    expect(notExamined(swept).map((one) => one.replace(/^.*\//, '').slice(0, 56))).toEqual([
      'u_ex210801.log: It was not examined: what workers find i',
      'u_ex210802.log: It was not examined: no worker can read ',
    ]);
    expect(swept.report.exitCode).toBe(3);
  }, 200_000);

  it('a job that names another file than it says makes no result for it', async () => {
    const store = await storeAt();
    const some = new Workers({ store, url: redis.url });
    const { id } = await CaseStore.open(store);
    const queue = new Queue(id, { connection: { url: redis.url }, prefix: 'afterpatch' });
    let forged = 0;
    const forge = async () => {
      for (const job of await queue.getJobs(['waiting'])) {
        const { tasks } = job.data;
        // What the first file holds would be said of the last one.
        if (tasks.length > 1)
          await job.updateData({ ...job.data, tasks: [{ ...tasks[0], key: tasks.at(-1).key }, ...tasks.slice(1)] });
        forged += tasks.length > 1 ? 1 : 0;
      }
      some.start();
    };
    const onNotice = (notice: string) => {
      if (notice.startsWith('no worker') && some.running.size === 0) void forge();
    };
    try {
      const { report } = await sweep(store, redis, { queue: { url: redis.url, evidenceRoot: evidence, onNotice } });
      expect([forged > 0, text(report) === expected]).toEqual([true, true]);
    } finally {
      await queue.close();
    }
  }, 200_000);

  it('one that is interrupted leaves nothing in the queue; workers of another version put back what they took, and end', async () => {
    const store = await storeAt();
    const stop = new AbortController();
    const interrupted = await sweep(store, redis, {
      signal: stop.signal,
      queue: { url: redis.url, evidenceRoot: evidence, onNotice: () => stop.abort() },
    });
    expect([interrupted.report.status, interrupted.report.exitCode, interrupted.number]).toEqual([
      'interrupted',
      130,
      null,
    ]);
    const { id } = await CaseStore.open(store);
    const queue = new Queue(id, { connection: { url: redis.url }, prefix: 'afterpatch' });
    try {
      expect(await queue.getJobCounts()).toMatchObject({ waiting: 0, active: 0, delayed: 0, failed: 0 });
      expect(readdirSync(join(store, 'setups'))).toEqual([]);
      const job = {
        run: 'r',
        tool: '0.0.0 other',
        kind: 'content',
        setup: 'a'.repeat(64),
        hints: null,
        deadlineMs: 1,
        tasks: [],
      };
      await queue.add('content', job, { attempts: 3 });
      const some = new Workers({ store, url: redis.url });
      some.start();
      await vi.waitUntil(() => some.running.size === 0, { timeout: 30_000 });
      expect(some.told).toContain('queue-version: Jobs in the queue are of Afterpatch 0.0.0 other');
      expect(await queue.getJobCounts()).toMatchObject({ delayed: 1, failed: 0 });
    } finally {
      await queue.obliterate({ force: true });
      await queue.close();
    }
  }, 200_000);
});

describe.skipIf(!hasPostgres)('over PostgreSQL (skipped where there is none)', () => {
  it('says what a hunt says, once its tables are made', async () => {
    const postgres = await startPostgres();
    try {
      const store = await storeAt();
      await expect(sweep(store, postgres)).rejects.toMatchObject({
        code: 'queue-failed',
        hint: expect.stringContaining('sweep init --queue'),
      });
      await prepareQueue(postgres.url, store);
      const some = new Workers({ store, url: postgres.url });
      some.start();
      some.start();
      const { report } = await sweep(store, postgres);
      expect(text(report)).toBe(expected);
      expect(some.told).toBe('');
    } finally {
      await postgres.stop();
    }
  }, 200_000);
});
