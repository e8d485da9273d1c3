import type { Block, Region } from './blocks.js';
import { assigned, type BodyNames, type Definition } from './body-names.js';
import { type Naming, renameStatement } from './rename.js';
import type { Expression, Method, Span, Statement } from './syntax.js';
import { versionOf } from './variable-names.js';

/** Steps over the blocks of a body. */
const MAXIMUM_WORK = 200_000;

/** A statement that gives a variable a value, from which on it goes by another name. */
interface Renamed {
  readonly name: string;
  readonly replaces: string;
  readonly type: string | null;
}

interface Interval {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** What a variable goes by. */
type Current = Map<string, string>;

/** Gives the variables of one body the names of their versions. */
export class BodyVersions {
  private readonly intervals = new Map<string, Interval[]>();
  private readonly renamed = new Map<Statement, Renamed>();
  /** Where the variable stands that a version is made of. */
  private readonly places = new Map<string, number>();
  /** Statements that are put in, with the place in front of which they belong. */
  private readonly added: { readonly before: number; readonly statement: Statement }[] = [];
  private readonly counts = new Map<string, number>();
  private readonly definitions: readonly Definition[];
  /** How many of these were come by. */
  private reached = 0;
  private work = 0;

  constructor(
    private readonly names: BodyNames,
    private readonly which: ReadonlySet<string>,
    private readonly whole: Region,
    private readonly method: Method | null,
    private readonly goesOn: boolean,
    private readonly key: (name: string) => string,
  ) {
    this.definitions = names.definitions.filter((of) => which.has(of.key)).sort((a, b) => a.at.start - b.at.start);
  }

  rewrite(body: readonly Statement[]): readonly Statement[] {
    const { method } = this;
    const region = this.regionOf(method);
    const current: Current = new Map([...this.which].map((name) => [name, name]));
    const made = this.region(region, current, false);
    if (this.work > MAXIMUM_WORK) return body;
    // What whoever called it finds in an argument.
    for (const { name } of method?.parameters ?? [])
      for (const version of made.get(this.key(name)) ?? []) this.leave(this.key(name), version, region.to);
    return this.put(body);
  }

  /** The braces of a method, or whatever it stands in. */
  private regionOf(method: Method | null): Region {
    let region = this.whole;
    if (method === null) return region;
    const { start, end } = method;
    for (;;) {
      const braces = region.blocks.find(({ from, to }) => to >= end && (from <= start || to === end));
      const [part] = braces?.parts ?? [];
      if (part === undefined) return { ...region, from: Math.max(region.from, start), to: Math.min(region.to, end) };
      region = part;
    }
  }

  /** Follows what runs one after the other. Gives all versions that were made in it. */
  private region(region: Region, current: Current, jumps: boolean): Map<string, string[]> {
    const made = new Map<string, string[]>();
    const note = (key: string, version: string) => {
      current.set(key, version);
      made.set(key, [...(made.get(key) ?? []), version]);
    };
    let from = region.from;
    for (const block of region.blocks) {
      if (++this.work > MAXIMUM_WORK) return made;
      if (block.to <= region.from || block.from >= region.to) continue;
      this.define(from, block.from, region.to, current, note, jumps);
      this.block(block, region.to, current, note, jumps || block.jumps);
      from = block.to;
    }
    this.define(from, region.to, region.to, current, note, jumps);
    return made;
  }

  private define(
    from: number,
    to: number,
    end: number,
    current: Current,
    note: (key: string, version: string) => void,
    jumps: boolean,
  ): void {
    for (; (this.definitions[this.reached]?.at.start ?? to) < to; this.reached++) {
      const definition = this.definitions[this.reached];
      // What stands in a condition may run again, or not.
      if (definition === undefined || definition.at.start < from) continue;
      const { statement, key, value, at, grows } = definition;
      if (this.goesOn && !isLiteral(value)) continue;
      // What grows each time that it runs again holds more than one time gives it.
      if (grows && jumps) continue;
      const first = this.names.mentions.get(key) === at.start && current.get(key) === key && !this.isParameter(key);
      if (first) continue;
      const name = this.next(key);
      this.renamed.set(statement, { name, replaces: current.get(key) ?? key, type: this.typeOf(key) });
      this.places.set(name, at.start);
      this.span(key, value.end, end, name);
      note(key, name);
    }
  }

