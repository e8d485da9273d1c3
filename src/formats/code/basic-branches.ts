import { CLOSES, ENDS, type Level, level, METHODS, MODIFIERS, OPENS } from './basic-level.js';
import {
  MAXIMUM_STATEMENT,
  type OpenBranch,
  type RawBlock,
  type RawBranch,
  type RawPart,
  setsConstant,
} from './raw-branch.js';
import type { Token } from './token.js';

const MAXIMUM_DEPTH = 200;
/** Single-line `If`s within each other. */
const MAXIMUM_INLINE = 20;

/** Branches of VB and VBScript. None where the code jumps. */
export function basicBranches(tokens: readonly Token[]): readonly RawBranch[] {
  return readBranches(tokens)?.branches ?? [];
}

/** Blocks of VB and VBScript of which it is not sure that they run once; null where it is uncertain which these are. */
export function basicBlocks(tokens: readonly Token[]): readonly RawBlock[] | null {
  const reader = readBranches(tokens);
  return reader?.balanced ? reader.blocks : null;
}

function readBranches(tokens: readonly Token[]): BranchReader | null {
  for (let i = 0; i < tokens.length; i++) {
    const word = tokens[i]?.kind === 'name' ? tokens[i]?.text.toLowerCase() : '';
    const next = tokens[i + 1]?.text.toLowerCase() ?? '';
    if ((word === 'goto' && next !== '0') || word === 'gosub') return null;
    const resumes = word === 'resume' && tokens[i - 1]?.text.toLowerCase() !== 'error';
    if (resumes && tokens[i + 1]?.kind === 'name') return null;
  }
  const reader = new BranchReader(tokens);
  reader.read();
  return reader;
}

class BranchReader {
  readonly branches: RawBranch[] = [];
  readonly blocks: RawBlock[] = [];
  /** All ends that were met belong to what they end. */
  balanced = true;
  private levels: Level[] = [level('other', [0, 0])];
  private at = 0;
  private leaves = false;
  private inline = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  read(): void {
    while (this.at < this.tokens.length) {
      const before = this.at;
      this.statement();
      if (this.at === before) this.at++;
    }
    this.dropAll();
  }

  /** Nothing may be open where a method begins or ends. */
  private dropAll(): void {
    if (this.levels.length > 1) this.balanced = false;
    this.dropTo(0);
  }

  private begin(kind: Level['kind'], word: string, start: number, condition: readonly [number, number]): Level {
    const of = level(kind, condition, this.at);
    return { ...of, word, start, partStart: this.start() };
  }

  private donePart(of: Level, leaves: boolean): void {
    if (of.partStart !== null) of.done.push({ from: of.partStart, to: this.start(), leaves });
    of.partStart = null;
  }

  private keep({ word, start, done, isElse, breaks }: Level): void {
    if (word === '') return;
    const complete = word === 'try' || isElse;
    this.blocks.push({
      from: start,
      to: this.start(),
      parts: done,
      complete: complete && !breaks,
      jumps: word !== 'if',
    });
  }

  private word(ahead = 0): string {
    const token = this.tokens[this.at + ahead];
    return token?.kind === 'name' && !token.disguised ? token.text.toLowerCase() : '';
  }

  private get lineEnds(): boolean {
    const token = this.tokens[this.at];
    return token === undefined || token.kind === 'line-end';
  }

  private get newLine(): boolean {
    const token = this.tokens[this.at];
    return token === undefined || (token.kind === 'line-end' && token.text === '');
  }

  private start(): number {
    return this.tokens[this.at]?.start ?? this.tokens[this.tokens.length - 1]?.end ?? 0;
  }

  private close(open: readonly OpenBranch[], to = this.start()): void {
    for (const one of open) this.branches.push({ ...one, to });
  }

  private get top(): Level {
    return this.levels[this.levels.length - 1] ?? level('other', [0, 0]);
  }

  /** Ends the part that is being read of a block. */
  private endPart(of: Level): void {
    if (of.part) this.close([of.part]);
    this.close(of.rest.splice(0));
    of.part = null;
  }

  private dropTo(count: number): void {
    while (this.levels.length > count) {
      const last = this.levels.pop();
      if (last) this.endPart(last);
    }
    if (this.levels.length === 0) this.levels.push(level('other', [0, 0]));
  }

  private push(of: Level): void {
    if (this.levels.length >= MAXIMUM_DEPTH) {
      this.balanced = false;
      this.dropTo(1);
    }
    this.levels.push(of);
    this.leaves = false;
  }

