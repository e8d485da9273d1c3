import type { SignatureProblem } from '../../model/finding.js';
import type { SigmaCorrelation, SigmaDocument, SigmaRule } from './ast.js';
import { SigmaError, toProblem } from './problem.js';
import type { CompiledCorrelation, CorrelationInput } from './program.js';

export interface ResolvedReferences {
  readonly correlations: readonly CompiledCorrelation[];
  /** Indexes of rules that report nothing on their own. */
  readonly silentRules: ReadonlySet<number>;
  readonly problems: readonly SignatureProblem[];
}

/** What a reference leads to; null where nothing that loaded has that id or name. */
type Target = { readonly kind: 'rule'; readonly index: number } | { readonly kind: 'correlation'; readonly at: number };

/**
 * Finds what each correlation refers to and puts correlations after those they build on. A reference that leads nowhere,
 * or round in a circle, is a problem of that correlation and of those that build on it.
 */
export function resolveReferences(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
): ResolvedReferences {
  const problems: SignatureProblem[] = [];
  const compiled: CompiledCorrelation[] = [];
  const states = new Map<SigmaCorrelation, 'open' | number | null>();

  const find = (reference: string): Target | null => {
    const index = rules.findIndex((rule) => isReferenceTo(reference, rule));
    if (index >= 0) return { kind: 'rule', index };
    const at = correlations.findIndex((correlation) => isReferenceTo(reference, correlation));
    return at >= 0 ? { kind: 'correlation', at } : null;
  };

  /** The index of the compiled correlation, null where it cannot be used. */
  const visit = (correlation: SigmaCorrelation): number | null => {
    const state = states.get(correlation);
    if (typeof state === 'number' || state === null) return state;
    states.set(correlation, 'open');
    try {
      const inputs = correlation.rules.map(({ reference, position }): CorrelationInput => {
        const target = find(reference);
        if (!target) {
          const hint = 'Load the rule together with the correlation, and name it by its id or name.';
          throw new SigmaError(`No rule that loaded has the id or name "${reference}".`, position, hint);
        }
        const aliases = aliasesOf(correlation, target, find);
        if (target.kind === 'rule') return { ...target, reference, aliases };
        const inner = correlations[target.at];
        if (!inner || states.get(inner) === 'open') {
          throw new SigmaError(`The correlation refers to itself by way of "${reference}".`, position);
        }
        const index = visit(inner);
        if (index === null) throw new SigmaError(`The correlation "${reference}" did not load.`, position);
        return { kind: 'correlation', index, reference, aliases };
      });
      const index = compiled.length;
      compiled.push({ index, correlation, inputs, reports: true });
      states.set(correlation, index);
      return index;
    } catch (error) {
      problems.push(toProblem(error, correlation.path, correlation.id ?? correlation.name ?? correlation.title));
      states.set(correlation, null);
      return null;
    }
  };
  for (const correlation of correlations) visit(correlation);
  return { problems, ...silence(compiled) };
}

/** The fields that the aliases give a rule, whichever way they refer to it. */
function aliasesOf(
  correlation: SigmaCorrelation,
  target: Target,
  find: (reference: string) => Target | null,
): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [alias, mapping] of correlation.aliases) {
    for (const [reference, field] of mapping) {
      const named = find(reference);
      if (!named)
        throw new SigmaError(`The alias "${alias}" names "${reference}", which did not load.`, correlation.position);
      if (JSON.stringify(named) === JSON.stringify(target)) fields.set(alias, field);
    }
  }
  return fields;
}

export function isReferenceTo(reference: string, document: SigmaDocument): boolean {
  return reference === document.name || reference.toLowerCase() === document.id?.toLowerCase();
}

/** What a correlation refers to is silent, unless it (or another one that refers to it) says `generate: true`. */
function silence(compiled: readonly CompiledCorrelation[]): Pick<ResolvedReferences, 'correlations' | 'silentRules'> {
  const silent = { rule: new Set<number>(), correlation: new Set<number>() };
  for (const { correlation, inputs } of compiled) {
    if (!correlation.generate) for (const { kind, index } of inputs) silent[kind].add(index);
  }
  for (const { correlation, inputs } of compiled) {
    if (correlation.generate) for (const { kind, index } of inputs) silent[kind].delete(index);
  }
  const correlations = compiled.map((each) => ({ ...each, reports: !silent.correlation.has(each.index) }));
  return { correlations, silentRules: silent.rule };
}
