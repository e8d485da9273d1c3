import { createAdvancedLoggingReader } from '../advanced-logging/advanced-logging-reader.js';
import { createHttperrReader } from '../httperr/httperr-reader.js';
import { IisNativeReader } from '../iis-native/iis-native-reader.js';
import type { LogFileFacts, LogFormat, LogReader } from '../log-line/log-reader.js';
import { NcsaReader } from '../ncsa/ncsa-reader.js';
import { hasLocalTimesOnly, W3cReader } from '../w3c/w3c-reader.js';

const READERS: Readonly<Record<LogFormat, (facts: LogFileFacts) => LogReader>> = {
  w3c: (facts) => new W3cReader(facts),
  'advanced-logging': createAdvancedLoggingReader,
  'iis-native': (facts) => new IisNativeReader(facts),
  ncsa: () => new NcsaReader(),
  httperr: createHttperrReader,
};

export function createLogReader(format: LogFormat, facts: LogFileFacts): LogReader {
  return READERS[format](facts);
}

/** How many lines decide. */
const LINES = 64;
/** Bytes of the file that decide. */
export const RECOGNISED_BYTES = 65_536;

/**
 * The format of a log by its first lines, given as UTF-8 (or an ANSI code page). Null for what is none of them: Exchange's own
 * logs, which have `#Fields` with commas, and anything else. A file of W3C headers without records is W3C.
 */
export function recogniseLog(head: Uint8Array): LogFormat | null {
  const text = latin1(head);
  if (saysOther(text)) return null;
  if (/^#Software: Microsoft HTTP(?:\.sys| API| Server API)/im.test(text)) return 'httperr';
  if (/^#Software: IIS Advanced Logging/im.test(text)) return 'advanced-logging';
  const fields = /^\0*#Fields:([^\r\n]*)/im.exec(text);
  if (fields) return formatOfFields(fields[1] ?? '');
  // Without a header the format is the one whose reader reads most of the first lines; W3C where several do.
  let best: LogFormat | null = null;
  let most = 0;
  for (const format of ['w3c', 'httperr', 'iis-native', 'ncsa'] as const) {
    const records = countRecords(createLogReader(format, { day: 0, utcOffsetMinutes: 0 }), head);
    if (records > most) [best, most] = [format, records];
  }
  return best;
}

/** Whether the first bytes are those of a log of another kind: what follows them need not be looked at. */
export function isOtherLog(head: Uint8Array): boolean {
  return saysOther(latin1(head)) || /^#Fields:/im.test(latin1(head));
}

function saysOther(text: string): boolean {
  return /^#Log-type:/im.test(text) || /^#Software: Microsoft Exchange/im.test(text);
}

function latin1(head: Uint8Array): string {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, RECOGNISED_BYTES)).toString('latin1');
}

/**
 * Whether a log's times are those of the server's own clock, by its first lines: W3C and HTTPERR are UTC always (Microsoft KB
 * 194699; `localTimeRollover` says when a new file begins, not what is in it), NCSA has the offset in each line, IIS native and
 * columns of Advanced Logging so named are local.
 */
export function hasLocalTimes(head: Uint8Array): boolean {
  const format = recogniseLog(head);
  if (format !== 'advanced-logging') return format === 'iis-native';
  const text = latin1(head);
  return hasLocalTimesOnly(namesOf(/^#Fields:([^\r\n]*)/im.exec(text)?.[1] ?? ''));
}

function namesOf(fields: string): string[] {
  return fields.toLowerCase().split(/\s+/).filter(Boolean);
}

function formatOfFields(fields: string): LogFormat | null {
  const names = namesOf(fields);
  if (names.length === 0 || fields.includes(',')) return null;
  if (names.includes('s-reason') || names.includes('s-queuename')) return 'httperr';
  if (hasLocalTimesOnly(names)) return 'advanced-logging';
  const known = ['cs-method', 'cs-uri-stem', 'c-ip', 'sc-status', 'cs-uri-query'];
  return known.some((name) => names.includes(name)) ? 'w3c' : null;
}

function countRecords(reader: LogReader, head: Uint8Array): number {
  let [records, lines, from] = [0, 0, 0];
  const end = Math.min(head.length, RECOGNISED_BYTES);
  for (let i = 0; i <= end && lines < LINES; i++) {
    if (i < end && head[i] !== 0x0a && head[i] !== 0x0d) continue;
    if (i > from) {
      lines++;
      if (reader.read(head, from, i) === 'record' && !reader.recovered) records++;
    }
    from = i + 1;
  }
  return records;
}
