import { closestWord } from '../../../platform/closest-word.js';
import { itemsOf } from '../ast.js';
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
    const unknown = new Set<string>();
    for (const item of [...rule.rule.detection.identifiers.values()].flatMap(itemsOf)) {
      const named = [item.field, ...(item.modifiers.includes('fieldref') ? item.values.map(({ value }) => value) : [])];
      for (const field of named) {
        if (typeof field !== 'string' || known.has(field) || unknown.has(field)) continue;
        unknown.add(field);
        const meant = meantField(field, known);
        const message = `${mapping.name} has no field "${field}"; it counts as absent unless a column is named so.`;
        const hint = meant === null ? {} : { hint: `Did you mean "${meant}"?` };
        report(rule.rule, { severity: 'warning', code: 'unknown-field', position: item.position, message, ...hint });
      }
    }
  }
}

/** The field that was probably meant: the same in another case or with other separators, or nearly the same. */
function meantField(field: string, known: ReadonlySet<string>): string | null {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return [...known].find((name) => plain(name) === plain(field)) ?? closestWord(field, known);
}
