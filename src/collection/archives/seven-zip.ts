import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { messageOf } from '../../platform/errors.js';
import { has } from '../../platform/objects.js';
import { FileHandle } from '../opening/file-handle.js';
import { type UnpackedFiles, unpackedPath } from './unpacked-files.js';

/** What is used of 7z-wasm, 7-Zip itself compiled to WebAssembly, which reads from and writes to what we give it. */
interface SevenZip {
  readonly FS: {
    writeFile(path: string, data: string): void;
    lookupPath(path: string): { readonly node: FileNode };
    makedev(major: number, minor: number): number;
    registerDevice(device: number, operations: object): void;
    mkdev(path: string, device: number): void;
    getStream(descriptor: number): object;
    close(stream: object): void;
    open(path: string, flags: number): object;
  };
  callMain(args: readonly string[]): number;
}

interface FileNode {
  usedBytes: number;
  stream_ops: object;
}

type Factory = (options: {
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
  readonly stdin: () => null;
}) => Promise<SevenZip>;

const ARCHIVE = '/archive';
const WRITE_ONLY = 1;
const STDOUT = 1;
const MOST_MEMBERS = 1_000_000;
const ENCRYPTED = /wrong password|encrypted archive/i;

/** One entry, as 7-Zip lists it. */
export interface SevenZipMember {
  readonly name: Buffer;
  readonly isFolder: boolean;
  readonly isLink: boolean;
  /** Null where only unpacking tells. */
  readonly size: number | null;
  readonly encrypted: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number | null;
  readonly crc32: number | null;
}

export interface SevenZipResult {
  readonly members: readonly SevenZipMember[];
  /** Number of the file that the members' bytes lie in, one after the other. */
  readonly file: number;
  readonly problem: { readonly code: 'encrypted' | 'malformed'; readonly message: string } | null;
}

/**
 * Lists an archive of any format that 7-Zip knows, then has it write all bytes, without names, into one unpacked file: nothing of an
 * archive ever decides where something is written. Throws `NoRoomError`. Null where 7z-wasm is not installed.
 * @param most bytes that the members may declare.
 */
export async function unpackBySevenZip(
  file: FileHandle,
  password: string | undefined,
  unpacked: UnpackedFiles,
  most: number,
): Promise<SevenZipResult | 'too-large' | null> {
  const factory = await load();
  if (factory === null) return null;
  // Without one, it would ask for a password.
  const secret = `-p${password ?? ''}`;
  const listed = await run(factory, file, ['l', '-slt', '-ba', '-sccUTF-8', secret], null);
  const members = membersIn(listed.lines);
  const isLocked = listed.errors.some((line) => ENCRYPTED.test(line)) || (listed.code !== 0 && hidesNames(file));
  if (isLocked) return { members: [], file: 0, problem: encrypted(password) };
  if (listed.code !== 0 && members.length === 0) return { members, file: 0, problem: damaged(listed.errors) };
  if (members.reduce((sum, { size }) => sum + (size ?? 0), 0) > most) return 'too-large';
  const into = unpacked.begin();
  const written = await run(factory, file, ['x', '-so', '-bsp0', '-y', secret], unpacked);
  unpacked.end();
  if (written.errors.some((line) => ENCRYPTED.test(line))) return { members, file: into, problem: encrypted(password) };
  return { members, file: into, problem: written.code === 0 ? null : damaged(written.errors) };
}

/** Coder of 7-Zip's AES (7zFormat.txt: `06 F1 07 01`), of the header that stands for the names where they are encrypted. */
const AES = Buffer.from([0x06, 0xf1, 0x07, 0x01]);
const LONGEST_HEADER = 64 * 1024;

/** 7-Zip does not always say so: of a small archive it just ends. */
function hidesNames(file: FileHandle): boolean {
  const start = file.readAt(0, 32);
  if (start.length < 32 || start.toString('latin1', 0, 2) !== '7z') return false;
  const [at, length] = [32 + Number(start.readBigUInt64LE(12)), Number(start.readBigUInt64LE(20))];
  return at < file.size && file.readAt(at, Math.min(length, LONGEST_HEADER)).includes(AES);
}

function encrypted(password: string | undefined) {
  const message =
    password === undefined
      ? 'The archive is encrypted: give its password with --archive-password'
      : 'The archive is encrypted, and the password that was given does not open it';
  return { code: 'encrypted', message } as const;
}

function damaged(errors: readonly string[]) {
  const why = errors.map((line) => line.replace(ARCHIVE, '').trim()).filter((line) => line !== '');
  return {
    code: 'malformed',
    message: `7-Zip could not read all of it: ${why.slice(0, 3).join('; ') || 'no reason'}`,
  } as const;
}

