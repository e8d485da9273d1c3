import type { Unit, Units } from '../../collection/unit.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { SignatureProblem } from '../../model/finding.js';
import type { ContentReport, LoadedRule } from '../../model/signature.js';
import { AfterpatchError, messageOf } from '../../platform/errors.js';
import { inOrder } from '../../platform/ordered.js';
import { type JobOutcome, ProcessPool } from '../../platform/process-pool.js';
import { compiledEntry } from '../../platform/start-process.js';
import { chooseBinding, type EngineChoice } from '../../signatures/yara/choose-binding.js';
import { readYaraPack, type YaraPack } from '../../signatures/yara/yara-pack.js';
import type { FileExamination } from './examine-file.js';
import {
  type ContentJob,
  type ContentQuestions,
  type ContentReady,
  type ContentSetup,
  isContentReady,
  isExamination,
  type JoinedPage,
} from './messages.js';

export interface ContentEngineOptions {
  /** Folders (or single files) of YARA rules. The first ones' ids stand where two rules claim the same. */
  readonly signatureFolders: readonly string[];
  readonly engine: EngineChoice;
  /** Engine processes. */
  readonly jobs: number;
  /** Longest time for one file, or for one window of a large one, milliseconds. */
  readonly deadlineMs: number;
  /** An engine process that holds more is replaced, MiB. */
  readonly memoryLimitMiB?: number;
  /** Ids of content detectors that are not to run. */
  readonly detectorsOff?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Where what is said of one file comes from; every file is examined unless given. */
  readonly units?: Units | undefined;
}

/** What became of one file. */
export interface ContentOutcome {
  readonly artifact: Artifact;
  /** Null where it could not be examined; then `notes` says why. */
  readonly report: ContentReport | null;
  readonly notes: readonly CoverageNote[];
  /** Time that examining it took, for measuring: no output may depend on it. Null where it was not examined. */
  readonly milliseconds: number | null;
}

