import { describe, expect, it } from 'vitest';
import { readScheduledTasks, taskName } from '../../../src/formats/scheduled-task/scheduled-task.js';

const NAMESPACE = 'http://schemas.microsoft.com/windows/2004/02/mit/task';

describe('readScheduledTasks', () => {
  it('reads a task in UTF-16', () => {
    const text = `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="${NAMESPACE}">
  <RegistrationInfo><Date>2021-03-05T02:11:00</Date><Author>CORP\\x</Author><URI>\\Wnet0</URI></RegistrationInfo>
  <Triggers><BootTrigger /><TimeTrigger /></Triggers>
  <Principals><Principal id="Author"><UserId>S-1-5-18</UserId></Principal></Principals>
  <Settings><Hidden>true</Hidden><Enabled>false</Enabled></Settings>
  <Actions Context="Author"><Exec><Command>cmd.exe</Command><Arguments>/c dir</Arguments></Exec><ComHandler><ClassId>{0}</ClassId></ComHandler></Actions>
</Task>`;
    const [task] = readScheduledTasks(Buffer.from(`\ufeff${text}`, 'utf16le'));
    expect(task).toMatchObject({
      uri: '\\Wnet0',
      author: 'CORP\\x',
      date: '2021-03-05T02:11:00',
      hidden: true,
      enabled: false,
      userId: 'S-1-5-18',
      triggers: ['BootTrigger', 'TimeTrigger'],
    });
    expect(task?.actions.map(({ command, arguments: args, classId }) => [command, args, classId])).toEqual([
      ['cmd.exe', '/c dir', null],
      ['', '', '{0}'],
    ]);
    expect(task?.actions[0]?.element.position).toMatchObject({ line: 7 });
  });

  it('reads every task of an export, and nothing of what is none', () => {
    const tasks = readScheduledTasks(
      Buffer.from(`<Tasks><Task name="\\A"/><Task><RegistrationInfo><URI>\\B</URI></RegistrationInfo></Task></Tasks>`),
    );
    expect(tasks.map(taskName)).toEqual(['\\A', '\\B']);
    expect(readScheduledTasks(Buffer.from('<other/>'))).toEqual([]);
    expect(readScheduledTasks(Buffer.from(''))).toEqual([]);
  });
});
