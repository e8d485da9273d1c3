import type { KeyObject } from 'node:crypto';
import { makeImage, numbers, pad, SECTION } from '../../src/signatures/samples/made-executable.js';

/** A method of another assembly, or of the made-up one where `type` is empty. */
export interface MemberSketch {
  readonly type: string;
  readonly name: string;
  /** Types of its parameters. */
  readonly takes?: readonly string[];
  readonly gives?: string;
  readonly isStatic?: true;
  /** Called with types of its own choice. */
  readonly isGeneric?: true;
  /** Its type is a generic one of the made-up assembly, of which this is the number. */
  readonly ofGeneric?: number;
}

/** A field of another assembly, or of the made-up one where `type` is empty. */
export interface FieldSketch {
  readonly type: string;
  readonly name: string;
  /** Type of its value. */
  readonly holds: string;
}

/** An instruction: an operation without operand, or one with its number, text, type or member. */
export type OperationSketch =
  | 'ret'
  | 'pop'
  | 'dup'
  | 'add'
  | 'stelem'
  | 'throw'
  | readonly ['ldarg' | 'ldc' | 'br' | 'brtrue', number]
  | readonly ['ldstr', string]
  | readonly ['newarr', string]
  | readonly ['call' | 'callvirt' | 'newobj' | 'ldftn' | 'ldvirtftn', MemberSketch]
  | readonly ['ldsfld' | 'stsfld' | 'ldfld' | 'stfld' | 'ldflda' | 'ldsflda', FieldSketch];

export interface MethodSketch {
  readonly name: string;
  readonly takes?: readonly string[];
  /** Names of its parameters, by their number from 1: an assembly may leave them out, or lie. */
  readonly names?: readonly (readonly [number, string])[];
  /** Types of its attributes. */
  readonly attributes?: readonly string[];
  readonly gives?: string;
  readonly isStatic?: true;
  /** Others cannot call it, nor put one of their own in its place. */
  readonly isPrivate?: true;
  /** Library that it is imported from; it has no code then. */
  readonly library?: string;
  /** Its name there, where it is another. */
  readonly entry?: string;
  /** Its code is said to be the machine's. */
  readonly isNative?: true;
  /** None where it is left to others. */
  readonly code?: readonly OperationSketch[];
}

export interface TypeSketch {
  readonly name: string;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  /** Types of its attributes. */
  readonly attributes?: readonly string[];
  readonly fields?: readonly { readonly name: string; readonly holds: string }[];
  readonly methods: readonly MethodSketch[];
}

const PLAIN: Readonly<Record<string, number>> = {
  void: 1,
  bool: 2,
  byte: 5,
  int: 8,
  string: 14,
  IntPtr: 24,
  object: 28,
};
const CODES: Readonly<Record<string, number>> = {
  ret: 0x2a,
  pop: 0x26,
  dup: 0x25,
  add: 0x58,
  stelem: 0xa2,
  throw: 0x7a,
  ldarg: 0x0e,
  ldc: 0x20,
  br: 0x38,
  brtrue: 0x3a,
  ldstr: 0x72,
  newarr: 0x8d,
  call: 0x28,
  callvirt: 0x6f,
  newobj: 0x73,
  ldfld: 0x7b,
  ldflda: 0x7c,
  stfld: 0x7d,
  ldsfld: 0x7e,
  ldsflda: 0x7f,
  stsfld: 0x80,
  ldftn: 0xfe06,
  ldvirtftn: 0xfe07,
};

/**
 * An assembly of a few methods, written from their instructions (ECMA-335, II.22 to II.25). It has no entry point, and its code
 * refers to assemblies by a name that none has: no runtime loads it.
 */
export function makeAssemblyCode(
  name: string,
  types: readonly TypeSketch[],
  publicKey: Buffer = Buffer.alloc(0),
): Buffer {
  return new AssemblyWriter(name, types, publicKey).write();
}

