import type { ExchangeLogKind } from '../../../formats/exchange-csv/exchange-log-kind.js';
import type { WindowsEvent } from '../../../formats/windows-event/windows-event.js';
import type { LogSource } from '../ast.js';

/** Category of records of cmdlets of Exchange, whichever log has them. */
export const CMDLET = 'exchange-cmdlet';
/** Category of records that have no category of Sigma's: without one, rules of every category would apply. */
export const UNCATEGORISED = 'record';

/** By channel, lower case: SigmaHQ's names of Windows services (its taxonomy, appendix "Log sources"), and two of our own. */
const SERVICES: Readonly<Record<string, string>> = {
  application: 'application',
  system: 'system',
  security: 'security',
  'msexchange management': 'msexchange-management',
  'windows powershell': 'powershell-classic',
  'microsoft-windows-powershell/operational': 'powershell',
  'powershellcore/operational': 'powershell',
  'microsoft-iis-configuration/operational': 'iis-configuration',
  'microsoft-windows-iis-configuration/operational': 'iis-configuration',
  'microsoft-windows-taskscheduler/operational': 'taskscheduler',
  'microsoft-windows-sysmon/operational': 'sysmon',
  'microsoft-windows-wmi-activity/operational': 'wmi',
  'microsoft-windows-windows defender/operational': 'windefend',
  'microsoft-windows-bits-client/operational': 'bits-client',
  'microsoft-windows-codeintegrity/operational': 'codeintegrity-operational',
  'microsoft-windows-ntlm/operational': 'ntlm',
  'microsoft-windows-dns-client/operational': 'dns-client',
  'microsoft-windows-dns client events/operational': 'dns-client',
  'dns server': 'dns-server',
  'microsoft-windows-driverframeworks-usermode/operational': 'driver-framework',
  'microsoft-windows-windows firewall with advanced security/firewall': 'firewall-as',
  'microsoft-windows-applocker/msi and script': 'applocker',
  'microsoft-windows-applocker/exe and dll': 'applocker',
  'microsoft-windows-applocker/packaged app-deployment': 'applocker',
  'microsoft-windows-applocker/packaged app-execution': 'applocker',
  'microsoft-windows-smbclient/security': 'smbclient-security',
  'microsoft-windows-smbclient/connectivity': 'smbclient-connectivity',
  'microsoft-windows-smbserver/connectivity': 'smbserver-connectivity',
  'microsoft-windows-terminalservices-localsessionmanager/operational': 'terminalservices-localsessionmanager',
  'microsoft-windows-ldap-client/debug': 'ldap',
  'microsoft-windows-capi2/operational': 'capi2',
  'microsoft-windows-shell-core/operational': 'shell-core',
  'microsoft-windows-diagnosis-scripted/operational': 'diagnosis-scripted',
  'microsoft-windows-appxdeploymentserver/operational': 'appxdeployment-server',
  'microsoft-windows-appxpackaging/operational': 'appxpackaging-om',
  'microsoft-windows-security-mitigations/kernel mode': 'security-mitigations',
  'microsoft-windows-security-mitigations/user mode': 'security-mitigations',
  'microsoft-windows-certificateservicesclient-lifecycle-system/operational':
    'certificateservicesclient-lifecycle-system',
  'openssh/operational': 'openssh',
  'microsoft-windows-remotedesktopservices-rdpcorets/operational': 'rdpcorets',
  'microsoft-windows-dhcp-server/operational': 'dhcp',
  'microsoft-windows-printservice/admin': 'printservice-admin',
  'microsoft-windows-printservice/operational': 'printservice-operational',
  'microsoft-windows-bitlocker/bitlocker management': 'bitlocker',
  'microsoft-windows-vhdmp/operational': 'vhdmp',
  'microsoft-windows-lsa/operational': 'lsa-server',
  'microsoft-windows-appmodel-runtime/admin': 'appmodel-runtime',
  'microsoft-windows-kernel-shimengine/operational': 'kernel-shimengine',
  'microsoft-windows-kernel-shimengine/diagnostic': 'kernel-shimengine',
  'microsoft-windows-application-experience/program-telemetry': 'application-experience',
  'microsoft-windows-application-experience/program-compatibility-assistant': 'application-experience',
  'microsoft-windows-ntfs/operational': 'ntfs',
  'microsoft-windows-hyper-v-worker': 'hyper-v-worker',
  'microsoft-windows-kernel-eventtracing': 'kernel-event-tracing',
  'microsoft-windows-sense/operational': 'sense',
  'microsoft-servicebus-client/admin': 'microsoft-servicebus-client',
  'microsoft-servicebus-client/operational': 'microsoft-servicebus-client',
};

