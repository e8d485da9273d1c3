import { Chalk } from 'chalk';
import { compareReports, isUnfinished } from '../../case/reports/compare-reports.js';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { renderComparison } from '../../output/comparison.js';
import { renderComparisonPage } from '../../output/html/comparison-page.js';
import { readReport } from '../read-report.js';
import { wantsColor } from '../terminal.js';
import { writePieces } from '../write.js';

export interface CompareOptions {
  readonly format: string;
}

/**
 * Prints what became of what an earlier report found.
 * @returns the exit code: 1 where something serious is not gone.
 * @throws AfterpatchError `bad-report`.
 */
export async function compareFiles(before: string, after: string, { format }: CompareOptions): Promise<number> {
  const comparison = compareReports(readReport(before), readReport(after));
  const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
  const renderings: Readonly<Record<string, () => Iterable<string>>> = {
    json: () => [`${JSON.stringify(comparison, null, 2)}\n`],
    html: () => renderComparisonPage(comparison),
  };
  await writePieces(process.stdout, renderings[format]?.() ?? renderComparison(comparison, chalk));
  return isUnfinished(comparison) ? EXIT_CODES.findings : EXIT_CODES.clean;
}
