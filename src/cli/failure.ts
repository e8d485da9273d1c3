import { CommanderError } from 'commander';
import { EXIT_CODES } from '../case/verdict/exit-code.js';
import { AfterpatchError } from '../platform/errors.js';
import { say } from './say.js';

/** What the system had no more of, by its code for it. */
const EXHAUSTED: Readonly<Record<string, string>> = {
  EMFILE:
    'The system lets no more files be opened. Raise the limit (ulimit -n), or run fewer engine processes (--jobs).',
  ENFILE: 'The system lets no more files be opened. End other programs, or run fewer engine processes (--jobs).',
  ENOMEM: 'There is not enough memory. End other programs, or run fewer engine processes (--jobs).',
  ENOSPC: 'There is no space left on a disk that is written to: for reports, or for temporary files.',
};

/** What V8 says where one piece of memory cannot be had; the heap itself being full ends the process. */
const NO_MEMORY =
  /^(?:Array buffer allocation failed|Invalid (?:string|typed array) length|.*could not allocate memory)/;

function exhaustedBy(error: Error): string | undefined {
  if ('code' in error) return EXHAUSTED[String(error.code)];
  return error instanceof RangeError && NO_MEMORY.test(error.message) ? EXHAUSTED['ENOMEM'] : undefined;
}

/**
 * Says on stderr why the run ended, and what to do.
 * @returns the exit code.
 */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.clean : EXIT_CODES.untrustworthy;
  if (error instanceof AfterpatchError) {
    say(`afterpatch: ${error.message}`, ...(error.hint === undefined ? [] : [error.hint]));
    return EXIT_CODES.untrustworthy;
  }
  const exhausted = error instanceof Error ? exhaustedBy(error) : undefined;
  if (error instanceof Error && exhausted !== undefined) {
    say(`afterpatch: there is no result: ${error.message}`, exhausted);
    return EXIT_CODES.untrustworthy;
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(
    'afterpatch: internal error, nothing that was printed can be trusted. Please report this.',
    ...told.split('\n').slice(0, 50),
  );
  return EXIT_CODES.untrustworthy;
}