class AssemblyWriter {
  private readonly strings = new Map<string, number>([['', 0]]);
  private heap = '\0';
  private readonly blobPlaces = new Map<string, number>();
  private readonly blobs: Buffer[] = [Buffer.from([0])];
  private readonly literals: Buffer[] = [Buffer.from([0])];
  private readonly references: string[] = [];
  private readonly members: Buffer[] = [];
  private readonly memberTokens = new Map<string, number>();
  private readonly generics: Buffer[] = [];
  private readonly specifications: Buffer[] = [];
  private readonly methods: { readonly type: TypeSketch; readonly method: MethodSketch }[];
  private readonly bodies: Buffer[] = [];

  constructor(
    private readonly name: string,
    private readonly types: readonly TypeSketch[],
    private readonly publicKey: Buffer,
  ) {
    this.methods = types.flatMap((type) => type.methods.map((method) => ({ type, method })));
  }

  write(): Buffer {
    const start = SECTION + 72;
    let size = 0;
    const addresses = this.methods.map(({ method }) => {
      if (method.library !== undefined || method.code === undefined) return 0;
      const body = pad(this.body(method));
      this.bodies.push(body);
      size += body.length;
      return start + size - body.length;
    });
    const metadata = this.metadata(addresses);
    const cli = Buffer.alloc(72);
    cli.writeUInt32LE(72, 0);
    cli.writeUInt16LE(2, 4);
    cli.writeUInt16LE(5, 6);
    cli.writeUInt32LE(start + size, 8);
    cli.writeUInt32LE(metadata.length, 12);
    const signature = Buffer.alloc(Math.max(0, this.publicKey.length - 32));
    cli.writeUInt32LE(signature.length > 0 ? 9 : 1, 16);
    cli.writeUInt32LE(start + size + metadata.length, 32);
    cli.writeUInt32LE(signature.length, 36);
    const section = Buffer.concat([cli, ...this.bodies, metadata, signature]);
    return makeImage(section, new Map([[14, { rva: SECTION, size: 72 }]]));
  }

  private string(text: string): number {
    const known = this.strings.get(text);
    if (known !== undefined) return known;
    const at = this.heap.length;
    this.heap += `${text}\0`;
    this.strings.set(text, at);
    return at;
  }

  private blob(bytes: Buffer): number {
    const key = bytes.toString('latin1');
    const known = this.blobPlaces.get(key);
    if (known !== undefined) return known;
    const at = this.blobs.reduce((sum, { length }) => sum + length, 0);
    this.blobPlaces.set(key, at);
    const { length } = bytes;
    this.blobs.push(length < 0x80 ? Buffer.from([length]) : Buffer.from([0x80 | (length >> 8), length & 255]), bytes);
    return at;
  }

  private reference(type: string): number {
    const at = this.references.indexOf(type);
    return at >= 0 ? at + 1 : this.references.push(type);
  }

  private typeBytes(type: string): Buffer {
    if (type.endsWith('[]')) return Buffer.concat([Buffer.from([0x1d]), this.typeBytes(type.slice(0, -2))]);
    const plain = PLAIN[type];
    return plain === undefined ? Buffer.from([0x12, (this.reference(type) << 2) | 1]) : Buffer.from([plain]);
  }

  private signature({ takes = [], gives = 'void', isStatic }: Omit<MethodSketch, 'name' | 'code'>): Buffer {
    const parts = [gives, ...takes].map((type) => this.typeBytes(type));
    return Buffer.concat([Buffer.from([isStatic ? 0 : 0x20, takes.length]), ...parts]);
  }

  private member(sketch: MemberSketch | FieldSketch): number {
    if ('isGeneric' in sketch) {
      const { isGeneric: _, ...plain } = sketch;
      const token = this.member(plain);
      const method = ((token & 0xffff) << 1) | (token >>> 24 === 0x06 ? 0 : 1);
      return 0x2b000000 + this.generics.push(numbers(2, method, this.blob(Buffer.from([0x0a, 1, 0x0e]))));
    }
    if (sketch.type === '' && 'holds' in sketch)
      return 0x04000000 + this.fields.findIndex(({ name }) => name === sketch.name) + 1;
    if (sketch.type === '') return 0x06000000 + this.methods.findIndex(({ method }) => method.name === sketch.name) + 1;
    const key = JSON.stringify(sketch);
    const known = this.memberTokens.get(key);
    if (known !== undefined) return known;
    const parent =
      'ofGeneric' in sketch && sketch.ofGeneric !== undefined
        ? (this.specification(sketch.ofGeneric) << 3) | 4
        : (this.reference(sketch.type) << 3) | 1;
    const signature =
      'holds' in sketch ? Buffer.concat([Buffer.from([6]), this.typeBytes(sketch.holds)]) : this.signature(sketch);
    this.members.push(numbers(2, parent, this.string(sketch.name), this.blob(signature)));
    const token = 0x0a000000 + this.members.length;
    this.memberTokens.set(key, token);
    return token;
  }

