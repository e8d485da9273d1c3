/** What a made-up assembly holds: names as its metadata keep them, literals as its code does. */
export interface AssemblySketch {
  readonly names: readonly string[];
  readonly literals: readonly string[];
  /** Types of the namespace `ASP` that it defines. */
  readonly pages?: readonly string[];
}

/** What a made-up native library holds. */
export interface LibrarySketch {
  readonly exports: readonly string[];
  /** Functions of kernel32.dll. */
  readonly imports: readonly string[];
  readonly text: readonly string[];
}

const HEADERS = 0x200;
export const SECTION = 0x2000;

/**
 * The smallest file that readers take for a .NET assembly: headers and metadata streams with the names and literals, and not a
 * method. It cannot run. (ECMA-335, partition II, 24 and 25.)
 */
export function makeAssembly(sketch: AssemblySketch): Buffer {
  const pages = sketch.pages ?? [];
  const heap = `\0${['<Module>', ...sketch.names, ...(pages.length > 0 ? ['ASP', ...pages] : [])].join('\0')}\0`;
  const strings = pad(Buffer.from(heap, 'latin1'));
  const nameAt = (name: string) => heap.indexOf(`\0${name}\0`) + 1;
  const literals = sketch.literals.map((text) => {
    const body = Buffer.from(text, 'utf16le');
    return Buffer.concat([Buffer.from([body.length + 1]), body, Buffer.from([0])]);
  });
  const userStrings = pad(Buffer.concat([Buffer.from([0]), ...literals]));
  const tables = pad(
    Buffer.concat([
      numbers(4, 0),
      Buffer.from([2, 0, 0, 1]),
      numbers(4, pages.length > 0 ? 5 : 1, 0, 0, 0, 1),
      ...(pages.length > 0 ? [numbers(4, pages.length)] : []),
      numbers(2, 0, 1, 1, 0, 0),
      ...pages.map((name) => Buffer.concat([numbers(4, 1), numbers(2, nameAt(name), nameAt('ASP'), 0, 1, 1)])),
    ]),
  );
  const streams: [string, Buffer][] = [
    ['#~', tables],
    ['#Strings', strings],
    ['#US', userStrings],
    ['#GUID', Buffer.alloc(16, 7)],
    ['#Blob', Buffer.alloc(4)],
  ];
  const version = Buffer.from('v4.0.30319\0\0', 'latin1');
  const headerSize = 20 + version.length + streams.reduce((sum, [name]) => sum + 8 + padded(name.length + 1), 0);
  let offset = headerSize;
  const headers = streams.map(([name, body]) => {
    const header = Buffer.concat([numbers(4, offset, body.length), pad(Buffer.from(`${name}\0`, 'latin1'))]);
    offset += body.length;
    return header;
  });
  const metadata = Buffer.concat([
    Buffer.from('BSJB'),
    numbers(2, 1, 1),
    numbers(4, 0, version.length),
    version,
    numbers(2, 0, streams.length),
    ...headers,
    ...streams.map(([, body]) => body),
  ]);
  const cli = Buffer.alloc(72);
  cli.writeUInt32LE(72, 0);
  cli.writeUInt16LE(2, 4);
  cli.writeUInt16LE(5, 6);
  cli.writeUInt32LE(SECTION + cli.length, 8);
  cli.writeUInt32LE(metadata.length, 12);
  cli.writeUInt32LE(1, 16);
  return makeImage(Buffer.concat([cli, metadata]), new Map([[14, { rva: SECTION, size: cli.length }]]));
}

/** The smallest library with an export and an import table, and no code. It cannot run. */
export function makeLibrary(sketch: LibrarySketch): Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  const place = (part: Buffer): number => {
    const at = SECTION + size;
    const whole = pad(part);
    parts.push(whole);
    size += whole.length;
    return at;
  };
  const text = (value: string) => place(Buffer.from(`${value}\0`, 'latin1'));
  for (const value of sketch.text) text(value);
  const names = sketch.exports.map(text);
  const nameTable = place(numbers(4, ...names));
  const ordinals = place(numbers(2, ...names.keys()));
  const functions = place(numbers(4, ...names.map(() => SECTION)));
  const dll = text('fixture.dll');
  const exportTable = place(numbers(4, 0, 0, 0, dll, 1, names.length, names.length, functions, nameTable, ordinals));
  const hints = sketch.imports.map((name) => place(Buffer.from(`\0\0${name}\0`, 'latin1')));
  const thunks = place(numbers(4, ...hints, 0));
  const kernel = text('KERNEL32.dll');
  const importTable = place(numbers(4, thunks, 0, 0, kernel, thunks, 0, 0, 0, 0, 0));
  return makeImage(
    Buffer.concat(parts),
    new Map([
      [0, { rva: exportTable, size: 40 }],
      [1, { rva: importTable, size: 40 }],
    ]),
  );
}

/** A 32-bit library of one section that lies at the address `SECTION`. (Microsoft PE and COFF specification.) */
export function makeImage(section: Buffer, directories: ReadonlyMap<number, { rva: number; size: number }>): Buffer {
  const headers = Buffer.alloc(HEADERS);
  headers.write('MZ', 0, 'latin1');
  headers.writeUInt32LE(0x80, 0x3c);
  headers.write('PE\0\0', 0x80, 'latin1');
  const coff = 0x84;
  headers.writeUInt16LE(0x14c, coff);
  headers.writeUInt16LE(1, coff + 2);
  headers.writeUInt16LE(0xe0, coff + 16);
  headers.writeUInt16LE(0x2102, coff + 18);
  const optional = coff + 20;
  headers.writeUInt16LE(0x10b, optional);
  headers.writeUInt32LE(0x400000, optional + 28);
  headers.writeUInt32LE(0x2000, optional + 32);
  headers.writeUInt32LE(0x200, optional + 36);
  headers.writeUInt16LE(4, optional + 48);
  headers.writeUInt32LE(SECTION + Math.ceil(section.length / 0x2000) * 0x2000, optional + 56);
  headers.writeUInt32LE(HEADERS, optional + 60);
  headers.writeUInt16LE(3, optional + 68);
  headers.writeUInt32LE(16, optional + 92);
  for (const [index, { rva, size }] of directories) {
    headers.writeUInt32LE(rva, optional + 96 + index * 8);
    headers.writeUInt32LE(size, optional + 100 + index * 8);
  }
  const table = optional + 0xe0;
  const raw = Math.ceil(section.length / 0x200) * 0x200;
  headers.write('.text', table, 'latin1');
  headers.writeUInt32LE(section.length, table + 8);
  headers.writeUInt32LE(SECTION, table + 12);
  headers.writeUInt32LE(raw, table + 16);
  headers.writeUInt32LE(HEADERS, table + 20);
  headers.writeUInt32LE(0x60000020, table + 36);
  return Buffer.concat([headers, section, Buffer.alloc(raw - section.length)]);
}

export function numbers(width: 2 | 4, ...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(width * values.length);
  for (const [index, value] of values.entries()) bytes.writeUIntLE(value, index * width, width);
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

export function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
}
