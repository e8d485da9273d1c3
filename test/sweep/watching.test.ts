import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, expect, it } from 'vitest';
import { schemaText } from '../../src/case/shapes/schemas.js';
import type { FinishedUnit } from '../../src/case/store/stored-units.js';
import { UnitTally } from '../../src/case/store/unit-tally.js';
import { forgetProgress, ProgressFile, readProgress } from '../../src/case/store/worker-progress.js';
import { serveMetrics } from '../../src/cli/metrics-server.js';
import { SweepMetrics } from '../../src/cli/sweep-metrics.js';
import { type SweepEnd, sweepMetrics } from '../../src/output/sweep-metrics.js';
import { progressLines } from '../../src/output/sweep-progress.js';
import { sweepLine, unitLine } from '../../src/output/unit-line.js';
import { projectRoot } from '../helpers/run-command.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-watching-'));
afterAll(() => rmSync(room, { recursive: true }));

const HOSTILE = 'C/x"}\n\u001b[2J\u202e\u2028\ud800\\.log';
/** Nothing that moves a cursor, ends a line or is not seen. */
const PLAIN = /^[\x20-\x7e…]*$/;

const unit = (more: Partial<FinishedUnit> = {}): FinishedUnit => ({
  kind: 'requests',
  key: 'ab'.repeat(32),
  paths: [HOSTILE],
  status: 'done',
  bytes: 1_000,
  milliseconds: 250,
  retried: false,
  ...more,
});

function lineSchema() {
  const ajv = new Ajv2020({ strict: true });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(schemaText('unit-line')));
}

it('a unit is one line of JSON that its schema describes, whatever its file is called', () => {
  const validate = lineSchema();
  for (const status of ['known', 'done', 'crashed', 'timed-out', 'memory-exceeded', 'aborted', 'not-done'] as const) {
    const line = unitLine(
      unit({ status, paths: Array.from({ length: 50 }, () => HOSTILE) }),
      '2026-11-30T02:45:01.379Z',
    );
    expect(line).toMatch(PLAIN);
    const told: unknown = JSON.parse(line);
    expect([validate(told), validate.errors]).toEqual([true, null]);
    expect(told).toMatchObject({ status, paths: Array.from({ length: 8 }, () => HOSTILE) });
  }
});

it.each([
  ['the first', 1, 'complete', undefined, { new: null, gone: null }],
  ['a later one', 2, 'complete', { new: 2, changed: 1, gone: 4 }, { new: 3, gone: 4 }],
  ['one that was interrupted', null, 'interrupted', { new: 0, changed: 0, gone: 0 }, { new: 0, gone: 0 }],
] as const)('a sweep is one line of JSON that the same schema describes: %s', (_, sweep, status, baseline, told) => {
  const line = sweepLine(
    sweep,
    { ...end.report, status, verdict: { answer: 'nothing-found' }, ...(baseline && { baseline }) },
    {
      ...end.run,
      units: [
        { kind: 'content', known: 5, done: 1, failed: 0, left: 0, bytes: 10 },
        { kind: 'requests', known: 40, done: 2, failed: 1, left: 3, bytes: 10 },
      ],
    },
  );
  expect(line).toMatch(PLAIN);
  const validate = lineSchema();
  expect([validate(JSON.parse(line)), validate.errors]).toEqual([true, null]);
  const [units, milliseconds] = [{ known: 45, done: 3, failed: 1, left: 3 }, 90_500];
  expect(JSON.parse(line)).toMatchObject({
    kind: 'sweep',
    sweep,
    status,
    findings: 3,
    ...told,
    ...units,
    milliseconds,
  });
});

