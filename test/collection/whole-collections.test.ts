import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { CollectOptions } from '../../src/collection/collect.js';
import { type Files, arrangedServer } from './arranged-server.js';
import { collect } from './collect-evidence.js';
import { APPLICATION_HOST, evidence, IIS_LOG, iisLogOf, touch } from './evidence-folder.js';
import { tarOf } from './tar-writer.js';
import { zipOf } from './zip-writer.js';

const PAGE = '<%@ Page Language="C#" %><% System.Diagnostics.Process.Start("x"); %>';
const TASK = '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"></Task>';
const V15 = 'Program Files/Microsoft/Exchange Server/V15';

/** Below `C:`. */
const server: Files = {
  'Windows/System32/inetsrv/config/applicationHost.config': APPLICATION_HOST('C:\\served'),
  'Windows/System32/Tasks/Odd': TASK,
  'Windows/System32/LogFiles/HTTPERR/httperr1.log':
    '#Software: Microsoft HTTP API 2.0\r\n#Fields: date time c-ip s-queuename\r\n',
  'Windows/System32/winevt/Logs/System.evtx': 'ElfFile\0',
  'Windows/System32/config/SYSTEM': 'regf\x01\0\0\0\x01\0\0\0',
  'Windows/Temp/x.txt': PAGE,
  'inetpub/wwwroot/web.config': '<configuration />',
  'inetpub/wwwroot/a.aspx': `<!--#include file="part.inc"-->${PAGE}`,
  'inetpub/wwwroot/part.inc': 'text',
  'inetpub/wwwroot/other.inc': 'text',
  'inetpub/wwwroot/picture.gif': 'GIF89a<% x %>',
  'inetpub/wwwroot/a.aspx:stream': PAGE,
  'inetpub/wwwroot/bin/m.dll': 'MZ',
  'inetpub/wwwroot/old.aspx.bak': PAGE,
  'inetpub/wwwroot/packed.zip': zipOf([{ name: 'in/p.aspx', content: PAGE }]),
  'inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': IIS_LOG,
  'inetpub/logs/LogFiles/W3SVC1/u_ex210304.log.gz': gzipSync(IIS_LOG.replaceAll('03-03', '03-04')),
  'inetpub/logs/LogFiles/FTPSVC2/u_ex210303.log':
    '#Fields: date time c-ip cs-method cs-uri-stem x-session sc-status\r\n',
  'served/page.odd': PAGE,
  'served/style.css': 'a{}',
  [`${V15}/Logging/HttpProxy/Ecp/HttpProxy_1.LOG`]:
    '#Software: Microsoft Exchange Server\r\n#Log-type: HttpProxy Logs\r\n#Fields: DateTime,RequestId\r\n',
  [`${V15}/FrontEnd/HttpProxy/owa/auth/logon.aspx`]: PAGE,
  [`${V15}/TransportRoles/agents/agents.config`]: '<configuration><mexRuntime /></configuration>',
  'ExchangeSetupLogs/ExchangeSetup.log': '[03/03/2021 01:02:03.0001] [0] Starting\r\n',
  '$Extend/$J': '\0'.repeat(64),
  $MFT: 'FILE0\0\x03\0',
  '$Recycle.Bin/S-1-5-21/$IABCDEF.aspx': '\x02\0\0\0\0\0\0\0',
  'Users/eve/NTUSER.DAT': 'regf\x01\0\0\0\x01\0\0\0',
  'disk.vmdk': 'KDMV',
};

const small: Files = {
  'inetpub/wwwroot/a.aspx': PAGE,
  'inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': iisLogOf('EX07'),
  'Windows/System32/inetsrv/config/applicationHost.config': APPLICATION_HOST(),
};
const times: Readonly<Record<string, string>> = { 'inetpub/wwwroot/a.aspx': '2021-03-01T02:03:04Z' };
const arranged = arrangedServer(small, 'EX09', (name) => times[name] ?? '2021-03-03T02:00:00Z');
const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
const zipped = (files: Files) => zipOf(Object.entries(files).map(([name, content]) => ({ name, content })));