  /** Takes the rest of the statement; the place of it. */
  private rest(): readonly [number, number] {
    const from = this.start();
    while (!this.lineEnds) this.at++;
    return [from, this.tokens[this.at - 1]?.end ?? from];
  }

  private statement(): void {
    if (this.lineEnds) {
      this.at++;
      return;
    }
    while (MODIFIERS.test(this.word()) && this.tokens[this.at + 1]?.kind === 'name') this.at++;
    const word = this.word();
    const next = this.word(1);
    if (!this.block(word, next)) this.leaves = this.simple(word, next);
  }

  /** What begins, ends or parts a block, taken. False where it is none of these. */
  private block(word: string, next: string): boolean {
    if (word === 'if') {
      this.branch();
      return true;
    }
    if (word === 'elseif' || word === 'else') {
      this.otherBranch(word);
      return true;
    }
    if (word === 'select' && next === 'case') {
      const start = this.start();
      this.at += 2;
      const of = this.begin('select', 'select', start, this.rest());
      of.partStart = null;
      this.push(of);
      return true;
    }
    if (word === 'case') {
      this.label();
      return true;
    }
    if (word === 'end' && next !== '') {
      this.end(next);
      return true;
    }
    if (CLOSES.has(word)) {
      this.rest();
      this.pop('other');
      return true;
    }
    if (METHODS.test(word) && this.beginsMethod(word)) {
      this.rest();
      // What is open belongs to another method.
      this.dropAll();
      this.leaves = false;
      return true;
    }
    if (OPENS.has(word)) {
      const start = this.start();
      this.at++;
      const condition = this.rest();
      this.push(this.begin('other', /^(?:with|using|synclock)$/.test(word) ? '' : word, start, condition));
      if (word === 'while') this.top.part = { condition, holds: true, from: this.start() };
      return true;
    }
    if (/^(?:catch|finally)$/.test(word)) {
      const of = this.top;
      if (of.word !== 'try') this.balanced = false;
      this.donePart(of, this.leaves);
      this.rest();
      this.endPart(of);
      if (word === 'catch') of.partStart = this.start();
      this.leaves = false;
      return true;
    }
    return false;
  }

  /** `Set x = y` assigns; `Get` and `Set` of a property stand alone. */
  private beginsMethod(word: string): boolean {
    const next = this.tokens[this.at + 1];
    if (word === 'get' || word === 'set')
      return next === undefined || next.kind === 'line-end' || (word === 'set' && next.text === '(');
    return next?.kind === 'name';
  }

  /** A statement without parts. Whether it leaves. */
  private simple(word: string, next: string): boolean {
    if (/^(?:return|throw)$/.test(word)) {
      this.rest();
      return true;
    }
    if (
      (word === 'exit' && /^(?:sub|function|property|for|do|while|select|try)$/.test(next)) ||
      (word === 'continue' && /^(?:for|do|while)$/.test(next))
    ) {
      if (/^(?:select|try)$/.test(next)) for (const of of this.levels) of.breaks = true;
      this.rest();
      return true;
    }
    let text = '';
    for (; !this.lineEnds && !(this.inline > 0 && this.word() === 'else'); this.at++)
      if (text.length < MAXIMUM_STATEMENT) text += this.tokens[this.at]?.text ?? '';
    return ENDS.test(text) && !/,\s*false\b/i.test(text);
  }

  /** `If … Then` of either kind. */
  private branch(): void {
    const start = this.start();
    this.at++;
    const from = this.start();
    while (!this.newLine && this.word() !== 'then') this.at++;
    const condition: readonly [number, number] = [from, this.tokens[this.at - 1]?.end ?? from];
    if (this.word() !== 'then') {
      // VB lets it out.
      if (!this.newLine) {
        this.balanced = false;
        return;
      }
    } else this.at++;
    if (this.newLine) {
      const of = this.begin('if', 'if', start, condition);
      of.part = { condition, holds: true, from: this.start() };
      this.push(of);
      return;
    }
    this.inline++;
    const first = this.at;
    const done: RawPart[] = [];
    const leaves = this.inLine(condition, true, done);
    const only = setsConstant(this.tokens, first, this.at);
    let otherLeaves = false;
    if (this.word() === 'else') {
      this.at++;
      otherLeaves = this.inLine(condition, false, done);
    } else if (only !== undefined) this.top.rest.push({ condition, holds: false, only, from: this.start() });
    this.inline--;
    if (leaves !== otherLeaves) this.top.rest.push({ condition, holds: otherLeaves, from: this.start() });
    this.blocks.push({ from: start, to: this.start(), parts: done, complete: done.length === 2, jumps: false });
    this.leaves = leaves && otherLeaves;
  }

