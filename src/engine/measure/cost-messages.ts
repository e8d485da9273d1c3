import { has } from '../../platform/objects.js';
import type { EngineChoice } from '../../signatures/yara/choose-binding.js';
import type { PackedSource } from '../../signatures/yara/yara-pack.js';

/** What a measuring process is told first: the rules, and the files that every rule is timed on. */
export interface CostSetup {
  readonly engine: EngineChoice;
  readonly sources: readonly PackedSource[];
  readonly files: readonly { readonly file: string; readonly extension: string }[];
}

/** The job that tells what decoding, parsing and following data takes, which all detectors share. */
export const SHARED_COST = 'views and code';

/** Time one rule of a source, or the detector of that id. */
export interface CostJob {
  readonly id: string;
  readonly source: number | null;
}

export function isCostSetup(value: unknown): value is CostSetup {
  return has(value, 'sources', 'files');
}

export function isCostJob(value: unknown): value is CostJob {
  return has(value, 'id', 'source');
}
