import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CaseStore } from '../../src/case/store/case-store.js';
import { huntOptionsOf, readSweepConfig, type SweepConfig } from '../../src/case/store/sweep-config.js';
import { FROM_NOTHING } from '../../src/case/continuation.js';
import { hunt, huntOn } from '../../src/hunt.js';
import type { Report } from '../../src/model/finding.js';
import { mergeSweep, planSweep, pruneSweeps, runSweep, type Sweep } from '../../src/sweep.js';
import { projectRoot } from '../helpers/run-command.js';
import { type LogDay, logOf, writeLogs } from './synthetic-server.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-sweep-'));
afterAll(() => rmSync(room, { recursive: true }));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(room, 'case-'));
});

const done = ({ run }: Sweep) => run.units.reduce((sum, unit) => sum + unit.done, 0);
const doneOf = ({ run }: Sweep, kind: string) => run.units.find((unit) => unit.kind === kind)?.done ?? 0;
const text = (report: Report) => JSON.stringify(report, null, 2);

/** A configuration as its file would give it. */
function configOf(config: SweepConfig): SweepConfig {
  const file = join(folder, 'sweep.json');
  writeFileSync(file, JSON.stringify(config));
  return readSweepConfig(file);
}

async function storeAt(name: string): Promise<string> {
  return (await CaseStore.create(join(folder, name))).folder;
}

describe('a sweep of a sample collection is a hunt', () => {
  it('whatever the number of processes, and the next one does nothing', async () => {
    const evidence = join(projectRoot, 'samples', 'collections', 'exchange-2016-two-intruders');
    const config = configOf({ servers: [{ name: 'MBX', evidence: [evidence], patchedOn: '2022-11-09' }] });
    const options = huntOptionsOf(config);
    const first = await runSweep({ store: await storeAt('one'), config, jobs: 1 });
    expect(text(first.report)).toBe(text(await hunt(options).report));
    expect(first.run.units.every(({ left, failed }) => left === 0 && failed === 0)).toBe(true);
    const merged = await mergeSweep({ store: join(folder, 'one'), config });
    const second = await runSweep({ store: join(folder, 'one'), config, jobs: 7 });
    expect(done(second)).toBe(0);
    expect(second.run.read.files).toBe(0);
    expect(text(second.report)).toBe(text(await hunt({ ...options, baseline: first.report }).report));
    expect(text(merged.report)).toBe(text(second.report));
    const other = await runSweep({ store: await storeAt('two'), config, jobs: 7 });
    expect(text(other.report)).toBe(text(first.report));
  }, 600_000);

  it('whenever its units come to an end', async () => {
    const paths = [join(projectRoot, 'samples', 'collections', 'exchange-2016-two-intruders')];
    const expected = text(await hunt({ paths }).report);
    let turn = 0;
    const late = await huntOn(
      { paths, jobs: 2 },
      {},
      {
        ...FROM_NOTHING,
        units: {
          outcome: async (_, work) => {
            const outcome = await work();
            turn = (turn * 31 + 7) % 41;
            await new Promise((resolve) => setTimeout(resolve, turn));
            return outcome;
          },
        },
      },
    );
    expect(late && text(late)).toBe(expected);
  }, 200_000);
});

const SHELL = '/aspnet_client/help.aspx';
const logsOnly = { require: ['iis-logs'] } as const;

/** Logs of some days, swept night after night. */
class Nights {
  readonly server = join(folder, 'evidence');
  logs = '';
  readonly store = storeAt('case');

  async sweep(days: readonly LogDay[], more: Partial<SweepConfig> = {}): Promise<Sweep> {
    rmSync(this.server, { recursive: true, force: true });
    this.logs = writeLogs(this.server, days);
    return this.again(more);
  }

