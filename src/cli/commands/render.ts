import { type Command, Option } from 'commander';
import { FORMATS, formatList } from '../../output/renderers.js';
import { DETAILS } from '../../output/renderer.js';
import type { RenderCommandOptions } from '../actions/render.js';

export function addRenderCommand(program: Command): void {
  program
    .command('render')
    .description('write a saved report in another format, without the evidence')
    .argument('<report>', 'JSON report of this version')
    .addOption(new Option('--format <format>', 'what to print on stdout').choices(FORMATS).default('text'))
    .addOption(new Option('--detail <detail>', 'how much the text report tells').choices(DETAILS).default('normal'))
    .option('--only-new', 'only findings that the report tells new or changed against its --baseline')
    .option('--defang', 'write addresses and links in text and CSV so that nobody can click them')
    .addHelpText(
      'after',
      `\nFormats:\n${formatList()}\n\nExamples:\n  afterpatch render report.json\n  afterpatch render report.json --format csv > findings.csv`,
    )
    .action(async (report: string, options: RenderCommandOptions) => {
      const { renderFile } = await import('../actions/render.js');
      await renderFile(report, options);
    });
}
