import type { Command } from 'commander';
import { writePieces } from '../write.js';

export function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print a JSON Schema that the output validates against, or list them')
    .argument('[name]', 'finding, report, …')
    .addHelpText('after', '\nExamples:\n  afterpatch schema\n  afterpatch schema report > report.schema.json')
    .action(async (name: string | undefined) => {
      const { schemaNames, schemaText } = await import('../../case/shapes/schemas.js');
      await writePieces(
        process.stdout,
        name === undefined ? schemaNames().map((known) => `${known}\n`) : [schemaText(name)],
      );
    });
}
