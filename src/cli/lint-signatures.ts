import { Chalk } from 'chalk';
import { EXIT_CODES } from '../case/exit-code.js';
import { signatureFolders } from '../engine/signature-folders.js';
import { renderLints } from '../output/lint-list.js';
import { AfterpatchError } from '../platform/errors.js';
import { EVENT_LOGS, EXCHANGE_LOGS, iisMapping, lintSigma, loadSigmaPack } from '../signatures/sigma/index.js';
import { chooseBinding } from '../signatures/yara/choose-binding.js';
import { compileSources } from '../signatures/yara/compile-sources.js';
import { lintYara } from '../signatures/yara/lint.js';
import { readYaraPack } from '../signatures/yara/yara-pack.js';
import { wantsColor } from './terminal.js';
import { writePieces } from './write.js';

export interface LintOptions {
  readonly info?: true;
  readonly json?: true;
}

/**
 * Prints what rules may not do as their authors mean.
 * @param folders rules to look at; without any, the shipped ones.
 * @returns the exit code: 1 where a rule does not load or has an error.
 */
export async function lintSignatures(folders: readonly string[], options: LintOptions): Promise<number> {
  const foldersOf = (language: 'yara' | 'sigma') => (folders.length > 0 ? folders : signatureFolders(language, []));
  const sigma = await loadSigmaPack(foldersOf('sigma'), { records: [iisMapping.logSource, EVENT_LOGS, EXCHANGE_LOGS] });
  const yara = await readYaraPack(foldersOf('yara'));
  if (sigma.documents.length + sigma.problems.length + yara.sources.length + yara.problems.length === 0) {
    throw new AfterpatchError(
      'no-signatures',
      `No rule lies in ${folders.join(', ')}.`,
      'Sigma rules end in .yml or .yaml, YARA rules in .yar or .yara.',
    );
  }
  const compiled = compileSources(await chooseBinding('auto'), yara.sources);
  const problems = [...yara.problems, ...compiled.problems, ...sigma.problems];
  const all = [...lintYara(yara.sources), ...lintSigma(sigma.documents, sigma.program, iisMapping)];
  const lints = options.info ? all : all.filter(({ severity }) => severity !== 'info');
  const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
  await writePieces(
    process.stdout,
    options.json
      ? [`${JSON.stringify({ notLoaded: problems, lints }, null, 2)}\n`]
      : renderLints(lints, problems, sigma.documents.length + yara.rules.length, chalk),
  );
  const failed = problems.length > 0 || lints.some(({ severity }) => severity === 'error');
  return failed ? EXIT_CODES.findings : EXIT_CODES.clean;
}
