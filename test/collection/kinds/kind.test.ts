import { existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ARTIFACT_KINDS } from '../../../src/model/artifact-kind.js';
import { healthReportOf } from '../../helpers/health-report.js';
import { collect } from '../collect-evidence.js';
import { APPLICATION_HOST, evidence, IIS_LOG } from '../evidence-folder.js';

const PAGE = '<%@ Page Language="C#" %><h1>x</h1>';
const TASK = '<?xml version="1.0"?><Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"/>';
const PE = Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(200)]);
const HTTPERR =
  '#Software: Microsoft HTTP API 2.0\r\n#Version: 1.0\r\n#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename\r\n';
const HTTP_PROXY =
  'DateTime,RequestId,MajorVersion,Protocol,ServerHostName\r\n#Software: Microsoft Exchange Server\r\n#Version: 15.02.1118.040\r\n#Log-type: HttpProxy Logs\r\n#Fields: DateTime,RequestId,MajorVersion,Protocol,ServerHostName\r\n';
const NATIVE = '192.0.2.1, -, 3/3/2021, 7:55:20, W3SVC1, EX01, 192.0.2.10, 4502, 163, 3223, 200, 0, GET, /owa/, -,\r\n';
const NCSA = '192.0.2.1 - CORP\\user [03/Mar/2021:17:39:04 +0000] "GET /owa/ HTTP/1.1" 200 3401\r\n';
const FTP_LOG =
  '#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time s-ip cs-method cs-uri-stem sc-status\r\n2021-03-03 00:00:01 192.0.2.10 STOR x.aspx 226\r\n';
const W3C_CUT =
  '2021-03-03 07:37:00 ex01 192.0.2.10 POST /EWS/Exchange.asmx - 443 - 198.51.100.7 agent - 200 0 0 52\r\n';
const OWA = 'C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth';
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

