import { readFileSync, realpathSync, statSync } from 'node:fs';
import { AfterpatchError, messageOf } from '../../platform/errors.js';
import { liesIn } from '../../platform/lies-in.js';

/**
 * The text of a file that changes what a hunt says, and so must be the user's own.
 * @param hunted what is hunted: a file that lies in it, or is linked into it, could be an intruder's.
 * @param maximum bytes.
 * @param wrong makes the error that says why it is none.
 * @throws AfterpatchError where it cannot be read, is too large, or lies in the evidence.
 */
export function readTrustedFile(
  path: string,
  hunted: readonly string[],
  maximum: number,
  wrong: (why: string, hint?: string) => AfterpatchError,
): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > maximum) throw wrong(stats.isFile() ? 'it is too large' : 'it is no file');
    if (liesIn(realpathSync(path), hunted.flatMap(realPaths)))
      throw wrong('it lies in what is hunted: it could be an intruder’s', 'Keep it elsewhere.');
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof AfterpatchError) throw error;
    throw wrong(`it cannot be read: ${messageOf(error)}`);
  }
}

function realPaths(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    // The hunt says so itself.
    return [];
  }
}
