import { csvRecords } from '../../formats/csv/csv-records.js';
import { recogniseExchangeLog } from '../../formats/exchange-csv/exchange-csv-reader.js';
import { isExchangeSetupLog } from '../../formats/exchange-setup/exchange-setup-reader.js';
import { recogniseLog } from '../../formats/log-file/recognise-log.js';
import type { ArtifactKind } from '../../model/artifact-kind.js';

/** What the head of a text log tells: which log, and the name and addresses of the server that wrote it. */
export interface LogFacts {
  readonly kind: Extract<ArtifactKind, 'iis-log' | 'httperr-log' | 'exchange-log' | 'ftp-log' | 'smtp-log'>;
  readonly computer: string | null;
  readonly addresses: readonly string[];
}

/** A directive, a date or an address: what no log that we know begins without. Most files end here. */
const LOG_START =
  /^(?:#(?:Software|Version|Date|Fields|Log-type)\b|\d{4}-\d\d-\d\d |[0-9a-fA-F.:%]{2,50}(?:, | - | \S{1,100} \S{1,200} \[))/i;
/** Exchange writes the columns once more before its directives. */
const EXCHANGE_HEADER = /^(?:DateTime|TimeStamp|date-time),[A-Za-z][A-Za-z0-9_,() -]{10,}/i;
const IIS_NATIVE_SERVER = /^(?:[^,\n]{1,200}, ){5}([^,\n]{1,64}), ([0-9A-Fa-f.:]{2,45}), /;

const COMPUTER_COLUMNS = ['serverhostname', 'servername', 's-computername', 'server'];
const COMPUTER_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const ADDRESS = /^[0-9A-Fa-f.:]{2,45}$/;
const RECORDS = 50;

/** What only one service is asked; `QUIT` and the like tell nothing. IIS 6 puts the session before the command of FTP. */
const FTP_COMMAND =
  /^(?:\[\d+\])?(?:ControlChannelOpened|ControlChannelClosed|DataChannelOpened|DataChannelClosed|USER|PASS|STOR|APPE|RETR|CWD|XCWD|MKD|RMD|DELE|RNFR|RNTO|PASV|EPSV|EPRT|LIST|NLST|MLSD|TYPE|created|sent|closed)$/i;
const SMTP_COMMAND = /^(?:EHLO|HELO|MAIL|RCPT|BDAT|STARTTLS|OutboundConnection\w{0,12}|GROUP|ARTICLE|NEWNEWS|XOVER)$/i;
const NEUTRAL_COMMAND = /^(?:\[\d+\])?(?:QUIT|DATA|RSET|NOOP|AUTH|HELP|OPTS|FEAT|SYST|PWD|PORT|SIZE|-)$/i;

/** Recognises logs by their directives or, where those were cut off, by their first records. Null where it is no log that we know. */
export function logFacts(text: string): LogFacts | null {
  const start = text.search(/[^\0\s]/);
  if (start < 0) return null;
  const body = text.slice(start);
  const isExchange = EXCHANGE_HEADER.test(body);
  if (!isExchange && !LOG_START.test(body)) return null;
  const { fields, records, software, logType } = directivesOf(body);
  const [record = ''] = records;
  if (isExchange || logType || software.startsWith('Microsoft Exchange')) {
    return { kind: 'exchange-log', computer: computerIn(cellsOf(fields), cellsOf(record)), addresses: [] };
  }
  const format = recogniseLog(Buffer.from(body, 'utf8'));
  if (format === 'httperr') return { kind: 'httperr-log', computer: null, addresses: [] };
  if (format === 'iis-native') {
    const [, computer, address] = IIS_NATIVE_SERVER.exec(body) ?? [];
    return { kind: 'iis-log', computer: computerName(computer), addresses: address ? [address] : [] };
  }
  if (format === null && !software.includes('Internet Information Services')) return null;
  const columns = fields.split(/\s+/);
  const rows = records.map((line) => line.split(' '));
  return {
    kind: serviceOf(columns, rows),
    computer: computerIn(columns, rows[0] ?? []),
    addresses: addressesIn(columns, rows),
  };
}

/** How records of Exchange's logs begin where their header was cut off, and entries of its setup. */
const BARE_RECORD = /^\0*"?(?:\d{4}-\d\d-\d\dT[\d:.]{8,16}Z"?,|\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M"?,)/;
const SETUP_ENTRY = /^\[\d\d\/\d\d\/\d{4} /;

/** A log of Exchange without its header, by its records; null for anything else. `text` is that of the bytes. */
export function bareExchangeLog(head: Uint8Array, text: string): LogFacts | null {
  const start = text.trimStart();
  const nobody = { kind: 'exchange-log', computer: null, addresses: [] } as const;
  if (SETUP_ENTRY.test(start)) return isExchangeSetupLog(head) ? nobody : null;
  if (!BARE_RECORD.test(start)) return null;
  const columns = recogniseExchangeLog(head)?.columns?.names;
  if (columns === undefined) return null;
  const [record] = csvRecords(Buffer.from(start.split(/\r?\n/, 1)[0] ?? ''));
  const names = columns.map((name) => name.toLowerCase());
  return { ...nobody, computer: computerIn(names, record?.cells ?? []) };
}

/** Which of the services that share the format wrote it: those of files and mail only where no record is of a request for a page. */
function serviceOf(columns: readonly string[], rows: readonly (readonly string[])[]): LogFacts['kind'] {
  const at = columns.indexOf('cs-method');
  const commands = at < 0 ? [] : rows.flatMap((row) => row[at] ?? []).filter((one) => !NEUTRAL_COMMAND.test(one));
  if (commands.length > 0 && commands.every((one) => FTP_COMMAND.test(one))) return 'ftp-log';
  if (commands.length > 0 && commands.every((one) => SMTP_COMMAND.test(one))) return 'smtp-log';
  return columns.includes('x-fullpath') && commands.length === 0 ? 'ftp-log' : 'iis-log';
}

/** The server's own, which proxies and clients have no part in. */
function addressesIn(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const at = columns.indexOf('s-ip');
  if (at < 0) return [];
  const addresses = rows.filter((row) => row.length === columns.length).flatMap((row) => row[at]?.toLowerCase() ?? []);
  return [...new Set(addresses)].filter((one) => ADDRESS.test(one)).sort();
}

function cellsOf(line: string): readonly string[] {
  const [record] = csvRecords(Buffer.from(line));
  return record?.cells ?? [];
}

/** The first column list and the records after it. */
function directivesOf(text: string): {
  fields: string;
  records: readonly string[];
  software: string;
  logType: boolean;
} {
  const found = { fields: '', software: '', logType: false };
  const records: string[] = [];
  for (const line of text.split(/\r?\n/, 400)) {
    if (line.startsWith('#Fields:')) {
      if (records.length > 0) break;
      found.fields = line.slice(8).trim().toLowerCase();
    } else if (line.startsWith('#Software:')) found.software = line.slice(10).trim();
    else if (line.startsWith('#Log-type:')) found.logType = true;
    else if (found.fields !== '' && line !== '' && !line.startsWith('#')) {
      records.push(line);
      if (records.length >= RECORDS) break;
    }
  }
  return { ...found, records };
}

function computerIn(columns: readonly string[], values: readonly string[]): string | null {
  if (columns.length !== values.length) return null;
  const at = COMPUTER_COLUMNS.map((column) => columns.indexOf(column)).find((index) => index >= 0);
  return at === undefined ? null : computerName(values[at]);
}

function computerName(text: string | undefined): string | null {
  return text !== undefined && COMPUTER_NAME.test(text) ? text : null;
}