/** Path, content, kind, and whether content engines read it. */
const CASES: readonly (readonly [file: string, content: string | Buffer, kind: string, carriesCode: boolean])[] = [
  // Pages, by extension anywhere, by place, by content.
  [`${OWA}/logon.aspx`, PAGE, 'web-content', true],
  ['x.ashx', 'anything', 'web-content', true],
  [`${OWA}/image.gif`, Buffer.from('GIF89a'), 'web-content', true],
  [`${OWA}/Current/themes/resources/logon.css`, 'body{}', 'web-content', true],
  ['C/inetpub/wwwroot/readme', 'x', 'web-content', true],
  ['C/inetpub/wwwroot/dump.aspx.req', 'x', 'web-content', true],
  ['notes.jpg', `\xff\xd8${PAGE}`, 'web-content', true],
  ['utf16.dat', utf16(PAGE), 'web-content', true],
  ['utf16-without-mark.dat', utf16(PAGE).subarray(2), 'web-content', true],
  ['block.tmp', 'text <script language="x" runat="server">', 'web-content', true],
  ['weak.tmp', 'a <% b', 'other', true],
  [
    'C/Windows/Microsoft.NET/Framework64/v4.0.30319/Temporary ASP.NET Files/owa/1/2/x.0.cs',
    'class X {}',
    'web-content',
    true,
  ],
  [
    'C/Windows/Microsoft.NET/Framework64/v4.0.30319/Temporary ASP.NET Files/owa/1/2/x.cmdline',
    '/t:library',
    'web-content',
    true,
  ],
  ['C/Windows/System32/inetsrv/odd.txt', 'x', 'web-content', true],
  ['C/Windows/Web/RDWeb/Pages/render.js', 'x', 'web-content', true],
  ['C/Windows/ADFS/theme/script/onload.js', 'x', 'web-content', true],
  ['C/Windows/Web/PowerShellWebAccess/wwwroot/en-US/logon.aspx', 'x', 'web-content', true],
  ['C/Windows/ADFS/en-us/notes.js', 'x', 'other', false],
  ['files/Web/RDWeb/Pages/en-US/render.js', 'x', 'web-content', true],
  ['C/Windows/Web/Wallpaper/render.js', 'x', 'other', false],
  // A page is a page, however it begins.
  [`${OWA}/log.aspx`, `${IIS_LOG}${PAGE}`, 'web-content', true],
  [`${OWA}/pst.aspx`, Buffer.from('!BDN'), 'web-content', true],
  [`${OWA}/zip.aspx`, Buffer.from('PK\x03\x04'), 'web-content', true],
  [`${OWA}/mz.aspx`, PE, 'web-content', true],
  // Staging places.
  ['C/ProgramData/x.js', 'x', 'other', true],
  ['C/Users/Public/page.html', 'x', 'other', true],
  ['C/ProgramData/data.bin', 'x', 'other', false],
  ['C/Users/admin/letter.txt', 'x', 'other', false],
  ['D/Data/letter.txt', 'x', 'other', false],
  // Configuration.
  ['C/Windows/System32/inetsrv/config/applicationHost.config', APPLICATION_HOST(), 'application-host-config', true],
  [
    'C/inetpub/history/CFGHISTORY_0000000012/applicationHost.config',
    APPLICATION_HOST(),
    'application-host-config',
    true,
  ],
  [
    'C/inetpub/temp/appPools/MSExchangeOWAAppPool/MSExchangeOWAAppPool.config',
    APPLICATION_HOST(),
    'application-host-config',
    true,
  ],
  ['renamed.txt', APPLICATION_HOST(), 'application-host-config', true],
  ['cut/applicationHost.config', 'not xml', 'application-host-config', true],
  [`${OWA}/web.config`, '<configuration/>', 'web-config', true],
  ['C/Windows/System32/inetsrv/config/administration.config', '<configuration/>', 'iis-config', true],
  ['C/Windows/System32/inetsrv/config/schema/IIS_schema.xml', '<configSchema/>', 'iis-config', true],
  ['C/Windows/Microsoft.NET/Framework64/v4.0.30319/Config/machine.config', '<configuration/>', 'iis-config', true],
  ['C/Program Files/Microsoft/Exchange Server/V15/bin/x_CLRConfig.config', '<configuration/>', 'iis-config', true],
  ['C/Program Files/Microsoft/Exchange Server/V15/bin/x.exe.config', '<configuration/>', 'other', true],
  [
    'C/Program Files/Microsoft/Exchange Server/V15/TransportRoles/Shared/agents.config',
    '<configuration><mexRuntime/></configuration>',
    'agents-config',
    true,
  ],
  ['flat.xml', '<configuration><mexRuntime><x/></mexRuntime></configuration>', 'agents-config', true],
  ['x.aspx.1a2b3c4d.compiled', '<preserve resultType="3"/>', 'compiled-page', true],
  ['c.xml', '<?xml version="1.0"?><preserve resultType="3" virtualPath="/x.aspx"/>', 'compiled-page', true],
  // Logs.
  ['a.log', IIS_LOG, 'iis-log', false],
  ['no-extension', `\ufeff${IIS_LOG}`, 'iis-log', false],
  ['utf16.log', utf16(IIS_LOG), 'iis-log', false],
  ['packed.log.gz', gzipSync(IIS_LOG), 'iis-log', false],
  ['C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log', '\0\0\0\0', 'iis-log', false],
  ['C/inetpub/logs/LogFiles/W3SVC1/u_in210303.log', NATIVE, 'iis-log', false],
  ['native.txt', NATIVE, 'iis-log', false],
  ['ncsa.txt', NCSA, 'iis-log', false],
  ['cut.txt', W3C_CUT, 'iis-log', false],
  [
    'advanced.log',
    '#Software: IIS Advanced Logging Module\r\n#Fields: date time cs-uri-stem cs-method\r\n',
    'iis-log',
    false,
  ],
  [
    'firewall.log',
    '#Software: Microsoft Windows Firewall\r\n#Fields: date time action protocol src-ip\r\n',
    'other',
    false,
  ],
  ['h.log', HTTPERR, 'httperr-log', false],
  [
    'cut-httperr.txt',
    '2018-05-05 05:05:55 192.0.2.1 12345 198.51.100.7 443 HTTP/1.1 GET /x 400 - URL -\r\n',
    'httperr-log',
    false,
  ],
  ['HealthChecker-EX01-20221110081530.xml', healthReportOf({}), 'health-report', false],
  ['systeminfo.txt', 'Host Name:   EX01\r\nTime Zone:   (UTC+01:00) Berlin\r\n', 'system-information', true],
  ['p.LOG', HTTP_PROXY, 'exchange-log', false],
  ['shown.log', HTTP_PROXY.replace('\r\n#Software', '\r\n#Software: x\r\n#Software'), 'exchange-log', false],
  ['t.log', '#Software: Microsoft Exchange Server\r\n#Log-type: Message Tracking Log\r\n', 'exchange-log', false],
  ['x.evtx', Buffer.from('ElfFile\0'), 'event-log', false],
  // What nothing reads.
  ['SYSTEM', Buffer.from('regf'), 'registry-hive', false],
  ['C/Users/admin/NTUSER.DAT', 'damaged', 'registry-hive', false],
  ['C/inetpub/logs/LogFiles/FTPSVC2/u_ex210303.log', IIS_LOG, 'ftp-log', false],
  ['f.log', FTP_LOG, 'ftp-log', false],
  // A request may have any method: a log of a site stays one.
  ['C/inetpub/logs/LogFiles/W3SVC1/u_ex210304.log', FTP_LOG, 'iis-log', false],
  ['mixed.log', `${FTP_LOG}2021-03-03 00:00:02 192.0.2.10 GET /owa/ 200\r\n`, 'iis-log', false],
  ['s.log', FTP_LOG.replace('STOR', 'EHLO'), 'smtp-log', false],
  ['raw210303.ibl', 'x', 'central-binary-log', false],
  ['renamed.bin', Buffer.from('\x01\0\0\0IBL"'), 'central-binary-log', false],
  ['requests.csv', 'date,time,"cs-method",cs_uri_stem,cIP\r\n', 'log-export', false],
  ['C/inetpub/logs/LogFiles/W3SVC1/month.csv', 'time,c-ip,cs-uri-stem\r\n', 'log-export', false],
  ['requests.json', '[{"csMethod": "GET", "csUriStem": "/", "scStatus": 200}]', 'log-export', false],
  ['events.csv', 'RecordNumber,EventId,Channel,Provider\r\n', 'event-log', false],
  ['people.csv', 'date,time,name\r\n', 'other', false],
  ['hosts.csv', 'date,time,s-ip,name\r\n', 'other', false],
  ['EX01.E01', Buffer.from('EVF\t\r\n\xff\0', 'latin1'), 'disk-image', false],
  ['renamed.jpg', Buffer.from('KDMV'), 'disk-image', false],
  ['EX01.E02', 'x', 'disk-image', false],
  ['EX01.aff4', 'x', 'disk-image', false],
  ['fixed.bin', Buffer.concat([Buffer.alloc(20_000), Buffer.from('conectix'), Buffer.alloc(504)]), 'disk-image', false],
  ['volume', Buffer.from('\xebR\x90NTFS    ', 'latin1'), 'disk-image', false],
  ['memory.dmp', Buffer.from('PAGEDU64'), 'memory-image', false],
  ['C/pagefile.sys', 'x', 'memory-image', false],
  ['C/$MFT', Buffer.from('FILE0\0'), 'file-system-record', false],
  ['C/$Extend/$J', 'x', 'file-system-record', false],
  ['mft.csv', 'EntryNumber,SequenceNumber,InUse,ParentEntryNumber,x\n', 'file-system-record', false],
  ['C/$Recycle.Bin/S-1-5-21-1/$IAB12CD.txt', 'x', 'recycled-file', false],
  ['C/$Recycle.Bin/S-1-5-21-1/$RAB12CD.aspx', 'x', 'web-content', true],
  ['C/Windows/Prefetch/W3WP.EXE-1A2B3C4D.pf', Buffer.from('MAM\x04'), 'execution-record', false],
  ['C/export.pst', Buffer.from('!BDN'), 'mail-store', false],
  ['capture', Buffer.from('\n\r\r\n'), 'network-capture', false],
  // What begins like something else and carries code.
  [`${OWA}/u.inc`, `#Log-type: x\r\n${PAGE}`, 'web-content', true],
  [`${OWA}/u.htm`, Buffer.from(`ElfFile\0${PAGE}`), 'web-content', true],
  ['C/inetpub/wwwroot/aspnet_client/f.dat', `${' '.repeat(20_000)}${PAGE}`, 'web-content', true],
  ['C/inetpub/wwwroot/aspnet_client/plain.dat', Buffer.from('regf'), 'registry-hive', true],
  ['C/inetpub/wwwroot/aspnet_client/CopyLog.csv', PAGE, 'web-content', true],
  ['C/ProgramData/x.txt', `#Software: Microsoft Exchange Server\r\n${PAGE}`, 'exchange-log', true],
  ['C/ProgramData/late.bin', `${'\0'.repeat(40_000)}${PAGE}`, 'web-content', true],
  ['C/ProgramData/e.bin', Buffer.from(`ElfFile\0${PAGE}`), 'event-log', true],
  // Attacks are logged; they are no code there.
  ['C/inetpub/logs/LogFiles/W3SVC1/u_ex210305.log', IIS_LOG.replace('Mozilla/5.0', '<?php+x'), 'iis-log', false],
  ['C/inetpub/logs/LogFiles/W3SVC1/u_ex210306.log', `${IIS_LOG}${PAGE}`, 'iis-log', true],
  ['loose.log', IIS_LOG.replace('Mozilla/5.0', '<%@+page'), 'iis-log', false],
  // The rest.
  ['C/Windows/System32/Tasks/Updater', utf16(TASK), 'scheduled-task', false],
  ['task.xml', TASK, 'scheduled-task', false],
  ['run.reg', utf16('Windows Registry Editor Version 5.00\r\n'), 'registry-export', false],
  [
    'query.txt',
    '\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\X\r\n    Start    REG_DWORD    0x2\r\n',
    'registry-export',
    false,
  ],
  ['query.log', 'HKEY_LOCAL_MACHINE\\SYSTEM\\A\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\A\\B\r\n', 'registry-export', false],
  ['notes.log', 'HKEY_LOCAL_MACHINE\\SYSTEM\\A was looked at\r\n', 'other', false],
  ['tasks.csv', '"HostName","TaskName","Next Run Time"\r\n', 'persistence-export', false],
  ['tasks.txt', '\r\nFolder: \\\r\nHostName:      EX01\r\nTaskName:      \\x\r\n', 'persistence-export', false],
  ['autoruns.csv', utf16('Time,Entry Location,Entry,Enabled\r\n'), 'persistence-export', false],
  ['wmi.txt', 'instance of __EventFilter\r\n{', 'persistence-export', false],
  // By the name that a tool gave them, where nothing else tells; not among a server's own files.
  ['autoruns.json', '[{"Entry":"x"', 'persistence-export', false],
  ['live/EX01_autorunsc64.xml', '<autorun', 'persistence-export', true],
  [
    'live/ar.xml',
    utf16('<?xml version="1.0" encoding="UTF-16"?>\r\n<autoruns>\r\n<item>\r\n'),
    'persistence-export',
    false,
  ],
  ['live/notes.xml', '<notes><autoruns><item>', 'other', true],
  ['20240101_Amcache_UnassociatedFileEntries.csv', 'ApplicationName,ProgramId\n', 'execution-record', false],
  ['live/amcache.csv', 'x\n', 'execution-record', false],
  ['C/inetpub/wwwroot/app/amcache.csv', 'x\n', 'web-content', true],
  ['live/systeminfo.txt', '\x01\x02', 'system-information', true],
  ['C/Program Files/x/systeminfo.txt', 'y', 'other', false],
  ['results/Windows.System.Services.json', '{"x"', 'persistence-export', false],
  ['EX01-eventlogs.csv', 'x\n', 'event-log', false],
  ['20221116_MFTECmd_$MFT_Output.csv', 'x\n', 'file-system-record', false],
  ['HealthChecker-EX01-20221116.xml', '<Objs>', 'health-report', true],
  ['software.reg', 'x', 'registry-export', false],
  ['C/Program Files/x/services.json', '{"x"', 'other', false],
  ['schtasks.txt', 'a <% b', 'persistence-export', true],
  ['services.txt', 'call them', 'other', true],
  ['services.csv', '"Name","DisplayName","PathName"\r\n', 'persistence-export', false],
  ['C/Windows/System32/kernel32.dll', PE, 'pe', false],
  ['C/Windows/System32/inetsrv/odd.dll', PE, 'pe', true],
  ['C/Windows/Temp/x.exe', PE, 'pe', true],
  ['C/Windows/assembly/GAC_MSIL/x/x.dll', PE, 'pe', true],
  ['C/Program Files/Microsoft/Exchange Server/V15/bin/x.dll', PE, 'pe', true],
  ['C/inetpub/wwwroot/x.png', PE, 'pe', true],
  ['loose.bin', PE, 'pe', true],
  ['C/inetpub/wwwroot/b.7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), 'archive', true],
  ['C/inetpub/wwwroot/b.part2.rar', Buffer.from([0x93, 0, 0xf1, 0x07, 0xa4]), 'archive', true],
  ['C/inetpub/wwwroot/c.cab', Buffer.from('not packed at all'), 'web-content', true],
  ['C/inetpub/wwwroot/picture.png', Buffer.from([0x93, 0, 0xf1, 0x07, 0xa4]), 'web-content', true],
  ['C/Users/admin/b.rar', Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'), 'archive', false],
  ['C/x.gz', gzipSync('nothing of ours'), 'archive', false],
  ['empty.aspx', '', 'web-content', true],
  ['empty.txt', '', 'other', true],
];

describe('kinds', () => {
  it.each(CASES)('%s', async (file, content, kind, carriesCode) => {
    // Beside it lies what makes a folder C a drive.
    const { artifacts } = await collect([evidence({ [file]: content, 'C/Windows/win.ini': '[x]' })]);
    const artifact = artifacts.find((one) => one.collectedPath === file);
    expect({ kind: artifact?.kind, carriesCode: artifact?.carriesCode }).toEqual({ kind, carriesCode });
  });

  it('have a way to be recognised each', () => {
    const recognised = new Set(CASES.map(([, , kind]) => kind));
    // Links and collectors' records have tests of their own.
    expect(Object.keys(ARTIFACT_KINDS).filter((kind) => !recognised.has(kind))).toEqual(['collector-record', 'link']);
  });

  it('scan what pages include, links in web folders point to, and handlers execute', async () => {
    const folder = evidence({
      'C/Windows/System32/inetsrv/config/applicationHost.config': APPLICATION_HOST().replace(
        '</sites>',
        '</sites><handlers><add name="x" path="*.foo" verb="*" type="X" /></handlers>',
      ),
      'C/inetpub/wwwroot/a.aspx': '<!--#include file="..\\..\\ProgramData\\a.dat"-->',
      'C/ProgramData/a.dat': 'x',
      'C/ProgramData/b.dat': 'x',
      'C/ProgramData/c.dat': 'x',
      'C/ProgramData/d/d.dat': 'x',
      'C/Data/e.foo': Buffer.from('regf'),
    });
    symlinkSync('C:\\ProgramData\\b.dat', `${folder}/C/inetpub/wwwroot/b.aspx`);
    symlinkSync('../../ProgramData/d', `${folder}/C/inetpub/wwwroot/d`);
    symlinkSync('C:\\Gone\\x.dat', `${folder}/C/inetpub/wwwroot/gone.aspx`);
    const { artifacts, notes } = await collect([folder]);
    const scanned = artifacts.filter((one) => one.carriesCode && one.windowsPath?.startsWith('C:\\ProgramData'));
    expect(scanned.map((one) => one.windowsPath)).toEqual([
      'C:\\ProgramData\\a.dat',
      'C:\\ProgramData\\b.dat',
      'C:\\ProgramData\\d\\d.dat',
    ]);
    expect(artifacts.find((one) => one.windowsPath === 'C:\\Data\\e.foo')).toMatchObject({ kind: 'web-content' });
    expect(notes.filter((note) => note.incomplete)).toMatchObject([
      { code: 'link-not-followed', path: 'C/inetpub/wwwroot/gone.aspx' },
    ]);
  });

  it('take what the collected IIS configuration serves for web content, but no whole drive', async () => {
    const { artifacts } = await collect([
      evidence({
        'C/Windows/System32/inetsrv/config/applicationHost.config': APPLICATION_HOST('D:\\Apps\\Portal\\').replace(
          '</application>',
          '<virtualDirectory path="/all" physicalPath="C:\\" /></application>',
        ),
        'D/Apps/Portal/picture.png': 'x',
        'D/Apps/Other/picture.png': 'x',
        'C/picture.png': 'x',
      }),
    ]);
    expect(artifacts.filter((one) => one.kind === 'web-content').map((one) => one.windowsPath)).toEqual([
      'D:\\Apps\\Portal\\picture.png',
    ]);
  });

  it.each([
    ['other configurations', 100, 0],
    ['other folders', 0, 3_000],
  ])('take it for that behind any number of %s, or say that they do not', async (_, files, folders) => {
    const host = 'C/Windows/System32/inetsrv/config/applicationHost.config';
    const others = Array.from({ length: files }, (_, at) => [`C/Apps/${at}/web.config`, '<configuration/>'] as const);
    const collected = async (count: number) => {
      const directories = Array.from({ length: count }, (_, at) => `<virtualDirectory physicalPath="E:\\${at}" />`);
      const { artifacts, notes } = await collect([
        evidence({
          ...Object.fromEntries(others),
          [host]: APPLICATION_HOST('D:\\Portal').replace('<application ', `${directories.join('')}<application `),
          'D/Portal/picture.png': 'x',
        }),
      ]);
      const found = artifacts.filter(({ kind }) => kind === 'web-content').map(({ windowsPath }) => windowsPath);
      return { found, cut: notes.some(({ code, incomplete }) => code === 'limit-reached' && incomplete) };
    };
    expect(await collected(folders)).toEqual({ found: ['D:\\Portal\\picture.png'], cut: false });
    expect(await collected(50_000)).toEqual({ found: [], cut: true });
  });

  const shared = path.resolve(fileURLToPath(import.meta.url), '../../../../shared/real-data');
  it.skipIf(!existsSync(shared))(
    'of real data (../shared/real-data): logs and configurations by content alone',
    async () => {
      const count = async (folder: string) => {
        const { artifacts } = await collect([path.join(shared, folder)]);
        return Object.fromEntries(
          [...new Set(artifacts.map((one) => one.kind))].map((kind) => [
            kind,
            artifacts.filter((one) => one.kind === kind).length,
          ]),
        );
      };
      expect(await count('iis-logs')).toEqual({ 'iis-log': 11, 'httperr-log': 2 });
      expect(await count('exchange-logs')).toEqual({ 'exchange-log': 16 });
      expect(await count('evtx')).toEqual({ 'event-log': 8 });
      expect(await count('iis-config')).toEqual({ 'application-host-config': 15, 'web-config': 28, other: 5 });
    },
  );
});
