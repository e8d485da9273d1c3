import { safeText } from '../platform/safe-text.js';

/** Longest line: more than a sentence with two long paths. */
const MAXIMUM_LENGTH = 4_000;

/** Writes lines to stderr. Names and reasons in them may come from evidence, so each is made safe for a terminal. */
export function say(...lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${safeText(line, MAXIMUM_LENGTH)}\n`).join(''));
}
