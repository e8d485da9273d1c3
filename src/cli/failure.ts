import { CommanderError } from 'commander';
import { EXIT_CODES } from '../case/exit-code.js';
import { AfterpatchError } from '../platform/errors.js';

/**
 * Says on stderr why the run ended, and what to do.
 * @returns the exit code.
 */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.clean : EXIT_CODES.untrustworthy;
  if (error instanceof AfterpatchError) {
    process.stderr.write(`afterpatch: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
    return EXIT_CODES.untrustworthy;
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `afterpatch: internal error, nothing that was printed can be trusted. Please report this.\n${told}\n`,
  );
  return EXIT_CODES.untrustworthy;
}
