/**
 * Every reader of evidence and of rules: what it is given to read, and where it says it was. `read` gets the reader's module (the compiled
 * one here, the source in tests) and gives places in the input, which must strictly increase and lie in it; it throws only where the
 * reader does what it should not. `seeds` are inputs and paths of files to begin from, `words` what the format is made of.
 */
import { createInflateRaw, deflateRawSync } from 'node:zlib';

const push = (reader, bytes, piece) => {
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  return reader.finish();
};
const latin1 = (bytes) => Buffer.from(bytes).toString('latin1');
const utf8 = (bytes) => Buffer.from(bytes).toString('utf8');

/** Every line of a log is of some kind, and has its number. */
const lines = (format, seeds, words) => ({
  name: `log-${format}`,
  module: 'formats/log-file/read-log.js',
  seeds,
  words: [...words, '\0', '\r', '\n', '\ufeff', '2021-03-03 01:02:03', '-', ' '],
  read(module, bytes) {
    const offsets = [];
    let expected = 0;
    for (const { line, offset } of module.readLog(bytes)) {
      if (line !== ++expected) throw new Error(`line ${line} comes as the ${expected}th`);
      offsets.push(offset);
    }
    return offsets;
  },
});

/** Long enough for every format's records; longer ones are given up at places that pieces decide. */
const IN_PIECES = 16_384;

/** What is pushed in any pieces tells the same. */
const pushed = (create) => (module, bytes) => {
  const placesOf = (piece) => {
    const places = [];
    push(
      create(module, (place) => places.push(place)),
      bytes,
      piece,
    );
    return places;
  };
  const places = placesOf(65_536);
  if (bytes.length > 7 && bytes.length <= IN_PIECES && placesOf(bytes.length >> 2).join() !== places.join())
    throw new Error('in other pieces it reads otherwise');
  return places;
};

const events = (format, seeds, words) => ({
  name: `event-export-${format}`,
  module: 'formats/event-export/event-export-reader.js',
  seeds,
  words,
  read: pushed((module, tell) => {
    const sink = { event: (_event, offset) => tell(offset), loss: ({ offset }) => tell(offset) };
    return new module.EventExportReader(format, sink);
  }),
});

const code = (language, seeds, words) => ({
  name: `code-${language}`,
  module: 'formats/code/parse-code.js',
  seeds,
  words,
  read(module, bytes) {
    module.parseCode(utf8(bytes), language);
    return [];
  },
});

/** Readers that give one value for a whole file. */
const whole = (name, module, read, seeds, words, usual) => ({
  name,
  module,
  seeds,
  words,
  usual,
  read: (loaded, bytes) => read(loaded, bytes) ?? [],
});

