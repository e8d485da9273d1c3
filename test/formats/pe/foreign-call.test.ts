import { expect, it } from 'vitest';
import type { Expression } from '../../../src/formats/code/syntax.js';
import { external, loaded, typed } from '../../../src/formats/pe/foreign-call.js';
import { CodePrinter } from '../../../src/formats/pe/print-code.js';

const place = { start: 0, end: 0 };
const name = (text: string): Expression => ({ kind: 'name', name: text, ...place });
const list = (...texts: string[]): Expression => ({
  kind: 'new',
  type: 'string',
  args: [],
  elements: texts.map(name),
  ...place,
});

function printed(expression: Expression): string {
  const printer = new CodePrinter();
  printer.statement({ kind: 'expression', expression, ...place });
  return printer.build().text.replace(/;\s*$/, '');
}

it.each<[string, string, string, Expression[]]>([
  ['A', 'get_B', 'o.B', []],
  ['A', 'get_Item', 'o[x]', [name('x')]],
  ['string', 'get_Chars', 'o[x]', [name('x')]],
  ['A', 'get_B', 'o.B[x]', [name('x')]],
  ['A', 'set_B', 'o.B = x', [name('x')]],
  ['A', 'set_Item', 'o[x] = y', [name('x'), name('y')]],
  ['A', 'set_B', 'o.B[x] = y', [name('x'), name('y')]],
  ['A', 'set_B', 'o.set_B()', []],
  ['A', 'add_B', 'o.B += x', [name('x')]],
  ['A', 'add_B', 'o.add_B()', []],
  ['A', 'op_Implicit', 'x', [name('x')]],
  ['A', 'op_Explicit', 'x', [name('x')]],
  ['A', 'op_Implicit', 'o.op_Implicit()', []],
  ['A', 'op_Equality', 'x == y', [name('x'), name('y')]],
  ['A', 'op_Inequality', 'x == y', [name('x'), name('y')]],
  ['A', 'op_Inequality', 'o.op_Inequality(x)', [name('x')]],
  ['A', 'op_Equality', 'o.op_Equality()', []],
  ['string', 'Concat', 'x + y + z', [name('x'), name('y'), name('z')]],
  ['String', 'Concat', 'x + y', [list('x', 'y')]],
  ['String', 'Concat', 'o.Concat(new string())', [list()]],
  ['String', 'Concat', 'new string() { x } + y', [list('x'), name('y')]],
  ['String', 'Concat', 'o.Concat(x)', [name('x')]],
  ['String', 'Concat', 'o.Concat()', []],
  ['A', 'Concat', 'o.Concat(x, y)', [name('x'), name('y')]],
  ['String', 'Join', 'o.Join(x, y)', [name('x'), name('y')]],
])('%s.%s is %s', (type, method, expected, args) => {
  expect(printed(external(type, method, name('o'), args))).toBe(expected);
});

it.each([
  [['string'], ['cast string', 'name']],
  [['System.Reflection.AssemblyName'], ['cast string', 'name']],
  [
    ['byte[]', 'byte[]'],
    ['cast byte', 'name'],
  ],
  [['System.IO.Stream'], ['name', 'name']],
  [[], ['name', 'name']],
])('what is loaded by %j is a name or bytes', (types, expected) => {
  const kinds = loaded([name('x'), name('y')], types).map((one) =>
    one.kind === 'cast' ? `cast ${one.type}` : one.kind,
  );
  expect(kinds).toEqual(expected);
  expect(loaded([], types)).toEqual([]);
});

it.each([
  ['', 'name'],
  ['object', 'name'],
  ['System.Object', 'name'],
  ['System.Diagnostics.Process', 'cast'],
])('a thing of type "%s" is written as a %s', (type, kind) => expect(typed(name('x'), type).kind).toBe(kind));
