import { closestWord } from '../../platform/closest-word.js';
import type { SignatureLint } from '../signature-lint.js';
import { isLintCode, LINTS } from './lint-catalogue.js';

interface Suppression {
  readonly code: string;
  readonly reason: string;
  readonly line: number;
  readonly column: number;
  readonly wholeFile: boolean;
}

const COMMENT = /(?:#|\/\/|\/\*)\s*afterpatch-ignore(-file)?\s+([\w-]+)\s*(?::\s*([^\n]*?))?\s*(?:\*\/)?$/gm;

/**
 * Leaves out lints that the file suppresses: `# afterpatch-ignore <id>: <reason>` (`//` in YARA) on the line, on the one before it, or in the rule where the
 * lint is about all of it, and `afterpatch-ignore-file <id>: <reason>` anywhere. A suppression without a reason, of no lint, or that suppresses nothing is a lint itself.
 */
export function applySuppressions(path: string, text: string, lints: readonly SignatureLint[]): SignatureLint[] {
  const suppressions = suppressionsIn(text);
  if (suppressions.length === 0) return [...lints];
  const used = new Set<Suppression>();
  const lines = text.split('\n');
  const left = lints.filter((lint) => {
    const by = suppressions.find(
      ({ code, line, wholeFile, reason }) =>
        code === lint.code &&
        reason !== '' &&
        (wholeFile || covers(line, lint.position.line, lint.position.column === 1 ? lines : [])),
    );
    if (by) used.add(by);
    return by === undefined;
  });
  return [...left, ...suppressions.flatMap((one) => lintOf(path, one, used.has(one)))];
}

/** On the line, or on the one before it; of what is said of a whole document or rule, anywhere in it (`lines`: those of the file). */
function covers(comment: number, line: number, lines: readonly string[]): boolean {
  if (comment === line || comment === line - 1) return true;
  return (
    comment > line &&
    lines.length > 0 &&
    !lines.slice(line, comment).some((text) => /^(?:---|(?:private |global )*rule )/.test(text))
  );
}

function suppressionsIn(text: string): Suppression[] {
  if (!text.includes('afterpatch-ignore')) return [];
  return [...text.matchAll(COMMENT)].map((match) => {
    const before = text.slice(0, match.index).split('\n');
    return {
      code: match[2] ?? '',
      reason: (match[3] ?? '').trim(),
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      wholeFile: match[1] !== undefined,
    };
  });
}

function lintOf(path: string, { code, reason, line, column }: Suppression, isUsed: boolean): SignatureLint[] {
  const about = { path, rule: '', position: { line, column } };
  if (!isLintCode(code)) {
    const meant = closestWord(code, Object.keys(LINTS));
    const hint = meant === null ? null : `Did you mean "${meant}"?`;
    return [{ ...about, severity: 'error', code: 'unknown-suppression', message: `There is no lint "${code}".`, hint }];
  }
  if (reason === '') {
    const message = `"${code}" is suppressed without a reason, so it is not.`;
    return [
      {
        ...about,
        severity: 'error',
        code: 'suppression-without-reason',
        message,
        hint: LINTS['suppression-without-reason'].remedy,
      },
    ];
  }
  if (isUsed) return [];
  return [
    { ...about, severity: 'warning', code: 'unused-suppression', message: `There is no "${code}" here.`, hint: null },
  ];
}
