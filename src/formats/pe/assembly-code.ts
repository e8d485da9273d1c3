import type { ServerCode } from '../aspx/server-code.js';
import type { ClassDeclaration, Method, Parameter, Statement } from '../code/syntax.js';
import { AssemblyMembers, type Member, type OwnMethod, type OwnType, shortName } from './assembly-members.js';
import type { LiftedStatement } from './expression-stack.js';
import { instructionsOf, type MethodBody, readBody } from './instructions.js';
import { liftMethod } from './lift-method.js';
import { Metadata, Table } from './metadata.js';
import { CodePrinter } from './print-code.js';
import { layoutOfImage } from './read-image.js';

/** Code that is looked through for what it calls, and code that is turned back into statements; bytes. */
const MAXIMUM_SCANNED = 48 << 20;
const MAXIMUM_LIFTED = 400_000;
/** Methods that are turned back into statements. */
const MAXIMUM_FOLLOWED = 5000;
/** Edges between methods. */
const MAXIMUM_CALLS = 3_000_000;
/** Calls on the way from data that comes in, up to a method and down again, to what is done with it. */
const MAXIMUM_DISTANCE = 8;

/** What a member means to whoever looks at an assembly: data comes in by it, or something is done by it. */
export type Interest = 'source' | 'sink' | null;

export interface Judge {
  /** The interest in a member of another assembly, by type and name, or in an imported function, which has no type. */
  member(type: string, name: string): Interest;
  /** Whether others than the assembly call a method of it with data of theirs. */
  isCalledWithData(method: OwnMethod, attributes: readonly string[]): boolean;
}

/** A method, with the members of other assemblies that it calls. */
export interface ReadMethod {
  readonly method: OwnMethod;
  readonly calls: readonly Member[];
  /** Rows of methods of the assembly that it calls or hands on. */
  readonly own: readonly number[];
  /** Tokens of fields of the assembly that it reads, and of those that it writes. */
  readonly loads: readonly number[];
  readonly stores: readonly number[];
}

/** The code of an assembly, as far as it was asked for. */
export interface AssemblyCode {
  readonly members: AssemblyMembers;
  readonly methods: ReadonlyMap<number, ReadMethod>;
  /** Of methods between data that comes in and what is done with it; null where there are none. */
  readonly code: ServerCode | null;
  /** Methods of it to begin with; the others are only of interest where these call them. */
  readonly roots: ReadonlySet<Method>;
  /** What was cut short, in words fit for a coverage note. */
  readonly limits: readonly string[];
}

/**
 * Reads the code of a .NET assembly: which methods call what, and those through which data of a request may reach something of
 * interest as statements. Null where the bytes are no assembly. Never throws; bounded in bytes, methods and nodes.
 */
export function readAssemblyCode(bytes: Uint8Array, judge: Judge): AssemblyCode | null {
  const image = layoutOfImage(bytes);
  const metadata = image === null || image.clr === 0 ? null : Metadata.read(image.layout, image.clr);
  if (metadata === null) return null;
  const members = new AssemblyMembers(metadata);
  const limits = new Set<string>();
  if (members.cut) limits.add('more types, methods or fields than are read as code');
  const { methods, complete } = readCalls(members);
  if (!complete) limits.add('more code than is looked through');
  const attributes = members.methodAttributes();
  const { chosen, begins } = choose(members, methods, attributes, judge);
  if (chosen.length === 0) return { members, methods, code: null, roots: new Set(), limits: [...limits] };
  const { bodies, complete: whole } = bodiesOf(members, chosen);
  if (!whole) limits.add('more code than is followed');
  const { code, roots, complete: printed } = print(members, bodies, methods, attributes, begins);
  if (!printed) limits.add('more code than is followed');
  return { members, methods, code, roots, limits: [...limits] };
}

function readCalls(members: AssemblyMembers): { methods: ReadonlyMap<number, ReadMethod>; complete: boolean } {
  const methods = new Map<number, ReadMethod>();
  const machines = stateMachines(members);
  const named = implementations(members.methods);
  let scanned = 0;
  let edges = 0;
  for (const method of members.methods) {
    const body = readBody(members.metadata.layout, method.rva);
    if (body === null) continue;
    scanned += body.code.length;
    if (scanned > MAXIMUM_SCANNED || edges > MAXIMUM_CALLS) return { methods, complete: false };
    const calls = new Set<Member>();
    const own = new Set<number>();
    const loads = new Set<number>();
    const stores = new Set<number>();
    for (const { code, operand } of instructionsOf(body.code)) {
      if (code >= 0x7b && code <= 0x80 && operand >>> 24 === Table.field)
        (code === 0x7d || code === 0x80 ? stores : loads).add(operand);
      if (code === 0x7d) {
        // Asynchronous code goes on in a structure of its own.
        const machine = machines.get(members.fieldOwner(operand)?.row ?? 0);
        if (machine) own.add(machine.row);
      }
      if (code !== 0x28 && code !== 0x6f && code !== 0x73 && code !== 0xfe06 && code !== 0xfe07) continue;
      const member = members.method(operand);
      if (member?.own == null || member.own.imported) {
        if (member) calls.add(member);
        continue;
      }
      own.add(member.own.row);
      if (member.own.rva === 0)
        for (const { row } of named.get(keyOf(member.own, member.signature.parameters.length)) ?? []) own.add(row);
    }
    edges += own.size + calls.size + loads.size + stores.size;
    methods.set(method.row, { method, calls: [...calls], own: [...own], loads: [...loads], stores: [...stores] });
  }
  return { methods, complete: true };

  function keyOf({ name }: OwnMethod, parameters: number): string {
    return `${name}\0${parameters}`;
  }

  function implementations(all: readonly OwnMethod[]): ReadonlyMap<string, readonly OwnMethod[]> {
    const byName = new Map<string, OwnMethod[]>();
    for (const method of all) {
      if (!method.isVirtual || method.rva === 0) continue;
      const key = keyOf(method, members.signatureOf(method).parameters.length);
      const list = byName.get(key);
      if (!list) byName.set(key, [method]);
      else if (list.length < 8) list.push(method);
    }
    return byName;
  }
}

