import { type Command, Option } from 'commander';
import type { QueryOptions } from '../actions/query-logs.js';
import { repeatable } from '../repeatable.js';

export function addQueryCommand(program: Command): void {
  program
    .command('query')
    .description('ask logs a question of your own: how many records, by what, first and last')
    .argument('<question>', 'an expression over fields of Sigma, or a Sigma detection in YAML')
    .argument('<path...>', 'logs, or what was collected')
    .addOption(
      repeatable('--by <fields>', 'count by values of a field, or of several together, with commas; repeatable'),
    )
    .option('--top <n>', 'so many values of each', '20')
    .option('--show <n>', 'so many of the first records, without --by', '10')
    .option('--since <time>', 'leave out records before this instant (UTC)')
    .option('--until <time>', 'leave out records after this instant (UTC)')
    .addOption(new Option('--format <format>', 'of the result').choices(['text', 'csv', 'json']).default('text'))
    .option('--jobs <n>', 'processes (default: one for each core)')
    .addHelpText(
      'after',
      "\nExits with 1 where no record is found.\n\nExamples:\n  afterpatch query 'cs-uri-stem: *.aspx and cs-method: POST and sc-status: 200' ./logs --by c-ip --by cs-uri-stem\n  afterpatch query 'EventID: (4624, 4625) and not LogonType: 5' ./evtx --by TargetUserName,IpAddress --format csv\n  afterpatch query 'time-taken > 60000' ./logs",
    )
    .action(async (question: string, paths: string[], options: QueryOptions) => {
      const { queryLogs } = await import('../actions/query-logs.js');
      process.exitCode = await queryLogs(question, paths, options);
    });
}
