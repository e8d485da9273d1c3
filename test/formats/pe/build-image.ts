import { createHash } from 'node:crypto';

const RVA = 0x1000;
const RAW = 0x200;

/** What a synthetic image shall say of itself. It holds no code and cannot run. */
export interface ImageSketch {
  readonly exports?: readonly string[];
  readonly imports?: readonly string[];
  readonly version?: Readonly<Record<string, string>>;
  readonly debugFile?: string;
  readonly signed?: boolean;
  readonly linked?: number;
  readonly assembly?: {
    readonly name: string;
    readonly publicKey?: Uint8Array;
    readonly references: readonly string[];
    /** Of other assemblies. */
    readonly types: readonly (readonly [namespace: string, name: string])[];
    /** Its own. */
    readonly defined?: readonly (readonly [namespace: string, name: string])[];
    readonly strings: readonly string[];
  };
}

/** A library with one section, as small as the format allows. */
export function buildImage(sketch: ImageSketch): Buffer {
  const section = new Section();
  const directories: [number, number][] = Array.from({ length: 16 }, () => [0, 0]);
  if (sketch.exports) directories[0] = exportsOf(section, sketch.exports);
  if (sketch.imports) directories[1] = importsOf(section, sketch.imports);
  if (sketch.version) directories[2] = versionOf(section, sketch.version);
  if (sketch.signed) directories[4] = [0x1000, 0x100];
  if (sketch.debugFile !== undefined) directories[6] = debugOf(section, sketch.debugFile);
  if (sketch.assembly) directories[14] = clrOf(section, sketch.assembly);
  const body = section.bytes();
  const file = Buffer.alloc(RAW + body.length);
  file.write('MZ');
  file.writeUInt32LE(0x40, 0x3c);
  file.write('PE\0\0', 0x40, 'latin1');
  file.writeUInt16LE(0x8664, 0x44);
  file.writeUInt16LE(1, 0x46);
  file.writeUInt32LE(sketch.linked ?? 0x60000000, 0x48);
  file.writeUInt16LE(240, 0x54);
  file.writeUInt16LE(0x2022, 0x56);
  file.writeUInt16LE(0x20b, 0x58);
  file.writeUInt32LE(16, 0x58 + 108);
  for (const [i, [rva, size]] of directories.entries()) {
    file.writeUInt32LE(rva, 0x58 + 112 + i * 8);
    file.writeUInt32LE(size, 0x58 + 116 + i * 8);
  }
  const table = 0x58 + 240;
  file.write('.text', table);
  file.writeUInt32LE(body.length, table + 8);
  file.writeUInt32LE(RVA, table + 12);
  file.writeUInt32LE(body.length, table + 16);
  file.writeUInt32LE(RAW, table + 20);
  body.copy(file, RAW);
  return file;
}

/** The public key token of a key. */
export function tokenOf(key: Uint8Array): string {
  return createHash('sha1').update(key).digest().subarray(-8).reverse().toString('hex');
}

class Section {
  private readonly parts: Buffer[] = [];
  private size = 0;

  /** Appends bytes on a boundary of four and gives their address. */
  put(bytes: Buffer): number {
    const rva = RVA + this.size;
    const padding = (4 - (bytes.length & 3)) & 3;
    this.parts.push(bytes, Buffer.alloc(padding));
    this.size += bytes.length + padding;
    return rva;
  }

  get next(): number {
    return RVA + this.size;
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

const u16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from([value & 255, value >> 8])));
const u32 = (...values: number[]) =>
  Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(value);
      return bytes;
    }),
  );
const zero = (text: string) => Buffer.from(`${text}\0`, 'utf8');
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length & 3)) & 3)]);

function exportsOf(section: Section, names: readonly string[]): [number, number] {
  const table = section.put(u32(...names.map((name) => section.put(zero(name)))));
  return [section.put(u32(0, 0, 0, 0, 1, names.length, names.length, 0, table, 0)), 40];
}

function importsOf(section: Section, names: readonly string[]): [number, number] {
  const rows = names.map((name) => u32(0, 0, 0, section.put(zero(name)), 0));
  return [section.put(Buffer.concat([...rows, u32(0, 0, 0, 0, 0)])), 20];
}

function debugOf(section: Section, path: string): [number, number] {
  const rva = section.put(Buffer.concat([Buffer.from('RSDS'), Buffer.alloc(20), zero(path)]));
  return [section.put(u32(0, 0, 0, 2, 0, rva, rva - RVA + RAW)), 28];
}

