import type { ConfigurationInputs } from '../../formats/read-configuration-inputs.js';
import type { Artifact } from '../../model/artifact.js';

/** What a reading process is asked to parse. */
export type ReadingJob = { readonly read: 'configuration'; readonly artifact: Artifact };

/** What it answers, by what was asked. */
export interface ReadingAnswers {
  readonly configuration: ConfigurationInputs;
}

// Both ends are the same version of the same code, so these tell messages apart rather than check every field.

export function isReadingJob(value: unknown): value is ReadingJob {
  return typeof value === 'object' && value !== null && 'read' in value;
}

export function isAnswer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isConfigurationInputs(value: object): value is ConfigurationInputs {
  return 'inputs' in value && Array.isArray(value.inputs) && 'notes' in value && Array.isArray(value.notes);
}
