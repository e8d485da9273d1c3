import { resolve } from 'node:path';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { settleOptions } from '../../case/hunt-settings.js';
import type { SweepQueue } from '../../case/queue/queue-settings.js';
import { prepareQueue } from '../../case/queue/sweep-queue.js';
import { CaseStore, type RunFacts } from '../../case/store/case-store.js';
import { type ProcessTable, StoreLock } from '../../case/store/store-lock.js';
import { huntOptionsOf, readSweepConfig, type SweepConfig, unreachable } from '../../case/store/sweep-config.js';
import { UnitStore } from '../../case/store/unit-store.js';
import { readProgress } from '../../case/store/worker-progress.js';
import type { Report } from '../../model/finding.js';
import { byteText, countText, numberText } from '../../output/quantities.js';
import { isFormat, rendererOf } from '../../output/renderers.js';
import { progressLines } from '../../output/sweep-progress.js';
import { sweepLine, unitLine } from '../../output/unit-line.js';
import { AfterpatchError, codeOf } from '../../platform/errors.js';
import { safeText } from '../../platform/safe-text.js';
import { createStore, mergeSweep, planSweep, pruneSweeps, runSweep } from '../../sweep.js';
import { heapGrowth } from '../heap-growth.js';
import type { Interruption } from '../interruption.js';
import { liesInEvidence, type OutputFile, parseOutputFile, writeOutputFile } from '../output-files.js';
import { createProgressLine } from '../progress.js';
import { queueOf, takeQueueAddress } from '../queue-options.js';
import { say } from '../say.js';
import { SweepMetrics } from '../sweep-metrics.js';
import { wantsColor } from '../terminal.js';
import { watchSweep } from './watch-sweep.js';
import { writePieces } from '../write.js';

const MOST_LINE = 1_000;

/** What commander hands over; each command has some of these. */
export interface SweepCommandOptions {
  readonly store: string;
  readonly config?: string;
  readonly format?: string;
  readonly jobs?: string;
  readonly retry?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly progress?: boolean;
  readonly log?: 'json';
  readonly metrics?: string;
  readonly metricsPort?: string;
  readonly watch?: true;
  readonly queue?: string;
  readonly evidenceRoot?: string;
}

/** Makes a case store, once the configuration is one. */
export async function initStore(options: SweepCommandOptions): Promise<number> {
  const config = configOf(options);
  settleOptions({ ...huntOptionsOf(config, today()), failOn: undefined });
  const folder = options.store;
  await createStore(folder);
  outputsOf(config);
  for (const { name, path } of unreachable(config))
    say(`afterpatch: evidence of ${name} cannot be reached now: ${path}`);
  if (config.servers.some(({ evidence }) => liesInEvidence({ format: 'json', path: folder }, evidence)))
    say(
      'afterpatch: the case store lies in what is swept: from then on it counts as evidence. Better take another folder.',
    );
  const queue = options.queue ?? takeQueueAddress();
  if (queue !== undefined) await prepareQueue(queue, folder);
  await print(`${folder}: ready for sweeps of ${countText(config.servers.length, 'server')}\n`);
  return EXIT_CODES.clean;
}

export async function tellPlan(options: SweepCommandOptions, stop: Interruption): Promise<number> {
  const config = configOf(options);
  const plan = await planSweep({
    store: options.store,
    config,
    jobs: jobsOf(options),
    now: today(),
    signal: stop.signal,
    processes,
  });
  if (stop.signal.aborted) return EXIT_CODES.interrupted;
  if (options.json) await print(`${JSON.stringify(plan, null, 2)}\n`);
  else {
    const rows = plan.units.map(
      ({ kind, known, done, left, failed, bytes }) =>
        `${kind.padEnd(14)} ${numberText(known).padStart(9)} known ${numberText(done + left).padStart(9)} to do ${numberText(failed).padStart(5)} let be  ${byteText(bytes)}\n`,
    );
    await print(
      `${rows.join('')}${countText(plan.remembered, 'log')} that are no longer there count as earlier sweeps read them\n`,
    );
  }
  return EXIT_CODES.clean;
}

export async function sweepOnce(options: SweepCommandOptions, stop: Interruption): Promise<number> {
  return sweepAndReport(options, stop);
}

export async function submitSweep(options: SweepCommandOptions, stop: Interruption): Promise<number> {
  return sweepAndReport(options, stop, {
    url: queueOf(options),
    evidenceRoot: options.evidenceRoot ?? '',
    onNotice: options.quiet ? undefined : (notice) => say(`afterpatch: ${notice}`),
  });
}

async function sweepAndReport(options: SweepCommandOptions, stop: Interruption, queue?: SweepQueue): Promise<number> {
  const config = configOf(options);
  const outputs = outputsOf(config);
  const isQuiet = options.quiet === true;
  const hasLine = !isQuiet && options.log === undefined && options.progress !== false && process.stderr.isTTY;
  const line = hasLine ? createProgressLine(process.stderr) : null;
  const boundHeap = heapGrowth();
  const metrics = await SweepMetrics.begin(options);
  const { report, run, number } = await runSweep({
    store: options.store,
    config,
    jobs: jobsOf(options),
    now: today(),
    retry: options.retry,
    queue,
    signal: stop.signal,
    onProgress: (progress) => {
      boundHeap(progress);
      line?.update(progress);
    },
    onUnit: (unit) => {
      metrics.unit(unit);
      if (options.log === 'json') process.stderr.write(`${unitLine(unit, new Date().toISOString())}\n`);
    },
    processes,
  }).finally(() => {
    line?.clear();
    metrics.close();
  });
  stop.release();
  if (options.log === 'json') process.stderr.write(`${sweepLine(number, report, run)}\n`);
  if (!isQuiet) say(...afterword(number, run));
  // A report of a part would take the place of that of the last whole sweep.
  const written =
    number === null
      ? []
      : await Promise.allSettled([
          ...outputs.map((file) => writeOutputFile(file, report, { force: true })),
          metrics.ended({ report, run }),
        ]);
  await printReport(report, options.format);
  for (const result of written) if (result.status === 'rejected') throw result.reason;
  return report.exitCode;
}

