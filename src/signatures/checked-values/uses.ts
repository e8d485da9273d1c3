import { isBasic } from '../../formats/code/language.js';
import type { CodeUnit, Expression, Method, Statement } from '../../formats/code/syntax.js';
import { partsOf } from '../../formats/code/walk.js';

/** A place at which a name is mentioned, with the expression around it and that around this. */
interface Mention {
  readonly by: Expression | null;
  readonly above: Expression | null;
}

interface Pending extends Mention {
  readonly expression: Expression;
}

interface NameUse {
  /** What is assigned to it, or declared for it. */
  readonly given: readonly Expression[];
  /** Where else it stands. */
  readonly mentions: readonly Mention[];
  /** It is a parameter or the variable of a loop, too. */
  readonly lost: boolean;
}

interface Writable {
  given: Expression[];
  mentions: Mention[];
  lost: boolean;
  /** Where it is assigned to. */
  places: number[];
  /** Those of them that leave members of other objects alone: a declaration, and what a constructor gives its own object. */
  made: number[];
  declared: number[];
}

/** Before the name of a member of another object than the one that code stands in. */
export const OF_OTHERS = '.';

const MAXIMUM_EXPRESSIONS = 200_000;

const known = new WeakMap<CodeUnit, Uses>();

export function usesOf(unit: CodeUnit): Uses {
  const before = known.get(unit) ?? new Uses(unit);
  known.set(unit, before);
  return before;
}

/** Where the names of a piece of code are assigned to and mentioned, whatever scope they are of. */
export class Uses {
  private readonly names = new Map<string, Writable>();
  /** Bodies of methods and lambdas. */
  readonly bodies: { readonly start: number; readonly end: number }[] = [];
  /** Not all of the code was looked at, or some of it takes references of variables. */
  uncertain = false;
  private readonly basic: boolean;
  private looked = 0;
  /** Parts of the expression at hand that are still to be looked at, the next one last. */
  private pending: Pending[] = [];
  private inConstructor = false;

  constructor(private readonly unit: CodeUnit) {
    this.basic = isBasic(unit.language);
    if (/\b(?:ref\s+\w+\s*=|ref\s+var|unsafe|__makeref)\b/.test(unit.code)) this.uncertain = true;
    this.statements(unit.main);
    for (const method of unit.methods) this.method(method);
  }

  key(name: string): string {
    return this.basic ? name.toLowerCase() : name;
  }

  of(name: string): NameUse {
    return this.names.get(this.key(name)) ?? { given: [], mentions: [], lost: false };
  }

  /** Whether an expression is a variable of this name: `x`, `this.x`. */
  same(expression: Expression, name: string): boolean {
    return (
      (expression.kind === 'name' || (expression.kind === 'member' && isSelf(expression.object))) &&
      this.key(expression.name) === this.key(name)
    );
  }

  /**
   * Whether a variable keeps what it holds while code from one place to another runs: it is assigned to nowhere within, and, unless it is
   * declared in the method around, in no other method either.
   */
  keeps(name: string, from: number, to: number): boolean {
    const isMember = name.startsWith(OF_OTHERS);
    const use = this.names.get(this.key(isMember ? name.slice(OF_OTHERS.length) : name));
    if (use === undefined) return true;
    const places = isMember ? use.places.filter((place) => !use.made.includes(place)) : use.places;
    if (places.some((place) => place >= from && place < to)) return false;
    const body = this.bodyAt(from);
    const isLocal = body !== null && use.declared.some((place) => place >= body.start && place < body.end);
    return isLocal || places.every((place) => this.bodyAt(place) === body);
  }

  /** The innermost method or lambda around a place. */
  bodyAt(place: number): { readonly start: number; readonly end: number } | null {
    let found: { readonly start: number; readonly end: number } | null = null;
    for (const body of this.bodies)
      if (
        place >= body.start &&
        place < body.end &&
        (found === null || body.end - body.start <= found.end - found.start)
      )
        found = body;
    return found;
  }

  private named(name: string): Writable {
    const key = this.key(name);
    let use = this.names.get(key);
    if (use === undefined) {
      use = { given: [], mentions: [], lost: false, places: [], made: [], declared: [] };
      this.names.set(key, use);
    }
    return use;
  }

  private method(method: Method): void {
    this.bodies.push(method);
    for (const { name } of method.parameters) {
      const use = this.named(name);
      use.lost = true;
      use.declared.push(method.start);
    }
    const outer = this.inConstructor;
    this.inConstructor =
      method.owner !== '' && (method.name === method.owner || (this.basic && /^new$/i.test(method.name)));
    this.statements(method.body);
    this.inConstructor = outer;
  }

