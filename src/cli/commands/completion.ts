import { Argument, type Command } from 'commander';
import { completionScript, isShell, SHELLS } from '../completion.js';
import { outlineProgram } from '../program-outline.js';
import { writePieces } from '../write.js';

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a script with which a shell completes commands, options and their values')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(afterpatch completion bash)\n  afterpatch completion powershell | Out-String | Invoke-Expression',
    )
    .action(async (shell: string) => {
      if (isShell(shell)) await writePieces(process.stdout, [completionScript(shell, outlineProgram(program))]);
    });
}