/** Categories by service and event id: the same appendix. */
const CATEGORIES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  sysmon: {
    1: 'process_creation',
    2: 'file_change',
    3: 'network_connection',
    4: 'sysmon_status',
    5: 'process_termination',
    6: 'driver_load',
    7: 'image_load',
    8: 'create_remote_thread',
    9: 'raw_access_thread',
    10: 'process_access',
    11: 'file_event',
    12: 'registry_add',
    13: 'registry_set',
    14: 'registry_rename',
    15: 'create_stream_hash',
    16: 'sysmon_status',
    17: 'pipe_created',
    18: 'pipe_created',
    19: 'wmi_event',
    20: 'wmi_event',
    21: 'wmi_event',
    22: 'dns_query',
    23: 'file_delete',
    24: 'clipboard_change',
    25: 'process_tampering',
    26: 'file_delete_detected',
    27: 'file_block_executable',
    28: 'file_block_shredding',
    29: 'file_executable_detected',
    255: 'sysmon_error',
  },
  security: { 4688: 'process_creation' },
  powershell: { 4103: 'ps_module', 4104: 'ps_script' },
  'powershell-classic': { 400: 'ps_classic_start', 600: 'ps_classic_provider_start', 800: 'ps_classic_script' },
  'msexchange-management': { 1: CMDLET, 6: CMDLET },
};

/** What a Windows event is to rules: its service is told by its channel, or by its provider where an export leaves that out. */
export function eventLogSource({ channel, provider, eventId, eventData }: WindowsEvent): LogSource {
  const named = (channel ?? provider ?? '').toLowerCase();
  const service = SERVICES[named] ?? (provider === 'MSExchange CmdletLogs' ? 'msexchange-management' : named);
  const listed = (eventId === null ? undefined : CATEGORIES[service]?.[eventId]) ?? UNCATEGORISED;
  // Sysmon's event 12 tells both: CreateKey, and DeleteKey or DeleteValue.
  const isDeletion =
    listed === 'registry_add' && eventData.some(({ name, value }) => name === 'EventType' && /^Delete/i.test(value));
  const category = isDeletion ? 'registry_delete' : listed;
  return { category, product: 'windows', service };
}

const CMDLET_LOGS: ReadonlySet<ExchangeLogKind> = new Set(['ecp-server', 'ecp', 'rps-cmdlet', 'audit']);

/** What a record of one of Exchange's own logs is to rules. Requests that its front end relayed are those of a web server, too. */
export function exchangeLogSource(kind: ExchangeLogKind): LogSource {
  const category = kind === 'http-proxy' ? 'webserver' : CMDLET_LOGS.has(kind) ? CMDLET : UNCATEGORISED;
  return { category, product: 'exchange', service: kind };
}

/** Commands that the FTP service of IIS was given. */
export const FTP_LOGS: LogSource = { category: UNCATEGORISED, product: 'windows', service: 'ftp' };

/** What a kind of artifact can hold, for rules that do not load: what nobody collected is not missed. */
export const EVENT_LOGS: LogSource = { category: null, product: 'windows', service: null };
export const EXCHANGE_LOGS: LogSource = { category: null, product: 'exchange', service: null };