const CURLY = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '<',
  '>',
  ';',
  '@"',
  '$"{',
  '"""',
  "'",
  '/*',
  '*/',
  '//',
  '#if',
  '=>',
  '?',
  '??',
  ':',
  'new ',
  'class X{',
  'switch(',
  'case ',
  'async ',
  'var x=',
  'from a in b',
  'where ',
  '\\u0041',
];
const BASIC = [
  '"',
  '""',
  "'",
  '_\n',
  ':',
  '(',
  ')',
  'If x Then ',
  'End If',
  'Sub X()',
  'End Sub',
  'Function F(',
  'Select Case ',
  'For Each ',
  'Next',
  'Dim ',
  '&H',
  '#1/1/2020#',
  'Execute ',
  'With ',
  '<%',
  '%>',
  'REM ',
  '.',
];
const XML = [
  '<',
  '>',
  '/>',
  '</',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<!DOCTYPE x [',
  '<!ENTITY a "&a;">',
  '&amp;',
  '&#x0;',
  '&#1114112;',
  '="',
  "='",
  'xmlns:',
  '<location path="',
  '<configuration>',
  '<a "b="c>',
];
const ASPX = [
  '<%',
  '%>',
  '<%@ Page ',
  '<%=',
  '<%#',
  '<%--',
  '--%>',
  '<script runat="server">',
  '</script>',
  '<!--#include file="',
  '-->',
  'language="JScript"',
  '@{',
  '@(',
  '<object runat=server>',
  '#@~^',
  '==^#~@',
  '&#x41;',
];

const YAML = [
  '- ',
  ': ',
  '|\n',
  '>\n',
  '&a ',
  '*a',
  '<<: ',
  '? ',
  '!!',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '#',
  '---\n',
  'detection:',
  'condition: ',
  '1 of them',
  '|re',
  '|base64offset',
  '|cidr',
  '\t',
];
const YARA = [
  'rule x {',
  '}',
  'strings:',
  'condition:',
  '$a = "',
  '{ 90 [2-4] ?? }',
  '/a{1,9}/',
  'meta:',
  '/*',
  '*/',
  '//',
  '\\',
  '"',
  'import "pe"',
  'include "x"',
  ': tag',
  'for any of them : ( $ )',
];

const PAGES = /\.(?:aspx?|ashx|asmx|ascx|asax|master|cshtml)$/;

export const loadReader = async ({ module, also = [] }, load) =>
  Object.assign({}, ...(await Promise.all([module, ...also].map(load))));

/** Files of one case: what a folder of many takes is no question of one input, and `npm run bench` measures it. */
const MOST_FILES = 20_000;

/** Files of a collection as a case spells them: `path`, a line feed, content, and a NUL before the next. */
function filesIn(bytes) {
  const files = [];
  for (let at = 0; at <= bytes.length && files.length < MOST_FILES; ) {
    const found = bytes.indexOf(0, at);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(at, end).indexOf(0x0a);
    const name = line < 0 ? end : at + line;
    files.push({ name: Buffer.from(bytes.subarray(at, name)), content: Buffer.from(bytes.subarray(name + 1, end)) });
    at = end + 1;
  }
  return files;
}

/** What an archive holds, put into folders, and the paths that layouts restore of it from names and collectors' records. */
async function readLayouts(module, bytes) {
  const files = filesIn(bytes);
  const members = files.map(({ name, content }) => ({
    name,
    size: content.length,
    modified: null,
    timeIsLocal: false,
    attributes: [],
    linkTarget: null,
    place: { file: 0, range: null, index: 0 },
    closed: null,
    facts: module.NO_FACTS,
  }));
  const notes = new module.NoteLedger();
  const reading = {
    archive: async () => ({
      members: reading.entered++ > 0 ? [] : members,
      notes: [],
      shut: null,
      written: 0,
      folder: null,
    }),
    entered: 0,
  };
  const tree = new module.Folder('', '', null, 0);
  const given = { collectedPath: 'given.zip', name: 'given.zip', folder: tree, path: Buffer.from('given.zip') };
  const contents = new Map();
  const paths = new Set();
  let index = 0;
  for await (const { file } of new module.Archives(reading, notes).membersOf(given, tree, '')) {
    if (paths.has(file.collectedPath)) throw new Error(`two members are called ${file.collectedPath}`);
    paths.add(file.collectedPath);
    contents.set(file, files[index++].content);
  }
  const read = async (file, columns) => {
    const rows = [...module.recordRows(contents.get(file) ?? Buffer.alloc(0), columns)];
    return { rows: rows.map(({ row }) => row), cut: rows.some(({ cut }) => cut) };
  };
  const restored = await module.Restoration.of(tree, read, notes);
  for (const file of contents.keys()) {
    const { windowsPath } = restored.file(file);
    if (windowsPath !== null && !/^(?:[A-Z]:|\\\\)/i.test(windowsPath)) throw new Error(`restored as ${windowsPath}`);
  }
  return [];
}

export const readers = [
  whole(
    'xml',
    'formats/xml/read-xml.js',
    (m, b) => {
      const { root, remarks } = m.readXml(b);
      const places = [];
      // Parents come before their children.
      const waiting = root ? [root] : [];
      for (let at = waiting.pop(); at; at = waiting.pop()) {
        places.push(at.position.offset);
        for (const child of [...at.children].reverse()) waiting.push(child);
      }
      for (const { position } of remarks) if (position.offset > b.length) throw new Error('a remark lies outside');
      return places;
    },
    [/\.(?:config|xml)$/],
    XML,
  ),
  whole(
    'iis-config',
    'formats/iis-config/read-configuration-file.js',
    (m, b) => void m.readConfigurationFile(b),
    [/\.config$/],
    [...XML, '<section name="', '<sectionGroup name="', 'configSource="', '<EncryptedData'],
  ),
  whole(
    'agents-config',
    'formats/agents-config/agents-config.js',
    (m, b) => void m.readAgentsConfig(b),
    [/agents\.config$/],
    XML,
  ),
  whole(
    'scheduled-task',
    'formats/scheduled-task/scheduled-task.js',
    (m, b) => void m.readScheduledTasks(b),
    [
      /Tasks\/.*/,
      '<Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Actions><Exec><Command>a</Command></Exec></Actions></Task>',
    ],
    [...XML, '<Task ', '<Exec>', '<Command>', '<ComHandler>'],
  ),
  whole(
    'compiled-page',
    'formats/compiled-page/compiled-page.js',
    (m, b) => void m.readCompiledPage(b),
    [
      /\.compiled$/,
      '<?xml version="1.0"?><preserve resultType="3" virtualPath="/x.aspx" hash="a" assembly="App_Web_x"><filedeps><filedep name="/x.aspx"/></filedeps></preserve>',
    ],
    XML,
  ),
  whole(
    'registry-export',
    'formats/registry-export/registry-export.js',
    (m, b) => {
      const { values } = m.readRegistryExport(b);
      return values.map(({ offset }) => offset);
    },
    [
      /\.reg$/,
      'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\x]\r\n@="a"\r\n"b"=dword:00000001\r\n"c"=hex(2):25,00,\\\r\n  53,00,00,00\r\n',
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\x\r\n    a    REG_SZ    b\r\n',
    ],
    ['[HKEY_', ']', '@=', '="', '\\', '=hex(7):', '\\\r\n', '=dword:', '    REG_MULTI_SZ    ', '\\0', '[-'],
  ),
  whole(
    'registry-hive',
    'formats/registry-hive/registry-hive.js',
    (m, b) => {
      for (const { offset } of m.readRegistryHive(b)?.values ?? [])
        if (offset > b.length) throw new Error('a value lies outside');
    },
    [
      `regf${'\x01\0\0\0'.repeat(2)}${'\0'.repeat(24)}\x20\0\0\0${'\0'.repeat(4056)}hbin${'\0'.repeat(28)}`,
      {
        helper: 'test/helpers/registry-hive.ts',
        make: ({ hiveOf }) => {
          const Services = { keys: { W3SVC: { values: { ImagePath: 'C:\\a.exe', Start: 2, Types: ['a', 'b'] } } } };
          const system = { keys: { Select: { values: { Current: 1 } }, ControlSet001: { keys: { Services } } } };
          const Run = { values: { a: 'cmd.exe /c b' }, changed: '2021-03-03T01:02:03Z' };
          const software = {
            keys: { Microsoft: { keys: { Windows: { keys: { CurrentVersion: { keys: { Run } } } } } } },
          };
          return [hiveOf(system), hiveOf(software)];
        },
      },
    ],
    [
      'nk',
      'vk',
      'lf',
      'lh',
      'li',
      'ri',
      'db',
      '\x20\0\0\0',
      '\xff\xff\xff\xff',
      '\xa8\xff\xff\xff',
      'ControlSet001',
      '\0',
    ],
    8192,
  ),
  whole(
    'program-inventory',
    'formats/registry-hive/program-inventory.js',
    (m, b) => void m.readProgramInventory(b),
    [/windows\.recorded-program\/.*\.hve$/],
    [
      'nk',
      'vk',
      'lh',
      'Root',
      'InventoryApplicationFile',
      'File',
      'LowerCaseLongPath',
      'FileId',
      '\xff\xff\xff\xff',
      '\0',
    ],
    8192,
  ),
  whole(
    'transaction-log',
    'formats/registry-hive/transaction-log.js',
    (m, b) => {
      const hive = Buffer.alloc(8192);
      hive.write('regf', 0, 'latin1');
      hive.writeUInt32LE(1, 4);
      m.replayTransactionLogs(hive, [b.subarray(0, b.length >> 1), b]);
    },
    [
      `regf\x08\0\0\0\x08\0\0\0${'\0'.repeat(16)}\x06\0\0\0${'\0'.repeat(480)}HvLE\0\x02\0\0\0\0\0\0\x07\0\0\0\0\x10\0\0\x01\0\0\0${'\0'.repeat(488)}`,
      `regf\x08\0\0\0\x08\0\0\0${'\0'.repeat(16)}\x01\0\0\0${'\0'.repeat(8)}\0\x10\0\0${'\0'.repeat(468)}DIRT\x01${'\0'.repeat(1019)}`,
      {
        helper: 'test/helpers/transaction-log.ts',
        make: ({ entryLogOf, vectorLogOf }) => {
          const from = Buffer.alloc(8192);
          const to = Buffer.from(from).fill('hbin', 4096, 5120);
          const later = Buffer.from(to).fill('x', 6144, 6200);
          return [
            entryLogOf([
              { sequence: 1, from, to },
              { sequence: 2, from: to, to: later },
            ]),
            vectorLogOf(1, from, to),
          ];
        },
      },
    ],
    ['regf', 'HvLE', 'DIRT', '\x06\0\0\0', '\x01\0\0\0', '\0\x10\0\0', '\0'.repeat(512), '\xff\xff\xff\xff'],
    4096,
  ),
  whole(
    'usn-journal',
    'formats/ntfs/usn-journal.js',
    (m, b) => {
      const read = (piece) => {
        const names = [];
        const end = push(new m.UsnJournalReader(new Set(['aspx']), ({ name }) => names.push(name)), b, piece);
        return JSON.stringify([names, end]);
      };
      if (read(65_536) !== read(Math.max(8, b.length >> 2))) throw new Error('in other pieces it reads otherwise');
    },
    [
      `\x50\0\0\0\x02\0\0\0${'\x05\0\0\0\0\0\x05\0'.repeat(2)}${'\0'.repeat(16)}\0\x01\0\0${'\0'.repeat(12)}\x0c\0\x3c\0a\0.\0a\0s\0p\0x\0\0\0\0\0\0\0\0\0`,
      {
        helper: 'test/helpers/ntfs.ts',
        make: ({ journalOf, ROOT }) => {
          const entry = { file: [40, 1], parent: ROOT, name: 'x.aspx', time: '2021-03-03T01:02:03Z', reasons: 0x100 };
          const entries = [entry, { ...entry, name: 'y.txt' }, { ...entry, version: 3, reasons: 0x8000_0200 }];
          return [journalOf(entries, 0), journalOf(entries, 64)];
        },
      },
    ],
    ['\x50\0\0\0', '\x02\0\0\0', '\x03\0\0\0', '\x48\0\0\0', '.\0a\0s\0p\0x\0', '\x3c\0', '\x4c\0', '\0', '\xff'],
  ),
  whole(
    'master-file-table',
    'formats/ntfs/master-file-table.js',
    (m, b) => {
      const read = (piece) => {
        const names = [];
        const reader = new m.MasterFileTableReader((record) => names.push([record.entry, record.name, record.streams]));
        const records = push(reader, b, piece);
        return JSON.stringify([names, records, reader.damaged]);
      };
      if (read(65_536) !== read(Math.max(64, b.length >> 2))) throw new Error('in other pieces it reads otherwise');
    },
    [
      `FILE0\0\x03\0${'\0'.repeat(8)}\x01\0\x01\0\x38\0\x01\0${'\0'.repeat(4)}\0\x04\0\0${'\0'.repeat(24)}`,
      {
        helper: 'test/helpers/ntfs.ts',
        make: ({ tableOf, ROOT }) => {
          const file = { sequence: 1, parent: ROOT, created: '2021-03-03T01:02:03Z', noted: '2021-03-03T01:02:03Z' };
          return [
            tableOf({ 0: { ...file, name: 'a' }, 1: { ...file, name: 'x.aspx' } }),
            tableOf({ 0: { ...file, name: 'b', isFolder: true }, 1: { ...file, parent: [0, 1], name: 'x.aspx' } }),
          ];
        },
      },
    ],
    [
      'FILE',
      '\x10\0\0\0\x60\0\0\0',
      '\x30\0\0\0\x68\0\0\0',
      '\x80\0\0\0',
      '\xff\xff\xff\xff',
      '\0'.repeat(512),
      '\0',
      'BAAD',
    ],
    4096,
  ),
  whole(
    'recycled-file',
    'formats/recycle-bin/recycled-file.js',
    (m, b) => void m.readRecycledFile(b),
    [`\x02${'\0'.repeat(23)}\x08\0\0\0C\0:\0\\\0x\0\0\0`, `\x01${'\0'.repeat(23)}C\0:\0\\\0x\0${'\0'.repeat(520)}`],
    ['\x01', '\x02', '\0', 'C\0:\0\\\0', '\xff\xff\xff\xff'],
  ),
  whole(
    'file-system-export',
    'formats/ntfs/file-system-export.js',
    (m, b) => {
      m.isFileSystemExport(latin1(b.subarray(0, 16_384)));
      m.readFileSystemExport(b, { record() {}, change() {} });
    },
    [
      'EntryNumber,SequenceNumber,InUse,ParentEntryNumber,ParentSequenceNumber,FileName,IsDirectory,Created0x10,LastModified0x10\r\n1,1,True,5,5,x.aspx,False,2021-03-03 02:17:40.1234567,2021-03-03 02:17:40.1234567\r\n',
      'Name,Extension,EntryNumber,SequenceNumber,ParentEntryNumber,UpdateTimestamp,UpdateReasons\r\nx.aspx,.aspx,1,1,5,2021-03-03 02:17:40.1234567,FileCreate|Close\r\n',
      '{"EntryNumber":1,"InUse":true,"ParentEntryNumber":5,"OSPath":"\\\\\\\\.\\\\C:\\\\x.aspx","FileName":"x.aspx","Created0x10":"2021-03-03T02:17:40Z","LastModified0x10":"2021-03-03T02:17:40Z"}\n',
      '[{"Timestamp":"2021-03-03T02:17:40Z","Filename":"x.aspx","OSPath":"x.aspx","Reason":["FILE_CREATE"],"MFTId":1,"ParentMFTId":5}]',
    ],
    [',', '"', '\r\n', 'True', '|', 'FileDelete', '9999999999999999999999', '2021-99-99 99:99:99'],
  ),
  whole(
    'persistence-export',
    'formats/persistence-export/persistence-export.js',
    (m, b) => void m.readPersistenceExport(b),
    [
      '"HostName","TaskName","Next Run Time","Task To Run","Run As User"\r\n"EX01","\\A","N/A","cmd /c ""a""","SYSTEM"\r\n',
      'Time,Entry Location,Entry,Launch String\r\n1,HKLM,a,"b, c"\r\n',
      'SERVICE_NAME: S\n        BINARY_PATH_NAME   : C:\\s.exe\n\n',
      'Name : U\nCommandLineTemplate : x\n     y\n',
    ],
    ['"', '""', ',', '\t', '\r', '\n', ': ', '#TYPE ', 'TaskName', 'Task To Run'],
  ),
  whole(
    'system-information',
    'formats/system-information/system-information.js',
    (m, b) => {
      m.readSystemInformation(b);
      m.computerOf(utf8(b));
    },
    [
      'Host Name:                 EX01\r\nOS Name:                   Microsoft Windows Server 2019 Standard\r\nTime Zone:                 (UTC+01:00) Amsterdam\r\nHotfix(s):                 2 Hotfix(s) Installed.\r\n                           [01]: KB4601558\r\n',
    ],
    [':', '[01]: ', '  ', '\r\n', '(UTC+99:99)'],
  ),
  whole(
    'health-report',
    'formats/health-checker/health-report.js',
    (m, b) => {
      m.isHealthReport(latin1(b.subarray(0, 16_384)));
      m.readHealthReport(b);
    },
    [/reported-(?:module|health)\/.*\.xml$/],
    ['<Obj N="', '</Obj>', '<MS>', '<LST>', '<S N="', '_x000A_', '@{', '; ', '<Ref ', '&lt;', '<I32>'],
  ),
  whole(
    'text-encoding',
    'formats/text-encoding/decode-text.js',
    (m, b) => {
      for (const { text, offsetAt } of m.decodeTexts(b)) {
        const step = Math.max(1, text.length >> 4);
        let last = -1;
        for (let at = 0; at < text.length; at += step) {
          const offset = offsetAt(at);
          if (!(offset >= last) || offset > b.length)
            throw new Error(`character ${at} lies at ${offset} behind ${last}`);
          last = offset;
        }
      }
    },
    [
      PAGES,
      /\.config$/,
      '+ADw-script+AD4-',
      '<?xml version="1.0" encoding="utf-7"?>',
      '<%@ Page CodePage="37" %>',
      '\ufeffa',
    ],
    [
      '\ufeff',
      '\u0000',
      'a\0',
      '\0a',
      '+ADw-',
      '+AD4-',
      '<%@ Page CodePage="',
      'encoding="utf-7"',
      '\xff\xfe',
      '\xfe\xff',
      '\x4c\x6f',
      '\u{1f600}',
    ],
  ),
  whole(
    'web-content',
    'formats/views/web-content.js',
    (m, b) => {
      const content = m.createWebContent(b, { extension: ['aspx', 'asp', 'cshtml'][b.length % 3] });
      void content.views;
      void content.limits;
    },
    [PAGES],
    [...ASPX, ...CURLY.slice(0, 12), 'Convert.FromBase64String("', 'chr(', 'String.fromCharCode('],
  ),
  {
    name: 'behaviour',
    module: 'signatures/behaviour/analyse-behaviour.js',
    also: ['formats/views/web-content.js'],
    seeds: [
      PAGES,
      '<%@ Page Language="C#" %><% var a = Request["b"]; foreach (var c in a.Split(\',\')) Process.Start("cmd", "/c " + c); %>',
      '<% Function f(x) : f = Replace(x, "a", "") : End Function : Execute f(Request("b")) : eval "c" & Session("d") %>',
      '<script runat="server" language="JScript">var a = new Function(Request.Item["b"]); eval(a, "unsafe");</script>',
      '<%@ WebHandler Language="C#" Class="A" %>class A : IHttpHandler { Func<string, object> f = x => Activator.CreateInstance(Type.GetType(x)); public void ProcessRequest(HttpContext c) { f(c.Request.Form["d"]); } }',
    ],
    words: [
      ...ASPX,
      ...CURLY,
      ...BASIC,
      'Request["q"]',
      'Process.Start(',
      'Assembly.Load(',
      'eval(',
      '.Invoke(null, ',
      ' = a;',
    ],
    read(module, bytes) {
      const extension = ['aspx', 'asp', 'ashx', 'cshtml'][bytes.length % 4];
      const content = module.createWebContent(bytes, { extension });
      module.analyseBehaviour(content);
      return [];
    },
  },
  code(
    'csharp',
    [
      PAGES,
      /\.cs$/,
      'class A { int B(string s) => s switch { "a" => 1, _ => F<int>(s, x => x + 1) }; }',
      'var a = $"{b:x}{{"; if (a is { Length: > 2 } c) { foreach (var d in e) yield return d; }',
    ],
    CURLY,
  ),
  code(
    'vb',
    [PAGES, /\.vb$/, 'Public Class A\nSub B(ByVal c As String)\nIf c = "a" Then Execute(c)\nEnd Sub\nEnd Class'],
    BASIC,
  ),
  code(
    'vbscript',
    [
      PAGES,
      'Dim a : a = Request("x") : Execute a & "b" & Chr(65)',
      'Function f(x)\n If x Then f = 1 Else f = 2\nEnd Function',
    ],
    BASIC,
  ),
  code(
    'jscript',
    [PAGES, 'var a = /b[/]/g, c = {d: function(e) { return e ? f : g }}; eval(Request.Item["x"], "unsafe");'],
    [...CURLY, '/x/g', 'function(', 'return ', 'regexp=/'],
  ),
  whole(
    'script-encoder',
    'formats/aspx/script-encoder.js',
    (m, b) => void m.decodeScriptEncoder(latin1(b)),
    ['a#@~^DgAAAA==\\ko$K6,JCV^GJqAQAAA==^#~@b', /\.asp$/],
    ['#@~^DgAAAA==', '==^#~@', '#@~^', '@&', '@#', '@*'],
  ),
  whole(
    'assembly-code',
    'signatures/behaviour/analyse-assembly.js',
    (m, b) => void m.analyseAssembly({ bytes: b }),
    [
      /\.dll$/,
      {
        helper: 'test/helpers/assembly-code.ts',
        make: (h) => [
          h.makeAssemblyCode('a', [
            {
              name: 'a.b',
              base: 'System.Object',
              interfaces: ['System.Web.IHttpHandler'],
              methods: [
                {
                  name: 'ProcessRequest',
                  takes: ['System.Web.HttpContext'],
                  code: [
                    ['ldstr', 'inert.invalid'],
                    ['ldarg', 1],
                    ['call', { type: 'System.Web.HttpContext', name: 'get_Request', gives: 'System.Web.HttpRequest' }],
                    ['call', { type: 'System.Web.HttpRequest', name: 'get_RawUrl', gives: 'string' }],
                    ['brtrue', 3],
                    ['newarr', 'byte'],
                    'dup',
                    'stelem',
                    [
                      'call',
                      {
                        type: 'System.Diagnostics.Process',
                        name: 'Start',
                        takes: ['string', 'string'],
                        isStatic: true,
                      },
                    ],
                    'ret',
                  ],
                },
              ],
            },
          ]),
        ],
      },
    ],
    ['BSJB', '#~\0\0', '#Strings', '#US\0', '#Blob', '\x45\xff\xff\0\0', '\x1b\0\0', '\x28\x01\0\0\x0a'],
  ),
  whole(
    'pe-native',
    'formats/pe/native-image.js',
    (m, b) => void m.readNativeImage(b),
    [
      /\.dll$/,
      {
        helper: 'src/signatures/samples/made-executable.ts',
        make: (h) => [h.makeLibrary({ exports: ['RegisterModule'], imports: ['_popen'], text: ['a'] })],
      },
    ],
    ['MZ', 'PE\0\0', '\0\0\0\x80'],
  ),
  whole(
    'pe-image',
    'formats/pe/read-image.js',
    (m, b) => void m.readImage(b),
    [
      /\.(?:dll|exe)$/,
      {
        helper: 'test/formats/pe/build-image.ts',
        make: (h) => [
          h.buildImage({
            exports: ['GetExtensionVersion', 'HttpExtensionProc'],
            imports: ['kernel32.dll'],
            version: { CompanyName: 'x' },
            debugFile: 'a.pdb',
          }),
          h.buildImage({
            assembly: {
              name: 'a',
              references: ['mscorlib'],
              types: [['System.Web', 'IHttpModule']],
              defined: [['a', 'b']],
              strings: ['cmd'],
            },
          }),
        ],
      },
      {
        helper: 'src/signatures/samples/made-executable.ts',
        make: (h) => [
          h.makeAssembly({ names: ['Process', 'Start'], literals: ['cmd'], pages: ['a_aspx'] }),
          h.makeLibrary({ exports: ['GetExtensionVersion'], imports: ['WinExec'], text: ['cmd.exe'] }),
        ],
      },
    ],
    [
      'MZ',
      'PE\0\0',
      'BSJB',
      '#~\0\0',
      '#Strings\0\0\0\0',
      '#US\0',
      '#Blob\0\0\0',
      '.text',
      '\xff\xff\xff\xff',
      '\x0b\x02',
      '\0\0\0\x80',
    ],
  ),
  {
    name: 'evtx',
    module: 'formats/evtx/evtx-reader.js',
    usual: 8192,
    seeds: [
      /\.evtx$/,
      {
        helper: 'test/helpers/event-log.ts',
        make: ({ event, value, writeEventLog }) => {
          const data = (...children) => [{ name: 'EventData', children: [{ name: 'Data', children }] }];
          const records = [
            event(1, 'P', 'C', data(value.texts(['Set-Mailbox', '', 'x'])), { id: 6, time: 1614895831123 }),
            event(2, 'P', 'C', data('y'), { id: 7, time: 1614895831124, inline: true }),
          ];
          // Without the file's header, and without the space behind the last record.
          return [writeEventLog([records]).subarray(4096, 4096 + 2560)];
        },
      },
    ],
    words: [
      'ElfFile\0',
      'ElfChnk\0',
      '\x2a\x2a\0\0',
      '\x0f\x01\x01\0',
      '\x0c\x01',
      '\x01',
      '\x41',
      '\x06',
      '\x0e',
      '\xff\xff\xff\xff',
      '\x21',
    ],
    read: pushed((module, tell) => {
      // What is lost of a chunk is told once the chunk is over.
      return new module.EvtxReader({ record: ({ offset }) => tell(offset), loss: () => {} });
    }),
  },
  events(
    'xml',
    [
      '<?xml version="1.0"?>\n<Events>\n<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="a"/><EventID>4104</EventID><TimeCreated SystemTime="2021-03-03T00:00:00Z"/><Channel>x</Channel></System><EventData><Data Name="b">c</Data></EventData></Event>\n</Events>',
    ],
    [...XML, '<Event ', '</Event>', '<Events>', '<Data Name="'],
  ),
  events(
    'json',
    [
      '{"EventID":1,"Channel":"a","EventData":{"b":"c"}}\n[{"EventID":2,"Payload":"{\\"EventData\\":{\\"Data\\":[1]}}"}]',
    ],
    ['{', '}', '[', ']', '"', '\\', ':', ',', '\n', '"EventID":', '__proto__', '1e999', '\\u0000'],
  ),
  events(
    'csv',
    ['#TYPE a\n"Id","ProviderName","Channel","Message"\n"1","a","b","two\nlines ""x"""\n2,c,d,e\n'],
    ['"', '""', ',', '\r\n', '\n', '\r', 'EventID'],
  ),
  events(
    'wevtutil-text',
    [
      'Event[0]:\n  Log Name: a\n  Source: b\n  Date: 2021-03-03T01:02:03.000\n  Event ID: 7\n  Description: \nx y\n\nEvent[1]\n  Event ID: 8\n',
    ],
    ['Event[', ']:\n', '  Event ID: ', 'Description:', '\r\n'],
  ),
  events(
    'format-list',
    [
      '\nTimeCreated  : 3/3/2021 1:02:03 AM\nProviderName : a\nId           : 1\nMessage      : b\n               c\n\nTimeCreated  : x\nId : 2\n',
    ],
    ['\n\n', ' : ', 'Id : ', 'TimeCreated : ', '\r\n\r\n', '  '],
  ),
  {
    name: 'exchange-csv',
    module: 'formats/exchange-csv/exchange-csv-reader.js',
    seeds: [
      /V15\/Logging\/.*\.log$/i,
      /exchange-logs\/.*(?:log|csv|LOG)$/,
      '#Software: Microsoft Exchange Server\r\n#Version: 15.01.2106.002\r\n#Log-type: HttpProxy Logs\r\n#Date: 2021-03-03T00:00:00.000Z\r\n#Fields: DateTime,RequestId,UrlHost,UrlStem\r\n2021-03-03T01:02:03.000Z,a,b,"c,""d"""\r\n',
    ],
    words: [
      '"',
      '""',
      ',',
      '\r\n',
      '\n',
      '\r',
      '#Fields: ',
      '#Software: ',
      '#Log-type: ',
      'DateTime,',
      '\0',
      '2021-03-03T01:02:03.000Z',
    ],
    read: pushed(
      (module, tell) =>
        new module.ExchangeCsvReader({ record: ({ offset }) => tell(offset), loss: ({ offset }) => tell(offset) }),
    ),
  },
  {
    name: 'ftp-log',
    module: 'formats/ftp-log/ftp-log-reader.js',
    seeds: [
      /FTPSVC.*\.log$/i,
      '#Software: Microsoft Internet Information Services 10.0\r\n#Date: 2021-03-03 00:00:00\r\n#Fields: date time c-ip cs-method cs-uri-stem sc-status\r\n2021-03-03 00:00:01 192.0.2.1 STOR /a.jpg 226\r\n',
    ],
    words: ['#Fields: date time ', '#Date: 2021-03-03', ' ', '-', '[12]STOR ', '\r\n', '\n', '\0'],
    read: pushed(
      (module, tell) =>
        new module.FtpLogReader({ record: ({ offset }) => tell(offset), loss: ({ offset }) => tell(offset) }),
    ),
  },
  {
    name: 'exchange-setup',
    module: 'formats/exchange-setup/exchange-setup-reader.js',
    seeds: [
      /ExchangeSetup\.log$/i,
      '[03/03/2021 01:02:03.0001] [0] Starting\r\nmore\r\n[03/03/2021 01:02:04.0002] [1] b\r\n',
    ],
    words: ['[', '] [', '[03/03/2021 01:02:03.0001] [0] ', '\r\n', '\n', '\0'],
    read: pushed((module, tell) => {
      const told = [];
      const reader = new module.ExchangeSetupReader({
        entry: ({ offset }) => told.push(offset),
        loss: ({ offset }) => told.push(offset),
      });
      return {
        push: (bytes) => reader.push(bytes),
        finish: () => {
          reader.finish();
          // An entry is told when the next begins, what is lost between them at once.
          for (const place of told.sort((a, b) => a - b)) tell(place);
        },
      };
    }),
  },
  lines(
    'w3c',
    [
      /LogFiles\/W3SVC.*\.log$/,
      /iis-logs\/.*\.log$/,
      '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2021-03-03 00:00:00\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken\r\n2021-03-03 00:00:01 192.0.2.1 GET / - 443 - 198.51.100.7 a+b 200 5\r\n',
    ],
    ['#Fields: ', '#Date: ', 'cs-uri-stem', 'date time ', '"'],
  ),
  lines(
    'advanced-logging',
    [
      '#Software: IIS Advanced Logging Module\r\n#Version: 1.0\r\n#Fields:  date time cs-uri-stem cs(User-Agent) sc-status c-ip\r\n2021-03-03 00:00:01.123 /a "b c" 200 "1.2.3.4"\r\n',
    ],
    ['"', '""', '#Fields: '],
  ),
  lines(
    'iis-native',
    ['192.0.2.1, -, 3/3/2021, 1:02:03, W3SVC1, EX01, 198.51.100.1, 5, 100, 200, 200, 0, GET, /a, -,\r\n'],
    [', ', '3/3/2021', '31.12.2021', 'W3SVC1'],
  ),
  lines(
    'ncsa',
    ['192.0.2.1 - - [03/Mar/2021:01:02:03 +0000] "GET /a HTTP/1.1" 200 5 "-" "b"\r\n'],
    ['[', ']', '"', '\\"', '+9999', '/Mar/'],
  ),
  lines(
    'httperr',
    [
      /HTTPERR\/.*\.log$/,
      '#Software: Microsoft HTTP API 2.0\r\n#Version: 1.0\r\n#Date: 2021-03-03 00:00:00\r\n#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename\r\n2021-03-03 00:00:01 192.0.2.1 1 198.51.100.1 443 HTTP/1.1 GET /a - 400 - URL -\r\n',
    ],
    ['#Fields: ', 'streamid', 'Timer_ConnectionIdle'],
  ),
  whole(
    'csv',
    'formats/csv/csv-records.js',
    (m, b) => {
      const places = [];
      for (const { line, cells, cut } of m.csvRecords(Buffer.from(b))) {
        if (cells.length > 512 || (cut && cells.length !== 512)) throw new Error('more cells than are kept');
        places.push(line - 1);
      }
      for (const row of m.csvRows(Buffer.from(b))) row.get('sourcefile');
      return places;
    },
    [
      'CopiedTimestamp,SourceFile,DestinationFile,FileSize\r\n2021,C:\\a,D:\\C\\a,1\r\n',
      '"a","b ""c""",\r\n"d\ne","f "g" h",i\r',
    ],
    ['"', '""', ',', '\r', '\n', '\r\n', '\ufeff', '",', ',"'],
  ),
  whole(
    'collector-json',
    'collection/json-lines.js',
    (m, b) => {
      for (const row of m.jsonRows(Buffer.from(b))) m.textOf(row, 'Hostname', 'os_info.hostname', '__proto__.x');
    },
    [
      '{"Type":"","vfs_path":"C:/a","file_size":1,"uploaded_size":1}\n{"os_info":{"hostname":"EX01"}}\n',
      '[{"SourceFile":"C:\\\\a","Created":"2021-03-03T01:02:03Z"}]',
    ],
    ['{', '}', '[', ']', '"', '\\', ':', ',', '\n', '\ufeff', '__proto__', '"os_info":{'],
  ),
  {
    name: 'collection-layout',
    module: 'collection/placing/restore-paths.js',
    also: [
      'collection/walking/tree.js',
      'collection/note-ledger.js',
      'collection/kinds/content-facts.js',
      'collection/archives/archives.js',
      'collection/reading/record.js',
    ],
    seeds: [
      '2021-03-05T101112_EX01/x_CopyLog.csv\nCopiedTimestamp,SourceFile,DestinationFile,FileSize,CreatedOnUtc,ModifiedOnUtc\r\n2021-03-05 10:11:12,C:\\a\\b.log,D:\\out\\C\\a\\b.log,1,2021-03-01 01:02:03,2021-03-02 01:02:03\r\n\x002021-03-05T101112_EX01/C/a/b.log\nx\x00VSS1/a.log\n',
      'client_info.json\n{"Hostname":"EX01"}\x00uploads.json\n{"vfs_path":"C:/a/b.log","Type":"","file_size":9,"uploaded_size":1}\n\x00uploads/auto/C%3A/a/b.log\nx\x00uploads/auto/C%3A/a/b.log.idx\n[]\x00results/Windows.KapeFiles.Targets%2FAll File Metadata.json\n{"SourceFile":"C:\\\\a\\\\b.log","Created":"2021-03-02T03:04:05Z","Modified":"x"}\n',
      'collections/F.C0ABCDEF/uploads/ntfs/%5C%5C.%5CC%3A/inetpub/logs/LogFiles/W3SVC1/u_ex.log\nx\x00collections/F.C0ABCDEF/uploads/ntfs/%5C%5C%3F%5CGLOBALROOT%5CDevice%5CHarddiskVolumeShadowCopy1/a_.db_\n',
      'GetThis.csv\nComputerName,FullName,SampleName,CreationDate,LastModificationDate\nEX01,\\a\\b.log,s\\1_b.log,2021-03-01 01:02:03.004,x\n\x00s/1_b.log\nx',
      'EX01/C$/inetpub/wwwroot/web.config\n<configuration/>\x00EX01/D:/a.log\n\x00[root]/Windows/System32/x.dll\n\x00drive_c/Users/a\n',
      'c:\\inetpub\\wwwroot\\a.aspx\nx\x00fs/$boot/a\n\x00fs/c:/Windows/a\n\x00EX01.2021-03-05-10-11-12/IIS_Logs/u_ex.log\n\x00HarddiskVolume2/Windows/a\n',
    ],
    words: [
      '/',
      '\\',
      '\0',
      '\n',
      '..',
      '.',
      '%3A',
      '%5C%5C.%5CC%3A',
      'C',
      'C:',
      'D$',
      'uploads/',
      'auto/',
      'results/',
      'collections/',
      'F.C0A/',
      '\0uploads.json\n',
      '\0client_info.json\n{"Hostname":"',
      '\0x_CopyLog.csv\nSourceFile,DestinationFile\r\n',
      'C:\\a,D:\\C\\a\r\n',
      '\0GetThis.csv\n',
      'VSS1/',
      '.zip/',
      '"',
      ',',
      '\r\n',
      '\xff',
      'a/'.repeat(300),
      '\u0000a\u0000'.repeat(2),
      '__proto__',
    ],
    read: readLayouts,
  },
  whole(
    'collection-manifest',
    'case/evidence/collection-manifest.js',
    (m, b) => {
      try {
        m.manifestIn(utf8(b), 'a.json');
      } catch (error) {
        // What a user wrote wrongly is told so.
        if (error?.code !== 'usage') throw error;
      }
    },
    ['{"files":[{"path":"a/b","windowsPath":"C:\\\\b","host":"EX01","created":"2021-03-03T01:02:03Z"},{"path":"c"}]}'],
    ['{', '}', '[', ']', '"', ':', ',', '\\', '"path":"', '"host":', '__proto__', '\ufeff', '2021-03-03T01:02:03Z'],
  ),
  whole(
    'content-facts',
    'collection/kinds/content-facts.js',
    (m, b) => void m.contentFacts(Buffer.from(b.subarray(0, 16_384)), Buffer.from(b.subarray(16_384, 32_768))),
    [
      PAGES,
      /\.(?:log|config)$/,
      '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
      'HKEY_LOCAL_MACHINE\\a\r\n    b    REG_SZ    c',
      'Host Name: EX01\r\nOS Name: a',
    ],
    [
      ...ASPX,
      ...XML,
      '#Fields: ',
      '#Software: ',
      'DateTime,',
      'HKEY_USERS\\',
      '"TaskName","Next Run Time",',
      'PK\x03\x04',
      'MZ',
      '\x1f\x8b\x08',
      '__EventFilter',
    ],
  ),
  whole(
    'gzip-header',
    'collection/opening/gzip.js',
    (m, b) => {
      const length = m.gzipHeaderLength(Buffer.from(b));
      if (length !== null && length > b.length) throw new Error('the header is longer than the bytes');
    },
    ['\x1f\x8b\x08\x1c\0\0\0\0\0\x03\x02\0ab\x61.log\0comment\0rest'],
    ['\x1f\x8b\x08', '\0', '\xff'],
  ),
  {
    name: 'zip-directory',
    module: 'collection/opening/zip.js',
    seeds: [
      {
        helper: 'test/collection/zip-writer.ts',
        make: (h) => [
          h.zipOf([
            { name: 'C/a.log', content: 'x'.repeat(99) },
            { name: 'b\\c.txt', content: 'y', store: true, time: 9 },
          ]),
          h.zipOf([{ name: 'a', content: 'z' }, { name: 'a', content: '' }, { name: 'd/' }]),
        ],
      },
    ],
    words: [
      'PK\x01\x02',
      'PK\x03\x04',
      'PK\x05\x06',
      'PK\x06\x06',
      'PK\x06\x07',
      '\xff\xff\xff\xff',
      '\x75\x70',
      '\x01\0\x08\0',
      '/',
      '\\',
      '..',
    ],
    async read(module, bytes) {
      const file = { size: bytes.length, readAt: (at, length) => Buffer.from(bytes.subarray(at, at + length)) };
      const { members } = await module.readZipDirectory(file);
      for (const member of members.slice(0, 8)) module.readMemberHead(file, member, 4096);
      return members.map(({ index }) => index);
    },
  },
  whole(
    'client-page',
    'formats/client-page/read-client-page.js',
    (m, b) => {
      const { elements } = m.readClientPage(utf8(b));
      m.readClientFile(utf8(b), 'script');
      for (const { start, end } of elements)
        if (!(end > start)) throw new Error(`an element ends at ${end} before ${start}`);
      return elements.map(({ start }) => start);
    },
    [
      PAGES,
      /\.html?$/,
      '<form action="/owa/auth.owa" onsubmit="a()"><script type="text/javascript">b()</script></form>',
    ],
    [
      ...ASPX,
      '<script',
      '<style>',
      '</style>',
      '<textarea>',
      '<!--[if',
      ' onclick="',
      'javascript:',
      "='",
      '<a href=',
      '>',
    ],
  ),
  whole(
    'records-of-file',
    'engine/records/records-of-file.js',
    (m, b) => {
      let told = 0;
      const { records } = m.recordsOfFile('a.log', Buffer.from(b), (record) => {
        told++;
        record.shown();
      });
      if (records !== told) throw new Error(`${records} records, of which ${told} were told`);
    },
    [
      /\.evtx$/,
      /V15\/Logging\/.*\.log$/i,
      /LogFiles\/W3SVC.*\.log$/,
      '{"EventID":1,"timestamp":"2021-03-03T01:02:03Z","a":{"b":[1]}}\n{"c":null}\n',
      '[{"EventID":1,"@timestamp":"x"},{"__proto__":{"a":1}}]',
    ],
    ['{', '}', '[', ']', '"', ',', ':', '\n', '#Fields: ', '#Software: ', 'ElfFile\0', '\0', '"__proto__":'],
  ),
  {
    name: 'gzip-body',
    module: 'collection/opening/inflate.js',
    seeds: [
      deflateRawSync('<%@ Page %>'.repeat(40)).toString('latin1'),
      deflateRawSync(Buffer.alloc(65_536)).toString('latin1'),
      deflateRawSync('ab', { level: 0 }).toString('latin1'),
    ],
    words: ['\x1f\x8b\x08', '\0', '\xff', '\0\0\0\xff\xff', '\x01\0\0\xff\xff', '\x03\0', '\x05'],
    async read(module, bytes) {
      const stream = createInflateRaw();
      let length = 0;
      async function* pieces() {
        for (let at = 0; at < bytes.length; at += 4096) yield Buffer.from(bytes.subarray(at, at + 4096));
      }
      try {
        for await (const piece of module.inflate(pieces(), stream)) {
          length += piece.length;
          if (length > 16 << 20) break;
        }
      } catch (error) {
        if (!(error instanceof module.DamagedDataError)) throw error;
      }
      return [];
    },
  },
  whole(
    'tar-directory',
    'collection/archives/tar-directory.js',
    (m, b) => {
      const file = { size: b.length, readAt: (at, length) => Buffer.from(b.subarray(at, at + length)) };
      for (const { range } of m.tarMembers(file, []))
        if (range.offset + range.length > b.length) throw new Error('a member lies outside');
    },
    [
      {
        helper: 'test/collection/tar-writer.ts',
        make: (h) => [
          h.tarOf([
            { name: 'C/a.log', content: 'x'.repeat(99) },
            { name: 'b', content: 'y' },
          ]),
        ],
      },
    ],
    [
      'ustar\0',
      '0',
      '5',
      'L',
      'x',
      'g',
      '\0',
      '\0'.repeat(512),
      '00000000777\0',
      '\x80\0\0\0',
      '12 path=a\n',
      'GNU.sparse.',
    ],
  ),
  whole(
    'yaml',
    'signatures/sigma/yaml-tree.js',
    (m, b) => void m.readYaml(utf8(b)),
    [/\.ya?ml$/, 'a: &b {c: [1, "d", \'e\']}\nf: *b\n---\n- >\n  g\n- |-\n  h\n'],
    YAML,
    512,
  ),
  whole(
    'sigma',
    'signatures/sigma/parse.js',
    (m, b) => void m.parseSigmaDocuments(utf8(b), 'x.yml'),
    [
      /\.ya?ml$/,
      'title: a\nlogsource: {category: webserver}\ndetection:\n  b:\n    cs-uri|contains|all: [c, d]\n    e|re: f+\n  condition: b and not 1 of g*\n',
      'title: a\nname: b\ncorrelation: {type: event_count, rules: [c], group-by: [d], timespan: 5m, condition: {gte: 3}}\n',
      'title: a\nfilter: {rules: [b], selection: {c|cidr: 10.0.0.0/8}, condition: not selection}\n',
    ],
    YAML,
    512,
  ),
  whole(
    'yara-outline',
    'signatures/yara/rule-outline.js',
    (m, b) => {
      const { words } = m.outlineSource(utf8(b));
      return words.map(({ start }) => start);
    },
    [/signatures\/.*\.yara?$/],
    YARA,
  ),
];
