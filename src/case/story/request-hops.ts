import { readActiveSyncQuery } from '../../formats/active-sync/active-sync-query.js';
import type { RecordEvidence, RequestLayer } from '../../model/finding.js';
import { requestIdsOf, roleOf, sidOf } from '../../model/record-roles.js';
import { safeText } from '../../platform/safe-text.js';

/** What one log says of a request, or the file that it left. Times are milliseconds since 1970. */
export interface Hop {
  readonly layer: RequestLayer;
  readonly host: string | null;
  /** A row is written at a request's end; some tell when it began. */
  readonly begin: number;
  readonly end: number;
  readonly ids: readonly string[];
  readonly client: string | null;
  /** Without the domain, lower case: logs write it differently. */
  readonly account: string | null;
  /** As the log writes it. */
  readonly accountShown: string | null;
  readonly sid: string | null;
  readonly stem: string | null;
  /** Of ActiveSync. */
  readonly device: string | null;
  readonly cmdlet: string | null;
  readonly parameters: string | null;
  readonly text: string;
  readonly path: string | null;
  readonly line: number | null;
  readonly offset: number | null;
}

const SHOWN = 240;

/** From the front end inwards. */
export const LAYERS: readonly RequestLayer[] = [
  'front-end',
  'proxy',
  'back-end',
  'service',
  'session',
  'cmdlet',
  'event',
  'file',
];

/** A record as a step of a request; null where it is of no log on its way, or tells no time. */
export function hopOf(host: string | null, record: RecordEvidence): Hop | null {
  const { fields, path, line, offset, time } = record;
  const layer = layerOf(record);
  if (layer === null || time === null) return null;
  const end = Date.parse(time);
  const started = Date.parse(fields['StartTime'] ?? '');
  const begin = Number.isNaN(started) ? end : started;
  const stem = (fields['cs-uri-stem'] ?? fields['UrlStem'] ?? null)?.toLowerCase() ?? null;
  const query = fields['cs-uri-query'] ?? fields['UrlQuery'] ?? '';
  const synchronised = stem?.startsWith('/microsoft-server-activesync') ? readActiveSyncQuery(query) : null;
  const accountShown = roleOf(fields, 'account') ?? synchronised?.user ?? null;
  return {
    layer,
    host,
    begin: Math.min(begin, end),
    end: Math.max(begin, end),
    ids: requestIdsOf(fields),
    client: roleOf(fields, 'client'),
    account: accountShown === null ? null : plainAccount(accountShown),
    accountShown,
    sid: sidOf(fields),
    stem,
    device: synchronised?.deviceId ?? null,
    cmdlet: fields['Cmdlet'] ?? null,
    parameters: fields['Parameters'] ?? null,
    text: textOf(record),
    path,
    line,
    offset,
  };
}

/** The port that the sites of Exchange's back end listen on. */
const BACK_END_PORT = '444';

function layerOf({ fields, path }: RecordEvidence): RequestLayer | null {
  // Commands of FTP are no requests of the web server.
  if (fields['x-session'] !== undefined || fields['x-fullpath'] !== undefined) return null;
  if (fields['cs-uri-stem'] != null) {
    const site = fields['s-port'] === undefined ? /\bW3SVC2[/\\]/i.test(path ?? '') : false;
    return site || fields['s-port'] === BACK_END_PORT ? 'back-end' : 'front-end';
  }
  if (fields['EventID'] != null) return fields['Cmdlet'] == null ? null : 'event';
  if (fields['Cmdlet'] != null) return 'cmdlet';
  if (fields['UrlStem'] != null) return fields['Protocol'] == null ? 'session' : 'proxy';
  return fields['SoapAction'] != null || fields['RequestType'] != null || fields['EventData'] != null
    ? 'service'
    : null;
}

/** `CORP\jdoe` and `jdoe@corp.example` are one account. */
function plainAccount(account: string): string {
  return (account.toLowerCase().split(/[\\/]/).at(-1) ?? '').replace(/@.*$/, '');
}

function textOf({ fields }: RecordEvidence): string {
  const { Cmdlet: cmdlet, Parameters: parameters } = fields;
  const parts =
    cmdlet == null
      ? [fields['cs-method'] ?? fields['Method'], roleOf(fields, 'subject'), roleOf(fields, 'answer')]
      : [cmdlet, parameters];
  return safeText(parts.filter((part) => part != null && part !== '').join(' '), SHOWN);
}
