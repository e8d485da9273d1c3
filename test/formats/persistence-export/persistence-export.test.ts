import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPersistenceExport } from '../../../src/formats/persistence-export/persistence-export.js';

const read = (text: string, encoding: BufferEncoding = 'utf8') =>
  readPersistenceExport(Buffer.from(text, encoding)).entries;

describe('readPersistenceExport', () => {
  it('reads Autoruns', () => {
    const text =
      '\ufeffTime,Entry Location,Entry,Enabled,Category,Profile,Description,Signer,Company,Image Path,Version,Launch String\r\n20210305,HKLM\\Run,Updater,enabled,Logon,System-wide,,(Not verified),,c:\\programdata\\u\\u.exe,,"C:\\ProgramData\\u\\u.exe ""a, b"""\r\n';
    expect(read(text, 'utf16le')).toEqual([
      {
        kind: 'autorun',
        name: 'Updater',
        command: 'C:\\ProgramData\\u\\u.exe "a, b"',
        account: '',
        signer: '(Not verified)',
        line: 2,
      },
    ]);
  });

  it.each<[string, string, readonly (readonly [string, string])[]]>([
    ['an action as it is', '[{"TaskName":"A","Actions":"a.exe","Execute":"b.exe"}]', [['A', 'a.exe']]],
    ['an action in two parts', '[{"TaskName":"A","Command":"b.exe","Arguments":"-x"}]', [['A', 'b.exe -x']]],
    [
      'a program without arguments',
      '[{"TaskName":"A","CommandLine":"","Command":"b.exe","Arguments":null}]',
      [['A', 'b.exe']],
    ],
    ['nothing that runs', '[{"TaskName":"A","Command":null}]', []],
    ['objects in objects', '[{"TaskName":"A","Actions":{"Execute":"b.exe"}}]', [['A', '{"Execute":"b.exe"}']]],
  ])('reads %s of JSON', (_, text, expected) => {
    expect(read(text).map(({ name, command }) => [name, command])).toEqual(expected);
  });

  it.each<[string, string, readonly (readonly [string, string, number])[]]>([
    ['tabs', 'HostName\tTaskName\tTask To Run\nE\t\\A\ta.exe\n', [['\\A', 'a.exe', 2]]],
    ['commas, with tabs in values', 'HostName,TaskName,Task To Run\nE,\\A,a\tb\n', [['\\A', 'a\tb', 2]]],
    ['commas, with a tab in the header', 'HostName,TaskName,Task To Run,X\tY\nE,\\A,a.exe,1\n', [['\\A', 'a.exe', 2]]],
    ['a type before the header', '#TYPE X\nHostName,TaskName,Task To Run\nE,\\A,a.exe\n', [['\\A', 'a.exe', 3]]],
    ['empty lines before the header', '\n\nHostName,TaskName,Task To Run\nE,\\A,a.exe\n', [['\\A', 'a.exe', 4]]],
    [
      'a name that comes again',
      'TaskName: \\A\nTask To Run: a.exe\nTaskName: \\B\nTask To Run: b.exe',
      [
        ['\\A', 'a.exe', 1],
        ['\\B', 'b.exe', 3],
      ],
    ],
    [
      'a line that goes on and looks like a name',
      `TaskName: \\A\nTask To Run: a.exe\n${' '.repeat(20)}x: y\n`,
      [['\\A', 'a.exex: y', 1]],
    ],
    [
      'a first line far to the right',
      `${' '.repeat(8)}TaskName: \\A\n${' '.repeat(8)}Task To Run: a.exe\n`,
      [['\\A', 'a.exe', 1]],
    ],
  ])('reads what has %s', (_, text, expected) => {
    expect(read(text).map(({ name, command, line }) => [name, command, line])).toEqual(expected);
  });

  it('reads schtasks, whose header comes again', () => {
    const header = '"HostName","TaskName","Next Run Time","Task To Run","Run As User"\n';
    const text = `${header}"EX01","\\A","N/A","C:\\a.exe","SYSTEM"\n${header}"EX01","\\B","N/A","COM handler","x"\n`;
    expect(read(text).map(({ kind, name, command, account, line }) => [kind, name, command, account, line])).toEqual([
      ['task', '\\A', 'C:\\a.exe', 'SYSTEM', 2],
      ['task', '\\B', 'COM handler', 'x', 4],
    ]);
  });

  it('reads blocks of WMI consumers, tasks and services', () => {
    const text = `Name                : Updater
CommandLineTemplate : C:\\Windows\\Temp\\u.exe
                      -x
__CLASS             : CommandLineEventConsumer

HostName:      EX01
TaskName:      \\T
Task To Run:   C:\\t.exe

SERVICE_NAME: S
        TYPE               : 10  WIN32_OWN_PROCESS
        BINARY_PATH_NAME   : C:\\s.exe
`;
    expect(read(text).map(({ kind, name, command, line }) => [kind, name, command, line])).toEqual([
      ['wmi', 'Updater', 'C:\\Windows\\Temp\\u.exe-x', 1],
      ['task', '\\T', 'C:\\t.exe', 6],
      ['service', 'S', 'C:\\s.exe', 10],
    ]);
  });

  it.each([
    ['a hundred thousand others', 100_000, false],
    ['more than are kept', 300_000, true],
  ])('reads what stands behind %s, or says that it does not', (_, count, cut) => {
    const list = readPersistenceExport(Buffer.from(`TaskName,Task To Run,x\n${'a,b,c\n'.repeat(count)}last,u.exe,c\n`));
    expect(list.cut).toBe(cut);
    expect(list.entries.at(-1)?.name).toBe(cut ? 'a' : 'last');
  });

  it('says of a list that is wider than any tool prints it that it is cut', () => {
    const wide = `"TaskName","Next Run Time","x"${'"a","b"'.repeat(20_000)}`;
    expect(readPersistenceExport(Buffer.from(wide)).cut).toBe(true);
    expect(readPersistenceExport(Buffer.from(`TaskName,Task To Run,Run As User\n${wide}`)).cut).toBe(true);
    expect(readPersistenceExport(Buffer.from('TaskName,Task To Run,Run As User\na,b,c')).cut).toBe(false);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void read(`Name,Entry,Launch String\n${text}`)));
    fc.assert(fc.property(fc.string(), (text) => void read(text)));
  });

  it('reads JSON: an array, a line for each, and what a program calls otherwise', () => {
    const entry = '{"Entry Location":"HKLM\\\\Run","Entry":"U","Launch String":"C:\\\\u.exe","Signer":null}';
    const task = '{"Name":"T","ExpandedCommand":"C:\\\\t.exe","UserId":"SYSTEM"}';
    for (const text of [`[${entry},\n${task}]`, `${entry}\n${task}\n`])
      expect(read(text).map(({ kind, name, command }) => [kind, name, command])).toEqual([
        ['autorun', 'U', 'C:\\u.exe'],
        ['service', 'T', 'C:\\t.exe'],
      ]);
  });

  it('reads what Velociraptor tells of tasks and of consumers, in objects of their own', () => {
    const text = [
      '{"OSPath":"C:\\\\Windows\\\\System32\\\\Tasks\\\\T","Command":"cmd.exe","Arguments":"/c x","UserId":"S-1-5-18"}',
      '{"ConsumerDetails":{"Name":"Upd","CommandLineTemplate":"C:\\\\u.exe -k"},"FilterDetails":{"Query":"SELECT"}}',
    ].join('\n');
    expect(read(text).map(({ kind, command }) => [kind, command])).toEqual([
      ['service', 'cmd.exe /c x'],
      ['wmi', 'C:\\u.exe -k'],
    ]);
  });

  it('reads what autorunsc writes as XML', () => {
    const items = [
      '<item><location>HKLM\\Run</location><itemname>Updater</itemname><enabled>Enabled</enabled><launchstring>&quot;C:\\u &amp; v.exe&quot; -k</launchstring><company>Example</company><signer>(Not verified) Example</signer><imagepath>c:\\u &amp; v.exe</imagepath></item>',
      '<item><location>Task Scheduler</location><itemname>\\T</itemname><launchstring></launchstring><imagepath>c:\\t.exe</imagepath></item>',
      '<item><location>HKLM\\Empty</location><itemname></itemname></item>',
    ];
    const text = `<?xml version="1.0" encoding="UTF-16"?>\n<autoruns>\n${items.join('\n')}\n</autoruns>`;
    for (const bytes of [Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text.replace('UTF-16', 'utf-8'))]) {
      expect(readPersistenceExport(bytes)).toEqual({
        entries: [
          {
            kind: 'autorun',
            name: 'Updater',
            command: '"C:\\u & v.exe" -k',
            account: '',
            signer: '(Not verified) Example',
            line: 3,
          },
          { kind: 'autorun', name: '\\T', command: 'c:\\t.exe', account: '', signer: '', line: 4 },
        ],
        cut: false,
        lost: 0,
        isForeign: false,
      });
    }
  });

  it('tells that a list of autorunsc was cut off, and keeps what came before', () => {
    const text = '<autoruns><item><itemname>a</itemname><launchstring>a.exe</launchstring></item><item><itemna';
    const { entries, cut } = readPersistenceExport(Buffer.from(text));
    expect({ names: entries.map(({ name }) => name), cut }).toEqual({ names: ['a'], cut: true });
  });

  it.each([
    ['[{"Entry":"x","Launch String":"c:', 1, true],
    ['[{"Name":"x","Command":""}]', 0, false],
    [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, 0, true],
    [`[{"Entry":"x","Launch String":"a.exe"},{"y":${'['.repeat(600)}${']'.repeat(600)}}]`, 1, false],
    ['[{"Entry":"x","Launch String":"a.exe"},{"Entry":"y","Launch', 1, false],
    ['<autoruns><item>', 0, true],
    ['"Name","DisplayName","Status"\n"a","b","c"\n', 0, true],
    ['\0\x01\x02', 0, true],
    ['', 0, false],
    ['[]', 0, false],
    ['Time,Entry Location,Entry,Enabled,Image Path,Launch String\n', 0, false],
  ])('tells what it cannot read: %.40s', (text, lost, isForeign) => {
    expect(readPersistenceExport(Buffer.from(text))).toMatchObject({ lost, isForeign });
  });
});
