import type { UnitKind } from '../../collection/unit.js';
import type { Artifact, ArtifactLocation } from '../../model/artifact.js';
import { isArtifactKind } from '../../model/artifact-kind.js';
import { isObject } from '../../platform/objects.js';
import { SETUP_DIGEST } from './shared-setups.js';

/** Kinds of units that are handed on: those that have a task. */
export const QUEUED_KINDS = [
  'content',
  'requests',
  'records',
  'actors',
  'traces',
] as const satisfies readonly UnitKind[];
export type QueuedKind = (typeof QUEUED_KINDS)[number];

/** A job of the queue: units of one kind that are set up alike. It names evidence, and holds none. */
export interface QueueJob {
  /** Of the submission, at random: what a worker knows of evidence holds for one. */
  readonly run: string;
  /** Version of the tool and its signatures: only the same say the same. */
  readonly tool: string;
  readonly kind: QueuedKind;
  /** Digests of what is in the case store. */
  readonly setup: string;
  readonly hints: string | null;
  /** Longest time that a process may go without a word of progress, milliseconds. */
  readonly deadlineMs: number;
  readonly tasks: readonly QueuedTask[];
}

export interface QueuedTask {
  readonly key: string;
  /** SHA-256 of what is to be read. */
  readonly contents: readonly string[];
  /** The unit's task, as `writePlain` has it; its artifact lies below the root of evidence. */
  readonly task: string;
}

/**
 * What became of a task: its outcome is in the store (`kept`); what is there are not the bytes of the inventory; they cannot be had; or its result is too
 * large for the store.
 */
export const TASK_ENDS = ['kept', 'changed', 'unreachable', 'too-large'] as const;
export type TaskEnd = (typeof TASK_ENDS)[number];

const MOST_TASKS = 10_000;

/** Null where it is none: whoever may write to the queue may have written it. */
export function queueJobOf(value: unknown): QueueJob | null {
  if (!isObject(value)) return null;
  const { run, tool, kind, setup, hints, deadlineMs, tasks }: Record<string, unknown> = { ...value };
  if (typeof run !== 'string' || typeof tool !== 'string') return null;
  if (!isDigest(setup) || (hints !== null && !isDigest(hints))) return null;
  if (typeof deadlineMs !== 'number' || !(deadlineMs > 0) || !Array.isArray(tasks)) return null;
  if (tasks.length > MOST_TASKS || !tasks.every(isQueuedTask)) return null;
  const known = QUEUED_KINDS.find((one) => one === kind);
  return known === undefined ? null : { run, tool, kind: known, setup, hints, deadlineMs, tasks };
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && SETUP_DIGEST.test(value);
}

function isQueuedTask(value: unknown): value is QueuedTask {
  if (!isObject(value)) return false;
  const { key, contents, task }: Record<string, unknown> = { ...value };
  return isDigest(key) && typeof task === 'string' && Array.isArray(contents) && contents.every(isDigest);
}

/** Null where it is no answer to so many tasks. */
export function taskEndsOf(value: unknown, tasks: number): readonly TaskEnd[] | null {
  if (!Array.isArray(value) || value.length !== tasks) return null;
  const ends = value.flatMap((one) => TASK_ENDS.find((end) => end === one) ?? []);
  return ends.length === tasks ? ends : null;
}

/** The file that a task is about; null where there is none. */
export function artifactOf(task: unknown): Artifact | null {
  if (!isObject(task)) return null;
  const artifact: unknown = 'artifact' in task ? task.artifact : task;
  return isArtifact(artifact) ? artifact : null;
}

/** The same task, of a file that lies elsewhere. */
export function movedTask(task: object, path: Uint8Array): object {
  const moved = (artifact: object, location: ArtifactLocation) => ({
    ...artifact,
    id: 0,
    location: { ...location, path },
  });
  const artifact = artifactOf(task);
  if (artifact === null) return task;
  const own = moved(artifact, artifact.location);
  return 'artifact' in task ? { ...task, artifact: own } : own;
}

function isArtifact(value: unknown): value is Artifact {
  if (!isObject(value)) return false;
  const { kind, host, collectedPath, windowsPath, location, size, times }: Record<string, unknown> = { ...value };
  if (typeof kind !== 'string' || !isArtifactKind(kind) || kind === 'link') return false;
  if (typeof collectedPath !== 'string' || !isTextOrNull(host) || !isTextOrNull(windowsPath)) return false;
  return Number.isSafeInteger(size) && Number(size) >= 0 && typeof times === 'object' && isLocation(location);
}

function isLocation(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, object, range, member }: Record<string, unknown> = { ...value };
  const isPart = (one: unknown) => one === undefined || isObject(one);
  return path instanceof Uint8Array && isVersion(object) && isPart(range) && isPart(member);
}

function isVersion(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isObject(value)) return false;
  const { etag, size }: Record<string, unknown> = { ...value };
  return typeof etag === 'string' && etag !== '' && Number.isSafeInteger(size) && Number(size) >= 0;
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
