import { type Constant, foldBinary, foldCall } from './constants.js';
import type { CodeLanguage } from './language.js';
import type { Expression } from './syntax.js';

/** Deepest nesting that is folded; a chain of `+` does not count. */
const MAXIMUM_DEPTH = 40;

/**
 * What an expression of literals alone stands for: joined texts, character arrays, `Chr(…)`, decoders, reversals. Undefined where a
 * variable or an unknown function takes part.
 */
export function foldExpression(expression: Expression, language: CodeLanguage, depth = 0): Constant | undefined {
  if (depth > MAXIMUM_DEPTH) return undefined;
  switch (expression.kind) {
    case 'string':
    case 'number':
      return expression.value;
    case 'binary':
      return foldChain(expression, language, depth);
    case 'unary': {
      const operand = foldExpression(expression.operand, language, depth + 1);
      return expression.operator === '-' && typeof operand === 'number' ? -operand : undefined;
    }
    case 'cast': {
      const operand = foldExpression(expression.operand, language, depth + 1);
      return expression.type === 'char' && operand !== undefined ? foldCall('chr', undefined, [operand]) : operand;
    }
    case 'array':
      return foldList(expression.elements, language, depth);
    case 'new': {
      const list = expression.elements.length > 0 ? foldList(expression.elements, language, depth) : undefined;
      if (!/(?:^|\.)string$/i.test(expression.type)) return list;
      const [only] = expression.args;
      const given = only && expression.args.length === 1 ? foldExpression(only, language, depth + 1) : list;
      return typeof given === 'object' ? foldCall('fromcharcode', undefined, [given]) : given;
    }
    case 'call': {
      const { callee } = expression;
      if (callee.kind !== 'name' && callee.kind !== 'member') return undefined;
      const args = foldList(expression.args, language, depth);
      if (args === undefined) return undefined;
      const receiver = callee.kind === 'member' ? foldExpression(callee.object, language, depth + 1) : undefined;
      if (receiver === undefined && args.length === 0) return undefined;
      return foldCall(callee.name, receiver, args, language);
    }
    default:
      return undefined;
  }
}

function foldList(elements: readonly Expression[], language: CodeLanguage, depth: number): Constant[] | undefined {
  const list: Constant[] = [];
  for (const element of elements) {
    const folded = foldExpression(element, language, depth + 1);
    if (folded === undefined) return undefined;
    list.push(folded);
  }
  return list;
}

/** What links of long chains fold to: who asks for a chain that cannot be folded goes on to ask for each of its links. */
const links = new WeakMap<Expression, { readonly folded: Constant | undefined }>();
/** Links of a chain from which on they are kept. */
const LONG = 16;

function foldChain(
  expression: Expression & { kind: 'binary' },
  language: CodeLanguage,
  depth: number,
): Constant | undefined {
  const chain: (Expression & { kind: 'binary' })[] = [];
  let leftmost: Expression = expression;
  // How deep a chain lies decides whether it is folded: what is kept is of those that nothing encloses.
  let known = depth === 0 ? links.get(leftmost) : undefined;
  while (leftmost.kind === 'binary' && known === undefined) {
    chain.push(leftmost);
    leftmost = leftmost.left;
    known = depth === 0 ? links.get(leftmost) : undefined;
  }
  const isKept = depth === 0 && (known !== undefined || chain.length >= LONG);
  let folded = known === undefined ? foldExpression(leftmost, language, depth + 1) : known.folded;
  for (let i = chain.length - 1; i >= 0; i--) {
    const node = chain[i];
    if (node === undefined) continue;
    const right = folded === undefined ? undefined : foldExpression(node.right, language, depth + 1);
    folded = folded === undefined || right === undefined ? undefined : foldBinary(node.operator, folded, right);
    if (isKept) links.set(node, { folded });
    else if (folded === undefined) break;
  }
  return folded;
}
