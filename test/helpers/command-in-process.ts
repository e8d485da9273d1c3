import { vi } from 'vitest';
import { reportFailure } from '../../src/cli/failure.js';
import { createProgram } from '../../src/cli/program.js';
import type { CommandResult } from './run-command.js';

/**
 * What the command line answers, without a process of its own: for everything but signals, pipes and how processes end.
 * One at a time: it listens to the streams of this process.
 */
export async function afterpatchHere(args: readonly string[]): Promise<CommandResult> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((piece, encoding, callback) => {
      said[name] += typeof piece === 'string' ? piece : Buffer.from(piece).toString();
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    }),
  );
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    const stop = { signal: new AbortController().signal, release: () => {} };
    await createProgram(stop).parseAsync(['node', 'afterpatch', ...args]);
    return { code: Number(process.exitCode ?? 0), signal: null, ...said };
  } catch (error) {
    return { code: reportFailure(error), signal: null, ...said };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