  private typeOf(key: string): string | null {
    const parameter = this.method?.parameters.find(({ name }) => this.key(name) === key);
    return parameter?.type ?? this.names.declared.get(key) ?? null;
  }

  private isParameter(key: string): boolean {
    return this.method?.parameters.some(({ name }) => this.key(name) === key) ?? false;
  }

  private block(
    block: Block,
    end: number,
    current: Current,
    note: (key: string, version: string) => void,
    jumps: boolean,
  ): void {
    const ends: Current[] = [];
    for (const part of block.parts) {
      const within = new Map(current);
      const made = this.region(part, within, jumps);
      if (!part.leaves) ends.push(within);
      for (const [key, versions] of made)
        for (const version of jumps ? versions : part.leaves ? [] : versions.slice(-1))
          this.leave(current.get(key) ?? key, version, part.to);
    }
    if (!block.complete || ends.length === 0 || this.goesOn) return;
    for (const key of this.which) {
      const versions = ends.map((of) => of.get(key) ?? key);
      const before = current.get(key) ?? key;
      if (versions.includes(before)) continue;
      const name = this.next(key);
      const place = this.places.get(versions[0] ?? '') ?? block.to;
      const at: Span = { start: place, end: place };
      const branches = versions.map((version): Expression => ({ kind: 'name', name: version, ...at }));
      const value: Expression = { kind: 'choice', condition: { kind: 'number', value: 0, ...at }, branches, ...at };
      this.added.push({
        before: block.to,
        statement: {
          kind: 'declare',
          name,
          type: this.names.declared.get(key) ?? null,
          value,
          replaces: before,
          ...at,
        },
      });
      this.span(key, block.to, end, name);
      note(key, name);
    }
  }

  /** What one version holds goes on into another. */
  private leave(into: string, version: string, before: number): void {
    const place = this.places.get(version) ?? before;
    const at: Span = { start: place, end: place };
    const target: Expression = { kind: 'name', name: into, ...at };
    const value: Expression = { kind: 'name', name: version, ...at };
    const expression: Expression = { kind: 'assign', operator: '=', target, value, ...at };
    this.added.push({ before, statement: { kind: 'expression', expression, ...at } });
  }

  private next(key: string): string {
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return versionOf(key, count);
  }

  private span(key: string, from: number, to: number, name: string): void {
    const list = this.intervals.get(key);
    if (list) list.push({ from, to, name });
    else this.intervals.set(key, [{ from, to, name }]);
  }

  private nameAt(name: string, start: number): string {
    const list = this.intervals.get(this.key(name));
    if (list === undefined) return name;
    let found: Interval | null = null;
    for (const one of list)
      if (start >= one.from && start < one.to && (found === null || one.from >= found.from)) found = one;
    return found?.name ?? name;
  }

  private put(body: readonly Statement[]): readonly Statement[] {
    const naming: Naming = { name: (name, start) => this.nameAt(name, start) };
    const made: Statement[] = [];
    const waiting = this.added.sort((a, b) => a.before - b.before);
    let next = 0;
    for (const statement of body) {
      for (; next < waiting.length && (waiting[next]?.before ?? 0) <= statement.start; next++) {
        const one = waiting[next];
        if (one) made.push(one.statement);
      }
      const definition = this.renamed.get(statement);
      const of = renameStatement(statement, naming);
      made.push(definition ? asDeclared(of, definition) : of);
    }
    for (; next < waiting.length; next++) {
      const one = waiting[next];
      if (one) made.push(one.statement);
    }
    return made;
  }
}

function asDeclared(statement: Statement, renamed: Renamed): Statement {
  if (statement.kind === 'declare') return { ...statement, name: renamed.name, replaces: renamed.replaces };
  if (statement.kind !== 'expression' || statement.expression.kind !== 'assign') return statement;
  const value = assigned(statement.expression);
  return { kind: 'declare', ...renamed, value, start: statement.expression.target.start, end: statement.end };
}

/** A text or number that stands there, or what such are put together to. */
function isLiteral(value: Expression): boolean {
  if (value.kind === 'binary') return /^[+&]$/.test(value.operator) && isLiteral(value.left) && isLiteral(value.right);
  return value.kind === 'string' || value.kind === 'number';
}
