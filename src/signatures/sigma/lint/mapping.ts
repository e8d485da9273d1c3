import { closestWord } from '../../../platform/closest-word.js';
import { itemsOf } from '../ast.js';
import type { SigmaProgram } from '../compile.js';
import { requiredLiterals } from '../literals.js';
import { whyNotApplicable } from '../log-source.js';
import type { FieldMapping } from '../mappings/mapping.js';
import { knownFieldsOf } from './known-fields.js';
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

/** Fields of events and of logs of Exchange, whose names no list has all of: what nearly is a known one, and is none, is misspelt. */
export function lintRecordFields(program: SigmaProgram, report: Report): void {
  for (const { rule } of program.rules) {
    const known = knownFieldsOf(rule.logSource);
    if (known === null) continue;
    const told = new Set<string>();
    for (const { field, position } of [...rule.detection.identifiers.values()].flatMap(itemsOf)) {
      if (field === null || known.has(field) || told.has(field)) continue;
      told.add(field);
      const meant = field.length < LONG_NAME ? sameName(field, known) : meantField(field, known);
      if (meant === null) continue;
      const message = `Records of this log source are not known to have a field "${field}".`;
      report(rule, { severity: 'warning', code: 'unknown-field', position, message, hint: `Did you mean "${meant}"?` });
    }
  }
}

/** Shorter names are near to others by chance. */
const LONG_NAME = 8;

/** The field that was probably meant: the same in another case or with other separators, or nearly the same. */
function meantField(field: string, known: ReadonlySet<string>): string | null {
  return sameName(field, known) ?? closestWord(field, known);
}

function sameName(field: string, known: ReadonlySet<string>): string | null {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return [...known].find((name) => plain(name) === plain(field)) ?? null;
}
