import type { Expression, Statement } from '../code/syntax.js';
import { partsOf } from '../code/walk.js';
import { assignTo, NOTHING, NOWHERE, nameOf } from './made-expressions.js';

/** Nodes of one expression; larger ones are kept in a variable of their own. */
export const MAXIMUM_SIZE = 60;
const MAXIMUM_STACK = 200;

/** A statement, and where in the method's code the instruction stands that it comes from. */
export interface LiftedStatement {
  readonly statement: Statement;
  readonly at: number;
}

/** The stack of a method with expressions in place of values, and the statements that they became. */
export class ExpressionStack {
  protected readonly statements: LiftedStatement[] = [];
  protected stack: Expression[] = [];
  /** Where the instruction stands that statements come from. */
  protected at = 0;
  private readonly sizes = new WeakMap<Expression, number>();
  /** How many values a branch takes with it to its target. */
  private readonly depths = new Map<number, number>();
  private temporaries = 0;

  protected emit(statement: Statement): void {
    this.statements.push({ statement, at: this.at });
  }

  protected evaluate(expression: Expression): void {
    if (expression.kind !== 'name' && expression.kind !== 'number' && expression !== NOTHING)
      this.emit({ ...NOWHERE, kind: 'expression', expression });
  }

  protected pop(): Expression {
    return this.stack.pop() ?? NOTHING;
  }

  protected popMany(count: number): Expression[] {
    const start = Math.max(0, this.stack.length - count);
    const taken = this.stack.splice(start);
    while (taken.length < count) taken.unshift(NOTHING);
    return taken;
  }

  protected push(expression: Expression): void {
    if (this.stack.length >= MAXIMUM_STACK) return;
    const size = this.sizeOf(expression);
    this.stack.push(size > MAXIMUM_SIZE ? this.kept(expression) : expression);
  }

  protected sizeOf(expression: Expression): number {
    const known = this.sizes.get(expression);
    if (known !== undefined) return known;
    const size = partsOf(expression).reduce((sum, part) => sum + this.sizeOf(part), 1);
    this.sizes.set(expression, size);
    return size;
  }

  /** A variable that holds an expression's value from here on. */
  protected kept(expression: Expression): Expression {
    const name = `T_${this.temporaries++}`;
    this.emit({ ...NOWHERE, kind: 'declare', name, type: null, value: expression });
    return nameOf(name);
  }

  /** What is on the stack where ways meet goes into variables that all of the ways fill. */
  protected spill(): void {
    this.stack = this.stack.map((value, i) => {
      const slot = nameOf(`S_${i}`);
      if (value.kind !== 'name' || value.name !== `S_${i}`) this.evaluate(assignTo(slot, value));
      return slot;
    });
  }

  /** Begins where only branches lead, with the values that they bring. */
  protected enter(target: number): void {
    this.stack = Array.from({ length: this.depths.get(target) ?? 0 }, (_, i) => nameOf(`S_${i}`));
  }

  protected leaveTo(target: number): void {
    if (this.stack.length > 0) this.spill();
    this.depths.set(target, Math.max(this.depths.get(target) ?? 0, this.stack.length));
  }
}
