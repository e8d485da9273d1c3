import { recogniseEventExport } from '../../formats/event-export/export-format.js';
import { isHealthReport, serverOfReport } from '../../formats/health-checker/health-report.js';
import { isFileSystemExport } from '../../formats/ntfs/file-system-export.js';
import { computerOf, isSystemInformation } from '../../formats/system-information/system-information.js';
import type { ArtifactKind } from '../../model/artifact-kind.js';
import { formatOf, formatOfEnd } from './file-formats.js';
import { isLogExport } from './log-export.js';
import { bareExchangeLog, logFacts } from './log-facts.js';
import { textOfBytes } from './text-of-bytes.js';

/** What the first and last bytes of a file tell. */
export interface ContentFacts {
  /** Null where they don't tell. */
  readonly kind: ArtifactKind | null;
  /** Server-side code: `strong` for what nothing else looks like, `weak` for a bare `<%`. */
  readonly code: 'none' | 'weak' | 'strong';
  /** Some of it stands where no log, list or record has what its writer was sent: at the start of a line, or in a line of no record. */
  readonly codeByItself: boolean;
  /** No text, and none of the formats that are known by their bytes. */
  readonly isOpaque?: true;
  /** Its first byte is one of an archive: no server runs what begins so. */
  readonly beginsAsArchive?: true;
  /** The server's own name, where a log or a description of the system states it. */
  readonly computer: string | null;
  /** Addresses on which the server was asked, where a log states them. */
  readonly addresses: readonly string[];
  /** What pages include, as written. */
  readonly includes: readonly string[];
}

/** Bytes that are looked at, at either end, once for each file: enough for the two header lines and one record of an Exchange log. */
export const HEAD_LENGTH = 16 * 1024;
const MOST_INCLUDES = 1024;

export const NO_FACTS: ContentFacts = {
  kind: null,
  code: 'none',
  codeByItself: false,
  computer: null,
  addresses: [],
  includes: [],
};

/** WEB-01: a page directive, a script block for the server, or PHP's opening tag. */
const STRONG_CODE =
  /<%@\s{0,20}(?:page|control|master|webservice|webhandler|servicehost|application|assembly|import|language|include|taglib|codepage|enablesessionstate)\b|<script\b[^>]{0,300}\brunat|\b(?:page|webservice|webhandler) language\s{0,5}=|<\?php\b/i;
const WEAK_CODE = /<%[\s=@#:$!\-a-z]/i;
/** At the start of a line, behind a directive's `#`, or behind nothing but control characters: no record begins so. */
const CODE_BY_ITSELF =
  /(?:^|[\n\r])(?:[^\S\n\r]{0,200}|#[^\n\r]{0,500}|[\0-\x1f]{0,200})<(?:%|\?php\b|script\b[^>]{0,300}\brunat)/i;
/** Server-side includes, and the attributes by which ASP.NET takes a file's source from somewhere else. */
const INCLUDE =
  /<!--\s{0,20}#\s{0,20}include\s{1,20}(?:file|virtual)\s{0,20}=\s{0,20}["']?([^"'>\r\n]{1,400})|<%@[^%]{0,400}?\b(?:src|codefile|codebehind|masterpagefile|virtualpath)\s{0,20}=\s{0,20}["']([^"'\r\n]{1,400})["']/gi;

/** Says what the bytes at both ends of a file tell; see `HEAD_LENGTH`. `tail` is empty where the head is all. */
export function contentFacts(head: Buffer, tail: Buffer = Buffer.alloc(0)): ContentFacts {
  if (head.length === 0) return NO_FACTS;
  const text = textOfBytes(head);
  const end = tail.length === 0 ? '' : textOfBytes(tail);
  const strong = STRONG_CODE.test(text) || STRONG_CODE.test(end);
  const codeByItself = CODE_BY_ITSELF.test(text) || CODE_BY_ITSELF.test(end);
  const facts = { ...NO_FACTS, codeByItself, includes: includesIn(text, end) };
  const begun = formatOf(head);
  const format = begun ?? formatOfEnd(tail);
  const archive = begun === 'archive' ? ({ beginsAsArchive: true } as const) : {};
  if (format) return { ...facts, ...archive, kind: format, code: strong ? 'strong' : 'none' };
  const log = logFacts(text) ?? bareExchangeLog(head, text);
  const weak = (!isBinary(text) && WEAK_CODE.test(text)) || (!isBinary(end) && WEAK_CODE.test(end));
  const code = strong ? 'strong' : weak ? 'weak' : 'none';
  if (log) return { ...facts, kind: log.kind, code, computer: log.computer, addresses: log.addresses };
  const kind = recogniseEventExport(head) === null ? (markupKind(text) ?? exportKind(text)) : 'event-log';
  const opaque = kind === null && isBinary(text) ? ({ isOpaque: true } as const) : {};
  return { ...facts, ...opaque, kind, code, computer: computerIn(kind, text) };
}

function computerIn(kind: ArtifactKind | null, text: string): string | null {
  if (kind === 'system-information') return computerOf(text);
  return kind === 'health-report' ? serverOfReport(text) : null;
}

function includesIn(...texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (const [, included, source] of text.includes('<') ? text.matchAll(INCLUDE) : []) {
      if (found.size >= MOST_INCLUDES) return [...found];
      found.add((included ?? source ?? '').trim());
    }
  }
  return [...found];
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
  if (isHealthReport(text)) return 'health-report';
  if (/<preserve\s[^>]{0,200}\bresultType\s?=/.test(text)) return 'compiled-page';
  if (/<Task\s/.test(text) && text.includes('schemas.microsoft.com/windows/2004/02/mit/task')) return 'scheduled-task';
  if (/^\s{0,64}(?:<\?xml[^>]{0,100}>\s{0,64})?<autoruns>\s{0,64}<item>/.test(text)) return 'persistence-export';
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
  if (isFileSystemExport(text)) return 'file-system-record';
  if (EXPORTS.some((pattern) => pattern.test(text))) return 'persistence-export';
  if (isSystemInformation(text)) return 'system-information';
  return isLogExport(text) ? 'log-export' : null;
}