  private get fields(): readonly { readonly name: string; readonly holds: string }[] {
    return this.types.flatMap(({ fields = [] }) => fields);
  }

  /** A generic type of the assembly, with a text for its type. */
  private specification(number: number): number {
    return this.specifications.push(numbers(2, this.blob(Buffer.from([0x15, 0x12, number << 2, 1, 0x0e]))));
  }

  private body({ code = [] }: MethodSketch): Buffer {
    const parts = code.map((operation) => {
      if (typeof operation === 'string') return Buffer.from([CODES[operation] ?? 0]);
      const [what, operand] = operation;
      const number = CODES[what] ?? 0;
      const opcode = Buffer.from(number > 0xff ? [number >> 8, number & 0xff] : [number]);
      if (what === 'ldarg') return Buffer.concat([opcode, Buffer.from([Number(operand)])]);
      return Buffer.concat([opcode, numbers(4, this.operand(operand))]);
    });
    const bytes = Buffer.concat(parts);
    return Buffer.concat([numbers(2, 0x3003, 8), numbers(4, bytes.length, 0), bytes]);
  }

  private operand(operand: number | string | MemberSketch | FieldSketch): number {
    if (typeof operand === 'number') return operand >>> 0;
    if (typeof operand === 'object') return this.member(operand);
    if (PLAIN[operand] !== undefined) return 0x01000000 + this.reference(`System.${operand}`);
    const at = this.literals.reduce((sum, { length }) => sum + length, 0);
    const text = Buffer.from(operand, 'utf16le');
    const length = text.length + 1;
    const head = length < 0x80 ? Buffer.from([length]) : Buffer.from([0x80 | (length >> 8), length & 255]);
    this.literals.push(head, text, Buffer.from([0]));
    return 0x70000000 + at;
  }