  /** Statements of one line, up to its end or `Else`. */
  private inLine(condition: readonly [number, number], holds: boolean, done: RawPart[]): boolean {
    const from = this.start();
    const outer = this.levels;
    const own = level('other', condition);
    this.levels = [own];
    this.leaves = false;
    while (!this.newLine && this.word() !== 'else' && this.inline < MAXIMUM_INLINE) {
      const before = this.at;
      if (this.tokens[this.at]?.kind === 'line-end') this.at++;
      else this.statement();
      if (this.at === before) this.at++;
    }
    if (this.levels.length > 1 || this.inline >= MAXIMUM_INLINE) this.balanced = false;
    for (const of of outer) of.breaks ||= own.breaks;
    this.dropTo(0);
    this.levels = outer;
    this.close([{ condition, holds, from }]);
    done.push({ from, to: this.start(), leaves: this.leaves });
    return this.leaves;
  }

  private otherBranch(word: string): void {
    const of = this.top;
    if (of.kind !== 'if') {
      this.balanced = false;
      this.rest();
      return;
    }
    if (of.parts === 0) of.firstLeaves = this.leaves;
    this.donePart(of, this.leaves);
    this.endPart(of);
    of.parts++;
    this.at++;
    if (word === 'else') {
      of.partStart = this.start();
      if (of.parts === 1) of.part = { condition: of.condition, holds: false, from: this.start() };
      of.isElse = true;
      this.leaves = false;
      return;
    }
    const from = this.start();
    while (!this.lineEnds && this.word() !== 'then') this.at++;
    const condition: readonly [number, number] = [from, this.tokens[this.at - 1]?.end ?? from];
    if (this.word() === 'then') this.at++;
    of.partStart = this.start();
    of.part = { condition, holds: true, from: this.start() };
    this.leaves = false;
  }

  private label(): void {
    const of = this.top;
    this.at++;
    if (of.kind !== 'select') {
      this.balanced = false;
      this.rest();
      return;
    }
    this.donePart(of, this.leaves);
    this.endPart(of);
    of.isElse = this.word() === 'else';
    const texts: string[] = [];
    let certain = true;
    for (; !this.lineEnds; this.at++) {
      const token = this.tokens[this.at];
      if (token?.kind === 'string' || token?.kind === 'number') texts.push(token.text);
      else if (token?.text !== ',') certain = false;
    }
    this.leaves = false;
    of.partStart = this.start();
    if (of.isElse) return;
    of.texts = certain && of.texts !== null ? [...of.texts, ...texts] : null;
    if (certain && texts.length > 0) of.part = { condition: of.condition, holds: true, texts, from: this.start() };
  }

  private end(what: string): void {
    const last = this.at;
    this.rest();
    if (METHODS.test(what)) {
      this.dropAll();
      this.leaves = false;
      return;
    }
    this.pop(what === 'if' ? 'if' : what === 'select' ? 'select' : 'other', last);
  }

  /** @param last the token that ends the block. */
  private pop(kind: Level['kind'], last = this.at): void {
    const of = this.top;
    if (of.kind !== kind || this.levels.length === 1) {
      // Blocks that do not match: nothing is known of what is open.
      this.balanced = false;
      for (const { rest } of this.levels) rest.splice(0);
      for (const one of this.levels) one.part = null;
      this.leaves = false;
      return;
    }
    if (of.parts === 0) of.firstLeaves = this.leaves;
    const lastLeaves = this.leaves;
    this.donePart(of, lastLeaves);
    this.keep(of);
    this.endPart(of);
    this.levels.pop();
    this.leaves = false;
    const { condition, firstLeaves, isElse, parts, texts } = of;
    const from = this.start();
    const { rest } = this.top;
    if (kind === 'select' && isElse && lastLeaves && texts !== null && texts.length > 0)
      rest.push({ condition, holds: true, texts, from });
    if (kind !== 'if') return;
    const otherLeaves = isElse && parts === 1 && lastLeaves;
    const only = parts === 0 ? setsConstant(this.tokens, of.first, last) : undefined;
    if (only !== undefined) rest.push({ condition, holds: false, only, from });
    if (firstLeaves && !otherLeaves) rest.push({ condition, holds: false, from });
    if (!firstLeaves && otherLeaves) rest.push({ condition, holds: true, from });
    this.leaves = firstLeaves && otherLeaves;
  }
}
