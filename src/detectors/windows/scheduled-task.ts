import { type ScheduledTask, scheduledTask, taskName } from '../../formats/scheduled-task/scheduled-task.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { defineDetector } from '../../model/detector.js';
import { shiftSeverity } from '../../model/severity.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { ServerPaths } from '../../server/configuration/server-paths.js';
import { suspiciousCommand } from '../suspicious-command.js';

const SYSTEM = /^(?:S-1-5-18|(?:NT AUTHORITY\\)?SYSTEM)$/i;

export default defineDetector({
  id: 'windows.scheduled-task',
  title: 'Suspicious scheduled task',
  description:
    'A task brings an intruder back after every start or every few minutes. Tasks of Windows and of products run programs from their own folders, without encoded or fetched commands.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1053.005'],
  references: ['OS-01', 'XPL-25'],
  falsePositives: ['Scripts of an administrator', 'Products that run from ProgramData'],
  nextSteps: ['Collect what the task runs', 'Look for events 106, 140 and 200 of the task scheduler'],
  consumes: scheduledTask,
  messages: {
    command: 'Task {name} runs {command} as {account} ({reason})',
    known: 'Task {name} has a name that an intruder on Exchange servers gives, and runs {command}',
    masquerade: 'Task {name} lies among those of Windows, but is by {author} and runs {command}',
  },
  *inspect(task, context) {
    const name = taskName(task) ?? context.artifact?.windowsPath ?? context.artifact?.collectedPath ?? '';
    for (const action of task.actions) {
      const command = `${action.command} ${action.arguments}`.trim();
      if (command === '') continue;
      const about = {
        data: {
          name,
          command,
          account: task.userId ?? '',
          author: task.author ?? '',
          triggers: task.triggers,
          hidden: task.hidden,
        },
        at: elementEvidence(action.element, context.artifact),
        identity: [name.toLowerCase(), command.toLowerCase()],
      };
      const found = suspiciousCommand(command);
      if (KNOWN_NAME.test(name)) {
        yield { message: 'known', severity: 'critical', ...about };
      } else if (found) {
        // Hidden and with all rights is one more than a script of an administrator needs.
        const grave = task.hidden && SYSTEM.test(task.userId ?? '') ? 1 : 0;
        const severity = shiftSeverity(found.severity, grave + (task.enabled ? 0 : -1));
        yield { message: 'command', severity, ...about, data: { ...about.data, reason: found.reason } };
      } else if (isMasked(task, name, action.command)) {
        yield { message: 'masquerade', severity: 'medium', attack: ['T1053.005', 'T1036'], ...about };
      }
    }
  },
});

/** `Monitor` with figures or letters that look like its own. XPL-25. */
const KNOWN_NAME = /(?:^|\\)m(?!onitor$)[1il]{0,2}on[1il]{1,2}tor$/i;

/** In the folder of Windows' own tasks, by somebody else, and running a program that is not of Windows. */
function isMasked({ author }: ScheduledTask, name: string, command: string): boolean {
  if (!/(?:^|\\tasks)\\microsoft\\windows\\/i.test(name)) return false;
  if (author === null || /^(?:\$\(@|Microsoft\b)/i.test(author)) return false;
  return (
    /^"?(?:[a-z]:|%)/i.test(command) &&
    !['system', 'vendor'].includes(folderTrust(new ServerPaths().canonical(command.replaceAll('"', ''))))
  );
}
