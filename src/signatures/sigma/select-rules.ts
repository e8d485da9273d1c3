import type { LogSource } from './ast.js';
import type { SigmaProgram } from './compile.js';
import { whyNotApplicable } from './log-source.js';
import type { CompiledRule } from './program.js';

export interface NotApplicable {
  readonly rule: CompiledRule;
  readonly reason: string;
}

/** Rules of a program that apply to records of a log source, and the others with the reason. */
export function selectRules(
  program: SigmaProgram,
  records: LogSource,
): { readonly applicable: readonly CompiledRule[]; readonly notApplicable: readonly NotApplicable[] } {
  const applicable: CompiledRule[] = [];
  const notApplicable: NotApplicable[] = [];
  for (const rule of program.rules) {
    const reason = whyNotApplicable(rule.rule.logSource, records);
    if (reason === null) applicable.push(rule);
    else notApplicable.push({ rule, reason });
  }
  return { applicable, notApplicable };
}

/** How many rules of a program apply to records of none of some log sources. */
export function countNotApplicable(program: SigmaProgram, records: readonly LogSource[]): number {
  return program.rules.filter(({ rule }) => records.every((one) => whyNotApplicable(rule.logSource, one) !== null))
    .length;
}
