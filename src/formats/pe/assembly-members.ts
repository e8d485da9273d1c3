import { type Metadata, type RowReference, Table } from './metadata.js';
import { type MethodSignature, SignatureReader, type TypeNamer, typeNamer } from './signatures.js';

/** Types, methods and fields of an assembly that are known by name; what lies beyond is not read as code. */
const MAXIMUM_TYPES = 50_000;
const MAXIMUM_METHODS = 200_000;
const MAXIMUM_FIELDS = 200_000;
const MAXIMUM_ATTRIBUTES = 100_000;
const MAXIMUM_INTERFACES = 50_000;
/** Methods of one type and name that are told apart. */
const MAXIMUM_OVERLOADS = 50;

const NATIVE = 0x07;
const STATIC = 0x10;
const VIRTUAL = 0x40;
const PUBLIC = 6;

/** A class, structure or interface of the assembly itself. */
export interface OwnType {
  readonly row: number;
  /** With its namespace, as the metadata have it. */
  readonly fullName: string;
  /** A name of letters and digits that no other type of the assembly has. */
  readonly name: string;
  /** Full names of its base type and interfaces. */
  readonly bases: readonly string[];
}

/** A method of the assembly itself. */
export interface OwnMethod {
  readonly row: number;
  readonly name: string;
  readonly owner: OwnType;
  /** A name that no other method of the assembly has, `Owner::Name`; constructors have that of their type. */
  readonly label: string;
  /** Address of its body; 0 where it has none. */
  readonly rva: number;
  /** Its body is machine code: of assemblies that C++ makes, which mix both. */
  readonly isNative: boolean;
  readonly isStatic: boolean;
  readonly isVirtual: boolean;
  readonly isPublic: boolean;
  /** Where it is imported: the library and the name there. */
  readonly imported: { readonly library: string; readonly name: string } | null;
}

/** What a token in code calls or names. */
export interface Member {
  /** Full name of the type that has it. */
  readonly type: string;
  readonly name: string;
  readonly signature: MethodSignature;
  /** The method, where it is one of the assembly. */
  readonly own: OwnMethod | null;
}

const NO_SIGNATURE: MethodSignature = { isInstance: false, returns: '', parameters: [] };

/** Types, methods and fields of an assembly, and what tokens in its code mean. Lists are bounded; rows that lie are left out. */
export class AssemblyMembers {
  readonly typeName: TypeNamer;
  readonly types: readonly OwnType[];
  readonly methods: readonly OwnMethod[];
  /** Something was left out, since there is more of it than is read. */
  readonly cut: boolean;
  /** Methods whose bodies are machine code. */
  readonly nativeMethods: number;
  private readonly methodByRow: ReadonlyMap<number, OwnMethod>;
  private readonly fieldOwners: Uint32Array;
  private readonly fieldNames = new Map<number, string>();
  private readonly usedFieldNames = new Map<string, number>();
  private readonly members = new Map<number, Member | null>();

  constructor(readonly metadata: Metadata) {
    this.typeName = typeNamer(metadata);
    const { count } = { count: (table: number) => metadata.count(table) };
    this.cut =
      count(Table.typeDefinition) > MAXIMUM_TYPES ||
      count(Table.method) > MAXIMUM_METHODS ||
      count(Table.field) > MAXIMUM_FIELDS;
    this.types = readTypes(metadata, this.typeName);
    this.fieldOwners = new Uint32Array(Math.min(count(Table.field), MAXIMUM_FIELDS) + 1);
    // Ranges of types follow each other; where they do not, together they are no longer than twice all fields.
    let left = this.fieldOwners.length * 2;
    for (const { row } of this.types) {
      const { first, end } = metadata.range({ table: Table.typeDefinition, number: row }, 4);
      left -= end - first;
      if (left < 0) break;
      this.fieldOwners.fill(row, Math.min(first, this.fieldOwners.length), Math.min(end, this.fieldOwners.length));
    }
    this.methods = readMethods(metadata, this.types);
    this.nativeMethods = this.methods.filter(({ isNative }) => isNative).length;
    this.methodByRow = new Map(this.methods.map((method) => [method.row, method]));
  }

  signatureOf({ row }: OwnMethod): MethodSignature {
    return new SignatureReader(this.metadata.blob({ table: Table.method, number: row }, 4), this.typeName).method();
  }

