import type { SigmaFilter } from '../../signatures/sigma/ast.js';
import { factsOf, type SigmaPack, whyNotApplicable } from '../../signatures/sigma/index.js';
import type { CompiledRule } from '../../signatures/sigma/program.js';
import { traceRule } from '../../signatures/sigma/why/trace-rule.js';
import { decidingItems, type Trace } from '../../signatures/sigma/why/trace.js';
import { recordsOfFile } from '../records/records-of-file.js';

/** Which record of a file: the one at a line, the n-th, or the one that matches or comes nearest. */
export type Wanted = { readonly line: number } | { readonly record: number } | null;

export interface TracedRecord {
  readonly format: string | null;
  readonly records: number;
  readonly applicable: number;
  readonly matches: number;
  /** What could not be read. */
  readonly losses: readonly string[];
  /** Null where there is no such record. */
  readonly traced: {
    readonly record: number;
    /** 0 in a format without lines. */
    readonly line: number;
    /** Why the rule is never asked about it; null where it is. */
    readonly notApplicable: string | null;
    readonly trace: Trace;
    readonly shown: readonly (readonly [name: string, text: string])[];
  } | null;
}

/** Records whose parts are counted to find the nearest. */
const MAXIMUM_COMPARED = 2_000;

/** Evaluates a rule over one record of a file and tells what every part says. */
export function whyRecord(
  pack: SigmaPack,
  rule: CompiledRule,
  file: { readonly name: string; readonly bytes: Buffer },
  wanted: Wanted,
): TracedRecord {
  const filters = pack.documents.filter((document): document is SigmaFilter => document.kind === 'filter');
  let [records, applicable, matches, compared] = [0, 0, 0, 0];
  let traced: TracedRecord['traced'] = null;
  let nearest = Number.NEGATIVE_INFINITY;
  const { format, losses } = recordsOfFile(file.name, file.bytes, (record) => {
    records++;
    const notApplicable = whyNotApplicable(rule.rule.logSource, record.logSource);
    const asked = notApplicable === null;
    if (asked) applicable++;
    const isMatch = asked && rule.matches(factsOf(record, pack.program.predicates));
    if (isMatch) matches++;
    const isWanted =
      wanted === null ? null : 'line' in wanted ? record.line === wanted.line : records === wanted.record;
    if (isWanted === false) return;
    const first = isMatch && nearest < Number.POSITIVE_INFINITY;
    if (isWanted === null && !first && (nearest === Number.POSITIVE_INFINITY || compared++ >= MAXIMUM_COMPARED)) return;
    const trace = traceRule(rule.rule, filters, record);
    const distance = isMatch
      ? Number.POSITIVE_INFINITY
      : (asked ? 0 : -1e6) - decidingItems(trace).length + holding(trace);
    if (isWanted === null && distance <= nearest) return;
    nearest = distance;
    traced = { record: records, line: record.line, notApplicable, trace, shown: record.shown() };
  });
  return { format, records, applicable, matches, losses, traced };
}

function holding(trace: Trace): number {
  if (trace.type === 'item') return trace.holds ? 1 : 0;
  return trace.operands.reduce((sum, operand) => sum + holding(operand), 0);
}
