#!/usr/bin/env node
import { reportFailure } from './failure.js';
import { createProgram } from './program.js';

// Nobody may be reading any more. What goes to stderr is not the result, and whoever writes results to stdout looks for himself.
process.stderr.on('error', () => {});
process.stdout.on('error', () => {});
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error);
}
