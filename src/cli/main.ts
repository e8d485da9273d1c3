#!/usr/bin/env node
import { reportFailure } from './failure.js';
import { createProgram } from './program.js';

// Nobody may be reading stderr any more; what goes there is not the result.
process.stderr.on('error', () => {});
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error);
}