  /** As the evidence is now. */
  async again(more: Partial<SweepConfig> = {}): Promise<Sweep> {
    const config = configOf({ servers: [{ name: 'EX01', evidence: [this.server] }], ...logsOnly, ...more });
    return runSweep({ store: await this.store, config, jobs: 1 });
  }
}

const rewritten = ({ report }: Sweep) =>
  report.findings.filter(({ rule }) => rule.id === 'windows.log-rewritten').map(({ message }) => message.id);
const remembered = ({ report }: Sweep) =>
  report.coverage.entries.filter(({ code }) => code === 'remembered').map(({ count }) => count);
const records = ({ report }: Sweep) => report.coverage.classes.find((one) => one.class === 'iis-logs')?.records;

describe('one night after the other', () => {
  it('only what is new is done, and what rotated away still counts', async () => {
    const nights = new Nights();
    const week = [1, 2, 3].map((day) => ({ day }));
    const first = await nights.sweep([{ day: 1, shell: SHELL }, ...week.slice(1)]);
    expect(doneOf(first, 'requests')).toBe(3);
    const second = await nights.sweep([{ day: 2 }, { day: 3 }, { day: 8, shell: SHELL }]);
    expect(doneOf(second, 'requests')).toBe(1);
    expect(remembered(second)).toEqual([1]);
    expect(rewritten(second)).toEqual([]);
    // What a hunt of all would say of requests.
    writeLogs(nights.server, [{ day: 1, shell: SHELL }]);
    const all = await hunt({
      paths: [nights.server],
      hosts: [`EX01=${nights.server}`],
      require: ['iis-logs'],
      baseline: first.report,
    }).report;
    expect(second.report.findings).toEqual(all.findings);
    expect(records(second)).toBe(all.coverage.classes.find((one) => one.class === 'iis-logs')?.records);
    expect(second.report.requestVolume).toEqual(all.requestVolume);
    expect(all.findings.length).toBeGreaterThan(0);
  }, 200_000);

  it('a log that grew is one log, and is read again', async () => {
    const nights = new Nights();
    await nights.sweep([{ day: 1 }, { day: 2, hours: 6 }]);
    const second = await nights.sweep([{ day: 1 }, { day: 2 }]);
    expect(doneOf(second, 'requests')).toBe(1);
    expect([rewritten(second), remembered(second), records(second)]).toEqual([[], [], 48]);
  }, 100_000);

  it('a log that was copied while it was written is one log afterwards', async () => {
    const nights = new Nights();
    await nights.sweep([{ day: 1 }]);
    writeFileSync(join(nights.logs, 'u_ex210802.log'), logOf({ day: 2, hours: 6 }) + '\0'.repeat(4_096));
    await nights.again();
    const third = await nights.sweep([{ day: 1 }, { day: 2 }]);
    expect([rewritten(third), remembered(third), records(third)]).toEqual([[], [], 48]);
  }, 100_000);

  it('the same log under another name, or packed, is nothing new', async () => {
    const nights = new Nights();
    await nights.sweep([{ day: 1 }, { day: 2 }]);
    renameSync(join(nights.logs, 'u_ex210801.log'), join(nights.logs, 'u_ex210801_x.log'));
    rmSync(join(nights.logs, 'u_ex210802.log'));
    writeFileSync(join(nights.logs, 'u_ex210802.log.gz'), gzipSync(logOf({ day: 2 })));
    const second = await nights.again();
    expect([doneOf(second, 'requests'), rewritten(second), remembered(second), records(second)]).toEqual([
      0,
      [],
      [],
      48,
    ]);
  }, 100_000);

  it('names that were handed on by rotation are no finding', async () => {
    const nights = new Nights();
    nights.logs = writeLogs(nights.server, []);
    const put = (name: string, day: LogDay) => writeFileSync(join(nights.logs, name), logOf(day));
    put('u_ex.log', { day: 3 });
    put('u_ex.log.1.log', { day: 2 });
    put('u_ex.log.2.log', { day: 1 });
    await nights.again();
    put('u_ex.log', { day: 4 });
    put('u_ex.log.1.log', { day: 3 });
    put('u_ex.log.2.log', { day: 2 });
    const second = await nights.again();
    expect([doneOf(second, 'requests'), rewritten(second), remembered(second), records(second)]).toEqual([
      1,
      [],
      [1],
      96,
    ]);
  }, 100_000);

  it.each([
    ['shrank', logOf({ day: 2, hours: 20 })],
    ['rewritten', logOf({ day: 2, hours: 30 }).replace(/.*help\.aspx.*\r\n/, '')],
    ['replaced', logOf({ day: 9 })],
  ])(
    'a log that %s is a finding, and what was read of it still counts',
    async (change, now) => {
      const nights = new Nights();
      const first = await nights.sweep([{ day: 1 }, { day: 2, shell: SHELL }]);
      writeFileSync(join(nights.logs, 'u_ex210802.log'), now);
      const second = await nights.again();
      expect(rewritten(second)).toEqual([change]);
      const shell = ({ report }: Sweep) => report.findings.filter((one) => JSON.stringify(one).includes('help.aspx'));
      expect(shell(second).length).toBe(shell(first).length);
      expect(shell(first).length).toBeGreaterThan(0);
      // It is told once, by the sweep that saw it.
      expect(rewritten(await nights.again())).toEqual([]);
    },
    100_000,
  );

  it('what is older than retention keeps is forgotten', async () => {
    const nights = new Nights();
    const retention = { days: 10 };
    await nights.sweep([{ day: 1 }, { day: 8 }], { retention });
    expect(remembered(await nights.sweep([{ day: 9 }], { retention }))).toEqual([2]);
    await nights.sweep([{ day: 12 }], { retention });
    expect(remembered(await nights.sweep([{ day: 12 }], { retention }))).toEqual([2]);
    const few = { retention: { megabytes: 1, sweeps: 2 } };
    await nights.again(few);
    expect(await (await CaseStore.open(await nights.store)).sweeps()).toHaveLength(2);
  }, 200_000);

  it('a server that cannot be reached is not clean, and its logs still count', async () => {
    const nights = new Nights();
    const there = join(folder, 'there');
    writeLogs(there, [{ day: 5 }]);
    const servers = [
      { name: 'EX01', evidence: [nights.server] },
      { name: 'EX02', evidence: [there] },
    ];
    await nights.sweep([{ day: 1 }], { servers });
    rmSync(nights.server, { recursive: true });
    const second = await nights.again({ servers });
    expect(second.report.coverage.entries).toContainEqual(
      expect.objectContaining({ code: 'unreadable', host: 'EX01', incomplete: true }),
    );
    expect(remembered(second)).toEqual([1]);
    expect(second.report.coverage.complete).toBe(false);
  }, 100_000);
});

describe('plan, merge and prune', () => {
  it('plan tells what is left; merge reports it as not examined; prune keeps what is in use', async () => {
    const server = join(folder, 'evidence');
    writeLogs(server, [{ day: 1 }, { day: 2 }]);
    const config = configOf({ servers: [{ name: 'EX01', evidence: [server] }], ...logsOnly });
    const store = await storeAt('case');
    const requests = async () => (await planSweep({ store, config })).units.find(({ kind }) => kind === 'requests');
    expect(await requests()).toMatchObject({ left: 2, known: 0 });
    const { report } = await mergeSweep({ store, config });
    expect(
      report.coverage.entries.filter(({ code, incomplete }) => code === 'not-examined' && incomplete),
    ).toHaveLength(2);
    expect(report.exitCode).toBe(3);
    await runSweep({ store, config });
    expect(await requests()).toMatchObject({ left: 0, known: 2 });
    expect(await pruneSweeps({ store, config })).toMatchObject({ results: 0 });
    expect(done(await runSweep({ store, config }))).toBe(0);
  }, 200_000);
});
