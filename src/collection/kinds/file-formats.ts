import type { ArtifactKind } from '../../model/artifact-kind.js';
import { fileNameOf } from '../../platform/windows-path.js';

/** Kinds that are told by bytes or by names that only they have: containers and records, not text. */
export type FormatKind = Extract<
  ArtifactKind,
  | 'event-log'
  | 'registry-hive'
  | 'archive'
  | 'disk-image'
  | 'memory-image'
  | 'file-system-record'
  | 'execution-record'
  | 'mail-store'
  | 'network-capture'
  | 'central-binary-log'
  | 'pe'
>;

/** First bytes, as Latin-1, at an offset. From the specifications of each format and the file(1) database. */
const MAGIC: readonly (readonly [bytes: string, offset: number, kind: FormatKind])[] = [
  ['ElfFile\0', 0, 'event-log'],
  ['LfLe', 4, 'event-log'],
  ['regf', 0, 'registry-hive'],
  ['IBL"', 4, 'central-binary-log'],
  ['EVF\x09\x0d\x0a\xff\0', 0, 'disk-image'],
  ['EVF2\x0d\x0a\x81\0', 0, 'disk-image'],
  ['LVF\x09\x0d\x0a\xff\0', 0, 'disk-image'],
  ['LEF2\x0d\x0a\x81\0', 0, 'disk-image'],
  ['AFF10\r\n\0', 0, 'disk-image'],
  ['ADSEGMENTEDFILE\0', 0, 'disk-image'],
  ['KDMV', 0, 'disk-image'],
  ['COWD', 0, 'disk-image'],
  ['# Disk DescriptorFile', 0, 'disk-image'],
  ['vhdxfile', 0, 'disk-image'],
  ['conectix', 0, 'disk-image'],
  ['\x7f\x10\xda\xbe', 0x40, 'disk-image'],
  ['QFI\xfb', 0, 'disk-image'],
  ['MSWIM\0\0\0', 0, 'disk-image'],
  ['NTFS    ', 3, 'disk-image'],
  ['-FVE-FS-', 3, 'disk-image'],
  ['ReFS\0\0\0\0', 3, 'disk-image'],
  ['EFI PART', 512, 'disk-image'],
  ['PAGEDU64', 0, 'memory-image'],
  ['PAGEDUMP', 0, 'memory-image'],
  ['MDMP\x93\xa7', 0, 'memory-image'],
  ['EMiL', 0, 'memory-image'],
  ['HIBR', 0, 'memory-image'],
  ['hibr', 0, 'memory-image'],
  ['FILE0\0', 0, 'file-system-record'],
  ['FILE*\0', 0, 'file-system-record'],
  ['RSTR\x1e\0', 0, 'file-system-record'],
  ['MAM\x04', 0, 'execution-record'],
  ['SCCA', 4, 'execution-record'],
  ['\xef\xcd\xab\x89', 4, 'execution-record'],
  ['!BDN', 0, 'mail-store'],
  ['\xd4\xc3\xb2\xa1', 0, 'network-capture'],
  ['\xa1\xb2\xc3\xd4', 0, 'network-capture'],
  ['\x4d\x3c\xb2\xa1', 0, 'network-capture'],
  ['\x0a\x0d\x0d\x0a', 0, 'network-capture'],
  ['PK\x03\x04', 0, 'archive'],
  ['PK\x05\x06', 0, 'archive'],
  ['PK\x07\x08', 0, 'archive'],
  ['7z\xbc\xaf\x27\x1c', 0, 'archive'],
  ['Rar!\x1a\x07', 0, 'archive'],
  ['MSCF\0\0\0\0', 0, 'archive'],
  ['\x1f\x8b\x08', 0, 'archive'],
  ['\x1f\x9d', 0, 'archive'],
  ['\xfd7zXZ\0', 0, 'archive'],
  ['\x28\xb5\x2f\xfd', 0, 'archive'],
  ['\x04\x22\x4d\x18', 0, 'archive'],
  ['BZh', 0, 'archive'],
  ['ustar', 257, 'archive'],
  ['MZ', 0, 'pe'],
];

const BOOT_SIGNATURE = 0xaa55;

