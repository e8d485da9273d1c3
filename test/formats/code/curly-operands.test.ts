import { expect, it } from 'vitest';
import { parseCode } from '../../../src/formats/code/parse-code.js';
import type { Expression } from '../../../src/formats/code/syntax.js';

/** What is assigned to `x` in a script, without its place. */
function assigned(code: string): unknown {
  const statement = parseCode(code, 'jscript').main[0];
  if (statement?.kind !== 'expression' || statement.expression.kind !== 'assign') return statement;
  return shape(statement.expression.value);
}

function shape(expression: Expression): unknown {
  switch (expression.kind) {
    case 'string':
    case 'number':
      return expression.value;
    case 'name':
      return `name ${expression.name}`;
    case 'array':
      return { elements: expression.elements.map(shape), ...(expression.keys && { keys: expression.keys }) };
    case 'other':
      return { parts: expression.parts.map(shape) };
    default:
      return expression.kind;
  }
}

it.each([
  ["'a'", 'a'],
  ['97', 97],
  ['a', 'name a'],
  ["('a')", 'a'],
  ["('a', 'b')", { parts: ['a', 'b'] }],
  ['()', { parts: [] }],
  ["['a', 98, c]", { elements: ['a', 98, 'name c'] }],
  ['[]', { elements: [] }],
  ["{a: 'b', 'c': 100, 5: d}", { elements: ['b', 100, 'name d'], keys: ['a', 'c', '5'] }],
  ["{a: 'b', 'c'}", { elements: ['b', 'c'], keys: ['a', ''] }],
  ["{'a'; 'b'}", { elements: ['a', 'b'], keys: ['', ''] }],
  ['{}', { elements: [], keys: [] }],
])('x = %s', (code, expected) => expect(assigned(`x = ${code};`)).toEqual(expected));

it.each(['x = ; y = 1;', 'x = ); y = 1;', 'x = ]; y = 1;', 'f(x = , 2); y = 1;', '{ x = } y = 1;', 'x = @; y = 1;'])(
  'what is no operand in %s takes nothing from the statement after it',
  (code) => {
    const names: string[] = [];
    JSON.stringify(parseCode(code, 'jscript').main, (key, value) => {
      if (key === 'name') names.push(String(value));
      return value;
    });
    expect(names).toContain('y');
  },
);
