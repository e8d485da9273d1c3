import type { Artifact } from '../../model/artifact.js';
import type { SignatureProblem } from '../../model/finding.js';
import { has } from '../../platform/objects.js';
import type { EngineChoice } from '../../signatures/yara/choose-binding.js';
import type { PackedSource } from '../../signatures/yara/yara-pack.js';
import type { FileExamination } from './examine-file.js';

/** What an engine process is told before its first file. */
export interface ContentSetup {
  readonly engine: EngineChoice;
  readonly sources: readonly PackedSource[];
  /** Ids of content detectors that are not to run. */
  readonly detectorsOff: readonly string[];
}

/** A page and the files that it takes in, which are judged as one. */
export interface JoinedPage {
  readonly artifact: Artifact;
  readonly parts: readonly PageAndPart[];
}

export interface PageAndPart {
  readonly artifact: Artifact;
  /** Numbers of the files that the page names, by which it comes in; null for the page's own code in another file. */
  readonly branches: readonly number[] | null;
  /** It is another page, which keeps data where this one looks for it; `together` by code that both take in. */
  readonly keeps?: 'alone' | 'together';
}

/** What a process is asked: what one file holds, or what several do together. */
export type ContentJob = Artifact | JoinedPage;

/** What makes a difference to what files are said to hold: not which binding runs, since they say the same wherever the same rules run. */
export interface ContentQuestions extends Omit<ContentSetup, 'engine'> {
  /** Of the rules that run. */
  readonly ids: readonly string[];
}

/** What it says when its rules are compiled. */
export interface ContentReady {
  readonly engine: 'native' | 'wasm';
  /** Of the rules that run. */
  readonly ids: readonly string[];
  readonly problems: readonly SignatureProblem[];
}

// Both ends are the same version of the same code, so these tell messages apart rather than check every field.

export function isContentSetup(value: unknown): value is ContentSetup {
  return has(value, 'sources') && Array.isArray(value.sources);
}

export function isContentReady(value: unknown): value is ContentReady {
  return has(value, 'ids') && Array.isArray(value.ids);
}

export function isJob(value: unknown): value is Artifact {
  return has(value, 'location', 'collectedPath');
}

export function isJoinedPage(value: unknown): value is JoinedPage {
  return has(value, 'parts', 'artifact') && isJob(value.artifact);
}

export function isExamination(value: unknown): value is FileExamination {
  return has(value, 'report', 'notes');
}
