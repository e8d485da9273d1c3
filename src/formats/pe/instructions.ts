import type { Layout } from './layout.js';

/** Bytes of one method's code that are read. */
const MAXIMUM_CODE = 1 << 18;
const MAXIMUM_CLAUSES = 200;
const MAXIMUM_TARGETS = 2000;

/** One instruction of the common intermediate language. ECMA-335, III. */
export interface Instruction {
  /** Offset within the method's code. */
  readonly at: number;
  /** Its code; those of two bytes as `0xfe00` and the second. */
  readonly code: number;
  /** Token, number or index of a variable; of branches the target. */
  readonly operand: number;
  /** Targets of `switch`. */
  readonly targets?: readonly number[];
}

export interface MethodBody {
  /** Offset of the code in the file. */
  readonly offset: number;
  readonly code: Uint8Array;
  /** Token of the signature of its locals; 0 where it has none. */
  readonly locals: number;
  /** Offsets at which exceptions are handled, with one on the stack. */
  readonly handlers: readonly number[];
}

/** Reads a method's header, code and handlers (ECMA-335, II.25.4); null where there is no such body. */
export function readBody({ reader, offsetOf }: Layout, rva: number): MethodBody | null {
  const start = offsetOf(rva);
  if (start < 0) return null;
  const first = reader.u8(start);
  if ((first & 3) === 2) {
    return { offset: start + 1, code: part(start + 1, first >> 2), locals: 0, handlers: [] };
  }
  if ((first & 3) !== 3) return null;
  const offset = start + (reader.u16(start) >> 12) * 4;
  const size = reader.u32(start + 4);
  const code = part(offset, size);
  const more = (first & 8) !== 0 && code.length === size;
  return { offset, code, locals: reader.u32(start + 8), handlers: more ? handlers((offset + size + 3) & ~3) : [] };

  function part(from: number, length: number): Uint8Array {
    return reader.bytes.subarray(from, Math.min(from + Math.min(length, MAXIMUM_CODE), reader.length));
  }

  function handlers(at: number): number[] {
    const kind = reader.u8(at);
    if ((kind & 1) === 0) return [];
    const fat = (kind & 0x40) !== 0;
    const bytes = fat ? reader.u32(at) >>> 8 : reader.u8(at + 1);
    const count = Math.min(Math.floor(bytes / (fat ? 24 : 12)), MAXIMUM_CLAUSES);
    return Array.from({ length: count }, (_, i) => {
      const clause = at + 4 + i * (fat ? 24 : 12);
      const flags = fat ? reader.u32(clause) : reader.u16(clause);
      const handler = fat ? reader.u32(clause + 12) : reader.u16(clause + 5);
      const filter = fat ? reader.u32(clause + 20) : reader.u32(clause + 8);
      // `finally` and `fault` find nothing on the stack.
      return flags === 0 ? [handler] : flags === 1 ? [handler, filter] : [];
    }).flat();
  }
}

type OperandKind = 'none' | 'byte' | 'unsigned' | 'word' | 'int' | 'token' | 'long' | 'short-branch' | 'branch';

const KINDS: ReadonlyMap<number, OperandKind> = new Map<number, OperandKind>([
  ...range(0x0e, 0x13, 'unsigned'),
  [0x1f, 'byte'],
  [0x20, 'int'],
  [0x21, 'long'],
  [0x22, 'int'],
  [0x23, 'long'],
  ...[0x27, 0x28, 0x29, 0x8c, 0x8d, 0x8f, 0xa3, 0xa4, 0xa5, 0xc2, 0xc6, 0xd0].map(token),
  ...range(0x2b, 0x37, 'short-branch'),
  ...range(0x38, 0x44, 'branch'),
  ...range(0x6f, 0x75, 'token'),
  ...[0x79, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0x81].map(token),
  [0xdd, 'branch'],
  [0xde, 'short-branch'],
  ...[0xfe06, 0xfe07, 0xfe15, 0xfe16, 0xfe1c].map(token),
  ...range(0xfe09, 0xfe0e, 'word'),
  [0xfe12, 'unsigned'],
  [0xfe19, 'unsigned'],
]);

function range(from: number, to: number, kind: OperandKind): [number, OperandKind][] {
  return Array.from({ length: to - from + 1 }, (_, i) => [from + i, kind]);
}

function token(code: number): [number, OperandKind] {
  return [code, 'token'];
}

/** Reads code from its beginning to its end, or to where it is cut. */
export function* instructionsOf(code: Uint8Array): Generator<Instruction> {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const has = (at: number, bytes: number) => at + bytes <= code.length;
  for (let at = 0; at < code.length; ) {
    const start = at;
    let number = code[at++] ?? 0;
    if (number === 0xfe) number = 0xfe00 | (code[at++] ?? 0);
    if (number === 0x45) {
      const count = has(at, 4) ? view.getUint32(at, true) : 0;
      at += 4;
      const end = at + count * 4;
      if (!has(at, count * 4)) return;
      const targets = Array.from(
        { length: Math.min(count, MAXIMUM_TARGETS) },
        (_, i) => end + view.getInt32(at + i * 4, true),
      );
      yield { at: start, code: number, operand: 0, targets };
      at = end;
      continue;
    }
    const kind = KINDS.get(number) ?? 'none';
    const length = LENGTHS[kind];
    if (!has(at, length)) return;
    const operand =
      kind === 'none'
        ? 0
        : kind === 'unsigned'
          ? view.getUint8(at)
          : kind === 'byte'
            ? view.getInt8(at)
            : kind === 'word'
              ? view.getUint16(at, true)
              : kind === 'token'
                ? view.getUint32(at, true)
                : kind === 'short-branch'
                  ? at + 1 + view.getInt8(at)
                  : kind === 'branch'
                    ? at + 4 + view.getInt32(at, true)
                    : view.getInt32(at, true);
    yield { at: start, code: number, operand };
    at += length;
  }
}

const LENGTHS: Readonly<Record<OperandKind, number>> = {
  none: 0,
  byte: 1,
  unsigned: 1,
  word: 2,
  int: 4,
  token: 4,
  long: 8,
  'short-branch': 1,
  branch: 4,
};