/** What the first bytes of a file say that it is; null where they say nothing. */
export function formatOf(head: Buffer): FormatKind | null {
  const text = head.toString('latin1', 0, Math.min(head.length, 1024));
  for (const [bytes, offset, kind] of MAGIC) if (text.startsWith(bytes, offset)) return kind;
  return isPartitioned(head) ? 'disk-image' : null;
}

/** A master boot record: its signature, and four entries each of which is active or not, one of them in use. */
function isPartitioned(head: Buffer): boolean {
  if (head.length < 512 || head.readUInt16LE(510) !== BOOT_SIGNATURE) return false;
  const entries = [446, 462, 478, 494];
  return (
    entries.every((at) => head[at] === 0 || head[at] === 0x80) &&
    entries.some((at) => head[at + 4] !== 0 && head.readUInt32LE(at + 12) > 0)
  );
}

/** What the last bytes say of formats that end in what tells them. */
export function formatOfEnd(tail: Buffer): FormatKind | null {
  return tail.length >= 512 && tail.toString('latin1', tail.length - 512, tail.length - 504) === 'conectix'
    ? 'disk-image'
    : null;
}

/** Lower-case names, for what its bytes do not tell: split, encrypted, damaged or empty at the beginning. */
const NAMES: readonly (readonly [name: RegExp, kind: FormatKind])[] = [
  [/\.ibl$/, 'central-binary-log'],
  [/\.evtx?$/, 'event-log'],
  [
    /\.(?:ex?|lx?|s)\d\d$|\.(?:aff|afd|afm|aff4|ad\d{1,3}|vmdk|a?vhdx?|vdi|qcow2?|hdd|wim|swm|esd|iso|dd|img|raw|tibx?|vbk|vib|gho)$/,
    'disk-image',
  ],
  [/\.(?:vmem|vmsn|vmss|lime|mem|dmp|mdmp|hdmp)$|^(?:pagefile|swapfile|hiberfil)\.sys$/, 'memory-image'],
  [
    /^\$(?:mft(?:mirr)?|logfile|j|usnjrnl.{0,8}|i30|secure.{0,8}|boot|bitmap|attrdef)$|^\$extend.{0,40}\$j$|^[a-z]_\$j$|^usnjrnl(?:[_$%-].{0,20})?(?:\.bin)?$/,
    'file-system-record',
  ],
  [/\.pf$|^(?:srudb|webcachev01)\.dat$/, 'execution-record'],
  [/\.(?:edb|pst|ost|nst)$/, 'mail-store'],
  [/\.(?:pcap|pcapng|cap|etl)$/, 'network-capture'],
  [
    /\.(?:7z|rar|zipx?|cab|gz|tgz|bz2|tbz2?|xz|txz|zst|lz4|lzma|tar|arj|lzh|lha|ace|jar|z\d\d|r\d\d|(?:7z|zip|rar|tar)\.\d{3}|part\d{1,3}\.rar)$/,
    'archive',
  ],
  [/^(?:ntuser|usrclass)\.dat$|^amcache\.hve$/, 'registry-hive'],
];

const HIVE_FOLDER = /\\system32\\config\\(?:regback\\)?(?:system|software|sam|security|default|components|drivers)$/;

/** What a file's name says that it is, null where it says nothing. Lower-case Windows path, or any path with backslashes. */
export function formatOfName(path: string): FormatKind | null {
  if (HIVE_FOLDER.test(path)) return 'registry-hive';
  const name = fileNameOf(path);
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** Where a program's own sections end and something else follows, null where nothing does. Needs the first KiB of it. */
export function overlayOffset(head: Buffer, size: number): number | null {
  if (head.length < 64 || head.readUInt16LE(0) !== 0x5a4d) return null;
  const at = head.readUInt32LE(0x3c);
  if (at + 24 > head.length || head.toString('latin1', at, at + 4) !== 'PE\0\0') return null;
  const sections = head.readUInt16LE(at + 6);
  let end = 0;
  let section = at + 24 + head.readUInt16LE(at + 20);
  for (let i = 0; i < sections && section + 40 <= head.length; i++, section += 40) {
    const length = head.readUInt32LE(section + 16);
    if (length > 0) end = Math.max(end, head.readUInt32LE(section + 20) + length);
  }
  return end > 0 && end < size ? end : null;
}

/** What a self-extracting program carries behind itself: an archive, or the settings of 7-Zip's own before one. */
export function isArchiveStart(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 3) === ';!@' || formatOf(bytes) === 'archive';
}
