import { availableParallelism } from 'node:os';
import { Chalk } from 'chalk';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { tallyLogs } from '../../engine/query/tally-logs.js';
import { countText } from '../../output/quantities.js';
import { renderExamples, renderTally, renderTallyCsv, tallyJson } from '../../output/tally-list.js';
import { AfterpatchError } from '../../platform/errors.js';
import { compileQuery, QueryError } from '../../signatures/sigma/query.js';
import { countOption } from '../count-option.js';
import { say } from '../say.js';
import { wantsColor } from '../terminal.js';
import { withCollection } from '../with-collection.js';
import { writePieces } from '../write.js';

export interface QueryOptions {
  readonly by: readonly string[];
  readonly top: string;
  readonly show: string;
  readonly since?: string;
  readonly until?: string;
  readonly format: string;
  readonly jobs?: string;
}

/**
 * Asks a question of every record of the logs below some paths, and prints how many there are, by what, and the first of them.
 * @returns the exit code: 1 where there is none, 3 where something could not be read.
 * @throws AfterpatchError `usage` where the question cannot be read, `path-not-found`.
 */
export async function queryLogs(question: string, paths: readonly string[], options: QueryOptions): Promise<number> {
  const pack = compiled(question);
  const keys = options.by.map((list) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
  const [top, show] = [countOption('--top', options.top), countOption('--show', options.show)];
  const engine = {
    pack,
    jobs: options.jobs === undefined ? availableParallelism() : countOption('--jobs', options.jobs),
    since: options.since ?? null,
    until: options.until ?? null,
  };
  const tally = await withCollection(paths, (artifacts, reading) => tallyLogs(artifacts, keys, engine, reading));
  const [part] = tally.parts;
  if (options.format === 'json') {
    const { files, records, notRead } = tally;
    const found =
      part === undefined ? { count: 0, first: null, last: null, by: [], examples: [] } : tallyJson(part, keys, top);
    await writePieces(process.stdout, [`${JSON.stringify({ files, records, notRead, ...found }, null, 2)}\n`]);
  } else if (options.format === 'csv') {
    await writePieces(process.stdout, renderTallyCsv(part, keys[0] ?? [], 0, top));
  } else {
    const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
    const pieces =
      part === undefined
        ? ['0 records\n']
        : [...renderTally(part, keys, top, chalk), ...(keys.length === 0 ? renderExamples(part, show) : [])];
    await writePieces(process.stdout, pieces);
    say(`${countText(tally.files, 'log')}, ${countText(tally.records, 'record')} read.`);
  }
  say(...tally.notRead.map((text) => `afterpatch: ${text}`));
  if (tally.notRead.length > 0 || tally.files === 0) return EXIT_CODES.incomplete;
  return part === undefined ? EXIT_CODES.findings : EXIT_CODES.clean;
}

function compiled(question: string) {
  try {
    return compileQuery(question);
  } catch (error) {
    if (error instanceof QueryError) throw new AfterpatchError('usage', error.message, error.hint ?? undefined);
    throw error;
  }
}
