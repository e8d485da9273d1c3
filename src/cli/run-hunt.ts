import { hunt } from '../hunt.js';
import type { Report } from '../model/finding.js';
import { isSeverity } from '../model/severity.js';
import { type Format, renderers } from '../output/formats.js';
import type { HuntCommandOptions } from './commands/hunt.js';
import { parseOutputFiles, writeOutputFile } from './output-files.js';
import { createProgressLine, type ProgressLine } from './progress.js';
import { say } from './say.js';
import { wantsColor } from './terminal.js';
import { writePieces } from './write.js';

/**
 * Runs a hunt as the command line asked, prints the report and writes the files.
 * @returns the exit code.
 */
export async function runHunt(
  paths: readonly string[],
  options: HuntCommandOptions & { format: Format },
): Promise<number> {
  const force = options.force ?? false;
  const files = parseOutputFiles(options.output, force);
  const line = options.quiet || !options.progress || !process.stderr.isTTY ? null : createProgressLine(process.stderr);
  const report = await huntUntilInterrupted(paths, options, line);
  line?.clear();
  if (!options.quiet) say(...afterword(report));
  await writePieces(process.stdout, renderers[options.format](report, { color: wantsColor(process.stdout) }));
  for (const file of files) await writeOutputFile(file, report, force);
  return report.exitCode;
}

async function huntUntilInterrupted(
  paths: readonly string[],
  options: HuntCommandOptions,
  line: ProgressLine | null,
): Promise<Report> {
  const stop = new AbortController();
  // The first signal asks for the partial report; a second one finds no listener and ends the process.
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    return await hunt({
      paths,
      patchedOn: options.patchedOn,
      since: options.since,
      until: options.until,
      signatures: options.signatures,
      own: options.own,
      require: options.require.length === 0 ? undefined : options.require,
      failOn: isSeverity(options.failOn) ? options.failOn : undefined,
      strict: options.strict,
      engine: options.engine === 'native' || options.engine === 'wasm' ? options.engine : 'auto',
      deadline: Number(options.deadline),
      jobs: options.jobs === undefined ? undefined : Number(options.jobs),
      signal: stop.signal,
      onProgress: line === null ? undefined : (progress) => line.update(progress),
    }).report;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** What somebody who only reads the terminal, not the report, must not miss. */
function afterword(report: Report): string[] {
  const lines: string[] = [];
  if (report.status === 'interrupted')
    lines.push('afterpatch: interrupted; the report holds what had been found until then.');
  for (const problem of report.signatures.notLoaded) {
    const at = problem.line === null ? '' : `:${problem.line}${problem.column === null ? '' : `:${problem.column}`}`;
    lines.push(
      `afterpatch: signature left out: ${problem.path}${at}: ${problem.reason}${problem.hint === null ? '' : ` ${problem.hint}`}`,
    );
  }
  const unexamined = report.coverage.entries
    .filter((entry) => entry.incomplete)
    .reduce((sum, entry) => sum + entry.count, 0);
  if (unexamined > 0)
    lines.push(`afterpatch: ${unexamined} things could not be examined; the report lists them under coverage.`);
  return lines;
}
