import { Command } from 'commander';
import { EXIT_CODES } from '../case/verdict/exit-code.js';
import { toolVersion } from '../case/tool-version.js';
import { addActorCommand } from './commands/actor.js';
import { addCompareCommand } from './commands/compare.js';
import { addCompletionCommand } from './commands/completion.js';
import { addBaselineCommand } from './commands/baseline.js';
import { addDecideCommand } from './commands/decide.js';
import { addExplainCommand } from './commands/explain.js';
import { addHuntCommand } from './commands/hunt.js';
import { addInspectCommand } from './commands/inspect.js';
import { addQueryCommand } from './commands/query.js';
import { addRenderCommand } from './commands/render.js';
import { addSchemaCommand } from './commands/schema.js';
import { addSignaturesCommand } from './commands/signatures.js';
import { addSweepCommand } from './commands/sweep.js';
import { addVerifyCommand } from './commands/verify.js';
import { addWorkerCommand } from './commands/worker.js';
import type { Interruption } from './interruption.js';
import { takeQueueAddress } from './queue-options.js';

/**
 * The command line. Each command loads what it needs only when it runs, so that help and version answer at once.
 * @param stop listens already: a hunt or a sweep that is interrupted leaves a report, a worker finishes what is at hand; other commands just end.
 */
export function createProgram(stop: Interruption): Command {
  // Before there is any process that reads evidence.
  takeQueueAddress();
  const program = new Command('afterpatch')
    .description(
      'Hunts what survives a patch: did somebody get into this Exchange or IIS server, what did they leave, is it still used?',
    )
    .version(toolVersion(), '-V, --version')
    .showHelpAfterError('(run with --help for the options and examples)')
    .exitOverride();
  const hunt = addHuntCommand(program, stop);
  const sweeps = [...addSweepCommand(program, stop), addWorkerCommand(program, stop)];
  program.hook('preAction', (_, command) => {
    if (command === hunt || sweeps.includes(command)) return;
    stop.release();
    if (stop.signal.aborted) process.exit(EXIT_CODES.interrupted);
  });
  addExplainCommand(program);
  addActorCommand(program);
  addDecideCommand(program);
  addBaselineCommand(program);
  addCompareCommand(program);
  addRenderCommand(program);
  addSignaturesCommand(program);
  addQueryCommand(program);
  addInspectCommand(program);
  addVerifyCommand(program);
  addSchemaCommand(program);
  addCompletionCommand(program);
  for (const command of program.commands) inheritSettings(command, program);
  return program;
}

function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}
