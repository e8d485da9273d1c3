import type { Expression } from '../code/syntax.js';
import { partsOf } from '../code/walk.js';
import { type AssemblyMembers, type Member, type OwnMethod, shortName } from './assembly-members.js';
import { ExpressionStack, type LiftedStatement, MAXIMUM_SIZE } from './expression-stack.js';
import { external, loaded, typed } from './foreign-call.js';
import { type Instruction, instructionsOf, type MethodBody } from './instructions.js';
import {
  assignTo,
  binaryOf,
  callOf,
  indexOf,
  memberOf,
  NOTHING,
  NOWHERE,
  nameOf,
  numberOf,
} from './made-expressions.js';
import { Table } from './metadata.js';
import { CONVERSIONS, endsFlow, isBranch, LIST_TYPES, OPERATORS } from './operators.js';
import { SignatureReader } from './signatures.js';

/** Elements of one list, and statements of one method. */
const MAXIMUM_ELEMENTS = 5000;
const MAXIMUM_STATEMENTS = 20_000;

/**
 * Turns the code of a method back into statements over expressions, by running its stack with expressions in place of values, from
 * its first instruction to its last. Branches are not kept: what they lead to is all there, one after the other.
 */
export function liftMethod(members: AssemblyMembers, method: OwnMethod, body: MethodBody): readonly LiftedStatement[] {
  return new Lifter(members, method, body).run();
}

class Lifter extends ExpressionStack {
  /** Lists that are being filled. */
  private readonly filling = new WeakMap<Expression, Expression[]>();
  private readonly targets = new Set<number>();
  private readonly handlers: ReadonlySet<number>;
  private readonly locals: readonly string[];
  private readonly arguments: readonly string[];

  constructor(
    private readonly members: AssemblyMembers,
    method: OwnMethod,
    private readonly body: MethodBody,
  ) {
    super();
    const { parameters } = members.signatureOf(method);
    const names = members.parameterNames(method, parameters.length);
    this.arguments = method.isStatic ? names : ['this', ...names];
    this.handlers = new Set(body.handlers);
    const number = body.locals & 0xffffff;
    this.locals =
      body.locals >>> 24 === Table.signature
        ? new SignatureReader(members.metadata.blob({ table: Table.signature, number }, 0), members.typeName).locals()
        : [];
  }

  run(): readonly LiftedStatement[] {
    this.locals.forEach((type, i) => {
      this.emit({ ...NOWHERE, kind: 'declare', name: `V_${i}`, type: type === '' ? null : type, value: null });
    });
    for (const { code, operand, targets } of instructionsOf(this.body.code)) {
      if (isBranch(code)) this.targets.add(operand);
      for (const target of targets ?? []) this.targets.add(target);
    }
    let reached = true;
    for (const instruction of instructionsOf(this.body.code)) {
      if (this.statements.length >= MAXIMUM_STATEMENTS) break;
      this.at = instruction.at;
      if (this.handlers.has(instruction.at)) {
        this.stack = [nameOf(' thrown')];
        reached = true;
      } else if (this.targets.has(instruction.at)) {
        if (reached) this.spill();
        else this.enter(instruction.at);
        reached = true;
      }
      this.step(instruction);
      if (endsFlow(instruction.code)) {
        this.stack = [];
        reached = false;
      }
    }
    return this.statements;
  }

  private step({ code, operand, targets }: Instruction): void {
    const operator = OPERATORS.get(code);
    if (operator !== undefined) {
      const [left = NOTHING, right = NOTHING] = this.popMany(2);
      this.push(binaryOf(operator, left, right));
    } else if (code >= 0x02 && code <= 0x05) this.push(this.argument(code - 0x02));
    else if (code >= 0x06 && code <= 0x09) this.push(nameOf(`V_${code - 0x06}`));
    else if (code >= 0x0a && code <= 0x0d) this.store(nameOf(`V_${code - 0x0a}`));
    else if (code >= 0x15 && code <= 0x1e) this.push(numberOf(code - 0x16));
    else if (isBranch(code)) this.branch(code, operand);
    else if (code >= 0x46 && code <= 0x50) this.push(this.pop());
    else if (code >= 0x51 && code <= 0x57) this.assign();
    else if (code >= 0x90 && code <= 0x9a) this.element();
    else if (code >= 0x9b && code <= 0xa2) this.storeElement();
    else this.other(code, operand, targets);
  }

