import { compiledEntry, type ProcessKind } from '../../platform/start-process.js';

/** The process that parses what the intruder may have written. */
export const READING_PROCESS: ProcessKind = {
  entry: compiledEntry(new URL('./reading-process.js', import.meta.url)),
  memoryLimitMiB: 2_048,
};
