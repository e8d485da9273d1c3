import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FROM_NOTHING } from '../../src/case/continuation.js';
import { CaseStore } from '../../src/case/store/case-store.js';
import type { FinishedUnit } from '../../src/case/store/stored-units.js';
import { huntOptionsOf, readSweepConfig, type SweepConfig } from '../../src/case/store/sweep-config.js';
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

it('a sweep of a sample collection is a hunt, whatever the number of processes and whenever its units end', async () => {
  const evidence = join(projectRoot, 'samples', 'collections', 'exchange-2016-two-intruders');
  const config = configOf({ servers: [{ name: 'MBX', evidence: [evidence], patchedOn: '2022-11-09' }] });
  const options = huntOptionsOf(config);
  const store = await storeAt('one');
  const first = await runSweep({ store, config, jobs: 1 });
  expect(text(first.report)).toBe(text(await hunt(options).report));
  expect(first.run.units.every(({ left, failed }) => left === 0 && failed === 0)).toBe(true);
  expect(new Set(first.run.units.map(({ kind }) => kind))).toEqual(
    new Set(['configuration', 'content', 'requests', 'actors']),
  );
  const other = await runSweep({ store: await storeAt('two'), config, jobs: 7 });
  expect(text(other.report)).toBe(text(first.report));

  const merged = await mergeSweep({ store, config });
  const second = await runSweep({ store, config, jobs: 7 });
  expect(done(second)).toBe(0);
  expect(second.run.read.files).toBe(0);
  expect(text(merged.report)).toBe(text(second.report));
  let turn = 0;
  const late = await huntOn(
    { ...options, baseline: first.report, jobs: 2 },
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
  expect(late && text(late)).toBe(text(second.report));
}, 600_000);

const SHELL = '/aspnet_client/help.aspx';
/** Whether logs were asked about, or the last report was told again. */
const wasExamined = ({ run }: Sweep) => run.stages.some(({ stage }) => stage === 'requests');
const logsOnly = { require: ['iis-logs'] } as const;

/** Logs of some days, swept night after night. */
class Nights {
  readonly server = join(folder, 'evidence');
  readonly store = storeAt('case');

  async sweep(days: readonly LogDay[], more: Partial<SweepConfig> = {}): Promise<Sweep> {
    rmSync(this.server, { recursive: true, force: true });
    writeLogs(this.server, days);
    const config = configOf({ servers: [{ name: 'EX01', evidence: [this.server] }], ...logsOnly, ...more });
    return runSweep({ store: await this.store, config, jobs: 1 });
  }
}

const ofServer = (host: string) => (one: { readonly host?: string | null }) => one.host === host;
const rewritten = ({ report }: Sweep, host = 'EX01') =>
  report.findings
    .filter(ofServer(host))
    .filter(({ rule }) => rule.id === 'windows.log-rewritten')
    .map(({ message }) => message.id);
const remembered = ({ report }: Sweep, host = 'EX01') =>
  report.coverage.entries
    .filter(ofServer(host))
    .filter(({ code }) => code === 'remembered')
    .map(({ count }) => count);
const records = ({ report }: Sweep, host = 'EX01') =>
  report.coverage.classes.filter(ofServer(host)).find((one) => one.class === 'iis-logs')?.records;

it('where nothing changed, the last report is told again, as a whole examination would tell it', async () => {
  const server = join(folder, 'evidence');
  const logs = writeLogs(server, [{ day: 1, shell: SHELL }]);
  const config = configOf({ servers: [{ name: 'EX01', evidence: [server] }], ...logsOnly, failOn: 'new:low' });
  const store = await storeAt('case');
  const sweep = (options: object = {}) => runSweep({ store, config, jobs: 1, ...options });
  const first = await sweep();
  expect([first.report.exitCode, wasExamined(first)]).toEqual([1, true]);
  // The first one has nothing to compare with, so that it was asked something else.
  const second = await sweep();
  expect([second.report.exitCode, wasExamined(second)]).toEqual([0, true]);
  expect(new Set(second.report.findings.map(({ baselineState }) => baselineState))).toEqual(new Set(['known']));
  const again = await sweep();
  expect([wasExamined(again), text(again.report)]).toEqual([false, text(second.report)]);
  expect(again.run.units).toEqual(second.run.units);
  const examined = await sweep({ retry: true });
  expect([wasExamined(examined), done(examined), text(examined.report)]).toEqual([true, 0, text(again.report)]);
  utimesSync(join(logs, 'u_ex210801.log'), 1, 1);
  expect(wasExamined(await sweep())).toBe(true);
}, 600_000);

it('only what is new is done, and what rotated away still counts', async () => {
  const nights = new Nights();
  const week = [1, 2, 3].map((day) => ({ day }));
  const first = await nights.sweep([{ day: 1, shell: SHELL }, ...week.slice(1)]);
  // A log in which nobody of an incident is named is read once.
  expect([doneOf(first, 'requests'), doneOf(first, 'actors')]).toEqual([3, 1]);
  const second = await nights.sweep([{ day: 2 }, { day: 3 }, { day: 8, shell: SHELL, client: '203.0.113.77' }]);
  expect([doneOf(second, 'requests'), doneOf(second, 'actors')]).toEqual([1, 1]);
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
  // The hashes are those of what each sweep read, whether or not it is still there.
  const hashesOf = ({ evidence }: Report) => evidence?.files.map(({ path, sha256 }) => [path, sha256]);
  expect(hashesOf(second.report)).toEqual(hashesOf(all));
  expect(second.report.evidence?.files.map(({ problem }) => problem)).toEqual(['remembered', undefined]);
}, 200_000);

/** Names of logs, and what is in them that night. */
type Logs = Readonly<Record<string, string | Buffer>>;

interface Server {
  /** Of three nights; null where the server cannot be reached. */
  readonly nights: readonly [Logs, Logs | null, Logs | null];
  /** Logs that the second night reads. */
  readonly done: number;
  /** Findings of the second night. */
  readonly rewritten: readonly string[];
  /** After the third: none of it is told twice. */
  readonly remembered: readonly number[];
  readonly records: number;
}

const [one, two, three] = [logOf({ day: 1 }), logOf({ day: 2 }), logOf({ day: 3 })];
const four = logOf({ day: 4 });
const asked = logOf({ day: 2, shell: SHELL });

/** What may become of logs from one night to the next, each on a server of its own, all in the same sweeps. */
const servers: Readonly<Record<string, Server>> = {
  GROWN: {
    nights: [
      { 'u_ex210801.log': one, 'u_ex210802.log': logOf({ day: 2, hours: 6 }) },
      { 'u_ex210801.log': one, 'u_ex210802.log': two },
      { 'u_ex210801.log': one, 'u_ex210802.log': two },
    ],
    ...{ done: 1, rewritten: [], remembered: [], records: 48 },
  },
  'COPIED-AS-WRITTEN': {
    nights: [
      { 'u_ex210801.log': one },
      { 'u_ex210801.log': one, 'u_ex210802.log': logOf({ day: 2, hours: 6 }) + '\0'.repeat(4_096) },
      { 'u_ex210801.log': one, 'u_ex210802.log': two },
    ],
    ...{ done: 1, rewritten: [], remembered: [], records: 48 },
  },
  'RENAMED-AND-PACKED': {
    nights: [
      { 'u_ex210801.log': one, 'u_ex210802.log': two },
      { 'u_ex210801_x.log': one, 'u_ex210802.log.gz': gzipSync(two) },
      { 'u_ex210801_x.log': one, 'u_ex210802.log.gz': gzipSync(two) },
    ],
    ...{ done: 0, rewritten: [], remembered: [], records: 48 },
  },
  ROTATED: {
    nights: [
      { 'u_ex.log': three, 'u_ex.log.1.log': two, 'u_ex.log.2.log': one },
      { 'u_ex.log': four, 'u_ex.log.1.log': three, 'u_ex.log.2.log': two },
      { 'u_ex.log': four, 'u_ex.log.1.log': three, 'u_ex.log.2.log': two },
    ],
    ...{ done: 1, rewritten: [], remembered: [1], records: 96 },
  },
  SHRANK: rewrittenTo('shrank', logOf({ day: 2, hours: 20 }), 24 + 25 + 20),
  REWRITTEN: rewrittenTo('rewritten', asked.replace(SHELL, '/owa/auth/expiredpassword.aspx'), 24 + 25 + 25),
  REPLACED: rewrittenTo('replaced', logOf({ day: 9 }), 24 + 25 + 24),
  UNREACHABLE: {
    nights: [{ 'u_ex210801.log': one }, null, null],
    ...{ done: 0, rewritten: [], remembered: [1], records: 24 },
  },
};

/** What was read of a log that is another now still counts. */
function rewrittenTo(change: string, now: string, records: number): Server {
  const after = { 'u_ex210801.log': one, 'u_ex210802.log': now };
  return {
    nights: [{ 'u_ex210801.log': one, 'u_ex210802.log': asked }, after, after],
    ...{ done: 1, rewritten: [change], remembered: [1], records },
  };
}

describe('what becomes of logs from one night to the next', () => {
  const sweeps: Sweep[] = [];
  const second: FinishedUnit[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(room, 'servers-'));
    const evidence = join(folder, 'evidence');
    const config = configOf({
      servers: Object.keys(servers).map((name) => ({ name, evidence: [join(evidence, name)] })),
      ...logsOnly,
    });
    const store = await storeAt('case');
    for (const night of [0, 1, 2]) {
      for (const [name, { nights }] of Object.entries(servers)) {
        rmSync(join(evidence, name), { recursive: true, force: true });
        const logs = nights[night];
        if (!logs) continue;
        const at = writeLogs(join(evidence, name), []);
        for (const [log, text] of Object.entries(logs)) writeFileSync(join(at, log), text);
      }
      const onUnit = (unit: FinishedUnit) => void (night === 1 && second.push(unit));
      sweeps.push(await runSweep({ store, config, jobs: 1, onUnit }));
    }
  }, 200_000);

  it.each(Object.entries(servers))('%s', (name, { done, rewritten: changes, remembered: gone, records: all }) => {
    const [first, next, last] = sweeps;
    if (!first || !next || !last) throw new Error('There are three sweeps');
    const made = second.filter(
      ({ kind, status, paths }) => kind === 'requests' && status === 'done' && paths[0]?.startsWith(`${name}/`),
    );
    expect(made).toHaveLength(done);
    expect([rewritten(first, name), rewritten(next, name), rewritten(last, name)]).toEqual([[], changes, []]);
    expect([remembered(last, name), records(last, name)]).toEqual([gone, all]);
    const shell = ({ report }: Sweep) => report.findings.filter((one) => JSON.stringify(one).includes('help.aspx'));
    const ofLog = (sweep: Sweep) => shell(sweep).filter(ofServer(name)).length;
    expect(ofLog(last)).toBe(ofLog(first));
    expect(ofLog(first) > 0).toBe(changes.length > 0);
  });

  it('a server that cannot be reached is not clean', () => {
    expect(sweeps[1]?.report.coverage).toMatchObject({
      complete: false,
      entries: expect.arrayContaining([
        expect.objectContaining({ code: 'unreadable', host: 'UNREACHABLE', incomplete: true }),
      ]),
    });
  });
});