export async function mergeStore(options: SweepCommandOptions, stop: Interruption): Promise<number> {
  const { report } = await mergeSweep({
    store: options.store,
    config: configOf(options),
    jobs: jobsOf(options),
    now: today(),
    signal: stop.signal,
  });
  stop.release();
  await printReport(report, options.format);
  return report.exitCode;
}

export async function tellStatus(options: SweepCommandOptions, stop: Interruption): Promise<number> {
  const store = await CaseStore.open(options.store);
  if (options.watch) {
    await watchSweep(store.folder, process.stdout, processes, stop.signal);
    stop.release();
    if (stop.signal.aborted) return EXIT_CODES.interrupted;
  }
  const numbers = await store.sweeps();
  const last = numbers.at(-1);
  const run = last === undefined ? null : await store.run(last);
  const at = await StoreLock.holder(store.folder, processes);
  const units = await UnitStore.open(store.units);
  const now = Date.now();
  const status = {
    store: resolve(store.folder),
    sweeps: numbers.length,
    last: run,
    atWork: at,
    workers: await readProgress(store.folder, now),
    results: units.size,
    damaged: units.damaged,
    bytes: await store.bytes(),
  };
  const lines = [
    `${status.store}: ${countText(numbers.length, 'sweep')}, ${countText(units.size, 'result')}, ${byteText(status.bytes)}`,
    run === null ? 'No sweep is complete yet.' : sentenceOf(run),
    at === null ? 'No sweep is at work.' : `A sweep is at work: ${at}.`,
    ...(at === null ? [] : progressLines(status.workers, now, MOST_LINE)),
    ...(units.damaged > 0 ? [`${countText(units.damaged, 'pack')} cannot be read: what they held is done again.`] : []),
  ];
  await print(
    options.json
      ? `${JSON.stringify(status, null, 2)}\n`
      : `${lines.map((one) => safeText(one, MOST_LINE)).join('\n')}\n`,
  );
  return EXIT_CODES.clean;
}

export async function listSweeps(options: SweepCommandOptions): Promise<number> {
  const store = await CaseStore.open(options.store);
  const runs: RunFacts[] = [];
  for (const number of await store.sweeps()) {
    const run = await store.run(number);
    if (run !== null) runs.push(run);
  }
  const lines = runs.map((run) => `${safeText(sentenceOf(run), 1_000)}\n`);
  await print(options.json ? `${JSON.stringify(runs, null, 2)}\n` : lines.join(''));
  return EXIT_CODES.clean;
}

export async function pruneStoreOf(options: SweepCommandOptions): Promise<number> {
  const { results, bytes } = await pruneSweeps({ store: options.store, config: configOf(options), processes });
  await print(`${countText(results, 'result')} removed, ${byteText(Math.max(0, bytes))} freed\n`);
  return EXIT_CODES.clean;
}

const processes: ProcessTable = {
  own: process.pid,
  isRunning: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // It is somebody else's, but it runs.
      return codeOf(error) === 'EPERM';
    }
  },
};

function configOf({ config }: SweepCommandOptions): SweepConfig {
  if (config === undefined) throw new AfterpatchError('usage', 'There is no configuration.', 'Give --config FILE.');
  return readSweepConfig(config);
}

/** Tries them, too, before any work is done. */
function outputsOf({ outputs = [] }: SweepConfig): OutputFile[] {
  return outputs.map(({ format, file }) => parseOutputFile(`${format}=${file}`, true));
}

function today(): string {
  return new Date().toISOString();
}

function jobsOf({ jobs }: SweepCommandOptions): number | undefined {
  return jobs === undefined ? undefined : Number(jobs);
}

function sentenceOf({ sweep, ended, findings, exitCode, units, verdict }: RunFacts): string {
  const done = units.reduce((sum, one) => sum + one.done, 0);
  const known = units.reduce((sum, one) => sum + one.known, 0);
  return `Sweep ${sweep}, ${ended}: ${countText(findings, 'finding')}, exit code ${exitCode}; ${countText(done, 'unit')} done, ${numberText(known)} known. ${verdict}`;
}

function afterword(number: number | null, { units }: RunFacts): string[] {
  if (number === null)
    return ['afterpatch: interrupted; what was done is in the store. Run the sweep again, it goes on.'];
  const sum = (of: 'known' | 'done' | 'failed' | 'left') => units.reduce((before, one) => before + one[of], 0);
  const failed = sum('failed') + sum('left');
  const lines = [
    `afterpatch: sweep ${number}: ${countText(sum('done'), 'unit')} done, ${numberText(sum('known'))} known.`,
  ];
  if (failed > 0)
    lines.push(`afterpatch: ${countText(failed, 'unit')} could not be done; the report says which, under coverage.`);
  return lines;
}

async function printReport(report: Report, format = 'text'): Promise<void> {
  if (!isFormat(format)) return;
  await writePieces(process.stdout, rendererOf(format)(report, { color: wantsColor(process.stdout) }));
}

function print(text: string): Promise<void> {
  return writePieces(process.stdout, [text]);
}
