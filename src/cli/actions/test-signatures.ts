import { watch } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Chalk } from 'chalk';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { hasPassed, type SampleReport } from '../../engine/samples/sample-report.js';
import { testSignatures as test } from '../../engine/samples/test-signatures.js';
import { DETECTOR_SAMPLES, signatureFolders } from '../../engine/signature-folders.js';
import { sampleDiagnostics } from '../../output/diagnostic.js';
import { renderJunit, renderSamples } from '../../output/sample-list.js';
import { AfterpatchError, messageOf } from '../../platform/errors.js';
import { say } from '../say.js';
import { wantsColor } from '../terminal.js';
import { writePieces } from '../write.js';

export interface TestCommandOptions {
  readonly format: string;
  readonly output?: string;
  readonly engine: string;
  readonly watch?: true;
  readonly mutate?: true;
}

/**
 * Tests rules against their own samples and prints what fails.
 * @param paths folders and files of rules; without any, the shipped ones.
 * @returns the exit code: 1 where a sample fails, is missing or proves nothing.
 */
export async function testSignatures(paths: readonly string[], options: TestCommandOptions): Promise<number> {
  if (options.watch) await watchRules(paths, options);
  return testOnce(paths, options);
}

async function testOnce(paths: readonly string[], options: TestCommandOptions): Promise<number> {
  const report = await test({
    yaraFolders: paths.length > 0 ? paths : signatureFolders('yara', []),
    sigmaFolders: paths.length > 0 ? paths : signatureFolders('sigma', []),
    detectorSamples: paths.length > 0 ? [] : [DETECTOR_SAMPLES],
    engine: options.engine === 'native' || options.engine === 'wasm' ? options.engine : 'auto',
    mutate: options.mutate ?? false,
  });
  if (report.rules.length + report.notLoaded.length === 0) {
    throw new AfterpatchError(
      'no-signatures',
      `No rule lies in ${paths.join(', ')}.`,
      'Sigma rules end in .yml or .yaml, YARA rules in .yar or .yara.',
    );
  }
  const pieces = render(report, options.format);
  if (options.output === undefined) await writePieces(process.stdout, pieces);
  else await writeFile(options.output, [...pieces].join(''));
  return hasPassed(report) ? EXIT_CODES.clean : EXIT_CODES.findings;
}

function render(report: SampleReport, format: string): Iterable<string> {
  if (format === 'json') return [`${JSON.stringify({ diagnostics: sampleDiagnostics(report), ...report }, null, 2)}\n`];
  if (format === 'junit') return [renderJunit(report)];
  return renderSamples(report, new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 }));
}

/** Milliseconds that a folder must be quiet before its rules are tested again. */
const QUIET = 300;

/** Tests again whenever something changes below the paths, until the user ends it. */
function watchRules(paths: readonly string[], options: TestCommandOptions): Promise<never> {
  const folders = paths.length > 0 ? paths : [...signatureFolders('yara', []), ...signatureFolders('sigma', [])];
  return new Promise<never>((_, reject) => {
    let waiting: NodeJS.Timeout | undefined;
    let running = Promise.resolve(0);
    let tested = false;
    const again = (): void => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        running = running
          .then(() => {
            if (tested && options.output === undefined && options.format === 'text')
              process.stdout.write('\nChanged, tested again:\n');
            tested = true;
            return testOnce(paths, options);
          })
          .catch((error: unknown) => {
            say(messageOf(error));
            return 0;
          });
      }, QUIET);
    };
    for (const folder of folders) watch(folder, { recursive: true }, again).on('error', reject);
    again();
  });
}
