import type { Expression } from '../code/syntax.js';

/** Place of expressions that stand in no text yet. */
export const NOWHERE = { start: 0, end: 0 };
export const nameOf = (name: string): Expression => ({ ...NOWHERE, kind: 'name', name });
export const numberOf = (value: number): Expression => ({ ...NOWHERE, kind: 'number', value });
export const memberOf = (object: Expression, name: string): Expression => ({
  ...NOWHERE,
  kind: 'member',
  object,
  name,
});
export const callOf = (callee: Expression, args: readonly Expression[]): Expression => ({
  ...NOWHERE,
  kind: 'call',
  callee,
  args,
});
export const indexOf = (object: Expression, args: readonly Expression[]): Expression => ({
  ...NOWHERE,
  kind: 'index',
  object,
  args,
});
export const binaryOf = (operator: string, left: Expression, right: Expression): Expression => ({
  ...NOWHERE,
  kind: 'binary',
  operator,
  left,
  right,
});
export const assignTo = (target: Expression, value: Expression, operator = '='): Expression => ({
  ...NOWHERE,
  kind: 'assign',
  operator,
  target,
  value,
});
export const NOTHING: Expression = { ...NOWHERE, kind: 'other', parts: [] };
