import type { ArtifactKind } from '../model/artifact.js';

/** What the head of a text log tells: which log, and the name of the server that wrote it. */
export interface LogFacts {
  readonly kind: Extract<ArtifactKind, 'iis-log' | 'httperr-log' | 'exchange-log'>;
  readonly computer: string | null;
}

const IIS_COLUMNS = [
  'cs-method',
  'cs-uri-stem',
  'cs-uri-query',
  'cs-uri',
  'c-ip',
  's-ip',
  'sc-status',
  'cs(user-agent)',
];
const COMPUTER_COLUMNS = ['serverhostname', 'servername', 's-computername', 'server'];
const COMPUTER_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

const W3C_START = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /;
const HTTPERR_RECORD =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [0-9a-fA-F.:%]{2,50} \d{1,5} [0-9a-fA-F.:%]{2,50} \d{1,5} (?:HTTP\/|- )/;
const IIS_NATIVE_RECORD =
  /^[0-9a-fA-F.:%]{2,50}, [^,\n]{1,200}, [\d./-]{6,10}, \d{1,2}:\d\d:\d\d, [A-Z0-9]{3,20}, ([^,\n]{1,64}), [^,\n]{1,50}, \d/;
const NCSA_RECORD = /^[^\s[]{2,100} \S{1,100} \S{1,200} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "/;
const EXCHANGE_HEADER = /^(?:DateTime|TimeStamp|date-time),[A-Za-z][A-Za-z0-9_,() -]{10,}/i;

/**
 * Recognises logs by their directives (`#Software`, `#Log-type`, `#Fields`: HTTPERR and Exchange have them too), or, where those
 * were cut off, by the form of the first record. Null where it is no log that we know.
 */
export function logFacts(text: string): LogFacts | null {
  const start = text.search(/[^\0\s]/);
  if (start < 0) return null;
  const body = text.slice(start);
  if (body.startsWith('#') || EXCHANGE_HEADER.test(body)) return directiveFacts(body);
  if (HTTPERR_RECORD.test(body)) return { kind: 'httperr-log', computer: null };
  if (isW3cRecord(body) || NCSA_RECORD.test(body)) return { kind: 'iis-log', computer: null };
  const native = IIS_NATIVE_RECORD.exec(body);
  return native ? { kind: 'iis-log', computer: computerName(native[1]) } : null;
}

/** A record without its header: date, time, somewhere a method before a path, and status, substatus and Windows status in a row. */
function isW3cRecord(text: string): boolean {
  if (!W3C_START.test(text)) return false;
  const end = text.search(/[\r\n]/);
  const values = text.slice(0, end < 0 ? text.length : end).split(' ');
  const number = (value: string | undefined) => value !== undefined && /^\d{1,12}$/.test(value);
  const method = values.findIndex(
    (value, at) => /^[A-Z]{3,20}$/.test(value) && values[at + 1]?.startsWith('/') === true,
  );
  return (
    method > 1 &&
    values.some(
      (value, at) => at > method && /^[1-5]\d\d$/.test(value) && number(values[at + 1]) && number(values[at + 2]),
    )
  );
}

function directiveFacts(text: string): LogFacts | null {
  let fields = '';
  let software = '';
  let logType = false;
  let record = '';
  for (const line of text.split(/\r?\n/, 200)) {
    if (line.startsWith('#Fields:')) fields = line.slice(8).trim().toLowerCase();
    else if (line.startsWith('#Software:')) software = line.slice(10).trim();
    else if (line.startsWith('#Log-type:')) logType = true;
    else if (fields !== '' && line !== '' && !line.startsWith('#')) {
      record = line;
      break;
    }
  }
  if (software.startsWith('Microsoft Exchange') || logType || (fields.includes(',') && !fields.includes(' '))) {
    return { kind: 'exchange-log', computer: computerIn(fields.split(','), splitCsv(record)) };
  }
  const columns = fields.split(/\s+/);
  if (software.startsWith('Microsoft HTTP') || columns.includes('s-reason') || columns.includes('s-queuename')) {
    return { kind: 'httperr-log', computer: null };
  }
  const ours = software === '' || software.includes('Internet Information Services') || software.includes('IIS');
  const known = columns.filter((column) => IIS_COLUMNS.includes(column)).length;
  if (ours && (known >= 2 || (software !== '' && fields === ''))) {
    return { kind: 'iis-log', computer: computerIn(columns, record.split(' ')) };
  }
  return EXCHANGE_HEADER.test(text) ? { kind: 'exchange-log', computer: null } : null;
}

function computerIn(columns: readonly string[], values: readonly string[]): string | null {
  if (columns.length !== values.length) return null;
  for (const column of COMPUTER_COLUMNS) {
    const at = columns.indexOf(column);
    if (at >= 0) return computerName(values[at]);
  }
  return null;
}

function computerName(text: string | undefined): string | null {
  return text !== undefined && COMPUTER_NAME.test(text) ? text : null;
}

/** Values of one CSV record (RFC 4180), as far as it lies on one line. */
function splitCsv(line: string): string[] {
  const values: string[] = [];
  let value = '';
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '"') {
      if (quoted && line[at + 1] === '"') value += line[++at];
      else quoted = !quoted;
    } else if (character === ',' && !quoted) {
      values.push(value);
      value = '';
    } else {
      value += character;
    }
  }
  return [...values, value];
}
