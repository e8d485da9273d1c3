import type { Expression, Statement } from '../code/syntax.js';
import { type MappedText, MappedTextBuilder } from '../text-encoding/mapped-text.js';

/** Nodes that are printed of one assembly. */
const MAXIMUM_NODES = 400_000;
/** Characters of a literal that are printed; its value is kept whole. */
const MAXIMUM_LITERAL = 200;
const MAXIMUM_DEPTH = 400;
/** UTF-16 units of all that is printed. */
const MAXIMUM_TEXT = 16 << 20;

/** Writes expressions as text, and gives them back with the places that they have there. */
export class CodePrinter {
  private readonly builder = new MappedTextBuilder();
  private nodes = 0;
  private depth = 0;
  private offset = 0;

  get length(): number {
    return this.builder.length;
  }

  get spent(): boolean {
    return this.nodes > MAXIMUM_NODES || this.length > MAXIMUM_TEXT;
  }

  /** What is written from here on stands for what is at this offset of the file. */
  from(offset: number): void {
    this.offset = offset;
  }

  write(text: string): void {
    this.builder.make(text, this.offset);
  }

  build(): MappedText {
    return this.builder.build({ offsetAt: (index) => index });
  }

  statement(statement: Statement): Statement {
    const start = this.length;
    this.nodes++;
    switch (statement.kind) {
      case 'declare': {
        this.write(`${statement.type ?? 'var'} ${statement.name}`);
        if (statement.value) this.write(' = ');
        const value = statement.value && this.expression(statement.value);
        return { ...statement, value, ...this.end(start) };
      }
      case 'return': {
        this.write('return ');
        const value = this.expression(statement.value);
        return { ...statement, value, ...this.end(start) };
      }
      case 'each': {
        const over = this.expression(statement.over);
        return { ...statement, over, ...this.end(start) };
      }
      case 'expression': {
        const expression = this.expression(statement.expression);
        return { ...statement, expression, ...this.end(start) };
      }
    }
  }

  private end(start: number): { start: number; end: number } {
    const end = this.length;
    this.write(';\n');
    return { start, end };
  }

  private expression(expression: Expression): Expression {
    const start = this.length;
    if (++this.nodes > MAXIMUM_NODES || this.depth >= MAXIMUM_DEPTH)
      return { kind: 'other', parts: [], start, end: start };
    this.depth++;
    const printed = this.printed(expression);
    this.depth--;
    return { ...printed, start, end: this.length };
  }

  private printed(expression: Expression): Expression {
    switch (expression.kind) {
      case 'string':
        this.write(JSON.stringify(expression.value.slice(0, MAXIMUM_LITERAL)));
        return expression;
      case 'number':
        this.write(String(expression.value));
        return expression;
      case 'name':
        this.write(expression.name);
        return expression;
      case 'member': {
        const object = this.expression(expression.object);
        this.write(`.${expression.name}`);
        return { ...expression, object };
      }
      case 'call': {
        const callee = this.expression(expression.callee);
        return { ...expression, callee, args: this.list('(', expression.args, ')') };
      }
      case 'index': {
        const object = this.expression(expression.object);
        return { ...expression, object, args: this.list('[', expression.args, ']') };
      }
      case 'new': {
        this.write(`new ${expression.type}`);
        const args = this.list('(', expression.args, ')');
        const elements = expression.elements.length === 0 ? [] : this.list(' { ', expression.elements, ' }');
        return { ...expression, args, elements };
      }
      case 'assign': {
        const target = this.expression(expression.target);
        this.write(` ${expression.operator} `);
        return { ...expression, target, value: this.expression(expression.value) };
      }
      case 'binary': {
        const left = this.expression(expression.left);
        this.write(` ${expression.operator} `);
        return { ...expression, left, right: this.expression(expression.right) };
      }
      case 'cast': {
        if (!expression.soft) this.write(`(${expression.type})`);
        return { ...expression, operand: this.expression(expression.operand) };
      }
      case 'typeof':
        this.write(`typeof(${expression.type})`);
        return expression;
      case 'other':
        return { ...expression, parts: this.list('', expression.parts, '') };
      default:
        return expression;
    }
  }

  private list(open: string, expressions: readonly Expression[], close: string): Expression[] {
    this.write(open);
    const printed: Expression[] = [];
    for (const [i, expression] of expressions.entries()) {
      if (this.spent) break;
      if (i > 0) this.write(', ');
      printed.push(this.expression(expression));
    }
    this.write(close);
    return printed;
  }
}