  /** Names of a method's parameters, in their order; made up where the metadata have none. */
  parameterNames({ row }: OwnMethod, count: number): string[] {
    const names = Array.from({ length: count }, (_, i) => `A_${i}`);
    const { first, end } = this.metadata.range({ table: Table.method, number: row }, 5);
    for (let number = first; number < end && number < first + count + 1; number++) {
      const parameter = { table: Table.parameter, number };
      const sequence = this.metadata.value(parameter, 1);
      const name = this.metadata.string(parameter, 2);
      if (sequence > 0 && sequence <= count && /^\w+$/.test(name)) names[sequence - 1] = name;
    }
    return names;
  }

  /** The method that a token means; null where it means none. */
  method(token: number): Member | null {
    const known = this.members.get(token);
    if (known !== undefined) return known;
    const member = this.readMember(rowOf(token));
    this.members.set(token, member);
    return member;
  }

  private readMember(row: RowReference): Member | null {
    const { metadata } = this;
    if (row.table === Table.methodSpecification) {
      const generic = metadata.reference(row, 0);
      return generic && generic.table !== Table.methodSpecification ? this.readMember(generic) : null;
    }
    if (row.table === Table.method) {
      const own = this.methodByRow.get(row.number);
      return own ? { type: own.owner.fullName, name: own.name, signature: this.signatureOf(own), own } : null;
    }
    if (row.table !== Table.memberReference || row.number > metadata.count(Table.memberReference)) return null;
    const parent = metadata.reference(row, 0);
    const type = parent ? this.typeName(parent) : '';
    const name = metadata.string(row, 1);
    const blob = metadata.blob(row, 2);
    const signature = blob.length === 0 ? NO_SIGNATURE : new SignatureReader(blob, this.typeName).method();
    return { type, name, signature, own: this.ownOf(parent, type, name, signature) };
  }

  /** Methods of generic types of the assembly are referred to as if they were another's. */
  private ownOf(
    parent: RowReference | null,
    type: string,
    name: string,
    { parameters }: MethodSignature,
  ): OwnMethod | null {
    if (parent === null || parent.table === Table.typeReference) return null;
    const candidates = this.byName.get(`${type}\0${name}`) ?? [];
    return candidates.find((one) => this.signatureOf(one).parameters.length === parameters.length) ?? null;
  }

  private named: Map<string, OwnMethod[]> | null = null;

