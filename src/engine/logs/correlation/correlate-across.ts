import { iisMapping, type SigmaPack, type SigmaProgram, whyNotApplicable } from '../../../signatures/sigma/index.js';
import { Correlator } from './correlator.js';
import type { CountedFile, LogAnalysis } from '../log-analysis.js';

/**
 * Correlations that count requests of web servers and other records, themselves or through others: what reads the one knows nothing
 * of the other. By their places in the program.
 */
export function correlationsAcross({ rules, correlations }: SigmaProgram): ReadonlySet<number> {
  const counted: Set<'requests' | 'records'>[] = [];
  for (const { index, inputs } of correlations) {
    counted[index] = new Set(
      inputs.flatMap(({ kind, index: at }) => {
        if (kind === 'correlation') return [...(counted[at] ?? [])];
        const source = rules[at]?.rule.logSource;
        if (source === undefined) return [];
        return whyNotApplicable(source, iisMapping.logSource) === null ? 'requests' : 'records';
      }),
    );
  }
  return new Set(correlations.flatMap(({ index }) => (counted[index]?.size === 2 ? index : [])));
}

/** Of what correlations across both kinds count, directly or not, the rules. */
export function rulesAcross({ correlations }: SigmaProgram, across: ReadonlySet<number>): ReadonlySet<number> {
  const counting = new Set(across);
  const rules = new Set<number>();
  for (const { index, inputs } of correlations.toReversed()) {
    if (!counting.has(index)) continue;
    for (const { kind, index: at } of inputs) (kind === 'rule' ? rules : counting).add(at);
  }
  return rules;
}

/** Correlates requests and other records, whichever engine read them, in the order of time. */
export function correlateAcross(pack: SigmaPack, files: readonly CountedFile[]): Pick<LogAnalysis, 'alerts' | 'notes'> {
  const across = correlationsAcross(pack.program);
  if (across.size === 0) return { alerts: [], notes: [] };
  const correlator = new Correlator(pack, (index) => across.has(index));
  const byTime = files.toSorted((a, b) => a.first - b.first);
  for (const [i, { batches, hostOf, ...file }] of byTime.entries())
    correlator.add(file, batches, byTime[i + 1]?.first ?? Number.POSITIVE_INFINITY, hostOf);
  return correlator.finish();
}
