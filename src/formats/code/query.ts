import type { Expression, Method, Span, Statement } from './syntax.js';

/** What a query goes through, and the name that each item has in it. */
export interface QueryRange {
  readonly name: string;
  readonly over: Expression;
}

/** A query as the call that it is: `from x in list … select y` is `list.Select(x => y)`. @param body what stands in between; it is changed */
export function selecting({ name, over }: QueryRange, body: Statement[], result: Expression, span: Span): Expression {
  body.push({ kind: 'return', value: result, start: result.start, end: result.end });
  const parameters = [{ name, type: null }];
  const method: Method = { name: '', parameters, body, owner: '', attributes: [], external: false, ...span };
  const callee: Expression = { kind: 'member', object: over, name: 'Select', ...span };
  return { kind: 'call', callee, args: [{ kind: 'lambda', method, ...span }], ...span };
}
