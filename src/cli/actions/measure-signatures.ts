import { availableParallelism } from 'node:os';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { measureSignatures as measure } from '../../engine/measure/measure-signatures.js';
import { renderMeasure } from '../../engine/measure/render-measure.js';
import { SHIPPED_SIGNATURES } from '../../engine/signature-folders.js';
import { isSeverity } from '../../model/severity.js';
import { AfterpatchError } from '../../platform/errors.js';
import { type MeasureSet, readMeasureSet } from '../../signatures/measure/measure-sample.js';
import { writePieces } from '../write.js';

export interface MeasureCommandOptions {
  readonly malicious: readonly string[];
  readonly benign: readonly string[];
  readonly files: readonly string[];
  readonly signatures: readonly string[];
  readonly onlyOwn?: true;
  readonly failBelow?: string;
  readonly failAbove?: string;
  readonly threshold: string;
  readonly withPlace?: true;
  readonly cost?: true;
  readonly engine: string;
  readonly jobs?: string;
  readonly deadline: string;
  readonly json?: true;
}

/**
 * Measures signatures on known files and prints the rates.
 * @returns the exit code: 1 where a rate is worse than asked for, 3 where a listed file is not there or could not be examined.
 */
export async function measureSignatures(options: MeasureCommandOptions): Promise<number> {
  if (options.malicious.length + options.benign.length === 0) {
    throw new AfterpatchError('usage', 'There is nothing to measure on.', 'Give --malicious, --benign or both.');
  }
  const shipped = options.onlyOwn ? [] : [SHIPPED_SIGNATURES.yara];
  const show = process.stderr.isTTY;
  const report = await measure({
    malicious: await setOf(options.malicious, options.files),
    benign: await setOf(options.benign, options.files),
    signatureFolders: [...shipped, ...options.signatures],
    withDetectors: !options.onlyOwn,
    threshold: isSeverity(options.threshold) ? options.threshold : 'medium',
    engine: options.engine === 'native' || options.engine === 'wasm' ? options.engine : 'auto',
    jobs: options.jobs === undefined ? availableParallelism() : Number(options.jobs),
    deadlineMs: Number(options.deadline) * 1000,
    withPlace: options.withPlace ?? false,
    withCost: options.cost ?? false,
    onProgress: (files, total) => {
      if (show && (files % 50 === 0 || files === total)) process.stderr.write(`\r\u001b[K${files}/${total} files`);
    },
  });
  if (show) process.stderr.write('\r\u001b[K');
  await writePieces(process.stdout, [options.json ? `${JSON.stringify(report, null, 2)}\n` : renderMeasure(report)]);
  const { malicious, benign } = report.overall;
  const isWorse =
    (malicious.rate ?? 1) < rateOption(options.failBelow, 0) || (benign.rate ?? 0) > rateOption(options.failAbove, 1);
  if (isWorse) return EXIT_CODES.findings;
  return report.absent.length > 0 ? EXIT_CODES.incomplete : EXIT_CODES.clean;
}

/** @throws AfterpatchError `usage` where it is no share. */
function rateOption(text: string | undefined, otherwise: number): number {
  const rate = text === undefined ? otherwise : Number(text);
  if (rate >= 0 && rate <= 1) return rate;
  throw new AfterpatchError('usage', `${text} is no rate.`, 'Give a number from 0 to 1, such as 0.001.');
}

async function setOf(paths: readonly string[], files: readonly string[]): Promise<MeasureSet> {
  const sets = await Promise.all(paths.map((path) => readMeasureSet(path, files)));
  return { samples: sets.flatMap((set) => set.samples), absent: sets.flatMap((set) => set.absent) };
}
