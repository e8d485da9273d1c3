import type { SigmaDocument } from './ast.js';
import { requiredLiterals, shownLiteral } from './literals.js';
import { whyNotApplicable } from './log-source.js';
import { iisMapping } from './mappings/iis.js';
import type { Matcher } from './matchers/matcher.js';
import type { SigmaPack } from './pack.js';
import type { Predicate } from './predicates.js';
import type { Formula } from './program.js';
import { formatSigmaString } from './sigma-string.js';

/**
 * What a rule or correlation asks of records, as lines of text, apart from its title, description and the like; null where
 * nothing in the pack has that id, name or title. The text is of the rule files: callers make it safe before they show it.
 */
export function explainSigma(pack: SigmaPack, reference: string): readonly string[] | null {
  const wanted = reference.toLowerCase();
  const named = (document: SigmaDocument, id: string | undefined): boolean =>
    [id, document.id, document.name, document.title].some((each) => each?.toLowerCase() === wanted);

  const rule = pack.program.rules.find(({ rule, index }) => named(rule, pack.rules[index]?.id));
  if (rule) {
    const needed = requiredLiterals(rule, pack.program.predicates, iisMapping);
    const reason = whyNotApplicable(rule.rule.logSource, iisMapping.logSource);
    const quoted = needed.always ? '' : needed.literals.map(shownLiteral).join(', ');
    return [
      `On IIS logs: ${reason === null ? 'applies' : `does not apply, ${reason}`}`,
      'Matches where:',
      ...describeFormula(rule.formula, pack.program.predicates, '  '),
      needed.always ? `Asked of every line: ${needed.reason}` : `Asked of lines that hold one of: ${quoted}`,
      ...(rule.reports ? [] : ['Reports nothing on its own: correlations look at it.']),
    ];
  }
  const found = pack.program.correlations.find(({ correlation, index }) =>
    named(correlation, pack.correlations[index]?.id),
  );
  if (!found) return null;
  const { type, groupBy, timespan, comparisons, valueFields, expression } = found.correlation;
  const limits = comparisons.map(({ operator, value }) => `${operator} ${value}`).join(' and ');
  return [
    `Correlates: ${type}${valueFields.length > 0 ? ` of ${valueFields.join(', ')}` : ''} ${limits}`.trimEnd(),
    `Rules: ${found.inputs.map((input) => input.reference).join(expression ? ', ' : type === 'temporal_ordered' ? ', then ' : ', ')}`,
    `Group: ${groupBy.length > 0 ? groupBy.join(', ') : 'all records together'}`,
    `Window: ${timespan / 1000} seconds`,
  ];
}

function describeFormula(formula: Formula, predicates: readonly Predicate[], indent: string): string[] {
  if (formula.type === 'predicate') {
    const predicate = predicates[formula.id];
    return predicate ? [indent + describePredicate(predicate)] : [];
  }
  const operands = formula.type === 'not' ? [formula.operand] : formula.operands;
  const title = { and: 'all of', or: 'one of', not: 'not' }[formula.type];
  return [indent + title, ...operands.flatMap((operand) => describeFormula(operand, predicates, `${indent}  `))];
}

function describePredicate({ field, matchers }: Predicate): string {
  const tests = matchers.slice(0, 20).map(describeMatcher);
  const more = matchers.length > 20 ? ` or one of ${matchers.length - 20} more` : '';
  return `${field ?? 'any text'} ${tests.join(' or ')}${more}`;
}

function describeMatcher(matcher: Matcher): string {
  switch (matcher.kind) {
    case 'string': {
      const text = formatSigmaString({ parts: matcher.parts, bytes: false, cased: matcher.cased });
      return `is ${JSON.stringify(text)}${matcher.cased ? ' in this case' : ''}`;
    }
    case 'regex':
      return `matches /${matcher.source}/`;
    case 'network':
      return `is in a network of ${matcher.network.prefix} bits`;
    case 'number':
      return `${matcher.part ? `has ${matcher.part} ` : 'is '}${matcher.operator} ${matcher.value}`;
    case 'field':
      return `compares with the field ${matcher.field}`;
    case 'null':
      return 'is null or absent';
    case 'empty':
      return 'is empty';
    case 'value':
      return 'has a value';
    case 'exists':
      return matcher.present ? 'is there' : 'is absent';
  }
}