export interface ContentEngine {
  /** Which binding runs. */
  readonly engine: 'native' | 'wasm';
  /** Rules that run. */
  readonly rules: readonly LoadedRule[];
  /** Digest of the pack in the first folder, which ships with the tool. */
  readonly shippedPack: string;
  /** Files and rules that do not run. */
  readonly problems: readonly SignatureProblem[];
  /** Examines files and gives what became of each, in their order. Aborting settles the rest as `interrupted`. */
  scan(
    artifacts: Iterable<Artifact>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<ContentOutcome>;
  /** Examines pages together with what they take in; each report holds only what they do together. Else as `scan`. */
  scanJoined(
    pages: Iterable<JoinedPage>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<ContentOutcome>;
  /** Most memory that an engine process was seen to hold, bytes; 0 where none was seen. */
  readonly peakMemory: number;
  close(): Promise<void>;
}

const MEMORY_LIMIT_MIB = 2_048;
/** Thousands of foreign rules compile within seconds; a compiler that takes longer hangs. */
const SETUP_DEADLINE_MS = 120_000;
/** Compiling rules takes longer than anything else of a small hunt, so a second process does not wait for the first file. */
const STARTED_AHEAD = 2;
/** Work that a process has to find before it pays that another one compiles the rules, too: bytes, of which each file counts for some more. */
const WORTH_A_PROCESS = 8 << 20;
const COUNTED_FOR_A_FILE = 16 << 10;
/** Files under way or waiting for their turn to be given out: enough that one slow file does not leave processes idle. */
const FILES_UNDER_WAY = 2_048;

/**
 * Reads and compiles the rules, in the first engine processes; the others start when there are files for them.
 * @throws AfterpatchError `no-signatures` where not one rule runs, `signatures-not-found` where a folder does not exist,
 * `engine-not-available` where the native binding was asked for and does not run, `engine-failed` where no process starts,
 * `interrupted` where the signal ended it before the rules were compiled.
 */
export async function createContentEngine(options: ContentEngineOptions): Promise<ContentEngine> {
  if (options.engine === 'native') await chooseBinding('native');
  const pack = await readYaraPack(options.signatureFolders);
  if (pack.sources.length === 0) throw noSignatures(pack.problems);
  const setup: ContentSetup = {
    engine: options.engine,
    sources: pack.sources,
    detectorsOff: options.detectorsOff ?? [],
  };
  const pool = createContentPool(setup, options);
  try {
    return new PooledContentEngine(pool, pack, setup, await pool.start(STARTED_AHEAD), options.units);
  } catch (error) {
    await pool.close();
    if (options.signal?.aborted) throw interrupted();
    throw error instanceof AfterpatchError ? error : engineFailed(error);
  }
}

/** So many processes are worth starting for the files, at most `jobs` and at least one: each compiles the rules before its first file. */
export function processesFor(files: readonly Pick<Artifact, 'size'>[], jobs: number): number {
  const work = files.reduce((sum, { size }) => sum + size + COUNTED_FOR_A_FILE, 0);
  return Math.min(jobs, Math.max(1, Math.ceil(work / WORTH_A_PROCESS)));
}

/** Processes that compile the rules and examine files with them. */
export function createContentPool(
  setup: ContentSetup,
  {
    jobs,
    deadlineMs,
    memoryLimitMiB = MEMORY_LIMIT_MIB,
    signal,
  }: Pick<ContentEngineOptions, 'jobs' | 'deadlineMs' | 'memoryLimitMiB' | 'signal'>,
): ProcessPool<ContentJob, FileExamination, ContentReady> {
  return new ProcessPool<ContentJob, FileExamination, ContentReady>({
    entry: compiledEntry(new URL('./content-process.js', import.meta.url)),
    setup: () => setup,
    processes: jobs,
    deadlineMs,
    setupDeadlineMs: SETUP_DEADLINE_MS,
    memoryLimitMiB,
    weigh: (job) =>
      'parts' in job ? job.parts.reduce((sum, { artifact }) => sum + artifact.size, job.artifact.size) : job.size,
    isResult: isExamination,
    isReady: isContentReady,
    signal,
  });
}

function noSignatures(problems: readonly SignatureProblem[]): AfterpatchError {
  const [first] = problems;
  return new AfterpatchError(
    'no-signatures',
    first === undefined ? 'There is no YARA rule to run.' : `No YARA rule runs. ${first.path}: ${first.reason}`,
    'Give a folder with .yar or .yara files that compile.',
  );
}

function interrupted(): AfterpatchError {
  return new AfterpatchError('interrupted', 'The run was interrupted before its rules were compiled.');
}

function engineFailed(error: unknown): AfterpatchError {
  return new AfterpatchError(
    'engine-failed',
    `The content engine cannot run: ${messageOf(error)}`,
    'Try --engine wasm, or fewer signatures.',
    { cause: error },
  );
}

class PooledContentEngine implements ContentEngine {
  readonly engine: 'native' | 'wasm';
  readonly rules: readonly LoadedRule[];
  readonly shippedPack: string;
  readonly problems: readonly SignatureProblem[];
  readonly #pool: ProcessPool<ContentJob, FileExamination, ContentReady>;
  readonly #units: Units | undefined;
  readonly #questions: ContentQuestions;

  constructor(
    pool: ProcessPool<ContentJob, FileExamination, ContentReady>,
    pack: YaraPack,
    { sources, detectorsOff }: ContentSetup,
    ready: ContentReady,
    units: Units | undefined,
  ) {
    const running = new Set(ready.ids);
    this.#pool = pool;
    this.#units = units;
    // Not which binding runs: they say the same wherever the same rules run.
    this.#questions = { sources, detectorsOff, ids: ready.ids };
    this.engine = ready.engine;
    this.shippedPack = pack.sources[0]?.pack ?? '';
    this.rules = pack.rules.filter((rule) => running.has(rule.id));
    this.problems = [...pack.problems, ...ready.problems];
    if (this.rules.length === 0) throw noSignatures(this.problems);
  }

  get peakMemory(): number {
    return this.#pool.peakMemory;
  }

  scan(
    artifacts: Iterable<Artifact>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<ContentOutcome> {
    const one = async (artifact: Artifact) =>
      settle(artifact, await this.#outcome(contentUnit(this.#questions, artifact), artifact));
    return this.#each(artifacts, one, options);
  }

  scanJoined(
    pages: Iterable<JoinedPage>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<ContentOutcome> {
    const one = async (page: JoinedPage) =>
      settle(page.artifact, await this.#outcome(joinedUnit(this.#questions, page), page));
    return this.#each(pages, one, options);
  }

  async *#each<Of>(
    all: Iterable<Of>,
    one: (job: Of) => Promise<ContentOutcome>,
    { signal }: { readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<ContentOutcome> {
    signal?.addEventListener('abort', this.#pool.abort, { once: true });
    if (signal?.aborted) this.#pool.abort();
    try {
      yield* inOrder(all, FILES_UNDER_WAY, one);
    } finally {
      signal?.removeEventListener('abort', this.#pool.abort);
    }
  }

  #outcome(unit: Unit<FileExamination>, job: ContentJob): Promise<JobOutcome<FileExamination>> {
    if (this.#units === undefined) return this.#pool.run(job);
    return this.#units.outcome(unit, async () => withoutRun(await this.#pool.run(job)));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** One file: its bytes, and all that is known of it. Where that tells its place on the server, its place in the collection is but a name. */
export function contentUnit(setup: ContentQuestions, artifact: Artifact): Unit<FileExamination> {
  const { id: _, location: __, collectedPath, ...known } = artifact;
  const job = artifact.windowsPath === null ? { ...known, collectedPath } : known;
  return {
    kind: 'content',
    artifacts: [artifact],
    setup,
    job,
    task: artifact,
    namesPathOnly: true,
    isResult: isExamination,
  };
}

/** Several files that run as one. Its evidence names each of them. */
function joinedUnit(setup: ContentQuestions, { artifact, parts }: JoinedPage): Unit<FileExamination> {
  const { id: _, location: __, ...known } = artifact;
  const names = parts.map(({ artifact: { collectedPath, windowsPath }, branches, keeps }) => ({
    collectedPath,
    windowsPath,
    branches,
    ...(keeps ? { keeps } : {}),
  }));
  return {
    kind: 'content',
    artifacts: [artifact, ...parts.map((part) => part.artifact)],
    setup,
    job: { ...known, parts: names },
    task: null,
    namesPathOnly: false,
    isResult: isExamination,
  };
}

/** Without what only holds for this run: a file's number in the collection, and how long it took. */
export function withoutRun(outcome: JobOutcome<FileExamination>): JobOutcome<FileExamination> {
  if (outcome.status !== 'done') return outcome;
  const { report, notes } = outcome.result;
  return { ...outcome, result: { report: report && { ...report, artifact: 0 }, notes, milliseconds: 0 } };
}

const WHY = {
  'timed-out': ['timed-out', 'Examining it took longer than the deadline'],
  'memory-exceeded': ['limit-reached', 'Examining it took more memory than an engine process may have'],
  crashed: ['engine-crash', 'The engine failed on this file'],
  aborted: ['interrupted', 'The run was stopped before it was examined'],
  'not-done': ['not-examined', 'It was not examined'],
} as const;

function settle(artifact: Artifact, outcome: JobOutcome<FileExamination>): ContentOutcome {
  const about = { path: artifact.collectedPath, host: artifact.host };
  if (outcome.status !== 'done') {
    const [code, message] = WHY[outcome.status];
    return {
      artifact,
      report: null,
      milliseconds: null,
      notes: [{ code, message: `${message}: ${outcome.detail}`, ...about, incomplete: true }],
    };
  }
  const { report: found, notes, milliseconds } = outcome.result;
  const report = found && { ...found, artifact: artifact.id };
  if (!outcome.retried) return { artifact, report, notes, milliseconds };
  const message = 'The engine process died while it examined this file; a new one examined it';
  return {
    artifact,
    report,
    milliseconds,
    notes: [...notes, { code: 'engine-crash', message, ...about, incomplete: false }],
  };
}
