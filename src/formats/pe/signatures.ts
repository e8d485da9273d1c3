import type { Metadata, RowReference } from './metadata.js';
import { Table } from './metadata.js';

/** Types within types that are followed. */
const MAXIMUM_DEPTH = 8;
/** Parameters and locals that are read. */
const MAXIMUM_PARTS = 512;

/** Element types that are a name by themselves. ECMA-335, II.23.1.16. */
const PLAIN: ReadonlyMap<number, string> = new Map([
  [0x01, 'void'],
  [0x02, 'bool'],
  [0x03, 'char'],
  [0x04, 'sbyte'],
  [0x05, 'byte'],
  [0x06, 'short'],
  [0x07, 'ushort'],
  [0x08, 'int'],
  [0x09, 'uint'],
  [0x0a, 'long'],
  [0x0b, 'ulong'],
  [0x0c, 'float'],
  [0x0d, 'double'],
  [0x0e, 'string'],
  [0x16, 'TypedReference'],
  [0x18, 'IntPtr'],
  [0x19, 'UIntPtr'],
  [0x1c, 'object'],
]);

/** Gives the name of a type that a signature refers to. */
export type TypeNamer = (row: RowReference) => string;

export interface MethodSignature {
  readonly isInstance: boolean;
  readonly returns: string;
  readonly parameters: readonly string[];
}

/** Reads signatures (ECMA-335, II.23.2): of types what names them, `byte[]`; of generic types only what they are instances of. */
export class SignatureReader {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly nameOf: TypeNamer,
  ) {}

  method(depth = 0): MethodSignature {
    const convention = this.byte();
    if ((convention & 0x10) !== 0) this.number();
    const count = Math.min(this.number(), MAXIMUM_PARTS);
    const returns = this.type(depth);
    const parameters = Array.from({ length: count }, () => this.type(depth));
    return { isInstance: (convention & 0x20) !== 0, returns, parameters };
  }

  field(): string {
    this.byte();
    return this.type();
  }

  locals(): string[] {
    if (this.byte() !== 0x07) return [];
    return Array.from({ length: Math.min(this.number(), MAXIMUM_PARTS) }, () => this.type());
  }

  /** A type; empty where it is a parameter of a generic, or not understood. */
  type(depth = 0): string {
    for (let modifiers = 0; modifiers < MAXIMUM_DEPTH; modifiers++) {
      const kind = this.byte();
      // Required and optional modifiers, pinned: the type follows.
      if (kind === 0x1f || kind === 0x20) this.number();
      else if (kind !== 0x45 && kind !== 0x41) return depth > MAXIMUM_DEPTH ? '' : this.typeOf(kind, depth);
    }
    return '';
  }

  private typeOf(kind: number, depth: number): string {
    switch (kind) {
      case 0x0f:
      case 0x10:
        return this.type(depth + 1);
      case 0x11:
      case 0x12:
        return this.reference();
      case 0x13:
      case 0x1e:
        this.number();
        return '';
      case 0x14: {
        const element = this.type(depth + 1);
        this.number();
        for (let lists = 0; lists < 2; lists++) {
          const count = Math.min(this.number(), MAXIMUM_PARTS);
          for (let i = 0; i < count; i++) this.number();
        }
        return `${element}[]`;
      }
      case 0x15: {
        const generic = this.type(depth + 1);
        const count = Math.min(this.number(), MAXIMUM_PARTS);
        for (let i = 0; i < count && this.at < this.bytes.length; i++) this.type(depth + 1);
        return generic;
      }
      case 0x1b:
        this.method(depth + 1);
        return 'IntPtr';
      case 0x1d:
        return `${this.type(depth + 1)}[]`;
      default:
        return PLAIN.get(kind) ?? '';
    }
  }

  private reference(): string {
    const coded = this.number();
    const table = [Table.typeDefinition, Table.typeReference, Table.typeSpecification][coded & 3];
    return table === undefined ? '' : this.nameOf({ table, number: coded >>> 2 });
  }

  private byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  /** ECMA-335, II.23.2: one, two or four bytes, the highest first. */
  private number(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    if (first < 0xc0) return ((first & 0x3f) << 8) | this.byte();
    return (((first & 0x1f) << 24) | (this.byte() << 16) | (this.byte() << 8) | this.byte()) >>> 0;
  }
}

/** The name of a type: with its namespace, without the number of its generic parameters. */
export function typeNamer(metadata: Metadata): TypeNamer {
  const known = new Map<number, string>();
  const named = (row: RowReference, depth: number): string => {
    const key = row.table * 0x1000000 + row.number;
    const before = known.get(key);
    if (before !== undefined) return before;
    // Until it is known: specifications may go round in circles.
    known.set(key, '');
    let name = '';
    if (row.table === Table.typeSpecification) {
      const next: TypeNamer = (inner) => (depth >= MAXIMUM_DEPTH ? '' : named(inner, depth + 1));
      name = new SignatureReader(metadata.blob(row, 0), next).type();
    } else if (row.table === Table.typeReference || row.table === Table.typeDefinition) {
      name = [metadata.string(row, 2), metadata.string(row, 1)].filter((part) => part !== '').join('.');
    }
    known.set(key, name.replace(/`\d+$/, ''));
    return known.get(key) ?? '';
  };
  return (row) => named(row, 0);
}
