import { detectors } from '../../detectors/index.js';
import { compareText } from '../../platform/order.js';
import { ProcessPool } from '../../platform/process-pool.js';
import { compiledEntry } from '../../platform/start-process.js';
import type { EngineChoice } from '../../signatures/yara/choose-binding.js';
import { readYaraPack } from '../../signatures/yara/yara-pack.js';
import { type CostJob, type CostSetup, SHARED_COST } from './cost-messages.js';
import type { SignatureCost } from './measure-report.js';
import type { JudgedFile } from './summarize.js';

/** Rules are timed on the files that took longest and as many others, spread evenly; bytes in all. */
const SLOWEST = 20;
const OTHERS = 80;
const MAXIMUM_BYTES = 32 * 1024 * 1024;

export interface CostOptions {
  readonly signatureFolders: readonly string[];
  readonly engine: EngineChoice;
  readonly jobs: number;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Times every rule and every content detector by itself. Rules that share their search are cheaper together than the sum says. */
export async function measureCost(judged: readonly JudgedFile[], options: CostOptions): Promise<SignatureCost[]> {
  const { sources } = await readYaraPack(options.signatureFolders);
  const setup: CostSetup = { engine: options.engine, sources, files: sampleOf(judged) };
  const jobs: CostJob[] = [
    { id: SHARED_COST, source: null },
    ...sources.flatMap(({ ids }, source) => [...ids.values()].map((id) => ({ id, source }))),
    ...detectors.filter((one) => one.consumes.name === 'web-content').map(({ id }) => ({ id, source: null })),
  ];
  const pool = new ProcessPool<CostJob, number, boolean>({
    entry: compiledEntry(new URL('./cost-process.js', import.meta.url)),
    setup: () => setup,
    processes: options.jobs,
    deadlineMs: options.deadlineMs,
    setupDeadlineMs: 300_000,
    memoryLimitMiB: 2_048,
    weigh: () => Number.POSITIVE_INFINITY,
    isResult: (value) => typeof value === 'number',
    isReady: (value) => value === true,
    signal: options.signal,
  });
  try {
    const timed = await Promise.all(jobs.map(async (job) => ({ job, outcome: await pool.run(job) })));
    const costs = timed.flatMap(({ job, outcome }) => {
      if (outcome.status === 'done') return [{ name: job.id, milliseconds: outcome.result, overran: false }];
      if (outcome.status === 'timed-out') return [{ name: job.id, milliseconds: options.deadlineMs, overran: true }];
      return [];
    });
    const all = costs.reduce((sum, one) => sum + one.milliseconds, 0);
    return costs
      .map((one) => ({ ...one, share: all === 0 ? 0 : one.milliseconds / all }))
      .sort((a, b) => b.milliseconds - a.milliseconds || compareText(a.name, b.name));
  } finally {
    await pool.close();
  }
}

function sampleOf(judged: readonly JudgedFile[]): { file: string; extension: string }[] {
  const byTime = [...judged].sort((a, b) => (b.milliseconds ?? 0) - (a.milliseconds ?? 0));
  const others = byTime.slice(SLOWEST);
  const step = Math.max(1, Math.floor(others.length / OTHERS));
  const chosen = [...byTime.slice(0, SLOWEST), ...others.filter((_, index) => index % step === 0)];
  let bytes = 0;
  return chosen.flatMap(({ sample }) => {
    bytes += sample.size;
    return bytes > MAXIMUM_BYTES ? [] : [{ file: sample.file, extension: sample.extension }];
  });
}
