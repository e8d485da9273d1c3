import type { Expression } from '../code/syntax.js';
import { assignTo, binaryOf, callOf, indexOf, memberOf, NOTHING, NOWHERE } from './made-expressions.js';

/** A call of a method that is not of the assembly, as its source had it. */
export function external(type: string, name: string, holder: Expression, args: readonly Expression[]): Expression {
  const [first, second] = args;
  if (name.startsWith('get_')) {
    const property = name.slice(4);
    if (property === 'Item' || property === 'Chars') return indexOf(holder, args);
    const member = memberOf(holder, property);
    return args.length === 0 ? member : indexOf(member, args);
  }
  if (name.startsWith('set_') && args.length > 0) {
    const property = name.slice(4);
    const value = args[args.length - 1] ?? NOTHING;
    const keys = args.slice(0, -1);
    const member = property === 'Item' ? holder : memberOf(holder, property);
    return assignTo(keys.length > 0 ? indexOf(member, keys) : member, value);
  }
  if (name.startsWith('add_') && first) return assignTo(memberOf(holder, name.slice(4)), first, '+=');
  if ((name === 'op_Implicit' || name === 'op_Explicit') && first) return first;
  if ((name === 'op_Equality' || name === 'op_Inequality') && first && second) return binaryOf('==', first, second);
  if (type.toLowerCase() === 'string' && name === 'Concat') {
    const parts = args.length === 1 && first?.kind === 'new' && first.elements.length > 0 ? first.elements : args;
    const [start, ...rest] = parts;
    if (start && rest.length > 0) return rest.reduce((left, right) => binaryOf('+', left, right), start);
  }
  return callOf(memberOf(holder, name), args);
}

/** `Assembly.Load` takes the name of an assembly, or the bytes of one: the signature tells which. */
export function loaded(args: readonly Expression[], [type = '']: readonly string[]): readonly Expression[] {
  const [operand, ...rest] = args;
  const isName = type === 'string' || type === 'System.Reflection.AssemblyName';
  if (operand === undefined || (!isName && type !== 'byte[]')) return args;
  return [{ ...NOWHERE, kind: 'cast', type: isName ? 'string' : 'byte', operand }, ...rest];
}

/** An expression, with the type that it has where nothing more is known of it. */
export function typed(operand: Expression, type: string): Expression {
  if (type === '' || type === 'object' || type === 'System.Object') return operand;
  return { ...NOWHERE, kind: 'cast', type, operand, soft: true };
}
