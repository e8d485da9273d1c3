import type { Condition, SigmaFilter, SigmaRule } from '../ast.js';
import { selectedNames } from '../compile.js';
import type { Report } from './report.js';

export function lintConditions(document: SigmaRule | SigmaFilter, report: Report): void {
  const { identifiers, conditions } = document.detection;
  const names = [...identifiers.keys()];
  const used = new Set<string>();
  let negates = false;
  const visit = (condition: Condition): void => {
    if (condition.type === 'identifier') used.add(condition.name);
    else if (condition.type === 'not') {
      negates = true;
      visit(condition.operand);
    } else if (condition.type === 'of') {
      const selected = selectedNames(condition.pattern, names);
      for (const name of selected) used.add(name);
      if (selected.length === 0) {
        const message = `The pattern "${condition.pattern}" matches no selection; the condition is read without it.`;
        report(document, { severity: 'error', code: 'empty-pattern', position: condition.position, message });
      } else if (condition.pattern === 'them' && selected.length === 1) {
        const message = '"of them" means a single selection.';
        report(document, { severity: 'warning', code: 'single-them', position: condition.position, message });
      }
    } else for (const operand of condition.operands) visit(operand);
  };
  for (const condition of conditions) visit(condition);
  for (const [name, detection] of identifiers) {
    if (used.has(name)) continue;
    const message = `The selection "${name}" is not used by the condition.`;
    report(document, { severity: 'warning', code: 'unused-selection', position: detection.position, message });
  }
  if (document.kind === 'filter' && !negates) {
    const message = 'The filter keeps only what its condition matches; it has no "not".';
    const hint = 'A filter is joined to the rule by AND: write "not selection" to leave matches out.';
    report(document, { severity: 'error', code: 'filter-without-not', message, hint });
  }
}
