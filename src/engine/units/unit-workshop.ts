import type { Unit } from '../../collection/unit.js';
import type { Artifact } from '../../model/artifact.js';
import { isObject } from '../../platform/objects.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import { contentUnit, createContentPool, withoutRun } from '../content/content-engine.js';
import { type ContentQuestions, isContentSetup, isJob } from '../content/messages.js';
import { logUnit } from '../logs/log-engine.js';
import { createLogPool } from '../logs/log-runner.js';
import { asLogJob, isLogSetup, type LogSetup } from '../logs/messages.js';
import { asRecordJob, isRecordSetup } from '../records/messages.js';
import { createRecordPool, recordUnit } from '../records/record-engine.js';

export interface WorkshopOptions {
  /** Processes. */
  readonly jobs: number;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Does units of one kind that are set up alike, in processes of its own. */
export interface UnitWorkshop {
  /** @throws Error where it is no task of this kind. */
  unit(task: unknown): Unit<object>;
  run(task: unknown): Promise<JobOutcome<object>>;
  close(): Promise<void>;
}

/** @throws Error where it is no setup of such units, or rules run here that did not where it was made, or the other way round. */
export async function openWorkshop(
  kind: 'content' | 'requests' | 'actors' | 'records' | 'traces',
  setup: unknown,
  hints: unknown,
  options: WorkshopOptions,
): Promise<UnitWorkshop> {
  if (kind === 'content') return contentWorkshop(setup, options);
  const { jobs: processes, deadlineMs, signal } = options;
  if (kind === 'requests' || kind === 'actors') {
    if (!isObject(setup)) throw new Error('That is no setup of log processes');
    const told: unknown = { ...setup, rarity: hints instanceof Map ? hints : new Map() };
    if (!isLogSetup(told)) throw new Error('That is no setup of log processes');
    const { rarity: _, ...questions }: LogSetup = told;
    const pool = createLogPool(() => told, { processes, deadlineMs, signal });
    return {
      unit: (task) => logUnit(kind, questions, asLogJob(task)),
      run: (task) => pool.run(asLogJob(task)),
      close: () => pool.close(),
    };
  }
  if (!isRecordSetup(setup)) throw new Error('That is no setup of record processes');
  const pool = createRecordPool(setup, { processes, deadlineMs, signal });
  return {
    unit: (task) => recordUnit(kind, setup, asRecordJob(task)),
    run: (task) => pool.run(asRecordJob(task)),
    close: () => pool.close(),
  };
}

async function contentWorkshop(setup: unknown, options: WorkshopOptions): Promise<UnitWorkshop> {
  if (!isContentQuestions(setup)) throw new Error('That is no setup of content processes');
  const { ids, ...rules } = setup;
  const pool = createContentPool({ engine: 'auto', ...rules }, options);
  const close = () => pool.close();
  try {
    const ready = await pool.start();
    if (ready.ids.join('\n') !== ids.join('\n'))
      throw new Error('Other YARA rules run here than where units were made');
  } catch (error) {
    await close();
    throw error;
  }
  const pageOf = (task: unknown): Artifact => {
    if (!isJob(task)) throw new Error('That is no job');
    return task;
  };
  return {
    unit: (task) => contentUnit(setup, pageOf(task)),
    run: async (task) => withoutRun(await pool.run(pageOf(task))),
    close,
  };
}

function isContentQuestions(value: unknown): value is ContentQuestions {
  return isContentSetup(value) && 'ids' in value && Array.isArray(value.ids);
}
