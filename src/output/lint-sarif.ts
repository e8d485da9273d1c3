import type { LintReport } from '../signatures/lint/lint-signatures.js';
import { type LintCode, LINTS, lintFacts } from '../signatures/lint/lint-catalogue.js';
import { safeText } from '../platform/safe-text.js';
import { SARIF_SCHEMA } from './formats/sarif.js';
import { sentences } from './problem-text.js';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
const CODES = Object.keys(LINTS);

/** Lints as SARIF 2.1.0, for code review: every lint with its explanation, places by line and column. */
export function renderLintSarif(
  { lints, notLoaded }: Pick<LintReport, 'lints' | 'notLoaded'>,
  version: string,
): string {
  const rules = Object.entries(LINTS).map(([id, { severity, means, remedy }]) => ({
    id,
    shortDescription: { text: means },
    help: { text: remedy },
    defaultConfiguration: { level: LEVELS[severity] },
  }));
  const results = [
    ...notLoaded.map(({ path, line, column, reason, hint }) =>
      resultOf('does-not-load', 'error', sentences(reason, hint), path, line ?? 1, column ?? 1),
    ),
    ...lints.map(({ code, severity, message, hint, path, position }) =>
      resultOf(code, severity, sentences(message, hint), path, position.line, position.column),
    ),
  ];
  const driver = { name: 'Afterpatch lint', version, rules };
  const log = {
    $schema: SARIF_SCHEMA,
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(
  ruleId: LintCode,
  severity: keyof typeof LEVELS,
  text: string,
  path: string,
  startLine: number,
  startColumn: number,
) {
  const uri = path.split(/[\\/]/).map(encodeURIComponent).join('/');
  return {
    ruleId,
    ruleIndex: CODES.indexOf(ruleId),
    level: LEVELS[severity],
    message: { text: safeText(text, 4_000) },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine, startColumn } } }],
  };
}

/** What a lint means and what to do, as text. */
export function explainLint(code: LintCode): string {
  const { severity, means, remedy, fixable } = lintFacts(code);
  const how = fixable ? '\n`afterpatch signatures lint --fix` does that.' : '';
  return `${code} (${severity})\n${means}\n${remedy}${how}\n\nTo suppress it, on the line or the one before: afterpatch-ignore ${code}: <reason>, in a comment.\n`;
}
