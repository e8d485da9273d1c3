import type { Expression, Parameter, Span, Statement } from './syntax.js';

/** What a constructor without a body does: `class Job(string text)` keeps `text` for all members of the class. */
export function keepingParameters(parameters: readonly Parameter[], { start, end }: Span): Statement[] {
  return parameters.map(({ name }) => {
    const object: Expression = { kind: 'name', name: 'this', start, end };
    const target: Expression = { kind: 'member', object, name, start, end };
    const value: Expression = { kind: 'name', name, start, end };
    const expression: Expression = { kind: 'assign', operator: '=', target, value, start, end };
    return { kind: 'expression', expression, start, end };
  });
}

/** `class Job(string text) : Task(text)`: what it gives to the class that it is made from. */
export function callingBase(args: readonly Expression[], span: Span): Statement {
  const callee: Expression = { kind: 'name', name: 'base', start: span.start, end: span.start };
  return { kind: 'expression', expression: { kind: 'call', callee, args, ...span }, ...span };
}
