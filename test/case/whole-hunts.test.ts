import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { HuntOptions } from '../../src/case/hunt-settings.js';
import { hunt } from '../../src/hunt.js';
import { makeLibrary } from '../../src/signatures/samples/made-executable.js';
import { arrangedServer, type Files } from '../collection/arranged-server.js';
import { APPLICATION_HOST, evidence, IIS_LOG, touch } from '../collection/evidence-folder.js';
import { zipOf } from '../collection/zip-writer.js';
import { event, value, writeEventLog } from '../helpers/event-log.js';
import { journalOf, recycledNote, ROOT, tableOf } from '../helpers/ntfs.js';
import { hiveOf } from '../helpers/registry-hive.js';

const FIELDS =
  '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2021-03-03 00:00:00\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n';
const line = (time: string, request: string, client: string, status: string, user = '-') =>
  `${time} 10.0.0.5 ${request} 443 ${user} ${client} Mozilla/5.0 - ${status} 15\r\n`;
const shell = '<%@ Page Language="C#" %><% System.Diagnostics.Process.Start(Request["c"]); %>';
const log = (day: number, lines: readonly string[]) => FIELDS.replace('03-03', `03-0${day}`) + lines.join('');

const DAY_3 = log(3, [
  line('2021-03-03 01:00:00', 'GET /owa/ -', '198.51.100.7', '200 0 0', 'CORP\\anna'),
  line('2021-03-03 02:00:00', 'GET /aspnet_client/x.aspx -', '203.0.113.9', '404 0 2'),
  line('2021-03-03 02:20:00', 'POST /aspnet_client/x.aspx c=whoami', '203.0.113.9', '200 0 0'),
  line('2021-03-03 02:21:00', 'POST /aspnet_client/x.aspx c=whoami', '203.0.113.9', '200 0 0', 'CORP\\eve'),
  line('2021-03-03 02:30:00', 'POST /gone.aspx -', '203.0.113.10', '200 0 0'),
]);
const DAY_4 = log(4, [
  line('2021-03-04 03:00:00', 'POST /gone.aspx -', '203.0.113.10', '404 0 2'),
  line('2021-03-04 03:00:01', 'POST /aspnet_client/x.aspx -', '203.0.113.9', '200 0 0'),
  'torn line\r\n',
]);
const MAILBOX = 'Program Files/Microsoft/Exchange Server/V15';

const server: Files = {
  'Windows/System32/inetsrv/config/applicationHost.config': APPLICATION_HOST(),
  'inetpub/wwwroot/web.config':
    '<configuration><system.webServer><handlers><add name="odd" path="*.odd" verb="*" type="Odd.Handler, Odd" /></handlers></system.webServer></configuration>',
  'inetpub/wwwroot/aspnet_client/x.aspx': shell,
  'inetpub/wwwroot/plain.aspx': '<%@ Page Language="C#" %><html></html>',
  'inetpub/wwwroot/x.odd': shell,
  'inetpub/wwwroot/bin/m.dll': makeLibrary({ exports: ['RegisterModule'], imports: ['_popen'], text: ['cmd'] }),
  'inetpub/wwwroot/backup.zip': zipOf([{ name: 'in/packed.aspx', content: shell }]),
  'inetpub/wwwroot/backup.7z': '7z\xbc\xaf\x27\x1c',
  'inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': DAY_3,
  'inetpub/logs/LogFiles/W3SVC1/u_ex210304.log.gz': gzipSync(DAY_4),
  'inetpub/logs/LogFiles/W3SVC2/u_ex210303.log': IIS_LOG,
  'inetpub/logs/LogFiles/HTTPERR/httperr1.log':
    '#Software: Microsoft HTTP API 2.0\r\n#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename\r\n2021-03-03 02:10:00 203.0.113.9 1 10.0.0.5 443 HTTP/1.1 GET /x 400 - Hostname -\r\n',
  [`${MAILBOX}/Logging/ECP/Server/ECPServer1.LOG`]:
    "#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ECP Server Log\r\n#Date: 2021-03-03T00:00:00.000Z\r\n#Fields: TimeStamp,ServerName,EventId,EventData\r\n2021-03-03T02:15:03.000Z,EX01,ECP.Request,S:TIME=1;S:CMD=Set-OabVirtualDirectory.ExternalUrl='http://f/<script>'.Identity='1';S:URL=/ecp/DDI\r\n",
  'Windows/System32/winevt/Logs/System.evtx': writeEventLog([
    [
      event(
        7045,
        'Service Control Manager',
        'System',
        [
          {
            name: 'EventData',
            children: [
              { name: 'Data', attributes: { Name: 'ServiceName' }, children: [value.text('Updater')] },
              { name: 'Data', attributes: { Name: 'ImagePath' }, children: [value.text('cmd.exe /c start')] },
            ],
          },
        ],
        { id: 1, time: Date.UTC(2021, 2, 3, 4), computer: 'EX01.corp.example.test' },
      ),
    ],
  ]),
  'Windows/System32/config/SYSTEM': hiveOf({
    keys: {
      Select: { values: { Current: 1 } },
      ControlSet001: {
        keys: {
          Control: { keys: { TimeZoneInformation: { values: { Bias: 0xffff_ffc4 } } } },
          Services: { keys: { Updater: { values: { ImagePath: 'cmd.exe /c start', Start: 2 } } } },
        },
      },
    },
  }),
  $MFT: tableOf({
    6: { sequence: 1, parent: ROOT, name: 'inetpub', isFolder: true },
    7: { sequence: 3, parent: [6, 1], name: 'wwwroot', isFolder: true },
    8: { sequence: 7, parent: [7, 3], name: 'gone.aspx', inUse: false, content: shell },
  }),
  '$Extend/$J': journalOf([
    { file: [8, 7], parent: [7, 3], name: 'gone.aspx', time: '2021-03-03T02:25:00.000Z', reasons: 0x100 },
    { file: [8, 7], parent: [7, 3], name: 'gone.aspx', time: '2021-03-03T05:00:00.000Z', reasons: 0x8000_0200 },
  ]),
  '$Recycle.Bin/S-1-5-21/$IABCDEF.aspx': recycledNote('C:\\inetpub\\wwwroot\\old.aspx', '2021-03-03T06:00:00Z'),
  '$Recycle.Bin/S-1-5-21/$RABCDEF.aspx': shell,
  'Windows/System32/Tasks/Odd':
    '<?xml version="1.0"?><Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><RegistrationInfo><Date>2021-03-03T02:40:00</Date></RegistrationInfo><Actions><Exec><Command>powershell.exe</Command><Arguments>-enc AAAA</Arguments></Exec></Actions></Task>',
  'disk.vmdk': 'KDMV',
};

