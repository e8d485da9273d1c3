import { BasicExpressions } from './basic-expressions.js';
import { type QueryRange, selecting } from './query.js';
import type { Expression, Statement } from './syntax.js';

/** Words that begin the parts of a query, on whichever line. */
const CLAUSES = new Set('from join let where order select group into distinct skip take aggregate'.split(' '));
/** Of these, and of the words within them, those of which only the expressions behind them matter. */
const ASKING = new Set('where order by on equals distinct skip take while ascending descending'.split(' '));
/** Parts of one query that are read. */
const MAXIMUM_CLAUSES = 100;

/** Queries of VB: `From a In list Where a <> "" Select a`, as `list.Select(Function(a) a)`. */
export abstract class BasicQueries extends BasicExpressions {
  protected override queryHere(): Expression | null {
    const { start } = this.peek();
    if (!this.word('from') && !this.word('aggregate')) return null;
    const range = this.rangeHere();
    if (range === null) return null;
    const body: Statement[] = [];
    let result: Expression = { kind: 'name', name: range.name, start, end: start };
    for (let i = 0; i < MAXIMUM_CLAUSES && this.clauseHere(); i++) {
      const { start: at } = this.peek();
      const more = this.word('from') || this.word('join') || this.is(',') ? this.rangeHere() : null;
      if (more) body.push({ kind: 'each', name: more.name, type: null, over: more.over, ...this.span(at) });
      else if (this.acceptWord('let') || this.is(',')) this.named(body);
      else if (this.acceptWord('select')) result = this.selected();
      else if (this.acceptWord('group')) {
        if (!this.word('by') && !this.word('join')) result = this.expression();
      } else if (this.acceptWord('into')) body.push(...this.into(result));
      else {
        this.at++;
        if (!this.lineEnds && !ASKING.has(this.peek().text.toLowerCase()) && !this.is(')')) this.named(body);
      }
    }
    return selecting(range, body, result, this.span(start));
  }

  /** Whether the query goes on, here or on the next line, whose end is taken then. */
  private clauseHere(): boolean {
    const ahead = this.peek().kind === 'line-end' && this.peek().text === '' ? 1 : 0;
    const word = this.peek(ahead).kind === 'name' ? this.peek(ahead).text.toLowerCase() : '';
    const goesOn = CLAUSES.has(word) && !(word === 'select' && this.word('case', ahead + 1));
    if (goesOn) this.at += ahead;
    return (
      goesOn || (ahead === 0 && (ASKING.has(word) || (this.is(',') && this.peek(1).kind === 'name' && this.isNamed(1))))
    );
  }

  private isNamed(ahead: number): boolean {
    return this.is('=', ahead + 1) || this.word('in', ahead + 1);
  }

  /** `From a In list`, `From a As String In list`: taken where it stands here. */
  private rangeHere(): QueryRange | null {
    const name = this.peek(1);
    if (name.kind !== 'name' || (!this.word('in', 2) && !this.word('as', 2))) return null;
    this.at += 2;
    if (this.acceptWord('as')) this.typeName();
    return this.acceptWord('in') ? { name: name.text, over: this.expression() } : null;
  }

  /** `name = value`, or a value alone. */
  private named(into: Statement[]): void {
    this.accept(',');
    const { start, text } = this.peek();
    if (this.peek().kind === 'name' && this.is('=', 1)) {
      this.at += 2;
      into.push({ kind: 'declare', name: text, type: null, value: this.expression(), ...this.span(start) });
    } else into.push({ kind: 'expression', expression: this.expression(), ...this.span(start) });
  }

  /** `Select a`, `Select first = a, second = b` */
  private selected(): Expression {
    const { start } = this.peek();
    const keys: string[] = [];
    const elements: Expression[] = [];
    do {
      const named = this.peek().kind === 'name' && this.is('=', 1);
      keys.push(named ? this.peek().text : this.peek(0).text);
      if (named) this.at += 2;
      elements.push(this.expression());
    } while (this.accept(','));
    const [only] = elements;
    return elements.length === 1 && only ? only : { kind: 'array', elements, keys, ...this.span(start) };
  }

  /** `Into g = Group`, `Into First()`: whatever it is made of is what was gone through. */
  private into(value: Expression): Statement[] {
    const made: Statement[] = [];
    do {
      const { start, text } = this.peek();
      if (this.peek().kind === 'name' && this.is('=', 1)) this.at += 2;
      made.push({ kind: 'declare', name: text, type: null, value, ...this.span(start) });
      this.expression();
    } while (this.accept(','));
    return made;
  }
}
