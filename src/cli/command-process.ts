// The process in which a command does its work: whoever started it hears the signals.
import { abortWhenTold } from './interruption.js';
import { runCommand } from './run-command.js';

await runCommand(abortWhenTold());
