import type { Continuation, Earlier } from './case/continuation.js';
import { hashedSince } from './case/evidence/fresh-hashes.js';
import type { HuntProgress } from './case/hunt-progress.js';
import { type HuntOptions, isFailOn, settleOptions } from './case/hunt-settings.js';
import type { CaseStore, RunFacts } from './case/store/case-store.js';
import type { FileHashes } from './case/evidence/named-files.js';
import type { QueuedUnits } from './case/queue/queued-units.js';
import { thisTool } from './case/queue/same-tool.js';
import { submitUnits } from './case/queue/sweep-queue.js';
import { EvidenceDigests } from './case/store/evidence-digests.js';
import { JoinedFile } from './case/store/joined-file.js';
import { compareLogs, type KnownLog } from './case/store/log-history.js';
import { StoredUnits } from './case/store/stored-units.js';
import { basisOf } from './case/store/sweep-basis.js';
import { huntOptionsOf, unreachable } from './case/store/sweep-config.js';
import { UnitStore } from './case/store/unit-store.js';
import type { WorkerProgress } from './case/store/worker-progress.js';
import { toolVersion } from './case/tool-version.js';
import type { Collection } from './collection/collect.js';
import { UNIT_KINDS } from './collection/unit.js';
import type { PeekedLog } from './engine/logs/peek-logs.js';
import { Digests } from './engine/units/digests.js';
import { huntOn } from './hunt.js';
import type { CoverageNote } from './model/coverage.js';
import type { Report } from './model/finding.js';
import { AfterpatchError } from './platform/errors.js';
import { groupBy } from './platform/group-by.js';
import type { SweepOptions } from './sweep-options.js';

/**
 * A sweep under way: what it examines, what it knows of earlier sweeps, and what the next one is to know. Where nothing changed since the last
 * one, that one's report is told again.
 */
export class SweepUnderWay {
  /** What its report is made of; null where that is not told. */
  basis: string | null = null;
  readonly #stages: { stage: string; began: number }[] = [];
  #collection: Collection | null = null;
  #peeked: readonly PeekedLog[] = [];
  #gone: readonly KnownLog[] = [];
  /** The last sweep, where its report is that of this one, too. */
  #same: LastSweep | null = null;

  private constructor(
    readonly options: SweepOptions,
    readonly hunted: HuntOptions,
    readonly tool: string,
    readonly mode: 'run' | 'plan' | 'read',
    readonly number: number,
    readonly before: readonly KnownLog[],
    readonly last: LastSweep | null,
    readonly unitStore: UnitStore,
    readonly reader: Digests,
    readonly digests: EvidenceDigests,
    readonly units: StoredUnits,
    readonly queued: QueuedUnits | null,
  ) {}

  static async begin(
    store: CaseStore,
    options: SweepOptions,
    mode: 'run' | 'plan' | 'read',
    number: number,
  ): Promise<SweepUnderWay> {
    const { config, signal, retry = false, onUnit } = options;
    const last = (await store.sweeps()).at(-1);
    const before = last === undefined ? [] : await store.logs(last);
    const unitStore = await UnitStore.open(store.units);
    const tool = thisTool();
    const baseline = last === undefined ? undefined : ((await store.report(last)) ?? undefined);
    const hunted = optionsOf(options, baseline);
    const { jobs, deadlineMs } = settleOptions(hunted);
    const reader = new Digests({ jobs, deadlineMs, signal });
    const digests = await EvidenceDigests.open(
      store.digests,
      (artifact, lengths) => reader.of(artifact, lengths),
      config.digests === 'always',
    );
    const queued =
      mode === 'run' && options.queue !== undefined
        ? await submitUnits(options.queue, { store, units: unitStore, config, deadlineMs, signal })
        : null;
    const units = new StoredUnits({
      store: unitStore,
      elsewhere: queued ?? undefined,
      digests,
      joined: new JoinedFile(store.joined, tool),
      toolVersion: toolVersion(),
      mode,
      retry,
      signal,
      ...(onUnit && { onUnit }),
    });
    const known = last === undefined || baseline === undefined ? null : { store, number: last, report: baseline };
    return new SweepUnderWay(
      options,
      hunted,
      tool,
      mode,
      number,
      before,
      known,
      unitStore,
      reader,
      digests,
      units,
      queued,
    );
  }

