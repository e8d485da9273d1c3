import { windowsPathOf } from '../../collection/kinds/kind.js';
import { textOfBytes } from '../../collection/kinds/text-of-bytes.js';
import { hidesServerExtension, isWebPlace } from '../../collection/served/web-places.js';
import { type Artifact, fileName } from '../../model/artifact.js';
import type { Quoting } from '../../model/signature.js';
import { decodeRuleText } from '../../signatures/rule-text.js';
import { isRuleFile } from '../../signatures/yara/rule-outline.js';

/** The largest public rule files are smaller; bytes. */
const MAXIMUM_BYTES = 4 * 1024 * 1024;
/** Bytes at the beginning of a text that tell a page from what speaks of one. */
const BEGINNING = 4096;

/** Kept by those who look for shells, whatever folder it was copied from. */
const KEPT = String.raw`(?:\.(?:bak|old|orig|\d{1,3}))*$`;
const YARA = new RegExp(String.raw`\.(?:yara?|rules?|txt)${KEPT}`);
const SIGMA = new RegExp(String.raw`\.ya?ml${KEPT}`);
const SNORT = new RegExp(String.raw`\.rules?${KEPT}`);
const MODSECURITY = new RegExp(String.raw`\.conf${KEPT}`);
/** What Defender did and found. */
const DEFENDER_LOG = /^mplog-\d{4}[\d-]{0,20}\.log$/;
const DEFENDER_LINE = /^\d{4}-\d\d-\d\dT[\d:.]{8,16}Z\s/;

const SNORT_RULE =
  /^(?:alert|log|pass|drop|reject\w{0,5}|sdrop)\s{1,8}\w{1,12}\s{1,8}[^()\r\n]{1,400}(?:->|<>)[^()\r\n]{1,200}\([^\r\n]*\)\s*$/;

/** Lists of texts that are looked for begin with any of them. */
const LIST = new RegExp(String.raw`\.(?:data|sig|rules?)${KEPT}`);
/** Of a page under another name, which waits to be given its own. */
const PAGE_BEGINS = /^[\ufeff\s]*<(?:%|\?php\b|!doctype\b|(?:html|head|body|form|script)\b)/i;

/**
 * Whether what a file shows is quoted there: `rules` of scanners, as these and responders leave them, hold what they look for;
 * a `text` that nothing serves speaks of a page. Null for all else, and for whatever a web server could run, whatever it looks like.
 */
export function quotingOf(artifact: Artifact, bytes: Uint8Array): Quoting | null {
  const path = windowsPathOf(artifact);
  if (hidesServerExtension(path) || isWebPlace(path)) return null;
  if (holdsRules(path, bytes) || isDefenderLog(artifact, bytes)) return 'rules';
  const isPage = !LIST.test(path) && PAGE_BEGINS.test(beginningOf(bytes));
  return artifact.quotesCode && !isPage ? 'text' : null;
}

function holdsRules(path: string, bytes: Uint8Array): boolean {
  if (bytes.length > MAXIMUM_BYTES) return false;
  const forms = FORMS.filter(([name]) => name.test(path));
  if (forms.length === 0) return false;
  const text = decodeRuleText(bytes);
  return text !== null && forms.some(([, isForm]) => isForm(text));
}

const FORMS: readonly (readonly [name: RegExp, isForm: (text: string) => boolean])[] = [
  [YARA, isRuleFile],
  [SIGMA, (text) => /^logsource\s*:/m.test(text) && /^detection\s*:/m.test(text) && !PAGE_BEGINS.test(text)],
  [SNORT, (text) => areStatements(text, SNORT_RULE)],
  [MODSECURITY, (text) => /^\s{0,16}SecRule\s/m.test(text) && areStatements(text, /^\s*(?:Sec[A-Z]|["'\w]|[^<]*$)/)],
];

/** Whether each line that is no comment is such a statement. */
function areStatements(text: string, statement: RegExp): boolean {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:#|$)/.test(line));
  return lines.length > 0 && lines.every((line) => statement.test(line));
}

function isDefenderLog(artifact: Artifact, bytes: Uint8Array): boolean {
  return DEFENDER_LOG.test(fileName(artifact).toLowerCase()) && DEFENDER_LINE.test(beginningOf(bytes));
}

function beginningOf(bytes: Uint8Array): string {
  return textOfBytes(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, BEGINNING))).replace(
    /^\ufeff/,
    '',
  );
}
