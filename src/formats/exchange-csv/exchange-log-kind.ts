import { LogColumns } from '../log-line/log-reader.js';
import { EXCHANGE_COLUMNS } from './exchange-columns.js';

/**
 * Which of Exchange's logs a file is. `smtp`: a protocol log that does not tell its direction; `ecp`: the server's or the
 * activity log; `other`: one of Exchange's that has no name here, read like all of them.
 */
export const EXCHANGE_LOG_KINDS = [
  'http-proxy',
  'ecp-server',
  'ecp-activity',
  'ecp',
  'oab-generator',
  'ews',
  'autodiscover',
  'owa',
  'mapi-http',
  'rps-http',
  'rps-cmdlet',
  'rps-authz',
  'message-tracking',
  'agent',
  'smtp-receive',
  'smtp-send',
  'smtp',
  'http-request-filtering',
  'mitigation',
  'audit',
  'imap-pop',
  'other',
] as const;

export type ExchangeLogKind = (typeof EXCHANGE_LOG_KINDS)[number];

/** By the text behind `#Log-type:`. */
const LOG_TYPES: readonly (readonly [RegExp, ExchangeLogKind])[] = [
  [/^http ?proxy/, 'http-proxy'],
  [/^ecp server/, 'ecp-server'],
  [/^ecp activity/, 'ecp-activity'],
  [/^ews/, 'ews'],
  [/^autodiscover/, 'autodiscover'],
  [/^owa/, 'owa'],
  [/^mapi ?http/, 'mapi-http'],
  [/^(?:rps|.*powershell).*cmdlet/, 'rps-cmdlet'],
  [/^(?:rps|.*powershell).*authz/, 'rps-authz'],
  [/^(?:rps|.*powershell).*http/, 'rps-http'],
  [/^message tracking/, 'message-tracking'],
  [/^agent/, 'agent'],
  [/^smtp receive/, 'smtp-receive'],
  [/^smtp send/, 'smtp-send'],
  [/^http request filtering/, 'http-request-filtering'],
  [/mitigation/, 'mitigation'],
  [/\boab|offline address/, 'oab-generator'],
  [/^audit/, 'audit'],
];

/** By columns that no other log has, lower case. */
const COLUMNS: readonly (readonly [readonly string[], ExchangeLogKind])[] = [
  [['urlstem', 'anchormailbox', 'proxyaction'], 'http-proxy'],
  [['soapaction', 'impersonateduser'], 'ews'],
  [['cmdlet', 'parameters', 'executingusersid'], 'rps-cmdlet'],
  [['shellid', 'commandname', 'httpstatus'], 'rps-http'],
  [['mapirequestid', 'ropids'], 'mapi-http'],
  [['message-id', 'recipient-address', 'event-id'], 'message-tracking'],
  [['p1fromaddress', 'agent', 'smtpresponse'], 'agent'],
  [['connector-id', 'session-id', 'sequence-number'], 'smtp'],
  [['scanresult', 'headernames'], 'http-request-filtering'],
  [['recordtype', 'workload', 'resultstatus'], 'audit'],
  [['sessionid', 'seqnumber', 'rqsize', 'rpsize'], 'imap-pop'],
  [['servername', 'eventid', 'eventdata'], 'ecp'],
];

/** The kind that a header tells: its `#Log-type`, or else its columns. */
export function exchangeLogKind(logType: string | null, columns: LogColumns | null): ExchangeLogKind {
  const text = logType?.trim().toLowerCase() ?? '';
  for (const [pattern, kind] of LOG_TYPES) if (pattern.test(text)) return kind;
  if (columns) for (const [names, kind] of COLUMNS) if (names.every((name) => columns.indexOf(name) >= 0)) return kind;
  return 'other';
}

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** Request filtering writes the American way. */
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$|^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M$/;
const NUMBER = /^\d+$/;
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** How a record of a file without a header shows which log it is of: cells that only this one has at these places. */
const HEADERLESS: readonly {
  readonly kind: ExchangeLogKind;
  readonly names: readonly string[];
  readonly cells: Readonly<Record<number, RegExp>>;
}[] = [
  { kind: 'http-proxy', names: EXCHANGE_COLUMNS.httpProxy, cells: { 1: GUID, 2: NUMBER, 5: NUMBER } },
  { kind: 'ews', names: EXCHANGE_COLUMNS.ews, cells: { 1: GUID, 2: NUMBER, 5: NUMBER } },
  { kind: 'rps-cmdlet', names: EXCHANGE_COLUMNS.rpsCmdlet, cells: { 1: ISO, 4: NUMBER, 9: NUMBER } },
  { kind: 'rps-http', names: EXCHANGE_COLUMNS.rpsHttp, cells: { 1: ISO, 3: NUMBER } },
  { kind: 'mapi-http', names: EXCHANGE_COLUMNS.mapiHttp, cells: { 11: NUMBER, 12: NUMBER } },
  { kind: 'message-tracking', names: EXCHANGE_COLUMNS.messageTracking, cells: { 7: /^[A-Z]+$/, 8: /^[A-Z]+$/ } },
  { kind: 'agent', names: EXCHANGE_COLUMNS.agent, cells: { 9: NUMBER, 11: /^On[A-Z]\w+$/ } },
  { kind: 'smtp', names: EXCHANGE_COLUMNS.smtp, cells: { 3: NUMBER, 6: /^[-+*<>]$/ } },
  { kind: 'audit', names: EXCHANGE_COLUMNS.audit, cells: { 3: /^\w+$/, 4: /^\{/ } },
  {
    kind: 'http-request-filtering',
    names: EXCHANGE_COLUMNS.httpRequestFiltering,
    cells: { 1: NUMBER, 4: NUMBER, 8: /^[A-Z]+$/ },
  },
  { kind: 'imap-pop', names: EXCHANGE_COLUMNS.imapPop, cells: { 2: NUMBER, 6: NUMBER } },
  { kind: 'ecp', names: EXCHANGE_COLUMNS.ecp, cells: { 3: /^(?:S|I32|I64|Dbl|B|F|Dt):[^=]+=/ } },
];

/** The log that a record without a header is of; null where its cells do not agree with any. Never guessed by width alone. */
export function headerlessLog(
  cells: readonly string[],
): { readonly kind: ExchangeLogKind; readonly columns: LogColumns } | null {
  const found = HEADERLESS.find(
    (log) =>
      log.names.length === cells.length &&
      TIME.test(cells[0] ?? '') &&
      Object.entries(log.cells).every(([at, pattern]) => pattern.test(cells[Number(at)] ?? '')),
  );
  return found ? { kind: found.kind, columns: new LogColumns(found.names) } : null;
}