  async report(): Promise<Report> {
    const report = await this.examine();
    if (report === null)
      throw new AfterpatchError('internal', 'The sweep ended without a report.', 'Please report this.');
    return report;
  }

  /** Null where nothing is to be judged. */
  async examine(): Promise<Report | null> {
    const { signal, onProgress } = this.options;
    const continuation: Continuation = {
      units: this.units,
      endsUnjudged: this.mode === 'plan',
      hashes: this.#hashes(),
      earlier: (collection) => this.#earlier(collection),
      peeked: (logs) => {
        this.#peeked = logs;
      },
      afterwards: () => this.#afterwards(),
    };
    const hooks = {
      signal,
      onProgress: (progress: HuntProgress) => {
        if (this.#stages.at(-1)?.stage !== progress.stage)
          this.#stages.push({ stage: progress.stage, began: performance.now() });
        onProgress?.(progress);
      },
    };
    return huntOn(this.hunted, hooks, continuation);
  }

  /** What was read is hashed already. */
  #hashes(): FileHashes {
    const began = Date.now();
    return {
      of: async (artifact) => {
        const gone = this.units.gone.get(artifact.collectedPath)?.digest;
        if (gone) return { sha256: gone.sha256, size: gone.size, state: 'remembered' };
        const known = await this.digests.known(artifact);
        const hashed = await hashedSince(artifact, began, async (one) => known ?? (await this.digests.of(one)));
        const isAsRead = hashed.state !== 'unchanged' || known === null || (await this.digests.isUnchanged(artifact));
        return isAsRead ? hashed : { ...hashed, state: 'changed' };
      },
      close: async () => {},
    };
  }

