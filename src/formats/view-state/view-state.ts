import { createHash } from 'node:crypto';

/** Shortest base64 that is taken for view state; pages' own are longer than most words. */
const SHORTEST = 64;
/** Characters of an event that are looked through. */
const MOST_TEXT = 1 << 20;

/** View state as an event of ASP.NET shows it. */
export interface ViewState {
  readonly bytes: Buffer;
  /** What tools make such objects with, by the names that stand in it. Sorted. */
  readonly gadgets: readonly string[];
  /** A program carried in it. */
  readonly program: CarriedProgram | null;
}

export interface CarriedProgram {
  /** Byte of the view state at which it begins. */
  readonly offset: number;
  readonly size: number;
  /** The event, or the view state, ends before the program does: the digest is of what is there. */
  readonly cut: boolean;
  readonly sha256: string;
}

/** Names of types that ysoserial.net and its kin make objects of (LosFormatter, BinaryFormatter): no page keeps them in its state. */
const GADGETS = [
  'ActivitySurrogateSelector',
  'AxHostState',
  'ClaimsIdentity',
  'ClaimsPrincipal',
  'ComparisonComparer',
  'DataSetTypeSpoof',
  'DelegateSerializationHolder',
  'ObjectDataProvider',
  'ObjectSurrogate',
  'ResourceDictionary',
  'RolePrincipal',
  'SessionSecurityToken',
  'SessionViewStateHistoryItem',
  'System.Data.DataSet',
  'System.Diagnostics.Process',
  'System.Workflow.ComponentModel',
  'TextFormattingRunProperties',
  'ToolboxItemContainer',
  'TypeConfuseDelegate',
  'WindowsIdentity',
  'WindowsPrincipal',
  'XamlAssemblyLoadFromFile',
  'XamlReader',
] as const;

/**
 * Reads the view state in the values of an event 1316 or 1309: behind `PersistedState`, or else the longest text of base64 that
 * decodes to a state as ASP.NET writes it (`FF 01`) or to one that holds a gadget or a program. Encrypted state is bytes and no more.
 * Null where there is none.
 */
export function readViewState(values: readonly string[]): ViewState | null {
  const named = values.flatMap((value) => {
    const text = /PersistedState\s*[:=]\s*([A-Za-z0-9+/\s]{16,}={0,2})/.exec(value.slice(0, MOST_TEXT))?.[1];
    return text === undefined ? [] : [viewStateOf(text)];
  });
  const [first] = named;
  if (first !== undefined) return first;
  const found = values
    .flatMap((value) => value.slice(0, MOST_TEXT).match(BASE64) ?? [])
    .map(viewStateOf)
    .filter(({ bytes, gadgets, program }) => isState(bytes) || gadgets.length > 0 || program !== null);
  return found.sort((a, b) => b.bytes.length - a.bytes.length)[0] ?? null;
}

const BASE64 = new RegExp(`[A-Za-z0-9+/]{${SHORTEST},}={0,2}`, 'g');

function isState(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0x01;
}

function viewStateOf(text: string): ViewState {
  const bytes = Buffer.from(text.replace(/\s+/g, ''), 'base64');
  const readable = bytes.toString('latin1');
  const gadgets = GADGETS.filter((name) => readable.includes(name) || bytes.includes(Buffer.from(name, 'utf16le')));
  return { bytes, gadgets, program: programIn(bytes) };
}

/** `MZ` whose header leads to `PE\0\0`, or of which the event shows no more than the beginning. */
function programIn(bytes: Buffer): CarriedProgram | null {
  for (let at = bytes.indexOf('MZ'); at >= 0; at = bytes.indexOf('MZ', at + 1)) {
    const header = at + 0x3c + 4 <= bytes.length ? at + bytes.readUInt32LE(at + 0x3c) : -1;
    if (header < 0) continue;
    const isWhole = header + 24 <= bytes.length;
    if (isWhole && bytes.readUInt32LE(header) !== 0x4550) continue;
    if (!isWhole && header - at > 4096) continue;
    const wanted = (isWhole ? arraySize(bytes, at) : null) ?? (isWhole ? imageSize(bytes, at, header) : null);
    const end = wanted === null ? bytes.length : Math.min(bytes.length, at + wanted);
    const sha256 = createHash('sha256').update(bytes.subarray(at, end)).digest('hex');
    return { offset: at, size: end - at, cut: wanted === null || at + wanted > bytes.length, sha256 };
  }
  return null;
}

/** BinaryFormatter writes an array of bytes as `0F`, its number, its length and the type 2 ([MS-NRBF] 2.4.3.3). */
function arraySize(bytes: Buffer, at: number): number | null {
  if (at < 10 || bytes[at - 10] !== 0x0f || bytes[at - 1] !== 2) return null;
  const size = bytes.readUInt32LE(at - 5);
  return size >= 0x40 ? size : null;
}

/** Where the last section of the file ends (Microsoft PE/COFF, section table). */
function imageSize(bytes: Buffer, at: number, header: number): number | null {
  const sections = Math.min(bytes.readUInt16LE(header + 6), 96);
  const table = header + 24 + bytes.readUInt16LE(header + 20);
  let end = 0;
  for (let i = 0; i < sections; i++) {
    const section = table + 40 * i;
    if (section + 24 > bytes.length) return null;
    end = Math.max(end, bytes.readUInt32LE(section + 16) + bytes.readUInt32LE(section + 20));
  }
  return end > header - at ? end : null;
}
