import { eventDataEntries, withoutPrivacyMarks } from '../../../formats/exchange-csv/event-data.js';
import type { ExchangeCsvRecord } from '../../../formats/exchange-csv/exchange-csv-reader.js';
import type { WindowsEvent } from '../../../formats/windows-event/windows-event.js';
import { has } from '../../../platform/objects.js';

/** A cmdlet of Exchange that ran, whichever log tells it. */
export interface CmdletRun {
  /** `Set-OabVirtualDirectory`. */
  readonly cmdlet: string;
  /** `-Identity "x" -ExternalUrl "y"`, whatever the log's own notation. */
  readonly parameters: string;
  /** As the log writes it: a canonical name, a logon name, a SID. Null where it tells none. */
  readonly user: string | null;
  /** Null where the log does not tell. */
  readonly succeeded: boolean | null;
}

/** The same as fields that rules ask for, of every log. */
export function cmdletFields({ cmdlet, parameters, user, succeeded }: CmdletRun): ReadonlyMap<string, string> {
  return new Map([
    ['Cmdlet', cmdlet],
    ['Parameters', parameters],
    ...(user === null ? [] : ([['User', user]] as const)),
    ...(succeeded === null ? [] : ([['Result', succeeded ? 'success' : 'failure']] as const)),
  ]);
}

const CMDLET_NAME = /^[A-Z][a-z]+-[A-Za-z]{2,60}$/;

/** Of the log MSExchange Management: event 1 ran, 6 failed. Values are a list without names (exchange-logs-and-evtx.md B.3). */
export function cmdletOfEvent({ provider, channel, eventId, eventData }: WindowsEvent): CmdletRun | null {
  if (provider !== 'MSExchange CmdletLogs' && channel !== 'MSExchange Management') return null;
  const [cmdlet = '', parameters = '', user = ''] = eventData.map(({ value }) => value);
  if (!CMDLET_NAME.test(cmdlet)) return null;
  const succeeded = eventId === 1 ? true : eventId === 6 ? false : null;
  return { cmdlet, parameters, user: user || null, succeeded };
}

/** Of `Rps_Cmdlet`, `ECPServer` and the audit queue. */
export function cmdletOfRecord(record: ExchangeCsvRecord): CmdletRun | null {
  switch (record.header.kind) {
    case 'rps-cmdlet':
      return rpsCmdlet(record);
    case 'ecp-server':
    case 'ecp':
      return ecpCmdlet(record);
    case 'audit':
      return auditedCmdlet(record);
    default:
      return null;
  }
}

function rpsCmdlet(record: ExchangeCsvRecord): CmdletRun | null {
  const cmdlet = record.field('cmdlet') ?? '';
  if (cmdlet === '') return null;
  const result = record.field('executionresult') ?? '';
  const user = record.field('authenticateduser') || record.field('executingusersid') || null;
  const succeeded = result === '' ? null : /^success/i.test(result);
  return { cmdlet, parameters: withoutPrivacyMarks(record.field('parameters') ?? ''), user, succeeded };
}

/** `S:CMD=Pipeline.1|Set-OabVirtualDirectory.ExternalUrl='…'.Identity='…'`: the URL of a request stands in other entries. */
function ecpCmdlet(record: ExchangeCsvRecord): CmdletRun | null {
  const entries = eventDataEntries(record.field('eventdata') ?? '');
  // A client writes what stands behind these.
  const sent = entries.findIndex(({ key }) => key === 'URL' || key === 'EX');
  const own = sent < 0 ? entries : entries.slice(0, sent);
  const command = own.find(({ key }) => key === 'CMD')?.value ?? '';
  const match = /(?:^|[|;])([A-Z][a-z]+-[A-Za-z]{2,60})(?=$|[.;|])/.exec(command);
  if (!match) return null;
  const parameters = command
    .slice(match.index + match[0].length)
    .replace(/\.([A-Za-z]{1,60})=(?=['"@$({])/g, ' -$1 ')
    .trim();
  const user = own.find(({ key }) => key === 'PRI' || key === 'User')?.value ?? null;
  return { cmdlet: match[1] ?? '', parameters: withoutPrivacyMarks(parameters), user, succeeded: null };
}

/** Longest JSON of one record that is read. */
const MAXIMUM_DATA = 1 << 20;

function auditedCmdlet(record: ExchangeCsvRecord): CmdletRun | null {
  const cmdlet = record.field('operation') ?? '';
  if (!CMDLET_NAME.test(cmdlet)) return null;
  const data = record.field('data') ?? '';
  const status = record.field('resultstatus') ?? '';
  const succeeded = status === '' ? null : /^true|^succe/i.test(status);
  return { cmdlet, parameters: auditedParameters(data), user: record.field('userkey') || null, succeeded };
}

function auditedParameters(data: string): string {
  if (data.length > MAXIMUM_DATA) return data.slice(0, MAXIMUM_DATA);
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch {
    return data;
  }
  const parameters = has(parsed, 'Parameters') && Array.isArray(parsed.Parameters) ? parsed.Parameters : [];
  return parameters
    .map((one: unknown) => (has(one, 'Name', 'Value') ? `-${String(one.Name)} "${String(one.Value)}"` : ''))
    .join(' ')
    .trim();
}
