import type { Expression, Span, Statement } from './syntax.js';
import { expressionOf, firstOperand, partsOf } from './walk.js';

/** A statement that gives a variable a value, and does nothing else with it. */
export interface Definition {
  readonly statement: Statement;
  readonly key: string;
  readonly name: string;
  readonly value: Expression;
  /** Where the variable stands. */
  readonly at: Span;
  /** It holds what it held before, with something behind. */
  readonly grows: boolean;
}

/** The variables of a body. */
export interface BodyNames {
  readonly definitions: readonly Definition[];
  /** Variables that it declares, with their types. */
  readonly declared: ReadonlyMap<string, string | null>;
  /** All names in it, with the first place of each. */
  readonly mentions: ReadonlyMap<string, number>;
  /** Names in its lambdas, with the first place of each. */
  readonly captured: ReadonlyMap<string, number>;
  /** Names that its lambdas assign to or declare. */
  readonly changedInside: ReadonlySet<string>;
}

/** @param key what a name is kept under. */
export function namesIn(statements: readonly Statement[], key: (name: string) => string): BodyNames {
  const definitions: Definition[] = [];
  const declared = new Map<string, string | null>();
  const mentions = new Map<string, number>();
  const captured = new Map<string, number>();
  const changedInside = new Set<string>();
  const mention = (name: string, start: number, inside: boolean) => {
    const of = key(name);
    mentions.set(of, Math.min(start, mentions.get(of) ?? start));
    if (inside) captured.set(of, Math.min(start, captured.get(of) ?? start));
  };
  const look = (whole: Expression, within: boolean) => {
    const pending: { readonly expression: Expression; readonly inside: boolean }[] = [
      { expression: whole, inside: within },
    ];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { expression, inside } = next;
      if (expression.kind === 'name') mention(expression.name, expression.start, inside);
      if (expression.kind === 'member' && /^(?:this|me)$/i.test(textOfName(expression.object)))
        mention(expression.name, expression.start, inside);
      if (inside && expression.kind === 'assign')
        for (const one of targetsOf(expression.target)) changedInside.add(key(one));
      if (expression.kind === 'lambda') {
        for (const { name } of expression.method.parameters) changedInside.add(key(name));
        all(expression.method.body, true);
      } else for (const part of partsOf(expression)) pending.push({ expression: part, inside });
    }
  };
  const all = (body: readonly Statement[], inside: boolean) => {
    for (const statement of body) {
      if (statement.kind === 'declare' || statement.kind === 'each') {
        mention(statement.name, statement.start, inside);
        if (inside) changedInside.add(key(statement.name));
        else if (!declared.has(key(statement.name))) declared.set(key(statement.name), statement.type);
        else if (declared.get(key(statement.name)) !== statement.type) declared.set(key(statement.name), null);
      }
      if (!inside) definitions.push(...definitionOf(statement, key));
      const value = expressionOf(statement);
      if (value !== null) look(value, inside);
    }
  };
  all(statements, false);
  return { definitions, declared, mentions, captured, changedInside };
}

function definitionOf(statement: Statement, key: (name: string) => string): Definition[] {
  if (statement.kind === 'declare' && statement.value !== null && !statement.shared) {
    const { name, start } = statement;
    return [{ statement, key: key(name), name, value: statement.value, at: { start, end: start }, grows: false }];
  }
  if (statement.kind !== 'expression' || statement.expression.kind !== 'assign') return [];
  const { target } = statement.expression;
  if (target.kind !== 'name') return [];
  const { name } = target;
  const value = assigned(statement.expression);
  const first = firstOperand(value);
  const grows = first !== value && first.kind === 'name' && key(first.name) === key(name);
  return [{ statement, key: key(name), name, value, at: target, grows }];
}

/** What a variable is given: of `name += text` what it held, with that behind. */
export function assigned({ operator, target, value }: Expression & { kind: 'assign' }): Expression {
  if (operator === '=') return value;
  return {
    kind: 'binary',
    operator: operator.slice(0, -1),
    left: target,
    right: value,
    start: target.start,
    end: value.end,
  };
}

function targetsOf(target: Expression): readonly string[] {
  if (target.kind === 'name') return [target.name];
  return target.kind === 'other' ? target.parts.flatMap(targetsOf) : [];
}

function textOfName(expression: Expression): string {
  return expression.kind === 'name' ? expression.name : '';
}