  private get byName(): ReadonlyMap<string, readonly OwnMethod[]> {
    if (this.named) return this.named;
    const named = new Map<string, OwnMethod[]>();
    for (const method of this.methods) {
      const key = `${method.owner.fullName.replace(/`\d+$/, '')}\0${method.name}`;
      const list = named.get(key);
      if (!list) named.set(key, [method]);
      else if (list.length < MAXIMUM_OVERLOADS) list.push(method);
    }
    this.named = named;
    return named;
  }

  /** The type of the assembly that has a field; null where the field is another's. */
  fieldOwner(token: number): OwnType | null {
    const { table, number } = rowOf(token);
    return table === Table.field ? (this.types[(this.fieldOwners[number] ?? 0) - 1] ?? null) : null;
  }

  /** What a field token means: of its own a name that no other field has. */
  field(token: number): { readonly type: string; readonly name: string; readonly isOwn: boolean } {
    const row = rowOf(token);
    if (row.table === Table.field) return { type: '', name: this.fieldName(row.number), isOwn: true };
    const parent = this.metadata.reference(row, 0);
    return { type: parent ? this.typeName(parent) : '', name: this.metadata.string(row, 1), isOwn: false };
  }

  private fieldName(number: number): string {
    const known = this.fieldNames.get(number);
    if (known !== undefined) return known;
    const owner = this.types[(this.fieldOwners[number] ?? 0) - 1]?.name ?? '';
    const name = `${owner}::${plain(this.metadata.string({ table: Table.field, number }, 1))}`;
    const used = this.usedFieldNames.get(name) ?? 0;
    this.usedFieldNames.set(name, used + 1);
    const unique = used === 0 ? name : `${name}_${number}`;
    this.fieldNames.set(number, unique);
    return unique;
  }

  /** Type of a field of the assembly. */
  fieldType(token: number): string {
    return new SignatureReader(this.metadata.blob(rowOf(token), 2), this.typeName).field();
  }

  /** Names of the attributes of methods, by row, without their namespaces. */
  methodAttributes(): ReadonlyMap<number, readonly string[]> {
    const { metadata } = this;
    const attributes = new Map<number, string[]>();
    const count = Math.min(metadata.count(Table.customAttribute), MAXIMUM_ATTRIBUTES);
    for (let number = 1; number <= count; number++) {
      const row = { table: Table.customAttribute, number };
      const parent = metadata.reference(row, 0);
      const maker = metadata.reference(row, 1);
      if (parent?.table !== Table.method || maker?.table !== Table.memberReference) continue;
      const type = metadata.reference(maker, 0);
      const name = type ? shortName(this.typeName(type)).replace(/Attribute$/, '') : '';
      if (name !== '') attributes.set(parent.number, [...(attributes.get(parent.number) ?? []), name].slice(0, 20));
    }
    return attributes;
  }

  literal(token: number): string {
    return this.metadata.literal(token & 0xffffff);
  }

  /** Name of the type that a token means. */
  type(token: number): string {
    return this.typeName(rowOf(token));
  }
}

function rowOf(token: number): RowReference {
  return { table: token >>> 24, number: token & 0xffffff };
}

/** The last part of a type's name. */
export function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** Letters, digits and underscores of a name. */
function plain(name: string): string {
  return name.slice(0, 100).replace(/\W/g, '_');
}

function readTypes(metadata: Metadata, nameOf: TypeNamer): OwnType[] {
  const count = Math.min(metadata.count(Table.typeDefinition), MAXIMUM_TYPES);
  const interfaces = new Map<number, string[]>();
  const implementations = Math.min(metadata.count(Table.interfaceImplementation), MAXIMUM_INTERFACES);
  for (let number = 1; number <= implementations; number++) {
    const row = { table: Table.interfaceImplementation, number };
    const implemented = metadata.reference(row, 1);
    const owner = metadata.value(row, 0);
    if (implemented) interfaces.set(owner, [...(interfaces.get(owner) ?? []), nameOf(implemented)].slice(0, 50));
  }
  const used = new Set<string>();
  return Array.from({ length: count }, (_, i) => {
    const row = { table: Table.typeDefinition, number: i + 1 };
    const fullName = nameOf(row);
    const short = plain(shortName(fullName)) || '_';
    const name = used.has(short) ? `${short}_${row.number}` : short;
    used.add(name);
    const base = metadata.reference(row, 3);
    return {
      row: row.number,
      fullName,
      name,
      bases: [...(base ? [nameOf(base)] : []), ...(interfaces.get(row.number) ?? [])],
    };
  });
}

function readMethods(metadata: Metadata, types: readonly OwnType[]): OwnMethod[] {
  const imports = new Map<number, { library: string; name: string }>();
  for (let number = 1; number <= Math.min(metadata.count(Table.implementationMap), MAXIMUM_METHODS); number++) {
    const row = { table: Table.implementationMap, number };
    const member = metadata.reference(row, 1);
    const module = metadata.reference(row, 3);
    if (member?.table !== Table.method) continue;
    imports.set(member.number, {
      library: module ? metadata.string(module, 0) : '',
      name: metadata.string(row, 2),
    });
  }
  const methods: OwnMethod[] = [];
  const used = new Set<string>();
  const seen = new Set<number>();
  let left = MAXIMUM_METHODS * 2;
  for (const owner of types) {
    const { first, end } = metadata.range({ table: Table.typeDefinition, number: owner.row }, 5);
    left -= end - first;
    if (left < 0) return methods;
    for (let number = first; number < end; number++) {
      if (methods.length >= MAXIMUM_METHODS) return methods;
      if (seen.has(number)) continue;
      seen.add(number);
      const row = { table: Table.method, number };
      const name = metadata.string(row, 3);
      const label = `${owner.name}::${plain(name)}`;
      const unique = used.has(label) ? `${label}_${number}` : label;
      used.add(unique);
      const flags = metadata.value(row, 2);
      const [address, implementation] = [metadata.value(row, 0), metadata.value(row, 1)];
      const isManaged = (implementation & NATIVE) === 0;
      methods.push({
        row: number,
        name,
        owner,
        label: name === '.ctor' ? owner.name : unique,
        // Native code has no instructions to read.
        rva: isManaged ? address : 0,
        isNative: !isManaged && address !== 0,
        isStatic: (flags & STATIC) !== 0,
        isVirtual: (flags & VIRTUAL) !== 0,
        isPublic: (flags & 7) === PUBLIC,
        imported: imports.get(number) ?? null,
      });
    }
  }
  return methods;
}