  async #earlier(collection: Collection): Promise<Earlier> {
    this.#collection = collection;
    const servers = new Set(this.options.config.servers.map(({ name }) => name));
    const before = this.before.filter(({ artifact: { host } }) => host === null || servers.has(host));
    const { gone, changes } = await compareLogs(before, collection, this.digests, this.number);
    // Workers that see the same files need not read them for their digests, too.
    if (this.queued !== null) await this.digests.save(true);
    // Their numbers are none of the collection's.
    this.#gone = gone.map((log, at) => ({ ...log, artifact: { ...log.artifact, id: -1 - at } }));
    this.units.gone = new Map(
      this.#gone.map(({ artifact, digest, pieces }) => [artifact.collectedPath, { digest, pieces }]),
    );
    const notes = [...this.#unreachable(), ...this.#remembered()];
    if (this.mode === 'run' && this.options.config.digests !== 'always') {
      const { tool, hunted: options } = this;
      this.basis = await basisOf({ tool, options, collection, gone, earlier: { changes, notes } });
      await this.#compareWithLast();
    }
    return {
      logs: this.#gone.flatMap(({ artifact, peeked }) =>
        peeked === null ? [] : [{ ...peeked, artifact, head: new Uint8Array(0), notes: [] }],
      ),
      records: this.#gone.flatMap(({ artifact, kind }) => (kind === 'records' ? [artifact] : [])),
      changes,
      notes,
      told: this.#same?.report ?? null,
    };
  }

  async #compareWithLast(): Promise<void> {
    const { last, basis } = this;
    if (last === null || basis === null || this.options.retry || (await last.store.basis(last.number)) !== basis)
      return;
    const run = await last.store.run(last.number);
    if (run === null) return;
    this.#same = last;
    for (const kind of UNIT_KINDS) {
      const { known, done } = run.units.find((one) => one.kind === kind) ?? { known: 0, done: 0 };
      if (known + done > 0)
        this.units.counts.set(kind, { kind, known: known + done, done: 0, failed: 0, left: 0, bytes: 0 });
    }
  }

  /** Keys of all results that this sweep uses. */
  async used(): Promise<ReadonlySet<string>> {
    return this.#same === null ? this.units.used : this.#same.store.unitsOf(this.#same.number);
  }

  #unreachable(): CoverageNote[] {
    return unreachable(this.options.config).map(({ name, path }) => ({
      code: 'unreadable',
      message: `Evidence that the configuration names cannot be reached: ${path}`,
      host: name,
      incomplete: true,
    }));
  }

  #remembered(): CoverageNote[] {
    return [...groupBy(this.#gone, ({ artifact: { host } }) => host)].map(([host, logs]) => ({
      code: 'remembered',
      message: 'Logs that are no longer there count as earlier sweeps read them',
      host,
      count: logs.length,
      incomplete: false,
    }));
  }

  #afterwards(): CoverageNote[] {
    return [...this.units.earlierRules].map(([host, count]) => ({
      code: 'remembered',
      message:
        'Logs that are no longer there were read with other rules than those of now, which cannot be asked about them: of these logs the requests count, not what rules matched',
      host,
      count,
      incomplete: false,
    }));
  }

  /** What the next sweep is to know of logs. */
  async logs(): Promise<readonly KnownLog[]> {
    if (this.#same !== null) return this.before;
    const peeked = new Map(this.#peeked.map((log) => [log.artifact.collectedPath, log]));
    const known: KnownLog[] = [];
    for (const artifact of this.#collection?.artifacts ?? []) {
      const file = this.units.files.get(artifact.collectedPath);
      const digest = file && (await this.digests.known(artifact));
      if (!file || !digest) continue;
      const log = peeked.get(artifact.collectedPath);
      known.push({
        artifact: { ...artifact, id: 0, location: { path: new Uint8Array(0) } },
        digest,
        ...file,
        peeked: log ? peekedOf(log) : null,
        gone: null,
      });
    }
    for (const log of this.#gone) {
      const file = this.units.files.get(log.artifact.collectedPath);
      if (file) known.push({ ...log, pieces: file.pieces });
    }
    return known;
  }

  facts(number: number, report: Report, began: Date, workers: readonly WorkerProgress[]): RunFacts {
    const now = performance.now();
    return {
      sweep: number,
      tool: report.tool.version,
      started: began.toISOString(),
      ended: new Date().toISOString(),
      exitCode: report.exitCode,
      findings: report.findings.length,
      verdict: report.verdict.answer,
      units: [...this.units.counts.values()],
      read: { files: this.digests.read, bytes: this.digests.readBytes },
      damaged: this.unitStore.damaged,
      stages: this.#stages.map(({ stage, began: from }, at) => ({
        stage,
        milliseconds: Math.round((this.#stages[at + 1]?.began ?? now) - from),
      })),
      workers: workers.map(({ worker, role, units }) => ({ worker, role, ...units })),
    };
  }

  /** Puts on the disk what this sweep learned, whether or not it is complete. */
  async save(): Promise<void> {
    await this.unitStore.flush();
    // Where nothing was read, what is known stays.
    if (this.#same === null) await this.digests.save(this.options.signal?.aborted ?? false);
  }

  async close(): Promise<void> {
    await this.queued?.close();
    await this.reader.close();
    // What was done before something failed is not to be done again; where that was the disk, it failed already.
    if (this.mode !== 'read') await this.unitStore.flush().catch(() => {});
  }
}

/** The last complete sweep. */
interface LastSweep {
  readonly store: CaseStore;
  readonly number: number;
  readonly report: Report;
}

function peekedOf({ facts, local, first, senders, ranges }: PeekedLog): KnownLog['peeked'] {
  return { facts, local, first, senders, ranges };
}

/** What is new is told against the last sweep; where there is none, everything is. */
function optionsOf({ config, jobs, now }: SweepOptions, baseline: Report | undefined): HuntOptions {
  const options = huntOptionsOf(config, now);
  const failOn = baseline === undefined ? options.failOn?.replace(/^new:/, '') : options.failOn;
  return {
    ...options,
    ...(jobs !== undefined && { jobs }),
    ...(baseline !== undefined && { baseline }),
    ...(failOn !== undefined && isFailOn(failOn) && { failOn }),
  };
}
