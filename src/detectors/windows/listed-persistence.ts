import { persistenceExport } from '../../formats/persistence-export/persistence-export.js';
import { defineDetector } from '../../model/detector.js';
import type { ContentEvidence } from '../../model/finding.js';
import { suspiciousCommand } from '../suspicious-command.js';

/** Consumers of WMI events that Windows has. */
const USUAL_CONSUMERS = /^(?:BVTConsumer|SCM Event Log Consumer)$/i;

const ATTACK = { task: 'T1053.005', service: 'T1543.003', autorun: 'T1547.001', wmi: 'T1546.003' } as const;

export default defineDetector({
  id: 'windows.listed-persistence',
  title: 'Suspicious program in a listing of autostarts',
  description:
    'What a responder listed of tasks, services, autoruns and WMI consumers on the live machine. Normal are signed programs from the folders of products.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1547'],
  references: ['OS-01', 'OS-02', 'OS-03', 'OS-04'],
  falsePositives: ['Scripts of an administrator', 'WMI consumers of management products'],
  nextSteps: ['Collect the program or script that is named'],
  consumes: persistenceExport,
  messages: {
    command: '{kind} {name} runs {command} ({reason})',
    consumer: 'WMI event consumer {name} runs {command}',
  },
  *inspect({ entries }, context) {
    for (const { kind, name, command, account, signer, line } of entries) {
      const found = suspiciousCommand(command);
      const consumer = kind === 'wmi' && !USUAL_CONSUMERS.test(name);
      if (!found && !consumer) continue;
      // Autoruns verified who signed it; the folder alone says no more then.
      const verified = /^\(Verified\) /i.test(signer) && found?.reason === 'writable-folder';
      if (verified) continue;
      const at: ContentEvidence = {
        type: 'content',
        path: context.artifact?.collectedPath ?? null,
        label: kind,
        offset: 0,
        length: 0,
        line,
        column: 1,
        text: `${name} ${command}`,
        view: 'raw',
      };
      const about = {
        attack: [ATTACK[kind]],
        data: { kind, name, command, account, reason: found?.reason ?? '' },
        at,
        identity: [kind, name.toLowerCase(), command.toLowerCase()],
      };
      yield found
        ? { message: 'command', severity: found.severity, ...about }
        : { message: 'consumer', severity: 'medium', ...about };
    }
  },
});