  private metadata(addresses: readonly number[]): Buffer {
    const split = (type: string) => {
      const dot = type.lastIndexOf('.');
      return [this.string(type.slice(dot + 1)), this.string(type.slice(0, Math.max(0, dot)))] as const;
    };
    const imported = this.methods.flatMap(({ method }, i) =>
      method.library === undefined ? [] : [{ method, row: i + 1 }],
    );
    let first = 1;
    let firstField = 1;
    const definitions = this.types.map(({ name, base, methods, fields = [] }) => {
      const row = Buffer.concat([
        numbers(4, 1),
        numbers(2, ...split(name), base === undefined ? 0 : (this.reference(base) << 2) | 1, firstField, first),
      ]);
      first += methods.length;
      firstField += fields.length;
      return row;
    });
    const fields = this.fields.map(({ name, holds }) =>
      numbers(2, 6, this.string(name), this.blob(Buffer.concat([Buffer.from([6]), this.typeBytes(holds)]))),
    );
    let firstParameter = 1;
    const parameters = this.methods.flatMap(({ method: { names = [] } }) =>
      names.map(([number, name]) => numbers(2, 0, number, this.string(name))),
    );
    const attributesOf = (parent: number, types: readonly string[] = []) =>
      types.map((type) => numbers(2, parent, ((this.member({ type, name: '.ctor' }) & 0xffff) << 3) | 3, 0));
    const attributes = [
      ...this.methods.flatMap(({ method }, i) => attributesOf((i + 1) << 5, method.attributes)),
      ...this.types.flatMap((type, i) => attributesOf(((i + 1) << 5) | 3, type.attributes)),
    ];
    const methods = this.methods.map(({ method }, i) => {
      const flags = (method.isPrivate ? 1 : 0x46) | (method.isStatic ? 0x10 : 0);
      const parameter = firstParameter;
      firstParameter += method.names?.length ?? 0;
      const signature = this.blob(this.signature(method));
      return Buffer.concat([
        numbers(4, addresses[i] ?? 0),
        numbers(2, method.isNative ? 5 : 0, flags, this.string(method.name), signature, parameter),
      ]);
    });
    const interfaces = this.types.flatMap(({ interfaces = [] }, i) =>
      interfaces.map((type) => numbers(2, i + 1, (this.reference(type) << 2) | 1)),
    );
    const imports = imported.map(({ method, row }, i) =>
      numbers(2, 0, (row << 1) | 1, this.string(method.entry ?? method.name), i + 1),
    );
    const libraries = imported.map(({ method }) => numbers(2, this.string(method.library ?? '')));
    const assembly = Buffer.concat([
      numbers(4, 0),
      numbers(2, 1, 0, 0, 0),
      numbers(4, 0),
      numbers(2, this.publicKey.length > 0 ? this.blob(this.publicKey) : 0, this.string(this.name), 0),
    ]);
    const elsewhere = Buffer.concat([
      numbers(2, 1, 0, 0, 0),
      numbers(4, 0),
      numbers(2, 0, this.string('nowhere.invalid'), 0, 0),
    ]);
    const references = this.references.map((type) => numbers(2, 6, ...split(type)));
    const tables: readonly (readonly [number, readonly Buffer[]])[] = [
      [0x00, [numbers(2, 0, this.string('fixture.dll'), 0, 0, 0)]],
      [0x01, references],
      [0x02, definitions],
      [0x04, fields],
      [0x06, methods],
      [0x08, parameters],
      [0x09, interfaces],
      [0x0a, this.members],
      [0x0c, attributes],
      [0x1a, libraries],
      [0x1b, this.specifications],
      [0x1c, imports],
      [0x20, [assembly]],
      [0x23, [elsewhere]],
      [0x2b, this.generics],
    ];
    const present = tables.filter(([, rows]) => rows.length > 0);
    const valid = [0, 0];
    for (const [number] of present) valid[number >> 5] = (valid[number >> 5] ?? 0) | (1 << (number & 31));
    const stream = Buffer.concat([
      numbers(4, 0),
      Buffer.from([2, 0, 0, 1]),
      numbers(4, ...valid.map((bits) => bits >>> 0), 0, 0, ...present.map(([, rows]) => rows.length)),
      ...present.flatMap(([, rows]) => rows),
    ]);
    return streams([
      ['#~', stream],
      ['#Strings', Buffer.from(this.heap, 'latin1')],
      ['#US', Buffer.concat(this.literals)],
      ['#Blob', Buffer.concat(this.blobs)],
    ]);
  }
}

function streams(parts: readonly (readonly [string, Buffer])[]): Buffer {
  const version = Buffer.from('v4.0.30319\0\0', 'latin1');
  const names = parts.map(([name]) => pad(Buffer.from(`${name}\0`, 'latin1')));
  let offset = 20 + version.length + names.reduce((sum, { length }) => sum + 8 + length, 0);
  const headers = parts.map(([, bytes], i) => {
    const header = Buffer.concat([numbers(4, offset, bytes.length), names[i] ?? Buffer.alloc(0)]);
    offset += pad(bytes).length;
    return header;
  });
  return Buffer.concat([
    Buffer.from('BSJB'),
    numbers(2, 1, 1),
    numbers(4, 0, version.length),
    version,
    numbers(2, 0, parts.length),
    ...headers,
    ...parts.map(([, bytes]) => pad(bytes)),
  ]);
}

/** A public key as metadata have it: algorithms and length, then the key blob (ECMA-335, II.6.2.1.3). */
export function keyBlob(key: KeyObject): Buffer {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  const modulus = Buffer.from(n, 'base64url').reverse();
  const exponent = Buffer.concat([Buffer.from(e, 'base64url').reverse(), Buffer.alloc(4)]).subarray(0, 4);
  return Buffer.concat([
    numbers(4, 0x2400, 0x8004, 20 + modulus.length, 0x206, 0x2400),
    Buffer.from('RSA1'),
    numbers(4, modulus.length * 8),
    exponent,
    modulus,
  ]);
}