/** `MoveNext` of the structures that compilers make of asynchronous methods and iterators, by row of their type. */
function stateMachines(members: AssemblyMembers): ReadonlyMap<number, OwnMethod> {
  return new Map(
    members.methods
      .filter(({ name, owner }) => name === 'MoveNext' && /^_/.test(owner.name))
      .map((method) => [method.owner.row, method]),
  );
}

interface Choice {
  /** The most telling first. */
  readonly chosen: readonly OwnMethod[];
  /** Whether data comes in by a method, or something is done there, and not only in those that call it. */
  begins(method: OwnMethod): boolean;
}

/**
 * Methods between where data comes in and what is done with it: those that lead to both, those that lead to one and share a field
 * with some that lead to the other, and those that do something of interest themselves.
 */
function choose(
  members: AssemblyMembers,
  methods: ReadonlyMap<number, ReadMethod>,
  attributes: ReadonlyMap<number, readonly string[]>,
  judge: Judge,
): Choice {
  const callers = new Map<number, number[]>();
  const sources: number[] = [];
  const sinks: number[] = [];
  const judged = new Map<Member, Interest>();
  for (const [row, { method, calls, own }] of methods) {
    for (const callee of own) {
      const list = callers.get(callee);
      if (list) list.push(row);
      else callers.set(callee, [row]);
    }
    if (judge.isCalledWithData(method, attributes.get(row) ?? [])) sources.push(row);
    for (const member of calls) {
      let interest = judged.get(member);
      if (interest === undefined) {
        const { own: imported, type, name } = member;
        interest = imported ? judge.member('', imported.imported?.name || name) : judge.member(shortName(type), name);
        judged.set(member, interest);
      }
      if (interest === 'source') sources.push(row);
      if (interest === 'sink') sinks.push(row);
    }
  }
  if (sinks.length === 0) return { chosen: [], begins: () => false };
  const does = new Set(sinks);
  const toSink = distances(sinks, callers);
  const toSource = distances(sources, callers);
  const kept = new Set<number>();
  for (const row of toSource.keys()) for (const field of methods.get(row)?.stores ?? []) kept.add(field);
  const shared = new Set<number>();
  for (const row of toSink.keys())
    for (const field of methods.get(row)?.loads ?? []) if (kept.has(field)) shared.add(field);
  const far = Number.POSITIVE_INFINITY;
  const nearest = (row: number) => Math.min(toSink.get(row) ?? far, toSource.get(row) ?? far);
  let level = [...toSink].flatMap(([row, calls]) =>
    calls + (toSource.get(row) ?? far) <= MAXIMUM_DISTANCE ? [row] : [],
  );
  const between = new Set(level);
  // What these call on the way to either.
  for (let depth = 1; level.length > 0; depth++) {
    const next: number[] = [];
    for (const row of level) {
      for (const callee of methods.get(row)?.own ?? []) {
        if (between.has(callee) || depth + nearest(callee) > MAXIMUM_DISTANCE) continue;
        between.add(callee);
        next.push(callee);
      }
    }
    level = next;
  }
  const shares = (fields: readonly number[] | undefined) => fields?.some((field) => shared.has(field)) ?? false;
  const rank = ({ row }: OwnMethod) => {
    if (between.has(row)) return does.has(row) ? 4 : 3;
    if (does.has(row)) return 2;
    const read = methods.get(row);
    return (toSink.has(row) && shares(read?.loads)) || (toSource.has(row) && shares(read?.stores)) ? 1 : 0;
  };
  return {
    chosen: members.methods.filter((method) => rank(method) > 0).sort((a, b) => rank(b) - rank(a) || a.row - b.row),
    begins: ({ row }) => toSource.has(row) || does.has(row) || shares(methods.get(row)?.loads),
  };
}

