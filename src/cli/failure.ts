import { CommanderError } from 'commander';
import { EXIT_CODES } from '../case/exit-code.js';
import { AfterpatchError } from '../platform/errors.js';
import { say } from './say.js';

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
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(
    'afterpatch: internal error, nothing that was printed can be trusted. Please report this.',
    ...told.split('\n').slice(0, 50),
  );
  return EXIT_CODES.untrustworthy;
}
