import { messageOf } from '../platform/errors.js';
import type { Interruption } from './interruption.js';

/** As `EXIT_CODES.untrustworthy`: Node's own code for an error that nobody caught is 1, which says that something was found. */
const UNTRUSTWORTHY = 2;

/**
 * Runs the command that the arguments of this process name, and sets its exit code.
 * @param stop listens already: whoever interrupts before anything else is loaded gets a report, too.
 */
export async function runCommand(stop: Interruption): Promise<void> {
  // Nobody may be reading any more. What goes to stderr is not the result, and whoever writes results to stdout looks for himself.
  process.stderr.on('error', () => {});
  process.stdout.on('error', () => {});
  process.on('uncaughtException', (error) => {
    void told(error).then((code) => process.exit(code));
  });
  try {
    // Loading is part of what can fail: where the system lets no more files be opened, above all.
    const { createProgram } = await import('./program.js');
    await createProgram(stop).parseAsync(process.argv);
  } catch (error) {
    process.exitCode = await told(error);
  }
}

async function told(error: unknown): Promise<number> {
  try {
    const { reportFailure } = await import('./failure.js');
    return reportFailure(error);
  } catch {
    const message = messageOf(error);
    process.stderr.write(
      `afterpatch: it could not be loaded, there is no result: ${message}\nCan enough files be opened (ulimit -n)?\n`,
    );
    return UNTRUSTWORTHY;
  }
}