  private other(code: number, operand: number, targets: readonly number[] | undefined): void {
    switch (code) {
      case 0x0e:
      case 0x0f:
      case 0xfe09:
      case 0xfe0a:
        this.push(this.argument(operand));
        break;
      case 0x10:
      case 0xfe0b:
        this.store(this.argument(operand));
        break;
      case 0x11:
      case 0x12:
      case 0xfe0c:
      case 0xfe0d:
        this.push(nameOf(`V_${operand}`));
        break;
      case 0x13:
      case 0xfe0e:
        this.store(nameOf(`V_${operand}`));
        break;
      case 0x14:
        this.push(nameOf('null'));
        break;
      case 0x1f:
      case 0x20:
      case 0x21:
        this.push(numberOf(operand));
        break;
      case 0x22:
      case 0x23:
      case 0xfe00:
      case 0xfe1c:
        this.push(NOTHING);
        break;
      case 0x25: {
        const value = this.pop();
        const simple = value.kind === 'name' || value.kind === 'number' || value.kind === 'string';
        const twice = simple || this.filling.has(value) ? value : this.kept(value);
        this.push(twice);
        this.push(twice);
        break;
      }
      case 0x26:
        this.evaluate(this.pop());
        break;
      case 0x28:
      case 0x6f:
        this.call(this.members.method(operand));
        break;
      case 0x29:
        this.callPointer(operand);
        break;
      case 0x2a:
        if (this.stack.length > 0) this.emit({ ...NOWHERE, kind: 'return', value: this.pop() });
        break;
      case 0x45:
        this.evaluate(this.pop());
        for (const target of targets ?? []) this.leaveTo(target);
        break;
      case 0x72:
        this.push({ ...NOWHERE, kind: 'string', value: this.members.literal(operand) });
        break;
      case 0x73:
        this.create(this.members.method(operand));
        break;
      case 0x74:
      case 0x75:
      case 0xa5:
        this.push(typed(this.pop(), this.members.type(operand)));
        break;
      case 0x7a:
        this.evaluate(assignTo(nameOf(' thrown'), this.pop()));
        break;
      case 0x7b:
      case 0x7c:
      case 0x7e:
      case 0x7f:
        this.push(this.field(code, operand));
        break;
      case 0x7d:
      case 0x80: {
        const value = this.pop();
        this.evaluate(assignTo(this.field(code, operand), value));
        break;
      }
      case 0x81:
      case 0xdf:
        this.assign();
        break;
      case 0x8d:
        this.newList(shortName(this.members.type(operand)), this.pop());
        break;
      case 0x8e:
        this.push(memberOf(this.pop(), 'Length'));
        break;
      case 0x8f:
      case 0xa3:
        this.element();
        break;
      case 0xa4:
        this.storeElement();
        break;
      case 0xd0:
        this.push(this.handle(operand));
        break;
      case 0xfe06:
        this.push(this.function(this.members.method(operand)));
        break;
      case 0xfe07:
        this.pop();
        this.push(this.function(this.members.method(operand)));
        break;
      case 0xfe0f:
        this.pop();
        this.push(NOTHING);
        break;
      case 0xfe11:
      case 0xfe15:
        this.evaluate(this.pop());
        break;
      case 0x70:
      case 0xfe17:
      case 0xfe18: {
        const parts = this.popMany(code === 0x70 ? 2 : 3);
        this.evaluate({ ...NOWHERE, kind: 'other', parts });
        break;
      }
      default: {
        // What is left takes one value and gives one that holds it, or touches no value.
        const type = CONVERSIONS.get(code);
        if (type !== undefined) this.push({ ...NOWHERE, kind: 'cast', type, operand: this.pop() });
      }
    }
  }

  private argument(index: number): Expression {
    return nameOf(this.arguments[index] ?? `A_${index}`);
  }

  private store(target: Expression): void {
    this.evaluate(assignTo(target, this.pop()));
  }

  /** Through an address. */
  private assign(): void {
    const [target = NOTHING, value = NOTHING] = this.popMany(2);
    this.evaluate(assignTo(target, value));
  }

  private branch(code: number, target: number): void {
    const compares = (code >= 0x2e && code <= 0x37) || (code >= 0x3b && code <= 0x44);
    const unconditional = code === 0x2b || code === 0x38;
    if (code === 0xdd || code === 0xde) {
      this.stack = [];
      return;
    }
    if (compares) {
      const [left = NOTHING, right = NOTHING] = this.popMany(2);
      this.evaluate(binaryOf('==', left, right));
    } else if (!unconditional) this.evaluate(this.pop());
    this.leaveTo(target);
  }

