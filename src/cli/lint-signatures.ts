import { Chalk } from 'chalk';
import { EXIT_CODES } from '../case/exit-code.js';
import { signatureFolders } from '../engine/signature-folders.js';
import { renderLints } from '../output/lint-list.js';
import { AfterpatchError } from '../platform/errors.js';
import { iisMapping, lintSigma, loadSigmaPack } from '../signatures/sigma/index.js';
import { wantsColor } from './terminal.js';
import { writePieces } from './write.js';

export interface LintOptions {
  readonly info?: true;
  readonly json?: true;
}

/**
 * Prints what Sigma rules may not do as their authors mean.
 * @param folders rules to look at; without any, the shipped ones.
 * @returns the exit code: 1 where a rule does not load or has an error.
 */
export async function lintSignatures(folders: readonly string[], options: LintOptions): Promise<number> {
  const pack = await loadSigmaPack(folders.length > 0 ? folders : signatureFolders('sigma', []), {
    records: iisMapping.logSource,
  });
  if (pack.documents.length === 0 && pack.problems.length === 0) {
    throw new AfterpatchError(
      'no-signatures',
      `No Sigma rule lies in ${folders.join(', ')}.`,
      'Rules end in .yml or .yaml.',
    );
  }
  const all = lintSigma(pack.documents, pack.program, iisMapping);
  const lints = options.info ? all : all.filter(({ severity }) => severity !== 'info');
  const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
  await writePieces(
    process.stdout,
    options.json
      ? [`${JSON.stringify({ notLoaded: pack.problems, lints }, null, 2)}\n`]
      : renderLints(lints, pack.problems, pack.documents.length, chalk),
  );
  const failed = pack.problems.length > 0 || lints.some(({ severity }) => severity === 'error');
  return failed ? EXIT_CODES.findings : EXIT_CODES.clean;
}
