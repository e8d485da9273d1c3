import { isPassed, type SampleReport } from '../engine/samples/sample-report.js';
import type { SignatureProblem } from '../model/finding.js';
import type { SignatureLint } from '../signatures/signature-lint.js';
import { sentences } from './problem-text.js';

/** Something that an editor shows at a place of a rule file, in one form for all commands: `schemas/diagnostics.schema.json`. */
export interface Diagnostic {
  /** As the folders and files were given. */
  readonly file: string;
  /** From 1; where only the file is known, its first. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'info';
  /** Id of a lint, else `not-loaded`, `sample-missing`, `sample-failed`, `sample-vacuous` or `part-unneeded`. */
  readonly code: string;
  readonly rule: string | null;
  readonly message: string;
  readonly hint: string | null;
}

export function lintDiagnostics(lints: readonly SignatureLint[], notLoaded: readonly SignatureProblem[]): Diagnostic[] {
  return [
    ...notLoaded.map(ofProblem),
    ...lints.map(({ path, position: { line, column }, severity, code, rule, message, hint }) => ({
      file: path,
      line,
      column,
      severity,
      code,
      rule,
      message,
      hint,
    })),
  ];
}

export function sampleDiagnostics({ rules, notLoaded }: SampleReport): Diagnostic[] {
  return [
    ...notLoaded.map(ofProblem),
    ...rules.flatMap((rule): Diagnostic[] => {
      const error = { file: rule.file, line: 1, column: 1, severity: 'error' as const, rule: rule.id, hint: null };
      const samples = isPassed(rule) ? [] : rule.samples.filter(({ status }) => status !== 'passed');
      return [
        ...rule.missing.map((message) => ({ ...error, code: 'sample-missing', message })),
        ...samples.map(({ name, expect, status, reason }) => ({
          ...error,
          code: `sample-${status}`,
          message: sentences(`${expect} ${name}`, reason),
        })),
        ...(rule.unneeded?.parts ?? []).map(({ text, line, column }) => ({
          ...error,
          line,
          column,
          severity: 'info' as const,
          code: 'part-unneeded',
          message: `No sample needs ${text}`,
        })),
      ];
    }),
  ];
}

function ofProblem({ path, line, column, rule, reason, hint }: SignatureProblem): Diagnostic {
  const place = { file: path, line: line ?? 1, column: column ?? 1 };
  return { ...place, severity: 'error', code: 'not-loaded', rule, message: reason, hint };
}