  private element(): void {
    const [list = NOTHING, index = NOTHING] = this.popMany(2);
    this.push(indexOf(list, [index]));
  }

  private storeElement(): void {
    const [list = NOTHING, index = NOTHING, value = NOTHING] = this.popMany(3);
    const elements = this.filling.get(list);
    if (elements && index.kind === 'number' && index.value === elements.length && elements.length < MAXIMUM_ELEMENTS) {
      elements.push(this.sizeOf(value) > MAXIMUM_SIZE / 2 || this.holdsList(value) ? this.kept(value) : value);
      return;
    }
    this.evaluate(assignTo(indexOf(list, [index]), value));
  }

  /** A list within itself would have no end. */
  private holdsList(value: Expression): boolean {
    return this.filling.has(value) || partsOf(value).some((part) => this.holdsList(part));
  }

  private newList(type: string, length: Expression): void {
    const elements: Expression[] = [];
    const list: Expression = {
      ...NOWHERE,
      kind: 'new',
      type: LIST_TYPES.has(type) ? type : 'object',
      args: [length],
      elements,
    };
    this.filling.set(list, elements);
    this.push(list);
  }

  private field(code: number, token: number): Expression {
    const { type, name, isOwn } = this.members.field(token);
    const isStatic = code === 0x7e || code === 0x7f || code === 0x80;
    const object = isStatic ? nameOf(shortName(type)) : this.pop();
    return isOwn ? nameOf(name) : memberOf(isStatic ? object : typed(object, type), name);
  }

  private handle(token: number): Expression {
    const table = token >>> 24;
    const isType = table === Table.typeReference || table === Table.typeDefinition || table === Table.typeSpecification;
    return isType ? { ...NOWHERE, kind: 'typeof', type: this.members.type(token) } : NOTHING;
  }

  private function(member: Member | null): Expression {
    if (member === null) return NOTHING;
    return member.own ? nameOf(member.own.label) : memberOf(nameOf(shortName(member.type)), member.name);
  }

  private callPointer(token: number): void {
    const pointer = this.pop();
    const blob = this.members.metadata.blob({ table: Table.signature, number: token & 0xffffff }, 0);
    const signature = new SignatureReader(blob, this.members.typeName).method();
    const args = this.popMany(signature.parameters.length + (signature.isInstance ? 1 : 0));
    this.give(signature.returns, callOf(pointer, args));
  }

  /** What a call gives goes to the stack; of one that gives nothing only what it does counts. */
  private give(returns: string, expression: Expression): void {
    if (returns === 'void') this.evaluate(expression);
    else this.push(expression);
  }

  private create(member: Member | null): void {
    if (member === null) {
      this.push(NOTHING);
      return;
    }
    const args = this.popMany(member.signature.parameters.length);
    const [, pointer] = args;
    const isDelegate = args.length === 2 && member.signature.parameters[1] === 'IntPtr' && member.own === null;
    if (isDelegate && pointer && pointer !== NOTHING) {
      this.push(pointer);
      return;
    }
    const type = member.own ? member.own.owner.name : member.type;
    this.push({ ...NOWHERE, kind: 'new', type, args, elements: [] });
  }

  private call(member: Member | null): void {
    if (member === null) return;
    const { signature, own, name } = member;
    const args = this.popMany(signature.parameters.length);
    const object = signature.isInstance ? this.pop() : null;
    if (own?.imported) {
      this.give(signature.returns, callOf(nameOf(own.imported.name || own.name), args));
      return;
    }
    if (own) {
      // A constructor that calls another of its type.
      if (object && object.kind !== 'name') this.evaluate(object);
      this.give(signature.returns, callOf(nameOf(own.label), args));
      return;
    }
    if (name === '.ctor') {
      for (const arg of args) this.evaluate(arg);
      return;
    }
    const type = shortName(member.type);
    if (type === 'RuntimeHelpers' && name === 'InitializeArray') return;
    if (type === 'Type' && name === 'GetTypeFromHandle') {
      this.push(args[0] ?? NOTHING);
      return;
    }
    const holder = object === null ? nameOf(type) : typed(object, member.type);
    const given = name === 'Load' ? loaded(args, signature.parameters) : args;
    this.give(signature.returns, external(type, name, holder, given));
  }
}
