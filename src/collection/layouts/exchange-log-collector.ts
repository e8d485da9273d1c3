import type { Folder } from '../walking/tree.js';
import type { Layout, VolumeRoot } from './layout.js';

const EXCHANGE = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';
const TRANSPORT = 'TransportRoles\\Logs';
const WINDOWS = 'C:\\Windows\\System32';

/** What each folder is a copy of, below the folder of Exchange; names in lower case, without `_logs`. */
const COPIES: Readonly<Record<string, string>> = {
  ews_be: 'Logging\\EWS',
  ews_proxy: 'Logging\\HttpProxy\\Ews',
  rca: 'Logging\\RPC Client Access',
  rca_proxy: 'Logging\\HttpProxy\\RpcHttp',
  rpc_http: 'Logging\\RpcHttp',
  eas_proxy: 'Logging\\HttpProxy\\Eas',
  autod: 'Logging\\Autodiscover',
  autod_proxy: 'Logging\\HttpProxy\\Autodiscover',
  owa: 'Logging\\OWA',
  owa_proxy: 'Logging\\HttpProxy\\Owa',
  owa_proxy_calendar: 'Logging\\HttpProxy\\OwaCalendar',
  ad_driver: 'Logging\\ADDriver',
  mapi: 'Logging\\MapiHttp\\Mailbox',
  mapi_proxy: 'Logging\\HttpProxy\\Mapi',
  mapi_addressbook_service: 'Logging\\MAPI AddressBook Service',
  ecp: 'Logging\\ECP',
  ecp_proxy: 'Logging\\HttpProxy\\Ecp',
  oab_proxy: 'Logging\\HttpProxy\\OAB',
  oab_generation: 'Logging\\OABGeneratorLog',
  oab_generation_simple: 'Logging\\OABGeneratorSimpleLog',
  powershell_proxy: 'Logging\\HttpProxy\\PowerShell',
  mitigation_service: 'Logging\\MitigationService',
  mailbox_assistants: 'Logging\\MailboxAssistantsLog',
  mailbox_assistants_sla_report: 'Logging\\MailboxAssistantsSlaReportLog',
  daily_performance: 'Logging\\Diagnostics\\DailyPerformanceLogs',
  imap: 'Logging\\Imap4',
  pop: 'Logging\\Pop3',
  message_tracking: `${TRANSPORT}\\MessageTracking`,
  hub_receive_protocol: `${TRANSPORT}\\Hub\\ProtocolLog\\SmtpReceive`,
  hub_send_protocol: `${TRANSPORT}\\Hub\\ProtocolLog\\SmtpSend`,
  hub_connectivity: `${TRANSPORT}\\Hub\\Connectivity`,
  hub_transport_agent: `${TRANSPORT}\\Hub\\AgentLog`,
  fe_receive_protocol: `${TRANSPORT}\\FrontEnd\\ProtocolLog\\SmtpReceive`,
  fe_send_protocol: `${TRANSPORT}\\FrontEnd\\ProtocolLog\\SmtpSend`,
  fe_connectivity: `${TRANSPORT}\\FrontEnd\\Connectivity`,
  fe_transport_agent: `${TRANSPORT}\\FrontEnd\\AgentLog`,
  mbx_receive_protocol: `${TRANSPORT}\\Mailbox\\ProtocolLog\\SmtpReceive`,
  mbx_send_protocol: `${TRANSPORT}\\Mailbox\\ProtocolLog\\SmtpSend`,
  mbx_delivery_connectivity: `${TRANSPORT}\\Mailbox\\Connectivity\\Delivery`,
  mbx_submission_connectivity: `${TRANSPORT}\\Mailbox\\Connectivity\\Submission`,
  mbx_delivery_transport_agent: `${TRANSPORT}\\Mailbox\\AgentLog\\Delivery`,
  mbx_submission_transport_agent: `${TRANSPORT}\\Mailbox\\AgentLog\\Submission`,
};
const MONITORING = 'managedavailabilitymonitoringlogs';
const IIS_LOGS = /^iis_(w3svc\d+)$/;
const EVENT_LOGS = 'windows_event_logs';
const CONFIGURATION = 'transport_configuration';
/** `EX01-1129.zip`, `EX01-1129-1`: the server, month and day, and a number where there was one already. */
const CONTAINER = /^([A-Za-z0-9][A-Za-z0-9-]{0,62}?)-\d{2,4}(?:-\d{1,3})?(?:\.zip)?$/;
/** What else looks like it does not have several of these beside each other. */
const ENOUGH = 2;

/**
 * Microsoft's ExchangeLogCollector: for each server a zip, in which each folder of logs is a zip of its own, or what was unpacked of
 * them. Folders bear names of the collector's; where the logs were kept elsewhere than by default, it does not say so.
 */
export const exchangeLogCollector: Layout = {
  name: 'ExchangeLogCollector',
  detect: (folder) => rootsOf(folder).length >= ENOUGH,
  async map(folder) {
    return { roots: rootsOf(folder), host: CONTAINER.exec(folder.name)?.[1] ?? null };
  },
};

function rootsOf(folder: Folder): VolumeRoot[] {
  return [...folder.folders.values()].flatMap((child): VolumeRoot[] => {
    const name = plainName(child);
    if (name === EVENT_LOGS) {
      const logs = [child, ...child.folders.values()];
      return logs.map((below) => ({ folder: below, prefix: `${WINDOWS}\\winevt\\Logs` }));
    }
    const prefix = placeOf(name);
    return prefix === null ? [] : [{ folder: child, prefix }];
  });
}

function placeOf(name: string): string | null {
  if (name === CONFIGURATION) return `${EXCHANGE}\\Bin`;
  if (name === MONITORING) return `${EXCHANGE}\\Logging\\Monitoring`;
  if (!name.endsWith('_logs')) return null;
  const copied = name.slice(0, -'_logs'.length);
  if (copied === 'httperr') return `${WINDOWS}\\LogFiles\\HTTPERR`;
  const site = IIS_LOGS.exec(copied)?.[1];
  if (site !== undefined) return `C:\\inetpub\\logs\\LogFiles\\${site.toUpperCase()}`;
  const place = Object.hasOwn(COPIES, copied) ? COPIES[copied] : undefined;
  return place === undefined ? null : `${EXCHANGE}\\${place}`;
}

/** Lower case, without what marks a zip, or that there was one of the name already. */
function plainName({ name }: Folder): string {
  return name
    .toLowerCase()
    .replace(/\.zip$/, '')
    .replace(/-\d{1,3}$/, '');
}
