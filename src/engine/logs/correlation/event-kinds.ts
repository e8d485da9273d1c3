import type { SigmaProgram } from '../../../signatures/sigma/compile.js';
import type { EventKind } from '../file-analysis.js';

/** Kinds that are remembered; then it starts anew. */
const KINDS = 4096;

/** What correlations count, and what they ask of it. */
export class CountedRules {
  /** By rule, the fields that correlations group it by or look at. */
  readonly #fields = new Map<number, readonly string[]>();

  constructor({ correlations }: Pick<SigmaProgram, 'correlations'>) {
    for (const { correlation, inputs } of correlations) {
      for (const { kind, index, aliases } of inputs) {
        if (kind !== 'rule') continue;
        const asked = [...correlation.groupBy, ...correlation.valueFields].map((field) => aliases.get(field) ?? field);
        this.#fields.set(index, [...new Set([...(this.#fields.get(index) ?? []), ...asked])].sort());
      }
    }
  }

  has(rule: number): boolean {
    return this.#fields.has(rule);
  }

  fieldsOf(rules: readonly number[]): readonly string[] {
    return [...new Set(rules.flatMap((rule) => this.#fields.get(rule) ?? []))].sort();
  }
}

/** The kinds of one file's events: one object for all of the same rules and columns. */
export class EventKinds {
  readonly #known = new Map<string, EventKind>();

  constructor(readonly counted: CountedRules) {}

  of(rules: readonly number[], layout: number): EventKind {
    const key = `${layout} ${rules.join(' ')}`;
    let kind = this.#known.get(key);
    if (!kind) {
      kind = { rules, layout, fields: this.counted.fieldsOf(rules) };
      if (this.#known.size >= KINDS) this.#known.clear();
      this.#known.set(key, kind);
    }
    return kind;
  }
}
