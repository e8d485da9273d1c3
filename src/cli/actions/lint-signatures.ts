import { Chalk } from 'chalk';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { toolVersion } from '../../case/tool-version.js';
import { costOfRules } from '../../engine/measure/rule-cost.js';
import { signatureFolders } from '../../engine/signature-folders.js';
import { lintDiagnostics } from '../../output/diagnostic.js';
import { renderLints } from '../../output/lint-list.js';
import { explainLint as explain, renderLintSarif } from '../../output/lint-sarif.js';
import { renderRuleCosts } from '../../output/rule-costs.js';
import { closestWord } from '../../platform/closest-word.js';
import { AfterpatchError } from '../../platform/errors.js';
import { isLintCode, LINTS } from '../../signatures/lint/lint-catalogue.js';
import { fixFiles, lintFolders } from '../../signatures/lint/lint-signatures.js';
import { say } from '../say.js';
import { wantsColor } from '../terminal.js';
import { writePieces } from '../write.js';

export interface LintOptions {
  readonly info?: true;
  readonly fix?: true;
  readonly cost?: true;
  readonly format: string;
}

/**
 * Prints what rules may not do as their authors mean.
 * @param folders rules to look at; without any, the shipped ones.
 * @returns the exit code: 1 where a rule does not load or has an error.
 * @throws AfterpatchError `no-signatures`, `signatures-not-found`.
 */
export async function lintSignatures(folders: readonly string[], options: LintOptions): Promise<number> {
  const foldersOf = (language: 'yara' | 'sigma') => (folders.length > 0 ? folders : signatureFolders(language, []));
  const look = () => lintFolders({ yara: foldersOf('yara'), sigma: foldersOf('sigma') });
  let report = await look();
  if (report.rules + report.notLoaded.length === 0) {
    throw new AfterpatchError(
      'no-signatures',
      `No rule lies in ${folders.join(', ')}.`,
      'Sigma rules end in .yml or .yaml, YARA rules in .yar or .yara.',
    );
  }
  if (options.fix) {
    const mended = await fixFiles(report.lints);
    say(
      ...mended.map(
        ({ path, position, code, fix }) => `mended ${path}:${position.line}  ${code}: ${fix?.from} -> ${fix?.to}`,
      ),
    );
    if (mended.length > 0) report = await look();
  }
  const lints = options.info ? report.lints : report.lints.filter(({ severity }) => severity !== 'info');
  const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
  const costs = options.cost ? await costOfRules(report) : null;
  const pieces = (): Iterable<string> => {
    if (options.format === 'sarif') return [renderLintSarif({ ...report, lints }, toolVersion())];
    if (options.format === 'json') {
      const { notLoaded } = report;
      const diagnostics = lintDiagnostics(lints, notLoaded);
      return [`${JSON.stringify({ diagnostics, notLoaded, lints, ...(costs && { costs }) }, null, 2)}\n`];
    }
    const text = [...renderLints(lints, report.notLoaded, report.rules, chalk)];
    return costs === null ? text : [...text, ...renderRuleCosts(costs, chalk)];
  };
  await writePieces(process.stdout, pieces());
  const failed = report.notLoaded.length > 0 || lints.some(({ severity }) => severity === 'error');
  return failed ? EXIT_CODES.findings : EXIT_CODES.clean;
}

/**
 * Prints what a lint means and what to do.
 * @throws AfterpatchError `no-such-rule`.
 */
export async function explainLint(code: string): Promise<void> {
  if (isLintCode(code)) return writePieces(process.stdout, [explain(code)]);
  const meant = closestWord(code, Object.keys(LINTS));
  throw new AfterpatchError(
    'no-such-rule',
    `There is no lint ${code}.${meant === null ? '' : ` Did you mean ${meant}?`}`,
    `Lints: ${Object.keys(LINTS).join(', ')}.`,
  );
}
