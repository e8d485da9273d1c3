import { EXIT_CODES } from '../case/exit-code.js';
import { verifyReport } from '../case/verify-report.js';
import { collect } from '../collection/collect.js';
import { Reading } from '../collection/reading/reading.js';
import { safeText } from '../platform/safe-text.js';
import { readReport } from './read-report.js';
import { writePieces } from './write.js';

/**
 * Prints what became of the files that a report's findings name.
 * @returns the exit code: 1 where one is changed, missing or not readable.
 */
export async function verify(reportPath: string, paths: readonly string[], json: boolean): Promise<number> {
  const report = readReport(reportPath);
  const reading = new Reading();
  try {
    const { artifacts } = await collect(paths, { reading });
    const files = await verifyReport(report, artifacts);
    const differing = files.filter(({ state }) => state !== 'same');
    const lines = differing.map(({ path, state }) => `${state.padEnd(10)}  ${safeText(path)}\n`);
    const summary = `${files.length - differing.length} of ${files.length} files that findings name are as they were.\n`;
    await writePieces(process.stdout, json ? [`${JSON.stringify(files, null, 2)}\n`] : [...lines, summary]);
    return differing.length > 0 ? EXIT_CODES.findings : EXIT_CODES.clean;
  } finally {
    await reading.close();
  }
}