/** How many calls lead from a method to the nearest of `targets`, for all from which so many do. */
function distances(
  targets: readonly number[],
  callers: ReadonlyMap<number, readonly number[]>,
): ReadonlyMap<number, number> {
  const found = new Map(targets.map((row) => [row, 0]));
  let level = [...found.keys()];
  for (let distance = 1; distance <= MAXIMUM_DISTANCE; distance++) {
    const next: number[] = [];
    for (const row of level) {
      for (const caller of callers.get(row) ?? []) {
        if (found.has(caller)) continue;
        found.set(caller, distance);
        next.push(caller);
      }
    }
    level = next;
  }
  return found;
}

interface ChosenBody {
  readonly method: OwnMethod;
  readonly body: MethodBody;
}

function bodiesOf(
  members: AssemblyMembers,
  chosen: readonly OwnMethod[],
): { bodies: readonly ChosenBody[]; complete: boolean } {
  const bodies: ChosenBody[] = [];
  let size = 0;
  let complete = true;
  for (const method of chosen) {
    const body = readBody(members.metadata.layout, method.rva);
    if (body === null) continue;
    if (size + body.code.length > MAXIMUM_LIFTED || bodies.length >= MAXIMUM_FOLLOWED) {
      complete = false;
      continue;
    }
    size += body.code.length;
    bodies.push({ method, body });
  }
  return { bodies: bodies.sort((a, b) => a.method.row - b.method.row), complete };
}

function print(
  members: AssemblyMembers,
  bodies: readonly ChosenBody[],
  read: ReadonlyMap<number, ReadMethod>,
  attributes: ReadonlyMap<number, readonly string[]>,
  begins: Choice['begins'],
): { code: ServerCode; roots: ReadonlySet<Method>; complete: boolean } {
  const printer = new CodePrinter();
  const methods: Method[] = [];
  const roots = new Set<Method>();
  const main: Statement[] = [];
  const fields = new Set<string>();
  const imported = new Map<string, OwnMethod>();
  const owners = new Map<OwnType, { start: number; end: number }>();
  for (const { method, body } of bodies) {
    for (const { own } of read.get(method.row)?.calls ?? []) if (own?.imported) imported.set(own.label, own);
    for (const { code, operand } of instructionsOf(body.code)) {
      if (code < 0x7b || code > 0x80) continue;
      const { name, isOwn } = members.field(operand);
      if (!isOwn || fields.has(name)) continue;
      fields.add(name);
      const type = members.fieldType(operand);
      printer.from(body.offset);
      main.push(printer.statement({ kind: 'declare', name, type: type || null, value: null, start: 0, end: 0 }));
    }
  }
  for (const { method, body } of bodies) {
    if (printer.spent) break;
    const start = printer.length;
    const parameters = parametersOf(members, method);
    printer.from(body.offset);
    printer.write(
      `${method.label}(${parameters.map(({ name, type }) => `${type ?? 'object'} ${name}`).join(', ')}) {\n`,
    );
    const lifted = printed(printer, liftMethod(members, method, body), body.offset);
    printer.write('}\n');
    const end = printer.length;
    owners.set(method.owner, { start: owners.get(method.owner)?.start ?? start, end });
    const made: Method = {
      name: method.label,
      parameters,
      body: lifted,
      owner: method.owner.name,
      attributes: [
        ...(attributes.get(method.row) ?? []),
        ...(CALLED_WITH_REQUEST.test(method.name) ? ['WebMethod'] : []),
      ],
      external: false,
      start,
      end,
    };
    methods.push(made);
    if (begins(method)) roots.add(made);
  }
  for (const { name, imported: from } of imported.values()) {
    const start = printer.length;
    const attribute = `DllImport("${from?.library ?? ''}", EntryPoint = "${from?.name || name}")`;
    methods.push({
      name: from?.name || name,
      parameters: [],
      body: [],
      owner: '',
      attributes: [attribute],
      external: true,
      start,
      end: start,
    });
  }
  const text = printer.build();
  const classes: ClassDeclaration[] = [...owners].map(([{ name, bases }, span]) => ({
    name,
    bases: bases.map(shortName),
    ...span,
  }));
  const unit = {
    language: 'csharp' as const,
    code: text.text,
    main,
    methods,
    classes,
    aliases: new Map<string, string>(),
    namespaces: [],
    statics: [],
    comments: [],
    disguised: [],
    limits: [],
  };
  return { code: { language: 'csharp', unit, text }, roots, complete: !printer.spent };
}

/** Methods that ASP.NET calls with what was posted. */
const CALLED_WITH_REQUEST = /^(?:ValidateUser|RaiseCallbackEvent|RaisePostBackEvent)$/;

function printed(printer: CodePrinter, lifted: readonly LiftedStatement[], offset: number): Statement[] {
  return lifted.map(({ statement, at }) => {
    printer.from(offset + at);
    printer.write('  ');
    return printer.statement(statement);
  });
}

function parametersOf(members: AssemblyMembers, method: OwnMethod): Parameter[] {
  const { parameters } = members.signatureOf(method);
  const names = members.parameterNames(method, parameters.length);
  return parameters.map((type, i) => ({ name: names[i] ?? `A_${i}`, type: type || null }));
}
