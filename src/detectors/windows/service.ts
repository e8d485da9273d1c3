import { registryExport } from '../../formats/registry-export/registry-export.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { ServerPaths } from '../../server/configuration/server-paths.js';
import { registryEvidence, registryValues } from '../../server/registry-lookup.js';
import { suspiciousCommand } from '../suspicious-command.js';

/** Services of Exchange that begin so (OS-02). */
const EXCHANGE: ReadonlySet<string> = new Set(
  'ADTopology AntispamUpdate CompliancePolicy DagMgmt Delivery Diagnostics EdgeSync EdgeCredential FastSearch FrontEndTransport HM HMRecovery Imap4 IMAP4BE IS MailboxAssistants MailboxReplication Mitigation Pop3 POP3BE Repl RPC ServiceHost Submission Throttling Transport TransportLogSearch UM UMCR NotificationsBroker'
    .split(' ')
    .map((name) => `msexchange${name}`.toLowerCase()),
);

/** Drivers that hide the modules beside them; and signed ones that intruders bring along to reach the kernel. OS-18. */
const HIDING_DRIVER = /\\(?:wingtb|winkbj)\.sys$/i;
/** Defender loads the driver of each set of definitions from beside them. */
const DEFENDER_DRIVER = /^[a-z]:\\programdata\\microsoft\\windows defender\\.{1,200}\\mpksl[^\\]*\.sys$/i;
const BORROWED_DRIVER = /\\(?:rtcore64|dbutil_2_3)\.sys$/i;

export default defineDetector({
  id: 'windows.service',
  title: 'Suspicious service',
  description:
    'A service starts with the machine and with all rights. Services of Windows and of products run programs from their own folders; their DLLs lie in System32.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1543.003'],
  references: ['OS-02', 'OS-18'],
  falsePositives: ['Agents of management products that run from ProgramData'],
  nextSteps: ['Collect the program or DLL', 'Look for event 7045 of the service control manager'],
  consumes: registryExport,
  messages: {
    command: 'Service {name} runs {command} ({reason})',
    failure: 'Service {name} runs {command} when it fails',
    library: 'Service {name} loads {command}, which lies outside the folders of Windows and of products',
    driver: 'Driver {name} is loaded from {command} ({reason})',
    lookalike: 'Service {name} is named like one of Exchange, which has none of that name',
  },
  *inspect(file, context) {
    const paths = new ServerPaths();
    const key = /\\Services\\([^\\]+)(?:\\(Parameters))?$/i;
    for (const {
      value,
      groups: [name = '', parameters],
    } of registryValues(file, key)) {
      const command = value.texts.join(' ');
      const about = (severity: Severity, reason = '') => ({
        severity,
        data: { name, command, reason },
        at: registryEvidence(value, context.artifact),
        identity: [name.toLowerCase(), value.name.toLowerCase()],
      });
      const field = value.name.toLowerCase();
      if (parameters && field === 'servicedll') {
        const trust = folderTrust(paths.canonical(command));
        if (trust === 'system' || trust === 'vendor' || trust === 'exchange') continue;
        yield { message: 'library', ...about(trust === 'odd' ? 'high' : 'critical') };
      } else if (!parameters && field === 'failurecommand' && command.trim() !== '') {
        yield { message: 'failure', ...about(suspiciousCommand(command) ? 'high' : 'medium') };
      } else if (!parameters && field === 'imagepath') {
        const driver = weighDriver(command, paths);
        const found = suspiciousCommand(command);
        if (driver) yield { message: 'driver', attack: ['T1014', 'T1068'], ...about(driver.severity, driver.reason) };
        else if (found) yield { message: 'command', ...about(found.severity, found.reason) };
        else if (/^msexchange/i.test(name) && !/[ $]/.test(name) && !EXCHANGE.has(name.toLowerCase())) {
          // Exchange also keeps keys of performance counters by such names; those run nothing.
          yield { message: 'lookalike', ...about('medium') };
        }
      }
    }
  },
});

/** What a kernel driver's file says of it; null for programs, and for drivers in the folders of Windows and of products. */
function weighDriver(
  command: string,
  paths: ServerPaths,
): { readonly severity: Severity; readonly reason: string } | null {
  const path = command
    .trim()
    .replaceAll('"', '')
    .replace(/^\\systemroot\\/i, '%windir%\\')
    .replace(/^\\\?\?\\/, '');
  if (!/\.sys$/i.test(path)) return null;
  if (DEFENDER_DRIVER.test(path)) return null;
  if (HIDING_DRIVER.test(path)) return { severity: 'critical', reason: 'it hides files, keys and processes' };
  const trust = folderTrust(paths.canonical(path));
  if (trust === 'writable' || trust === 'web')
    return { severity: 'high', reason: 'from where accounts without rights may write' };
  return BORROWED_DRIVER.test(path) ? { severity: 'medium', reason: 'it gives access to the kernel' } : null;
}