it('what is older than retention keeps is forgotten, and what is gone is not said to be asked by rules of now', async () => {
  const nights = new Nights();
  const retention = { days: 10 };
  await nights.sweep([{ day: 1 }, { day: 8 }], { retention });
  expect(remembered(await nights.sweep([{ day: 9 }], { retention }))).toEqual([2]);
  await nights.sweep([{ day: 12 }], { retention });
  mkdirSync(join(folder, 'rules'));
  writeFileSync(
    join(folder, 'rules', 'mine.yml'),
    'title: Mine\nid: 3f1b7c2a-0000-4000-8000-9d04e6b1cdca\nlogsource: { category: webserver }\ndetection: { s: { cs-uri-stem: /mine.aspx }, condition: s }\nlevel: low\n',
  );
  const few = { retention: { ...retention, sweeps: 2 }, rules: ['rules'] };
  const last = await nights.sweep([{ day: 12 }], few);
  // Logs that are gone, and those of them that cannot be asked about the new rule.
  expect(remembered(last)).toEqual([2, 2]);
  expect(JSON.stringify(last.report.coverage.entries)).toContain('read with other rules than those of now');
  expect(await (await CaseStore.open(await nights.store)).sweeps()).toHaveLength(2);
}, 200_000);

it('plan tells what is left; merge reports it as not examined; prune keeps what is in use', async () => {
  const server = join(folder, 'evidence');
  writeLogs(server, [{ day: 1 }, { day: 2 }]);
  writeFileSync(
    join(folder, 'good.json'),
    JSON.stringify({ schemaVersion: '1.0', toolVersion: '0.1.0', hosts: ['EX00'], files: [], findings: [] }),
  );
  const of = { servers: [{ name: 'EX01', evidence: [server] }], ...logsOnly };
  const config = configOf(of);
  const store = await storeAt('case');
  const requests = async () => (await planSweep({ store, config })).units.find(({ kind }) => kind === 'requests');
  expect(await requests()).toMatchObject({ left: 2, known: 0 });
  const { report } = await mergeSweep({ store, config });
  expect(report.coverage.entries.filter(({ code, incomplete }) => code === 'not-examined' && incomplete)).toHaveLength(
    2,
  );
  expect(report.exitCode).toBe(3);
  await runSweep({ store, config });
  expect(await pruneSweeps({ store, config })).toMatchObject({ results: 0 });
  const known = await runSweep({ store, config: configOf({ ...of, knownGood: ['good.json'] }) });
  expect(done(known)).toBe(0);
  expect(known.report.knownGood).toMatchObject({ sources: [{ hosts: ['EX00'] }] });
  expect(await requests()).toMatchObject({ left: 0, known: 2 });
}, 200_000);