function versionBlock(
  name: string,
  type: number,
  value: Buffer,
  valueLength: number,
  children: readonly Buffer[],
): Buffer {
  const head = padded(Buffer.concat([u16(0, valueLength, type), Buffer.from(`${name}\0`, 'utf16le')]));
  const all = Buffer.concat([head, padded(value), ...children.map(padded)]);
  all.writeUInt16LE(all.length, 0);
  return all;
}

function versionOf(section: Section, strings: Readonly<Record<string, string>>): [number, number] {
  const leaves = Object.entries(strings).map(([name, text]) =>
    versionBlock(name, 1, Buffer.from(`${text}\0`, 'utf16le'), text.length + 1, []),
  );
  const table = versionBlock('040904b0', 1, Buffer.alloc(0), 0, leaves);
  const info = versionBlock('StringFileInfo', 1, Buffer.alloc(0), 0, [table]);
  const bytes = versionBlock('VS_VERSION_INFO', 0, Buffer.alloc(52, 1), 52, [info]);
  const data = section.put(bytes);
  const folder = (id: number, next: number) => Buffer.concat([u32(0, 0, 0), u16(0, 1), u32(id, next)]);
  const tree = Buffer.concat([
    folder(16, 0x80000018),
    folder(1, 0x80000030),
    folder(1033, 0x48),
    u32(data, bytes.length, 0, 0),
  ]);
  return [section.put(tree), tree.length];
}

function clrOf(section: Section, assembly: NonNullable<ImageSketch['assembly']>): [number, number] {
  const heap = new Heap();
  const blobs = Buffer.concat([
    Buffer.from([0, assembly.publicKey?.length ?? 0]),
    Buffer.from(assembly.publicKey ?? []),
  ]);
  const user = Buffer.concat([
    Buffer.from([0]),
    ...assembly.strings.map((text) =>
      Buffer.concat([Buffer.from([text.length * 2 + 1]), Buffer.from(text, 'utf16le'), Buffer.from([0])]),
    ),
  ]);
  const defined = assembly.defined ?? [];
  const rows = [
    u16(0, heap.add(`${assembly.name}.dll`), 0, 0, 0),
    ...assembly.types.map(([namespace, name]) => u16(6, heap.add(name), heap.add(namespace))),
    ...defined.map(([namespace, name]) => Buffer.concat([u32(1), u16(heap.add(name), heap.add(namespace), 0, 1, 1)])),
    Buffer.concat([u32(0), u16(1, 2, 3, 4), u32(0), u16(assembly.publicKey ? 1 : 0, heap.add(assembly.name), 0)]),
    ...assembly.references.map((name) => Buffer.concat([u16(4, 0, 0, 0), u32(0), u16(0, heap.add(name), 0, 0)])),
  ];
  const counts = [1, assembly.types.length, defined.length, 1, assembly.references.length].filter((count) => count > 0);
  const valid = 1 | (assembly.types.length > 0 ? 2 : 0) | (defined.length > 0 ? 4 : 0);
  const high = 1 | (assembly.references.length > 0 ? 8 : 0);
  const tables = Buffer.concat([u32(0), Buffer.from([2, 0, 0, 1]), u32(valid, high, 0, 0), u32(...counts), ...rows]);
  const streams: [string, Buffer][] = [
    ['#~', tables],
    ['#Strings', heap.bytes()],
    ['#US', user],
    ['#Blob', blobs],
  ];
  const names = streams.map(([name]) => padded(zero(name)));
  const headSize = 16 + 12 + 4 + names.reduce((sum, name) => sum + 8 + name.length, 0);
  let offset = headSize;
  const headers = streams.map(([, bytes], i) => {
    const header = Buffer.concat([u32(offset, bytes.length), names[i] ?? Buffer.alloc(0)]);
    offset += padded(bytes).length;
    return header;
  });
  const root = Buffer.concat([
    u32(0x424a5342),
    u16(1, 1),
    u32(0, 12),
    Buffer.from('v4.0.30319\0\0'),
    u16(0, streams.length),
    ...headers,
    ...streams.map(([, bytes]) => padded(bytes)),
  ]);
  const metadata = section.put(root);
  return [section.put(Buffer.concat([u32(72), u16(2, 5), u32(metadata, root.length), Buffer.alloc(56)])), 72];
}

class Heap {
  private text = '\0';

  add(value: string): number {
    const at = this.text.length;
    this.text += `${value}\0`;
    return at;
  }

  bytes(): Buffer {
    return Buffer.from(this.text, 'latin1');
  }
}
