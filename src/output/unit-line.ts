import type { FinishedUnit } from '../case/store/stored-units.js';

/** Paths that a line names. */
const MOST_PATHS = 8;
/** What a terminal, or a reader of lines, may take for something else. */
const NOT_PLAIN = /[\u007f-\uffff]/g;

/**
 * One unit for collectors of logs, as `schemas/unit-line.schema.json` says: one line of JSON in ASCII, without its end.
 * @param time when it ended, UTC ISO 8601
 */
export function unitLine(
  { kind, key, status, paths, bytes, milliseconds, retried }: FinishedUnit,
  time: string,
): string {
  const line = { time, kind, status, paths: paths.slice(0, MOST_PATHS), bytes, milliseconds, retried, key };
  return JSON.stringify(line).replace(
    NOT_PLAIN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
