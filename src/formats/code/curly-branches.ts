import {
  MAXIMUM_STATEMENT,
  type OpenBranch,
  type RawBlock,
  type RawBranch,
  type RawPart,
  setsConstant,
} from './raw-branch.js';
import type { Token } from './token.js';

/** Blocks within blocks; code that is deeper tells nothing. */
const MAXIMUM_DEPTH = 100;

/** What ends the way of whoever waits for an answer. */
const ENDS = /^(?:[\w.]{0,60}\.)?(?:response\.(?:end|redirect(?:permanent)?)|server\.transfer)\(/i;

/** Labels of a `switch` behind which one section stands. */
interface Labels {
  readonly texts: readonly string[];
  readonly isDefault: boolean;
  /** All are constants. */
  readonly certain: boolean;
}

function joined(a: Labels, b: Labels): Labels {
  return {
    texts: [...a.texts, ...b.texts],
    isDefault: a.isDefault || b.isDefault,
    certain: a.certain && b.certain,
  };
}

/** Thrown, and caught here, where the code jumps or is nested in a way that leaves open what runs when. */
class Uncertain extends Error {}

/** Branches of C# and JScript. */
export function curlyBranches(tokens: readonly Token[], jscript: boolean): readonly RawBranch[] {
  return readBranches(tokens, jscript)?.branches ?? [];
}

/** Blocks of C# and JScript of which it is not sure that they run once; null where it is uncertain which these are. */
export function curlyBlocks(tokens: readonly Token[], jscript: boolean): readonly RawBlock[] | null {
  const isLabelled = ({ kind, text }: Token, i: number) =>
    kind === 'name' && /^(?:break|continue)$/.test(text) && tokens[i + 1]?.kind === 'name';
  const reader = tokens.some(isLabelled) ? null : readBranches(tokens, jscript);
  return reader?.balanced ? reader.blocks : null;
}

function readBranches(tokens: readonly Token[], jscript: boolean): BranchReader | null {
  if (tokens.some(({ kind, text }) => kind === 'name' && text === 'goto')) return null;
  const reader = new BranchReader(tokens, jscript);
  try {
    reader.all();
  } catch (error) {
    if (error instanceof Uncertain) return null;
    throw error;
  }
  return reader;
}

class BranchReader {
  readonly branches: RawBranch[] = [];
  readonly blocks: RawBlock[] = [];
  /** All braces that were met belong together. */
  balanced = true;
  private at = 0;
  private depth = 0;
  /** `break` statements that were read. */
  private breaks = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly jscript: boolean,
  ) {}

  all(): void {
    while (this.at < this.tokens.length) {
      this.block();
      if (this.at < this.tokens.length) this.balanced = false;
      this.at++;
    }
  }

  /** Takes the `}` of a block. */
  private closing(): void {
    if (!this.is('}')) this.balanced = false;
    this.at++;
  }

  private keep(from: number, parts: readonly RawPart[], how: { complete?: boolean; jumps?: boolean } = {}): void {
    this.blocks.push({ from, to: this.end(), parts, complete: how.complete ?? false, jumps: how.jumps ?? false });
  }

  /** One statement as a part of a block. */
  private part(): RawPart {
    const from = this.start();
    const leaves = this.inner();
    return { from, to: this.end(), leaves };
  }

  private is(text: string, at = this.at): boolean {
    const token = this.tokens[at];
    return token !== undefined && token.kind !== 'string' && !token.disguised && token.text === text;
  }

  private start(at = this.at): number {
    return this.tokens[at]?.start ?? this.tokens[this.tokens.length - 1]?.end ?? 0;
  }

  private end(at = this.at - 1): number {
    return this.tokens[at]?.end ?? 0;
  }

  private close(open: readonly OpenBranch[], to: number): void {
    for (const one of open) this.branches.push({ ...one, to });
  }

  /** Statements up to a `}`, which is left. Whether the last of them leaves. */
  private block(): boolean {
    if (++this.depth > MAXIMUM_DEPTH) throw new Uncertain();
    const open: OpenBranch[] = [];
    let leaves = false;
    while (this.at < this.tokens.length && !this.is('}')) {
      const before = this.at;
      leaves = this.statement(open);
      if (this.at === before) this.at++;
    }
    this.close(open, this.start());
    this.depth--;
    return leaves;
  }

  /** @param open what is known from here on to the end of the block. */
  private statement(open: OpenBranch[]): boolean {
    if (this.is('{')) {
      this.at++;
      const leaves = this.block();
      this.closing();
      return leaves;
    }
    const { text, kind } = this.tokens[this.at] ?? { text: '', kind: 'punctuation' };
    if (kind === 'name') {
      if (text === 'if' && this.is('(', this.at + 1)) return this.branch(open);
      if (text === 'switch' && this.is('(', this.at + 1)) return this.choice(open);
      if (/^(?:while|for|foreach|using|lock|fixed|catch|with|when)$/.test(text) && this.is('(', this.at + 1))
        return this.headed(text);
      if (text === 'try') return this.attempt();
      if (/^(?:do|finally|else|unsafe|checked|unchecked)$/.test(text)) {
        const from = this.start();
        this.at++;
        const part = this.part();
        if (text === 'do') this.keep(from, [{ ...part, leaves: false }], { jumps: true });
        if (text === 'else' || text === 'finally') this.balanced = false;
        return false;
      }
      if (/^(?:return|throw|break|continue)$/.test(text)) {
        if (text === 'break') this.breaks++;
        this.simple();
        return true;
      }
    }
    return this.simple();
  }

  /** One statement as a scope of its own. */
  private inner(): boolean {
    if (++this.depth > MAXIMUM_DEPTH) throw new Uncertain();
    const open: OpenBranch[] = [];
    const leaves = this.is('}') ? false : this.statement(open);
    this.close(open, this.end());
    this.depth--;
    return leaves;
  }

  /** `try { … } catch (Exception e) { … } finally { … }` */
  private attempt(): boolean {
    const start = this.start();
    this.at++;
    const parts = [this.part()];
    while (this.is('catch')) {
      this.at++;
      if (this.is('(')) {
        this.at--;
        this.brackets();
      }
      if (this.is('when')) this.brackets();
      parts.push(this.part());
    }
    if (this.is('finally')) {
      this.at++;
      this.inner();
    }
    this.keep(start, parts, { complete: true, jumps: true });
    return false;
  }

  private headed(word: string): boolean {
    const start = this.start();
    const condition = this.brackets();
    const from = this.start();
    const leaves = this.inner();
    if (word === 'while') this.close([{ condition, holds: true, from }], this.end());
    const runsOnce = /^(?:using|lock|fixed)$/.test(word);
    if (!runsOnce) this.keep(start, [{ from, to: this.end(), leaves: false }], { jumps: true });
    return leaves && runsOnce;
  }

  private branch(open: OpenBranch[]): boolean {
    const start = this.start();
    const condition = this.brackets();
    let from = this.start();
    const first = this.at;
    const leaves = this.inner();
    const only = setsConstant(this.tokens, first, this.at);
    this.close([{ condition, holds: true, from }], this.end());
    const parts: RawPart[] = [{ from, to: this.end(), leaves }];
    let otherLeaves = false;
    if (this.is('else')) {
      this.at++;
      from = this.start();
      otherLeaves = this.inner();
      parts.push({ from, to: this.end(), leaves: otherLeaves });
      this.close([{ condition, holds: false, from }], this.end());
    } else if (only !== undefined) open.push({ condition, holds: false, only, from: this.start() });
    if (leaves !== otherLeaves) open.push({ condition, holds: otherLeaves, from: this.start() });
    this.keep(start, parts, { complete: parts.length === 2 });
    return leaves && otherLeaves;
  }

  /** `switch (subject) { case "a": … default: … }` */
  private choice(open: OpenBranch[]): boolean {
    const start = this.start();
    const condition = this.brackets();
    if (!this.is('{')) return false;
    this.at++;
    if (++this.depth > MAXIMUM_DEPTH) throw new Uncertain();
    const all: Labels[] = [];
    /** Labels of the section before, where it goes on into this one. */
    let before: Labels | null = null;
    let escapes = true;
    const parts: RawPart[] = [];
    let certain = true;
    while (this.at < this.tokens.length && !this.is('}')) {
      if (!this.isLabel(this.at)) {
        this.at++;
        continue;
      }
      const labels = this.labels();
      all.push(labels);
      const reached: Labels = before === null ? labels : joined(before, labels);
      const { breaks } = this;
      const from = this.start();
      const within: OpenBranch[] = [];
      const leaves = this.section(within);
      this.close(within, this.start());
      if (reached.certain && !reached.isDefault)
        this.close([{ condition, holds: true, texts: reached.texts, from }], this.start());
      if (labels.isDefault) escapes = !leaves || this.breaks > breaks || labels.texts.length > 0;
      before = leaves ? null : reached;
      const breaksOff = this.breaks - breaks;
      const endsWithBreak = leaves && breaksOff === 1 && this.is(';', this.at - 1) && this.is('break', this.at - 2);
      if (breaksOff > 0 && !endsWithBreak) certain = false;
      parts.push({ from, to: this.start(), leaves: leaves && breaksOff === 0 });
    }
    this.closing();
    this.depth--;
    const hasDefault = all.some(({ isDefault }) => isDefault);
    this.keep(start, parts, { complete: hasDefault && certain, jumps: true });
    const texts = all.flatMap((labels) => labels.texts);
    if (!escapes && texts.length > 0 && all.every(({ certain }) => certain))
      open.push({ condition, holds: true, texts, from: this.start() });
    return false;
  }

  /** Statements up to the next label or `}`. */
  private section(open: OpenBranch[]): boolean {
    let leaves = false;
    while (this.at < this.tokens.length && !this.is('}') && !this.isLabel(this.at)) {
      const before = this.at;
      leaves = this.statement(open);
      if (this.at === before) this.at++;
    }
    return leaves;
  }

  private isLabel(at: number): boolean {
    return this.is('case', at) || (this.is('default', at) && this.is(':', at + 1));
  }

  /** All labels that stand here together, taken. */
  private labels(): Labels {
    const texts: string[] = [];
    let isDefault = false;
    let certain = true;
    while (this.at < this.tokens.length && this.isLabel(this.at)) {
      const text = this.tokens[this.at + 1];
      if (this.is('default')) {
        isDefault = true;
        this.at += 2;
      } else if (text && (text.kind === 'string' || text.kind === 'number') && this.is(':', this.at + 2)) {
        texts.push(text.text);
        this.at += 3;
      } else {
        certain = false;
        while (this.at < this.tokens.length && !this.is(':') && !this.is('}') && !this.is(';')) this.at++;
        this.at++;
      }
    }
    return { texts, isDefault, certain };
  }

  /** A word and the brackets behind it, taken; the place of what is in them. */
  private brackets(): readonly [number, number] {
    this.at += 2;
    const from = this.start();
    for (let level = 1; this.at < this.tokens.length; this.at++) {
      if (this.is('(')) level++;
      else if (this.is(')') && --level === 0) break;
    }
    const to = this.start();
    this.at++;
    return [from, to];
  }

  /** Any other statement, to behind its `;`, with the blocks of methods, classes and lambdas in it. Whether it leaves. */
  private simple(): boolean {
    const from = this.at;
    let level = 0;
    let text = '';
    while (this.at < this.tokens.length) {
      if (this.is('{')) {
        const start = this.start();
        this.at++;
        this.block();
        this.closing();
        this.keep(start, [{ from: start, to: this.end(), leaves: false }], { jumps: true });
        if (level <= 0 && !/^[;,.)\]?:=&|+<>]/.test(this.tokens[this.at]?.text ?? '')) return false;
        continue;
      }
      if (this.is('}')) break;
      if (this.is('(') || this.is('[')) level++;
      else if (this.is(')') || this.is(']')) level--;
      else if (this.is(';') && level <= 0) {
        this.at++;
        break;
      } else if (this.jscript && level <= 0 && this.at > from && (this.beginsStatement() || this.endsWithLine())) break;
      if (text.length < MAXIMUM_STATEMENT) text += this.tokens[this.at]?.text ?? '';
      this.at++;
    }
    return ENDS.test(text) && !/,false\b|,!1/i.test(text);
  }

  /** Statements of JScript may end with their line. */
  private beginsStatement(): boolean {
    return /^(?:if|else|switch|while|for|do|try|return|break|continue|var|throw|with|function)$/.test(
      this.tokens[this.at]?.text ?? '',
    );
  }

  /** Two operands without an operator between them. */
  private endsWithLine(): boolean {
    const before = this.tokens[this.at - 1];
    const next = this.tokens[this.at];
    if (before === undefined || next === undefined || next.kind === 'punctuation') return false;
    if (next.kind === 'name' && /^(?:in|instanceof)$/.test(next.text)) return false;
    if (before.kind === 'name')
      return !/^(?:in|instanceof|new|typeof|delete|void|return|throw|var|case|function|else|do|get|set)$/.test(
        before.text,
      );
    return before.kind !== 'punctuation' || /^[)\]]$/.test(before.text);
  }
}
