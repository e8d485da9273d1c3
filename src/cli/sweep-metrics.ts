import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunFacts } from '../case/store/case-store.js';
import type { FinishedUnit } from '../case/store/stored-units.js';
import { UnitTally } from '../case/store/unit-tally.js';
import { UNIT_KINDS } from '../collection/unit.js';
import { type SweepEnd, sweepMetrics } from '../output/sweep-metrics.js';
import { AfterpatchError, messageOf } from '../platform/errors.js';
import { type MetricsServer, serveMetrics } from './metrics-server.js';

const WRITE_MS = 5_000;
const LAST_PORT = 65_535;
/** Others collect them. */
const ALL_READ = 0o644;

/** Counters of a sweep, to a file and a port where one asked for them. */
export class SweepMetrics {
  readonly #tally = new UnitTally();
  readonly #timer: NodeJS.Timeout | null;
  #server: MetricsServer | null = null;
  #writing: Promise<void> = Promise.resolve();

  private constructor(readonly file: string | undefined) {
    // One that fails now may do later; at the end it is told.
    this.#timer = file === undefined ? null : setInterval(() => void this.#write().catch(() => {}), WRITE_MS);
    this.#timer?.unref();
  }

  /** @throws AfterpatchError where the file cannot be written or the port is not to be had. */
  static async begin({
    metrics,
    metricsPort,
  }: {
    readonly metrics?: string;
    readonly metricsPort?: string;
  }): Promise<SweepMetrics> {
    const port = metricsPort === undefined ? null : portOf(metricsPort);
    const made = new SweepMetrics(metrics);
    try {
      if (metrics !== undefined) await made.#write();
      if (port !== null) made.#server = await serveMetrics(port, () => sweepMetrics(made.#tally, null));
    } catch (error) {
      made.close();
      throw error;
    }
    return made;
  }

  unit(unit: FinishedUnit): void {
    this.#tally.add(unit);
  }

  ended(end: SweepEnd & { readonly run: Pick<RunFacts, 'units'> }): Promise<void> {
    const { units } = end.run;
    for (const kind of UNIT_KINDS) this.#tally.addKnown(kind, units.find((one) => one.kind === kind)?.known ?? 0);
    return this.#write(end);
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#server?.close();
  }

  #write(ended: SweepEnd | null = null): Promise<void> {
    const { file } = this;
    if (file === undefined) return Promise.resolve();
    // A collector must never see half a file; of names that end otherwise it takes no notice.
    const aside = join(dirname(file), `.${basename(file)}.${randomBytes(4).toString('hex')}.part`);
    const write = async () => {
      try {
        await writeFile(aside, sweepMetrics(this.#tally, ended), { mode: ALL_READ, flag: 'wx' });
        await rename(aside, file);
      } catch (error) {
        await rm(aside, { force: true }).catch(() => {});
        const why = messageOf(error);
        throw new AfterpatchError('output-failed', `--metrics ${file} cannot be written: ${why}`, 'Name another file.');
      }
    };
    const next = this.#writing.then(write);
    this.#writing = next.catch(() => {});
    return next;
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= LAST_PORT) return port;
  throw new AfterpatchError('usage', `--metrics-port takes a port, not ${text}.`, 'Give a number up to 65535.');
}
