// The process in which a command does its work: whoever started it hears the signals.
import { READING_PROCESS } from '../collection/reading/reading-process-kind.js';
import { endAhead, startAhead } from '../platform/start-process.js';
import { abortWhenTold } from './interruption.js';
import { runCommand } from './run-command.js';

// A hunt needs it for the first file that it finds.
if (process.argv[2] === 'hunt') startAhead(READING_PROCESS);
try {
  await runCommand(abortWhenTold());
} finally {
  endAhead();
}