const COLLECTIONS: readonly (readonly [string, Files, Partial<CollectOptions>])[] = [
  ['a whole server', below('C', server), {}],
  ...Object.entries(arranged).map(([name, files]) => [name, files, {}] as const),
  [
    'two servers in folders',
    { ...below('EX01/C', small), ...below('EX02/C', { ...small, 'inetpub/wwwroot/b.aspx': PAGE }) },
    {},
  ],
  ['two servers of which one is packed', { ...below('WEB1/C', small), 'EX02.zip': zipped(below('C', small)) }, {}],
  [
    'loose files, and logs of another server',
    {
      'a.aspx': PAGE,
      'u_ex210303.log': iisLogOf('EX07'),
      'logs/u_ex210304.log': iisLogOf('EX08', '00:00:02'),
      'web.config': '<configuration />',
      'notes.txt': 'nothing',
      'services.csv': 'Name,PathName\r\na,b\r\n',
      'System.evtx': 'ElfFile\0',
    },
    {},
  ],
  [
    'archives in archives, copies, and what cannot be opened',
    {
      'one.zip': zipOf([
        { name: 'two.zip', content: zipOf([{ name: 'C/inetpub/wwwroot/deep.aspx', content: PAGE }]) },
        { name: 'C/inetpub/wwwroot/a.aspx', content: PAGE },
        { name: '../up.aspx', content: PAGE },
      ]),
      'copy/a.aspx': PAGE,
      'copy/b.aspx': PAGE,
      'logs.tar': tarOf([{ name: 'u_ex210303.log', content: IIS_LOG }]),
      'damaged.zip': 'PK\x03\x04nothing',
      'image.E01': 'EVF\x09\x0d\x0a\xff\0',
    },
    {},
  ],
  [
    'another system',
    { 'etc/passwd': 'root', 'var/www/html/x.php': '<?php eval($_GET[1]);', 'home/a/x.aspx': PAGE },
    {},
  ],
  ['a folder of one log', { 'u_ex210303.log': IIS_LOG }, { keepsCopies: true }],
];

/** Where each file lay and what it is, then what is noted. */
async function told(files: Files, options: Partial<CollectOptions> = {}): Promise<string[]> {
  const folder = evidence(files);
  for (const name of Object.keys(files))
    touch(folder, name, name.endsWith('b.aspx') ? '2021-03-04T00:00:00Z' : '2021-03-06T00:00:00Z');
  const { artifacts, notes, hosts, origins } = await collect([folder], options);
  const short = (text: string) => text.replaceAll(folder, '.').replaceAll(path.basename(folder), '.');
  return [
    `servers ${hosts.join(', ')}`,
    ...origins.map((origin) => short(`origin ${JSON.stringify(origin)}`)),
    ...artifacts.map((one) => {
      const { kind, host, collectedPath, windowsPath, size, carriesCode, quotesCode, attributes, location } = one;
      const member = 'member' in location ? JSON.stringify(location.member) : '';
      const said = [kind, host, windowsPath, size, carriesCode && 'scanned', quotesCode && 'quotes', member];
      const about =
        one.times === null ? [] : [one.times.created, one.times.modified, one.times.source, one.times.quality];
      const parts = [...said, ...(attributes ?? []), ...about].filter(
        (part) => part !== null && part !== false && part !== undefined && part !== '',
      );
      return `${short(collectedPath)}: ${parts.join(' | ')}`;
    }),
    ...notes.map(({ message: _, ...note }) => short(`note ${JSON.stringify(note)}`)),
  ];
}

/** Under the name of each collection, what is made of it; a line without anything is between two. */
const EXPECTED = new Map(
  readFileSync(new URL('../fixtures/collections.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n\n')
    .map((block): [string, string[]] => {
      const [head = '', ...lines] = block.split('\n');
      return [head.slice(2), lines];
    }),
);

it.each(COLLECTIONS)('a collection is told whole: %s', async (name, files, options) => {
  expect(await told(files, options)).toEqual(EXPECTED.get(name));
});