it('what a process tells of itself is read by others, and what somebody else left there is not', async () => {
  const progress = await ProgressFile.begin(room, 'sweep', '7', 42);
  progress.unit(unit());
  progress.unit(unit({ status: 'known' }));
  progress.unit(unit({ status: 'crashed', retried: true }));
  progress.unit(unit({ status: 'not-done' }));
  progress.stage({ stage: 'requests', files: 3, totalFiles: 9, bytes: 1, current: HOSTILE, findings: 0 });
  await progress.end();
  const folder = join(room, 'progress');
  const [own = ''] = readdirSync(folder);
  const text = readFileSync(join(folder, own), 'utf8');
  writeFileSync(join(folder, 'none.json'), '{');
  writeFileSync(join(folder, 'other.json'), text.replace('"done":1', '"done":-1'));
  writeFileSync(join(folder, 'large.json'), text + ' '.repeat(70_000));
  writeFileSync(join(folder, 'long-ago.json'), text.replace(/"told":"[^"]*"/, '"told":"2020-01-01T00:00:00.000Z"'));
  const told = await readProgress(room, Date.now());
  expect(told).toEqual([
    expect.objectContaining({
      role: 'sweep',
      run: '7',
      ended: true,
      units: { known: 1, done: 1, failed: 1, retried: 1, bytes: 2_000, milliseconds: 500 },
      stage: { name: 'requests', files: 3, totalFiles: 9 },
      current: HOSTILE,
    }),
  ]);
  await forgetProgress(room, Date.now());
  expect(readdirSync(folder)).toEqual([]);
});

it('a sweep cannot be stopped by what keeps it from telling', async () => {
  writeFileSync(join(room, 'a-file'), '');
  const progress = await ProgressFile.begin(join(room, 'a-file'), 'worker', '1', 1);
  progress.unit(unit());
  await progress.end();
  expect(progress.units.total.done).toBe(1);
});

it('who watches sees all processes, those that are silent, and no more than fits', () => {
  const now = Date.parse('2026-11-30T03:00:00.000Z');
  const worker = {
    worker: 'srv-1-abc',
    role: 'worker',
    run: '7',
    began: '2026-11-30T01:57:50.000Z',
    told: '2026-11-30T02:59:50.000Z',
    ended: false,
    units: { known: 0, done: 1_200, failed: 1, retried: 0, bytes: 3e9, milliseconds: 1 },
    stage: null,
    current: HOSTILE,
  } as const;
  const sweep = {
    ...worker,
    worker: 'srv-2',
    role: 'sweep',
    stage: { name: 'requests', files: 12, totalFiles: 1_200 },
  } as const;
  const silent = { ...worker, worker: 'srv-3', told: '2026-11-30T02:57:53.000Z' };
  const lines = progressLines([worker, sweep, silent, { ...worker, worker: 'srv-4', ended: true }], now, 200);
  for (const line of lines) expect(line).toMatch(PLAIN);
  expect(lines).toEqual([
    'requests 12/1,200, 4,800 units done, 0 known, 4 failed, 12.0 GB, 3 processes',
    expect.stringMatching(/^ {2}srv-1-abc {2}worker {2}1,200 units, 1 failed, 3\.00 GB in 1 h 02 min {2}C\/x/),
    expect.stringMatching(/^ {2}srv-2 {2}sweep /),
    expect.stringMatching(/silent for 2 min 07 s$/),
    expect.stringMatching(/ended$/),
  ]);
  expect(progressLines([worker], now, 40).every((line) => line.length <= 40)).toBe(true);
  expect(progressLines([worker], now, 200)[0]).not.toContain('over');
  expect(progressLines([{ ...worker, ended: true }], now, 200)[0]).toMatch(/^over, .*0 processes$/);
});

const end: SweepEnd = {
  report: {
    status: 'complete',
    exitCode: 1,
    coverage: { complete: false },
    findings: [
      { host: `EX"01\n\\`, severity: 'high' },
      { host: `EX"01\n\\`, severity: 'high', baselineState: 'known' },
      { host: null, severity: 'low', baselineState: 'known' },
    ],
  },
  run: { started: '2026-11-30T02:00:00.000Z', ended: '2026-11-30T02:01:30.500Z' },
};

it('counters are in the text format of Prometheus, and no name gets out of its label', () => {
  const tally = new UnitTally();
  tally.add(unit());
  tally.add(unit({ kind: 'content', status: 'timed-out' }));
  const text = sweepMetrics(tally, end);
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(
      /^(# (HELP|TYPE) afterpatch_sweep_[a-z_]+ .+|afterpatch_sweep_[a-z_]+(\{[a-z]+="([^"\\\n]|\\["\\])*"(,[a-z]+="([^"\\\n]|\\["\\])*")*\})? [0-9.e+-]+)$/,
    );
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'afterpatch_sweep_units_total{kind="content",outcome="failed"} 1',
      'afterpatch_sweep_unit_seconds_total{kind="requests"} 0.25',
      'afterpatch_sweep_running 0',
      'afterpatch_sweep_last_duration_seconds 90.5',
      'afterpatch_sweep_last_complete 0',
      String.raw`afterpatch_sweep_findings{server="EX\"01\\x0a\\",severity="high",state="new"} 1`,
      'afterpatch_sweep_findings{server="",severity="low",state="known"} 1',
    ]),
  );
  expect(sweepMetrics(new UnitTally(), null)).toContain('afterpatch_sweep_running 1\n');
});

it('counters go to a file that is whole, and that others may read', async () => {
  const file = join(room, 'sweep.prom');
  const metrics = await SweepMetrics.begin({ metrics: file });
  metrics.unit(unit());
  const known = (kind: 'content' | 'requests', of: number) => ({
    kind,
    known: of,
    done: 0,
    failed: 0,
    left: 0,
    bytes: 0,
  });
  await metrics.ended({ ...end, run: { ...end.run, units: [known('requests', 9), known('content', 7)] } });
  metrics.close();
  // A sweep that is told again asks for no unit.
  expect(readFileSync(file, 'utf8')).toContain('units_total{kind="content",outcome="known"} 7\n');
  expect(readFileSync(file, 'utf8')).not.toContain('outcome="known"} 9');
  expect(readFileSync(file, 'utf8')).toContain('afterpatch_sweep_last_exit_code 1\n');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o644);
  expect(readdirSync(room).filter((name) => name.endsWith('.part'))).toEqual([]);
  await expect(SweepMetrics.begin({ metrics: join(room, 'none', 'x') })).rejects.toMatchObject({
    code: 'output-failed',
  });
  await expect(SweepMetrics.begin({ metricsPort: '70000' })).rejects.toMatchObject({ code: 'usage' });
});

it('a port answers this machine with the counters, and with nothing else', async () => {
  const server = await serveMetrics(0, () => 'counters\n');
  const get = async (path: string, method = 'GET') => {
    const answer = await fetch(new URL(path, `http://127.0.0.1:${server.port}/`), { method });
    return [answer.status, await answer.text()];
  };
  expect(await get('/metrics')).toEqual([200, 'counters\n']);
  expect(await get('/')).toEqual([404, 'GET /metrics\n']);
  expect((await get('/metrics', 'POST'))[0]).toBe(404);
  await expect(serveMetrics(server.port, () => '')).rejects.toMatchObject({ code: 'usage' });
  server.close();
});

it('the counters that docs name are those that there are', () => {
  const text = sweepMetrics(tallyOfOne(), end);
  const docs = readFileSync(join(projectRoot, 'docs', 'sweeps.md'), 'utf8');
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(names.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
});

function tallyOfOne(): UnitTally {
  const tally = new UnitTally();
  tally.add(unit());
  return tally;
}
