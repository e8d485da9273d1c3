import { registryExport } from '../../formats/registry-export/registry-export.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { registryEvidence, registryValues } from '../../server/registry-lookup.js';
import { suspiciousCommand } from '../suspicious-command.js';

const RUN =
  /\\Microsoft\\Windows\\CurrentVersion\\(?:Policies\\Explorer\\)?(?:Run|RunOnce|RunOnceEx|RunServices)(?:\\|$)/i;
const LOGON = /\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon$/i;
/** Programs that run at every logon, and what they are out of the box. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  shell: /^(?:c:\\windows\\)?explorer\.exe,?$/i,
  userinit: /^(?:c:\\windows\\system32\\|%systemroot%\\system32\\)?userinit\.exe,?$/i,
};
const DEBUGGER =
  /\\Microsoft\\Windows NT\\CurrentVersion\\(?:Image File Execution Options|SilentProcessExit)\\([^\\]+)$/i;
/** Programs that can be started before anybody logs on, and the worker of IIS. */
const BEFORE_LOGON = /^(?:sethc|utilman|osk|magnify|narrator|displayswitch|atbroker|w3wp)\.exe$/i;

export default defineDetector({
  id: 'windows.run-key',
  title: 'Suspicious program in a Run key',
  description:
    'Run keys, the logon programs and debuggers of other programs start something at logon, or in place of something else. Normal are programs from the folders of products.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1547.001'],
  references: ['OS-03', 'OS-05'],
  falsePositives: ['Debuggers that an administrator attached', 'Kiosk shells'],
  nextSteps: ['Collect the program', 'Look at the time the key was last written'],
  consumes: registryExport,
  messages: {
    run: '{name} starts {command} at logon ({reason})',
    logon: '{name} of the logon is {command}',
    debugger: '{command} runs in place of {name}',
  },
  *inspect(file, context) {
    const about = (value: Parameters<typeof registryEvidence>[0], name: string, severity: Severity, reason = '') => ({
      severity,
      data: { name, command: value.texts.join(' '), reason },
      at: registryEvidence(value, context.artifact),
      identity: [value.key.toLowerCase(), value.name.toLowerCase()],
    });
    for (const { value } of registryValues(file, RUN)) {
      const found = suspiciousCommand(value.texts.join(' '));
      if (found) yield { message: 'run', ...about(value, value.name, found.severity, found.reason) };
    }
    for (const { value } of registryValues(file, LOGON)) {
      const field = value.name.toLowerCase();
      const expected = Object.hasOwn(EXPECTED, field) ? EXPECTED[field] : undefined;
      const command = value.texts.join(' ').trim();
      if (!expected || command === '' || expected.test(command)) continue;
      yield { message: 'logon', ...about(value, value.name, 'high'), attack: ['T1547.004'] };
    }
    for (const {
      value,
      groups: [program = ''],
    } of registryValues(file, DEBUGGER)) {
      if (!/^(?:debugger|monitorprocess)$/i.test(value.name) || value.texts.join('').trim() === '') continue;
      const severity = BEFORE_LOGON.test(program) ? 'critical' : 'medium';
      yield { message: 'debugger', ...about(value, program, severity), attack: ['T1546.012', 'T1546.008'] };
    }
  },
});
