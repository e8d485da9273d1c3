import type { ExchangeCsvRecord } from '../../formats/exchange-csv/exchange-csv-reader.js';
import type { ExchangeLogKind } from '../../formats/exchange-csv/exchange-log-kind.js';
import { ExchangeRecord } from '../../signatures/sigma/records/exchange-record.js';
import type { RecordAtHand } from './record-hunt.js';

/** Columns that evidence shows of logs that have too many; of the others, all. */
const SHOWN: Partial<Readonly<Record<ExchangeLogKind, readonly string[]>>> = {
  'http-proxy':
    split(`DateTime RequestId Protocol Method UrlHost UrlStem UrlQuery AuthenticatedUser AnchorMailbox UserAgent
    ClientIpAddress ServerHostName HttpStatus BackEndStatus TargetServer RoutingHint BackEndCookie ErrorCode GenericErrors
    MajorVersion MinorVersion BuildVersion RevisionVersion`),
  ews: split(`DateTime RequestId AuthenticationType AuthenticatedUser UserAgent ClientIpAddress ServerHostName FrontEndServer
    SoapAction HttpStatus ErrorCode ImpersonatedUser ActAsUser GenericErrors AuthenticationErrors`),
  'rps-cmdlet': split(`DateTime StartTime RequestId ServerHostName ProcessName AuthenticatedUser ExecutingUserSid
    ClientApplication Cmdlet Parameters ExecutionResult ErrorType GenericErrors`),
  'rps-http':
    split(`DateTime RequestId UrlStem UrlQuery AuthenticationType AuthenticatedUser ClientIpAddress ServerHostName
    HttpStatus CommandName ShellId ClientInfo GenericErrors`),
  'mapi-http': split(`DateTime RequestId RequestType HttpStatusCode ResponseCode UPN ClientIP AuthenticatedUser
    ClientSoftware ClientMode GenericErrors`),
  'message-tracking': split(`date-time client-ip client-hostname server-hostname source event-id message-id
    recipient-address message-subject sender-address source-context message-info original-client-ip`),
};

function split(names: string): readonly string[] {
  return names.trim().split(/\s+/);
}

/** The record at hand of a CSV log. One object for all of them. */
export class ExchangeAtHand extends ExchangeRecord implements RecordAtHand {
  #at: ExchangeCsvRecord | null = null;

  override set(record: ExchangeCsvRecord): void {
    this.#at = record;
    super.set(record);
  }

  get seconds(): number {
    return this.#at?.seconds ?? Number.NaN;
  }

  get offset(): number {
    return this.#at?.offset ?? 0;
  }

  get line(): number {
    return this.#at?.line ?? 0;
  }

  shown(): readonly (readonly [string, string])[] {
    const record = this.#at;
    if (record === null) return [];
    const { kind, columns } = record.header;
    const names = (SHOWN[kind] ?? columns?.names ?? []).map(
      (name) => [name, record.field(name.toLowerCase())] as const,
    );
    const { cmdlet } = this;
    const derived =
      cmdlet === null || kind === 'rps-cmdlet'
        ? []
        : ([
            ['Cmdlet', cmdlet.cmdlet],
            ['Parameters', cmdlet.parameters],
            ['User', cmdlet.user],
          ] as const);
    return [...derived, ...names].flatMap(([name, text]) =>
      text === null || text === '' ? [] : [[name, text] as const],
    );
  }
}
