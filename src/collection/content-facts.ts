import { isSystemInformation } from '../formats/system-information/system-information.js';
import type { ArtifactKind } from '../model/artifact.js';
import { logFacts } from './log-facts.js';

/** What the first bytes of a file tell. */
export interface ContentFacts {
  /** Null where they don't tell. `other`: known, and none of ours (a registry hive, a disk image). */
  readonly kind: ArtifactKind | null;
  /** Server-side code: `strong` for what nothing else looks like, `weak` for a bare `<%`. */
  readonly code: 'none' | 'weak' | 'strong';
  /** The server's own name, where a log states it. */
  readonly computer: string | null;
}

/** Bytes that are looked at, once for each file: enough for the two header lines and one record of an Exchange log. */
export const HEAD_LENGTH = 16 * 1024;

export const NO_FACTS: ContentFacts = { kind: null, code: 'none', computer: null };

const MAGIC: readonly (readonly [bytes: Buffer, offset: number, kind: ArtifactKind])[] = [
  [Buffer.from('ElfFile\0'), 0, 'event-log'],
  [Buffer.from('LfLe'), 4, 'event-log'],
  [Buffer.from('regf'), 0, 'other'],
  [Buffer.from('PK\x03\x04', 'latin1'), 0, 'archive'],
  [Buffer.from('PK\x05\x06', 'latin1'), 0, 'archive'],
  [Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), 0, 'archive'],
  [Buffer.from('Rar!\x1a\x07', 'latin1'), 0, 'archive'],
  [Buffer.from('MSCF\0\0\0\0', 'latin1'), 0, 'archive'],
  [Buffer.from('\x1f\x8b\x08', 'latin1'), 0, 'archive'],
  [Buffer.from('\xfd7zXZ\0', 'latin1'), 0, 'archive'],
  [Buffer.from('\x28\xb5\x2f\xfd', 'latin1'), 0, 'archive'],
  [Buffer.from('BZh'), 0, 'archive'],
  [Buffer.from('ustar'), 257, 'archive'],
  [Buffer.from('MZ'), 0, 'pe'],
];

/** Section 3.0 of the reference. A page directive, a script block for the server, or PHP's opening tag. */
const STRONG_CODE =
  /<%@\s{0,20}(?:page|control|master|webservice|webhandler|servicehost|application|assembly|import|language|include|taglib|codepage|enablesessionstate)\b|<script\b[^>]{0,300}\brunat|\b(?:page|webservice|webhandler) language\s{0,5}=|<\?php\b/i;
const WEAK_CODE = /<%[\s=@#:$!\-a-z]/i;

/** Says what the first bytes of a file tell; see `HEAD_LENGTH`. */
export function contentFacts(head: Buffer): ContentFacts {
  if (head.length === 0) return NO_FACTS;
  const text = headText(head);
  const strong = STRONG_CODE.test(text);
  for (const [bytes, offset, kind] of MAGIC) {
    if (
      head.length >= offset + bytes.length &&
      head.compare(bytes, 0, bytes.length, offset, offset + bytes.length) === 0
    ) {
      return { kind, code: strong ? 'strong' : 'none', computer: null };
    }
  }
  const log = logFacts(text);
  const code = strong ? 'strong' : !isBinary(text) && WEAK_CODE.test(text) ? 'weak' : 'none';
  if (log) return { kind: log.kind, code, computer: log.computer };
  return { kind: markupKind(text) ?? exportKind(text), code, computer: null };
}

/** UTF-16 and UTF-8 with their marks, UTF-16 without by its NULs, anything else one character a byte. */
function headText(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le', 2);
  if (head[0] === 0xfe && head[1] === 0xff) return swapped(head.subarray(2));
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return head.toString('utf8', 3);
  if (head.length >= 8 && head[0] !== 0 && head[1] === 0 && head[3] === 0 && head[5] === 0)
    return head.toString('utf16le');
  if (head.length >= 8 && head[0] === 0 && head[1] !== 0 && head[2] === 0 && head[4] === 0) return swapped(head);
  return head.toString('latin1');
}

function swapped(bytes: Buffer): string {
  const even = bytes.subarray(0, bytes.length & ~1);
  return Buffer.from(even).swap16().toString('utf16le');
}

function isBinary(text: string): boolean {
  return text.includes('\0');
}

/** What `reg query` prints: a key, then a value of it or the next key. */
const REG_QUERY =
  /^\s{0,64}HKEY_(?:LOCAL_MACHINE|USERS|CURRENT_USER|CLASSES_ROOT|CURRENT_CONFIG)(?:\\[^\r\n]{0,500})?\r?\n(?: {4}[^\r\n]{0,300} {4}REG_[A-Z]|\s{0,8}HKEY_)/;

function markupKind(text: string): ArtifactKind | null {
  if (/^\s{0,64}(?:Windows Registry Editor Version |REGEDIT4\b)/.test(text) || REG_QUERY.test(text)) {
    return 'registry-export';
  }
  if (!text.includes('<')) return null;
  if (/<preserve\s[^>]{0,200}\bresultType\s?=/.test(text)) return 'compiled-page';
  if (/<Task\s/.test(text) && text.includes('schemas.microsoft.com/windows/2004/02/mit/task')) return 'scheduled-task';
  if (!/<configuration[\s>]/.test(text)) return null;
  if (/<mexRuntime[\s>]/.test(text)) return 'agents-config';
  if (/<sectionGroup\s+name="system\.applicationHost"|<system\.applicationHost[\s>]/.test(text)) {
    return 'application-host-config';
  }
  return null;
}

/** First lines of what `schtasks`, Autoruns, `sc`, WMI queries and service lists print. */
const EXPORTS: readonly RegExp[] = [
  /^\s{0,16}"?(?:HostName"?,"?TaskName|TaskName"?,"?Next Run Time)"?,/i,
  /^\s{0,16}Folder: \\[^\n]{0,200}\n\s{0,16}(?:HostName|TaskName|INFO):?\s/i,
  /^\s{0,16}HostName:\s{1,40}[^\n]{1,100}\n\s{0,16}TaskName:\s/i,
  /^\s{0,16}"?Time"?,"?Entry Location"?,"?Entry"?,/i,
  /^\s{0,16}SERVICE_NAME: /,
  /(?:__EventFilter|__FilterToConsumerBinding|CommandLineEventConsumer|ActiveScriptEventConsumer)\b/,
  /^(?:#TYPE [^\n]{0,200}\n)?\s{0,16}"?(?:[A-Za-z]{2,30}"?,"?){0,20}PathName"?[,\r\n]/,
];

function exportKind(text: string): ArtifactKind | null {
  if (EXPORTS.some((pattern) => pattern.test(text))) return 'persistence-export';
  return isSystemInformation(text) ? 'system-information' : null;
}
