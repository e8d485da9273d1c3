import { CurlyTypes } from './curly-types.js';
import type { Expression } from './syntax.js';
import type { Token } from './token.js';

/** A name that a pattern gives to what it is asked of, or to a part of that. */
export interface PatternName {
  readonly name: Token;
  /** Members that lead to the part. */
  readonly path: readonly string[];
  /** The type that it is said to be of, null where none is. */
  readonly type: string | null;
}

/** Names that a pattern gives that are kept. */
const MAXIMUM_NAMES = 50;

/** Characters of a value that a part of an expression may hold more than once: values within values would grow without end. */
const MAXIMUM_REPEATED = 120;

export function mayRepeat({ start, end }: Expression): boolean {
  return end - start <= MAXIMUM_REPEATED;
}

/** Words behind a pattern, which are no names for it. */
const BEHIND = /^(?:and|or|when|is|as|in|switch|with)$/;
/** What a pattern compares with. */
const RELATIONS = new Set(['<', '>', '<=', '>=', '==', '!=']);

/** Patterns of C#: `string text`, `{ Length: > 3 } text`, `not null`, `(var a, _)`. */
export abstract class CurlyPatterns extends CurlyTypes {
  /** The names that the pattern here gives, which is taken. */
  protected patternHere(): PatternName[] {
    const names: PatternName[] = [];
    this.pattern([], names);
    return names;
  }

  /** The dotted name that is next, which is left. */
  protected dottedName(): string {
    let name = '';
    for (let ahead = this.word('not') ? 1 : 0; this.peek(ahead).kind === 'name'; ahead += 2) {
      name += `${name === '' ? '' : '.'}${this.peek(ahead).text}`;
      if (!this.is('.', ahead + 1)) break;
    }
    return name;
  }

  private pattern(path: readonly string[], into: PatternName[]): void {
    this.nested(
      () => {
        do {
          while (this.acceptWord('not'));
          this.patternPart(path, into);
        } while (this.acceptWord('and') || this.acceptWord('or'));
      },
      () => undefined,
    );
  }

  private patternPart(path: readonly string[], into: PatternName[]): void {
    const token = this.peek();
    if (this.acceptWord('var')) {
      if (this.is('(')) this.patternsWithin('(', ')', path, into);
      else this.patternName(path, null, into);
      return;
    }
    if (token.kind === 'punctuation' && RELATIONS.has(token.text)) {
      this.at++;
      this.unary();
      return;
    }
    const type = token.kind === 'name' ? this.typeName() : null;
    // `value is Type ? a : b`
    if (type !== null && this.tokens[this.at - 1]?.text === '?') this.at--;
    if (type === null && !this.beginsBracket()) {
      if (token.kind === 'string' || token.kind === 'number' || token.text === '-') this.unary();
      return;
    }
    if (this.is('(')) this.patternsWithin('(', ')', path, into);
    if (this.is('[')) this.patternsWithin('[', ']', path, into);
    if (this.is('{')) this.patternsWithin('{', '}', path, into);
    this.patternName(path, type, into);
  }

  protected beginsBracket(): boolean {
    return this.is('(') || this.is('{') || this.is('[');
  }

  /** Patterns in brackets, each of a member where that is named. */
  private patternsWithin(open: string, close: string, path: readonly string[], into: PatternName[]): void {
    this.accept(open);
    while (!this.done && !/^[)\]};]$/.test(this.peek().text)) {
      const before = this.at;
      this.pattern([...path, ...this.memberAsked()], into);
      this.accept('..');
      this.accept(',');
      if (this.at === before) this.at++;
    }
    this.accept(close);
  }

  /** `Name:`, `Name.Other:` */
  private memberAsked(): string[] {
    const members: string[] = [];
    let ahead = 0;
    while (this.peek(ahead).kind === 'name') {
      members.push(this.peek(ahead).text);
      if (this.is(':', ahead + 1)) {
        this.at += ahead + 2;
        return members;
      }
      if (!this.is('.', ahead + 1)) break;
      ahead += 2;
    }
    return [];
  }

  private patternName(path: readonly string[], type: string | null, into: PatternName[]): void {
    const name = this.peek();
    if (name.kind !== 'name' || BEHIND.test(name.text) || this.word('and') || this.word('or')) return;
    this.at++;
    if (name.text !== '_' && into.length < MAXIMUM_NAMES) into.push({ name, path, type });
  }
}

/** What the names of a pattern get of the value that it is asked of. */
export function patternValues(names: readonly PatternName[], value: Expression): Expression[] {
  return names.map(({ name, path, type }) => {
    const { start, end } = value;
    const part = path.reduce<Expression>(
      (object, member) => ({ kind: 'member', object, name: member, start, end }),
      value,
    );
    const target: Expression = { kind: 'name', name: name.text, start: name.start, end: name.end };
    const given: Expression = type === null ? part : { kind: 'cast', type, operand: part, start, end };
    return { kind: 'assign', operator: '=', target, value: given, start, end: Math.max(end, name.end) };
  });
}
