import type { Expression } from '../../formats/code/syntax.js';
import { partsOf } from '../../formats/code/walk.js';
import { plainName } from '../../formats/code/variable-names.js';

/** The last part of a type's name, lower case. */
export function shortOf(type: string | null): string {
  return type === null ? '' : type.slice(type.lastIndexOf('.') + 1).toLowerCase();
}

/** `a.b.c`, lower case; empty where it is anything but names. */
export function textOf(expression: Expression): string {
  const names: string[] = [];
  let at = expression;
  for (let i = 0; i < 20; i++) {
    if (at.kind === 'name') return [plainName(at.name), ...names].join('.').toLowerCase();
    if (at.kind !== 'member') return '';
    names.unshift(at.name);
    at = at.object;
  }
  return '';
}

/** The name of a variable or member; empty for anything else. */
export function lastName(expression: Expression): string {
  return expression.kind === 'name' || expression.kind === 'member' ? expression.name : '';
}

/** Variables that an object stands in, or is made over. */
export function namesBehind(object: Expression): readonly string[] {
  const names: string[] = [];
  const pending: Expression[] = [object];
  for (let next = pending.pop(); next !== undefined && names.length < 50; next = pending.pop()) {
    if (next.kind === 'name') names.push(next.name);
    // Parameters of a statement are no part of its text.
    else if (next.kind === 'member' && next.name.toLowerCase() === 'parameters') continue;
    else if (next.kind === 'member' || next.kind === 'index') pending.push(next.object);
    else if (next.kind === 'call') {
      if (next.callee.kind === 'name') names.push(next.callee.name, `${next.callee.name}()`);
      else if (next.callee.kind === 'member') {
        names.push(`${next.callee.name}()`);
        pending.push(next.callee.object, ...next.args);
      } else pending.push(next.callee);
    } else if (next.kind !== 'lambda' && next.kind !== 'binary') for (const part of partsOf(next)) pending.push(part);
  }
  return names;
}