const { KAPE, 'Velociraptor, zipped': zipped } = arrangedServer(server, 'EX02');
const loose: Files = {
  'u_ex210303.log': DAY_3,
  'x.aspx': shell,
  'notes.txt': 'nothing',
  'applicationHost.config': APPLICATION_HOST('D:\\web'),
};

const HUNTS: readonly (readonly [string, Files, Partial<HuntOptions>])[] = [
  ['one server', KAPE ?? {}, { patchedOn: '2021-03-02' }],
  [
    'two servers, one packed, over a while',
    {
      ...Object.fromEntries(Object.entries(server).map(([name, content]) => [`EX01/C/${name}`, content])),
      ...zipped,
    },
    { since: '2021-03-03T02:00:00Z', until: '2021-03-04', own: ['198.51.100.0/24'], follow: ['203.0.113.9'] },
  ],
  ['files of nobody knows where', loose, { hosts: ['WEB1=.'], strict: true, require: ['iis-logs', 'event-logs'] }],
];

/** What a hunt saw and what it says of it, but for its words, as lines. */
async function told(files: Files, settings: Partial<HuntOptions>): Promise<string[]> {
  const folder = evidence(files);
  for (const name of Object.keys(files)) touch(folder, name, '2021-03-06T00:00:00Z');
  const hosts = settings.hosts?.map((one) => one.replace('=.', `=${folder}`));
  const report = await hunt({ paths: [folder], now: '2021-03-10T00:00:00Z', ...settings, ...(hosts && { hosts }) })
    .report;
  const { verdict, coverage, subjects, incidents, timeline, actors } = report;
  const lines = (what: string, all: readonly object[]) =>
    all.map((one) => {
      const text = JSON.stringify(one, (key, of: unknown) =>
        of === null || (Array.isArray(of) && of.length === 0) || LEFT_OUT.has(key) ? undefined : of,
      );
      return `${what} ${text.replaceAll(folder, '.').replaceAll(path.basename(folder), '.')}`;
    });
  return [
    `${report.exitCode} ${verdict.answer} ${coverage.complete}`,
    ...lines('class', coverage.classes),
    ...lines('entry', coverage.entries),
    ...lines('subject', subjects),
    ...lines('incident', incidents),
    ...lines('fact', timeline),
    ...lines('actor', actors),
  ];
}

/** Words, and what depends on which rules there are. */
const LEFT_OUT = new Set([
  'id',
  'findings',
  'subject',
  'subjects',
  'incident',
  'incidents',
  'severity',
  'confidence',
  'text',
  'message',
  'title',
  'finding',
  'steps',
  'joins',
  'sha256',
  'bytes',
  'detail',
  'hides',
  'remedy',
]);

/** Under the name of each hunt, what is told of it; a line without anything is between two. */
const EXPECTED = new Map(
  readFileSync(new URL('../fixtures/hunts.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n\n')
    .map((block): [string, string[]] => {
      const [head = '', ...lines] = block.split('\n');
      return [head.slice(2), lines];
    }),
);

it.each(HUNTS)('a hunt is told whole: %s', async (name, files, settings) => {
  expect(await told(files, settings)).toEqual(EXPECTED.get(name));
});
