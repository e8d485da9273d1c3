import detector from '../../../src/detectors/windows/scheduled-task.js';
import { readScheduledTasks } from '../../../src/formats/scheduled-task/scheduled-task.js';
import { testDetector } from '../../helpers/detector-tester.js';

function task(uri: string, command: string, args = '', more = ''): ReturnType<typeof readScheduledTasks>[number] {
  const text = `<Task><RegistrationInfo><URI>${uri}</URI>${more}</RegistrationInfo>
<Principals><Principal><UserId>S-1-5-18</UserId></Principal></Principals>
<Actions><Exec><Command>${command}</Command><Arguments>${args}</Arguments></Exec></Actions></Task>`;
  const [read] = readScheduledTasks(Buffer.from(text));
  if (!read) throw new Error('not a task');
  return read;
}

testDetector(detector, {
  hits: [
    {
      name: 'an encoded command',
      input: task('\\Wnet0', ['power', 'shell.exe'].join(''), `-w hidden -enc ${'QUFB'.repeat(8)}`),
      detections: [
        {
          message: 'command',
          at: { line: 3, column: 10, element: 'Task/Actions/Exec' },
          severity: 'high',
          data: { name: '\\Wnet0', reason: 'encoded' },
        },
      ],
    },
    {
      name: 'the name that an intruder gives, whatever it runs',
      input: task('\\M1onltor', 'C:\\Users\\Public\\m.exe'),
      detections: [{ message: 'known', at: { line: 3 }, severity: 'critical' }],
    },
    {
      name: 'a program of somebody else among the tasks of Windows',
      input: task('\\Microsoft\\Windows\\Maps\\Sync', 'D:\\tools\\sync.exe', '', '<Author>CORP\\x</Author>'),
      detections: [{ message: 'masquerade', at: { line: 3 }, severity: 'medium', attack: ['T1053.005', 'T1036'] }],
    },
  ],
  misses: [
    { name: 'a task without a program', input: task('\\X', '') },
    {
      name: 'tasks of Windows by Microsoft, from System32',
      looksAlike: true,
      input: task(
        '\\Microsoft\\Windows\\Defrag\\ScheduledDefrag',
        '%windir%\\system32\\defrag.exe',
        '-c -h -k -g -$',
        '<Author>Microsoft Corporation</Author>',
      ),
    },
    {
      name: 'a script of a product',
      looksAlike: true,
      input: task('\\Backup', ['power', 'shell.exe'].join(''), '-File "C:\\Program Files\\Example\\backup.ps1"'),
    },
  ],
});