  private statements(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === 'declare') {
        const use = this.named(statement.name);
        use.declared.push(statement.start);
        use.places.push(statement.start);
        if (statement.value === null) use.made.push(statement.start);
        if (statement.value) {
          use.given.push(statement.value);
          this.expression(statement.value, null, null);
        }
      } else if (statement.kind === 'each') {
        const use = this.named(statement.name);
        use.lost = true;
        use.declared.push(statement.start);
        use.places.push(statement.start);
        if (statement.over.kind !== 'name') this.expression(statement.over, null, null);
      } else this.expression(statement.kind === 'return' ? statement.value : statement.expression, null, null);
    }
  }

  /** A chain of members, elements and operators is longer than calls can be deep. */
  private expression(expression: Expression, by: Expression | null, above: Expression | null): void {
    const outer = this.pending;
    this.pending = [{ expression, by, above }];
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop())
      this.part(next.expression, next.by, next.above);
    this.pending = outer;
  }

  private later(expressions: readonly Expression[], by: Expression, above: Expression | null): void {
    for (const expression of expressions.toReversed()) this.pending.push({ expression, by, above });
  }

  private part(expression: Expression, by: Expression | null, above: Expression | null): void {
    if (++this.looked > MAXIMUM_EXPRESSIONS) {
      this.uncertain = true;
      return;
    }
    if (expression.kind === 'lambda') {
      this.method(expression.method);
      return;
    }
    if (expression.kind === 'assign') {
      this.later([expression.value], expression, by);
      this.assigned(expression);
      return;
    }
    if (expression.kind === 'name' || (expression.kind === 'member' && isSelf(expression.object))) {
      this.named(expression.name).mentions.push({ by, above });
      return;
    }
    if (expression.kind === 'unary' && /^(?:\+\+|--|ref|out|addressof)$/.test(expression.operator))
      this.written(expression.operand);
    if (expression.kind === 'call') this.references(expression);
    this.later(partsOf(expression), expression, by);
  }

  private assigned({ target, value, operator }: Expression & { kind: 'assign' }): void {
    if (target.kind === 'name' || (target.kind === 'member' && isSelf(target.object))) {
      const use = this.named(target.name);
      use.places.push(target.start);
      if (this.inConstructor) use.made.push(target.start);
      if (operator === '=') use.given.push(value);
      else use.lost = true;
      return;
    }
    if (target.kind === 'member') this.named(target.name).places.push(target.start);
    if (target.kind === 'other') for (const part of target.parts) this.written(part);
    else
      this.later(partsOf(target), target, {
        kind: 'assign',
        operator,
        target,
        value,
        start: target.start,
        end: value.end,
      });
  }

  private written(expression: Expression): void {
    if (expression.kind !== 'name' && expression.kind !== 'member') return;
    const use = this.named(expression.name);
    use.places.push(expression.start);
    use.lost = true;
  }

  /** Arguments that are given by reference: with `ref` and `out`, and in Basic wherever a method assigns to its parameter. */
  private references({ callee, args }: Expression & { kind: 'call' }): void {
    const called = callee.kind === 'name' || callee.kind === 'member' ? callee.name : '';
    const own = this.basic ? this.unit.methods.filter(({ name }) => name.toLowerCase() === called.toLowerCase()) : [];
    const writes = own.some((method) => this.assignsParameter(method));
    for (const arg of args) {
      const before = this.unit.code.slice(Math.max(0, arg.start - 5), arg.start);
      if (writes || /\b(?:ref|out)\s+$/.test(before)) this.written(arg);
      if (/\bref\s+$/.test(before)) this.uncertain = true;
    }
    // `TryParse(text, number)` of VB leaves the number there.
    if (this.basic && /^try/i.test(called) && args.length > 1) {
      const last = args[args.length - 1];
      if (last) this.written(last);
    }
  }

  private assignsParameter({ parameters, body }: Method): boolean {
    const names = new Set(parameters.map(({ name }) => name.toLowerCase()));
    return body.some(
      (statement) =>
        statement.kind === 'expression' &&
        statement.expression.kind === 'assign' &&
        statement.expression.target.kind === 'name' &&
        names.has(statement.expression.target.name.toLowerCase()),
    );
  }
}

function isSelf(object: Expression): boolean {
  return object.kind === 'name' && /^(?:this|me)$/i.test(object.name);
}
