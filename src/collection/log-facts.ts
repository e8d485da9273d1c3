import { recogniseLog } from '../formats/log-file/recognise-log.js';
import type { ArtifactKind } from '../model/artifact.js';
import { csvRecords } from './csv.js';

/** What the head of a text log tells: which log, and the name of the server that wrote it. */
export interface LogFacts {
  readonly kind: Extract<ArtifactKind, 'iis-log' | 'httperr-log' | 'exchange-log'>;
  readonly computer: string | null;
}

/** A directive, a date or an address: what no log that we know begins without. Most files end here. */
const LOG_START =
  /^(?:#(?:Software|Version|Date|Fields|Log-type)\b|\d{4}-\d\d-\d\d |[0-9a-fA-F.:%]{2,50}(?:, | - | \S{1,100} \S{1,200} \[))/i;
/** Exchange writes the columns once more before its directives. */
const EXCHANGE_HEADER = /^(?:DateTime|TimeStamp|date-time),[A-Za-z][A-Za-z0-9_,() -]{10,}/i;
const IIS_NATIVE_COMPUTER = /^(?:[^,\n]{1,200}, ){5}([^,\n]{1,64}), /;

const COMPUTER_COLUMNS = ['serverhostname', 'servername', 's-computername', 'server'];
const COMPUTER_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/** Recognises logs by their directives or, where those were cut off, by their first records. Null where it is no log that we know. */
export function logFacts(text: string): LogFacts | null {
  const start = text.search(/[^\0\s]/);
  if (start < 0) return null;
  const body = text.slice(start);
  const isExchange = EXCHANGE_HEADER.test(body);
  if (!isExchange && !LOG_START.test(body)) return null;
  const { fields, record, software, logType } = directivesOf(body);
  if (isExchange || logType || software.startsWith('Microsoft Exchange')) {
    const columns = [...csvRecords(fields)][0] ?? [];
    return { kind: 'exchange-log', computer: computerIn(columns, [...csvRecords(record)][0] ?? []) };
  }
  const format = recogniseLog(Buffer.from(body, 'utf8'));
  if (format === 'httperr') return { kind: 'httperr-log', computer: null };
  if (format === 'iis-native') return { kind: 'iis-log', computer: computerName(IIS_NATIVE_COMPUTER.exec(body)?.[1]) };
  if (format === null && !software.includes('Internet Information Services')) return null;
  return { kind: 'iis-log', computer: computerIn(fields.split(/\s+/), record.split(' ')) };
}

/** The first column list and the record after it. */
function directivesOf(text: string): { fields: string; record: string; software: string; logType: boolean } {
  const found = { fields: '', record: '', software: '', logType: false };
  for (const line of text.split(/\r?\n/, 200)) {
    if (line.startsWith('#Fields:')) found.fields = line.slice(8).trim().toLowerCase();
    else if (line.startsWith('#Software:')) found.software = line.slice(10).trim();
    else if (line.startsWith('#Log-type:')) found.logType = true;
    else if (found.fields !== '' && line !== '' && !line.startsWith('#')) return { ...found, record: line };
  }
  return found;
}

function computerIn(columns: readonly string[], values: readonly string[]): string | null {
  if (columns.length !== values.length) return null;
  const at = COMPUTER_COLUMNS.map((column) => columns.indexOf(column)).find((index) => index >= 0);
  return at === undefined ? null : computerName(values[at]);
}

function computerName(text: string | undefined): string | null {
  return text !== undefined && COMPUTER_NAME.test(text) ? text : null;
}
