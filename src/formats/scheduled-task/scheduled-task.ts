import { defineInputClass } from '../../model/input-class.js';
import { readXml } from '../xml/read-xml.js';
import { attribute, childrenNamed, descendant, type XmlDocument, type XmlElement } from '../xml/xml-document.js';

/** What a task does: runs a program, or calls a COM class. */
export interface TaskAction {
  /** Empty for COM classes. */
  readonly command: string;
  readonly arguments: string;
  readonly classId: string | null;
  readonly element: XmlElement;
}

/** A task of the Windows Task Scheduler, as `System32\Tasks` and `schtasks /query /xml` hold it (OS-01). */
export interface ScheduledTask extends XmlDocument {
  /** `\Microsoft\Windows\Defrag\ScheduledDefrag`; null where the file does not say. */
  readonly uri: string | null;
  readonly author: string | null;
  /** When it was registered, as written: local time of the server unless it has an offset. */
  readonly date: string | null;
  readonly hidden: boolean;
  readonly enabled: boolean;
  /** Account, often as a SID. */
  readonly userId: string | null;
  /** Kinds of triggers: `BootTrigger`, `TimeTrigger`. */
  readonly triggers: readonly string[];
  readonly actions: readonly TaskAction[];
  /** It has more actions than are read. */
  readonly cut: boolean;
}

export const scheduledTask = defineInputClass<ScheduledTask>('scheduled-task');

/** Windows runs 32 at most. */
const MAXIMUM_ACTIONS = 1000;

/** Reads the tasks of a file; `schtasks` exports hold many. Empty where there is none. */
export function readScheduledTasks(bytes: Uint8Array): ScheduledTask[] {
  const document = readXml(bytes);
  const { root } = document;
  const tasks = root?.name === 'Task' ? [root] : root ? childrenNamed(root, 'Task') : [];
  return tasks.map((task) => ({ ...document, root: task, ...taskOf(task) }));
}

function taskOf(task: XmlElement): Omit<ScheduledTask, keyof XmlDocument> {
  const text = (...path: string[]) => descendant(task, ...path)?.text.trim() || null;
  const actions = childrenNamed(task, 'Actions').flatMap(({ children }) => children);
  return {
    cut: actions.length > MAXIMUM_ACTIONS,
    uri: text('RegistrationInfo', 'URI'),
    author: text('RegistrationInfo', 'Author'),
    date: text('RegistrationInfo', 'Date'),
    hidden: text('Settings', 'Hidden')?.toLowerCase() === 'true',
    enabled: text('Settings', 'Enabled')?.toLowerCase() !== 'false',
    userId: text('Principals', 'Principal', 'UserId') ?? text('Principals', 'Principal', 'GroupId'),
    triggers: childrenNamed(task, 'Triggers').flatMap(({ children }) => children.map(({ name }) => name)),
    actions: actions.slice(0, MAXIMUM_ACTIONS).flatMap((element): TaskAction[] => {
      const own = (name: string) => descendant(element, name)?.text.trim() ?? '';
      if (element.name === 'Exec')
        return [{ command: own('Command'), arguments: own('Arguments'), classId: null, element }];
      return element.name === 'ComHandler'
        ? [{ command: '', arguments: own('Data'), classId: own('ClassId'), element }]
        : [];
    }),
  };
}

/** Used by `schtasks` exports to tell tasks apart that give no URI of their own. */
export function taskName(task: ScheduledTask): string | null {
  return task.uri ?? (task.root && attribute(task.root, 'name')) ?? null;
}
