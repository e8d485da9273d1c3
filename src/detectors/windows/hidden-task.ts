import {
  type RegistryExport,
  type RegistryValue,
  registryExport,
} from '../../formats/registry-export/registry-export.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { Evidence } from '../../model/finding.js';
import { registryEvidence, registryValues } from '../../server/registry-lookup.js';

const TREE = /\\Schedule\\TaskCache\\Tree\\(.+)$/i;

/** A key of the tree that stands for a task, not for a folder of tasks. */
interface Task {
  readonly name: string;
  /** Names the task among `TaskCache\Tasks`. */
  readonly id: RegistryValue;
  readonly index: RegistryValue | undefined;
  readonly descriptor: boolean;
}

export default defineDetector({
  id: 'windows.hidden-task',
  title: 'Hidden scheduled task',
  description:
    'Without its security descriptor, or with the index zero, a scheduled task runs on but is listed by no tool of Windows. Only who has the rights of the system can take them from the registry; no product does.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1053.005', 'T1564'],
  references: [
    'OS-08',
    'https://www.microsoft.com/en-us/security/blog/2022/04/12/tarrask-malware-uses-scheduled-tasks-for-defense-evasion/',
  ],
  falsePositives: ['An export that was cut or edited'],
  nextSteps: [
    'Look up its Id below TaskCache\\Tasks: Actions holds what it runs',
    'Look for the task in System32\\Tasks and in the log of the task scheduler',
  ],
  consumes: registryExport,
  messages: {
    descriptor: 'Task {name} has no security descriptor, so that no tool of Windows lists it',
    index: 'Task {name} has the index zero, so that no tool of Windows lists it',
  },
  *inspect(file, context) {
    const tasks = tasksIn(file);
    // Where no task has one, the export left them out.
    const exported = tasks.some(({ descriptor }) => descriptor) && !file.cut;
    for (const { name, id, index, descriptor } of tasks) {
      const hidden = exported && !descriptor;
      if (!hidden && index?.texts[0] !== '0' && index?.texts[0] !== '0x0') continue;
      yield {
        ...(hidden
          ? { message: 'descriptor' }
          : ({ message: 'index', severity: 'high', confidence: 'moderate' } as const)),
        data: { name },
        at: [registryEvidence(hidden || !index ? id : index, context.artifact), ...taskFile(name, context)],
        identity: [name.toLowerCase()],
      };
    }
  },
});

function tasksIn(file: RegistryExport): Task[] {
  const keys = new Map<string, { name: string; values: Map<string, RegistryValue> }>();
  for (const {
    value,
    groups: [name = ''],
  } of registryValues(file, TREE)) {
    const key = keys.get(name.toLowerCase()) ?? { name, values: new Map<string, RegistryValue>() };
    key.values.set(value.name.toLowerCase(), value);
    keys.set(name.toLowerCase(), key);
  }
  return [...keys.values()].flatMap(({ name, values }) => {
    const id = values.get('id');
    return id ? [{ name, id, index: values.get('index'), descriptor: values.has('sd') }] : [];
  });
}

/** Whether the file of the task was collected. */
function taskFile(name: string, { server }: DetectorContext): Evidence[] {
  const path = `C:\\Windows\\System32\\Tasks\\${name}`;
  const words = { collected: 'was collected', absent: 'is not in its folder', unknown: 'was not collected' };
  return [{ type: 'fact', path: null, label: 'task file', text: `${path} ${words[server.files.presence(path)]}` }];
}