async function load(): Promise<Factory | null> {
  try {
    const loaded: unknown = await import('7z-wasm');
    const made = has(loaded, 'default') ? loaded.default : null;
    return isFactory(made) ? made : null;
  } catch {
    return null;
  }
}

function isFactory(value: unknown): value is Factory {
  return typeof value === 'function';
}

async function run(factory: Factory, file: FileHandle, args: readonly string[], unpacked: UnpackedFiles | null) {
  const [lines, errors]: [string[], string[]] = [[], []];
  const seven = await factory({
    print: (line) => {
      if (lines.length < MOST_MEMBERS * 12) lines.push(line);
    },
    printErr: (line) => {
      if (errors.length < 100) errors.push(line.slice(0, 500));
    },
    stdin: () => null,
  });
  readFrom(seven, file);
  let failure: unknown = null;
  if (unpacked) {
    writeTo(seven, (bytes) => {
      try {
        if (failure === null) unpacked.append(bytes);
      } catch (error) {
        failure = error;
        throw error;
      }
    });
  }
  let code = 2;
  try {
    code = seven.callMain([...args, ARCHIVE]);
  } catch (error) {
    errors.push(messageOf(error));
  }
  if (failure !== null) throw failure;
  return { code, lines, errors };
}

/** A file in its memory, but for its bytes. */
function readFrom({ FS }: SevenZip, file: FileHandle): void {
  FS.writeFile(ARCHIVE, '');
  const { node } = FS.lookupPath(ARCHIVE);
  node.usedBytes = file.size;
  node.stream_ops = {
    ...node.stream_ops,
    read(_stream: object, buffer: Uint8Array, offset: number, length: number, position: number): number {
      const bytes = file.readAt(position, Math.min(length, Math.max(0, file.size - position)));
      buffer.set(bytes, offset);
      return bytes.length;
    },
  };
}

/** Chunks are gone once `take` returns. */
function writeTo({ FS }: SevenZip, take: (bytes: Uint8Array) => void): void {
  const device = FS.makedev(99, 1);
  FS.registerDevice(device, {
    open() {},
    close() {},
    write(_stream: object, buffer: Uint8Array, offset: number, length: number): number {
      take(buffer.subarray(offset, offset + length));
      return length;
    },
  });
  FS.mkdev('/dev/members', device);
  FS.close(FS.getStream(STDOUT));
  FS.open('/dev/members', WRITE_ONLY);
}

/** Entries of a technical listing: `Path = …` and its properties, then an empty line. */
function membersIn(lines: readonly string[]): SevenZipMember[] {
  const members: SevenZipMember[] = [];
  let entry = new Map<string, string>();
  for (const line of [...lines, '']) {
    const cut = line.indexOf(' = ');
    // What scanning shows stands before the first property.
    const key = line
      .slice(0, Math.max(cut, 0))
      .replace(/^.*[\b]/, '')
      .trim();
    if (cut >= 0) entry.set(key, line.slice(cut + 3).trimEnd());
    if (line !== '' || entry.size === 0) continue;
    if (members.length < MOST_MEMBERS) members.push(memberOf(entry));
    entry = new Map();
  }
  return members;
}

function memberOf(entry: ReadonlyMap<string, string>): SevenZipMember {
  const text = (key: string) => entry.get(key) ?? '';
  const size = /^\d{1,15}$/.test(text('Size')) ? Number(text('Size')) : null;
  // 7-Zip shows the time of the zone that it runs in.
  const time = Date.parse(text('Modified').slice(0, 23).replace(' ', 'T'));
  const attributes = text('Attributes');
  const name = Buffer.from(text('Path'));
  return {
    name: isUtf8(name) ? name : Buffer.from('_'),
    isFolder: attributes.startsWith('D') || text('Folder') === '+',
    isLink: / l[r-][w-]/.test(attributes) || attributes.startsWith('l'),
    size,
    encrypted: text('Encrypted') === '+',
    modified: Number.isFinite(time) ? time : null,
    crc32: /^[0-9A-F]{8}$/.test(text('CRC')) ? Number.parseInt(text('CRC'), 16) : null,
  };
}

/** Whether the member's bytes, where they were written to, have its checksum; true where it declares none. */
export function hasChecksum(folder: string, file: number, offset: number, member: SevenZipMember): boolean {
  if (member.crc32 === null || member.size === null) return true;
  const written = FileHandle.open({
    path: Buffer.from(unpackedPath(folder, file)),
    range: { offset, length: member.size },
  });
  try {
    let sum = 0;
    for (let at = 0; at < written.size; at += 1 << 20) sum = crc32(written.readAt(at, 1 << 20), sum);
    return written.size === member.size && sum === member.crc32;
  } finally {
    written.close();
  }
}
