import type { SigmaProgram } from '../compile.js';
import { requiredLiterals } from '../literals.js';
import { whyNotApplicable } from '../log-source.js';
import type { FieldMapping } from '../mappings/mapping.js';
import type { Report } from './report.js';

/** How rules fit the records that a mapping reads. */
export function lintMapping(program: SigmaProgram, mapping: FieldMapping, report: Report): void {
  const known = new Set(mapping.fields.flatMap(({ names }) => names));
  for (const rule of program.rules) {
    if (whyNotApplicable(rule.rule.logSource, mapping.logSource) !== null) continue;
    const needed = requiredLiterals(rule, program.predicates, mapping);
    if (needed.always) {
      const message = `The rule is asked of every line: ${needed.reason}.`;
      const hint = 'Add a text that its lines must have, the rarer the better.';
      report(rule.rule, { severity: 'warning', code: 'no-prefilter', message, hint });
    }
    const fields = rule.predicates.flatMap((id) => {
      const predicate = program.predicates[id];
      return [predicate?.field, predicate?.otherField];
    });
    for (const field of new Set(fields)) {
      if (typeof field !== 'string' || known.has(field)) continue;
      const message = `${mapping.name} has no field "${field}"; it counts as absent unless a column is named so.`;
      report(rule.rule, { severity: 'warning', code: 'unknown-field', message });
    }
  }
}
