import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect } from './collect-evidence.js';
import { evidence, iisLogOf } from './evidence-folder.js';
import { sevenZipOf } from './seven-zip-writer.js';
import { tarOf } from './tar-writer.js';
import { zipOf } from './zip-writer.js';

const PAGE = '<%@ Page Language="C#" %>';
const INETPUB = 'inetpub/wwwroot/aspnet_client/page.aspx';
const EXCHANGE = 'Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth/logon.aspx';

/** Collected path -> Windows path. */
type Expected = Readonly<Record<string, string | null>>;

const CASES: Readonly<Record<string, Expected>> = {
  'a mounted volume': {
    [INETPUB]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx',
    [EXCHANGE]: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx',
    'Windows/System32/inetsrv/config/applicationHost.config':
      'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config',
    bootmgr: 'C:\\bootmgr',
  },
  'a folder C': { [`C/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx', 'notes.txt': null },
  'a folder C:': { [`C:/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx' },
  'a folder C_': { [`C_/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx' },
  'a share C$': { [`C$/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx' },
  'a folder C%3A with escaped names': { 'C%3A/inetpub/a%3Ab.txt': 'C:\\inetpub\\a:b.txt' },
  'a folder drive_e': { 'drive_e/Logs/app.txt': 'E:\\Logs\\app.txt' },
  'a folder [F]': {
    [`[F]/${EXCHANGE}`]:
      'F:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx',
  },
  'the volume of the system, mounted elsewhere': {
    [`mnt/E/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx',
    'mnt/E/Windows/System32/x.dll': 'C:\\Windows\\System32\\x.dll',
    'mnt/F/mail/x.edb': 'F:\\mail\\x.edb',
  },
  'the volume of an older system beside that of the one in force': {
    'C/Windows/System32/x.dll': 'C:\\Windows\\System32\\x.dll',
    'D/Windows/System32/y.dll': 'D:\\Windows\\System32\\y.dll',
  },
  'several drives, one of data only': {
    [`C/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx',
    'D/IISLogs/W3SVC1/u_ex210303.log': 'D:\\IISLogs\\W3SVC1\\u_ex210303.log',
    'e/x.txt': 'E:\\x.txt',
  },
  'a letter that is no drive': { 'A/readme.md': null },
  'a drive some folders down': {
    [`case 17/triage/EX01/C/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx',
  },
  'KAPE without a copy log, with a snapshot': {
    'C/Windows/System32/LogFiles/HTTPERR/httperr1.log': 'C:\\Windows\\System32\\LogFiles\\HTTPERR\\httperr1.log',
    'VSS3/inetpub/wwwroot/x.aspx': '\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3\\inetpub\\wwwroot\\x.aspx',
    '2021-03-05T101112_ConsoleLog.txt': null,
    '2021-03-05T101112_CopyLog.csv': null,
  },
  'Velociraptor, unpacked': {
    'uploads/auto/C%3A/inetpub/wwwroot/x.aspx': 'C:\\inetpub\\wwwroot\\x.aspx',
    'uploads/ntfs/%5C%5C.%5CC%3A/Windows/Temp/a%3Ab%25.txt': 'C:\\Windows\\Temp\\a:b%.txt',
    'uploads/ntfs/%5C%5C%3F%5CGLOBALROOT%5CDevice%5CHarddiskVolumeShadowCopy12/inetpub/y.aspx':
      '\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy12\\inetpub\\y.aspx',
    'uploads.json': null,
    'results/Windows.KapeFiles.Targets%2FUploads.json': null,
  },
  "Velociraptor's datastore": {
    'clients/C.1/collections/F.BN2HP/uploads/auto/C%3A/data/mail.db_': 'C:\\data\\mail.db',
    'clients/C.1/collections/F.BN2HP/uploads/auto/C%3A/data/odd__': 'C:\\data\\odd_',
    'clients/C.1/collections/F.BN2HP/uploads/auto/C%3A/data/%2Ehidden%23': 'C:\\data\\.hidden#',
  },
  "Velociraptor's server, as a whole": {
    'file_store/clients/C.1/collections/F.BN2HP/uploads/ntfs/%5C%5C.%5CC%3A/data/odd__': 'C:\\data\\odd_',
    'file_store/clients/C.1/collections/F.BN2HP/uploads.json': null,
  },
  CyLR: {
    'C/Windows/System32/LogFiles/W3SVC1/u_ex210303.log': 'C:\\Windows\\System32\\LogFiles\\W3SVC1\\u_ex210303.log',
    'CyLR.log': null,
  },
  'CyLR, as its zip comes': {
    'C/Windows/System32/LogFiles/W3SVC1/u_ex210303.log': 'C:\\Windows\\System32\\LogFiles\\W3SVC1\\u_ex210303.log',
    'CyLR_Collection_Log_2021-03-05_10-11-12.log': null,
  },
  acquire: {
    [`fs/C:/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx',
    'fs/e:/mail/x.txt': 'E:\\mail\\x.txt',
    'acquire.log': null,
  },
  'acquire, older': { [`sysvol/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx' },
  'acquire, volumes without a letter': {
    'fs/$fs$/fs0/Boot/BCD': null,
    [`fs/$fs$/fs1/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx',
  },
  ExchangeLogCollector: {
    'EX01/EWS_BE_Logs/EWS_1.LOG': `${'C:\\Program Files\\Microsoft\\Exchange Server\\V15'}\\Logging\\EWS\\EWS_1.LOG`,
    'EX01/OWA_Proxy_Logs-1/x/HttpProxy_1.LOG':
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Logging\\HttpProxy\\Owa\\x\\HttpProxy_1.LOG',
    'EX01/IIS_W3SVC2_Logs/u_ex210303.log': 'C:\\inetpub\\logs\\LogFiles\\W3SVC2\\u_ex210303.log',
    'EX01/Windows_Event_Logs/Windows-Logs/System.evtx': 'C:\\Windows\\System32\\winevt\\Logs\\System.evtx',
    'EX01/General_Server_Info/EX01_IPConfiguration.txt': null,
  },
  Tanium: { [`file/C/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx' },
  'an exported partition': {
    [`Partition 2 [102400MB]/NONAME [NTFS]/[root]/${INETPUB}`]: 'C:\\inetpub\\wwwroot\\aspnet_client\\page.aspx',
  },
  'volumes by device': {
    'HarddiskVolume2/Windows/System32/x.dll': 'C:\\Windows\\System32\\x.dll',
    'HarddiskVolume3/mail/x.edb': '\\\\?\\GLOBALROOT\\Device\\HarddiskVolume3\\mail\\x.edb',
  },
  'loose folders': {
    'logs/W3SVC1/u_ex210303.log': 'C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex210303.log',
    'web/wwwroot/x.aspx': 'C:\\inetpub\\wwwroot\\x.aspx',
    'exchange/FrontEnd/HttpProxy/owa/auth/x.aspx':
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\x.aspx',
    'exchange/Logging/HttpProxy/Owa/HttpProxy_1.LOG':
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Logging\\HttpProxy\\Owa\\HttpProxy_1.LOG',
    'TransportRoles/Shared/agents.config':
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\TransportRoles\\Shared\\agents.config',
    'iis/inetsrv/config/applicationHost.config': 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config',
    'Temporary ASP.NET Files/root/1/2/x.aspx.1a2b3c4d.compiled':
      'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\root\\1\\2\\x.aspx.1a2b3c4d.compiled',
  },
  'flat files': { 'applicationHost.config': null, 'u_ex210303.log': null },
  'names that an extractor left with backslashes': {
    'C\\x5cinetpub\\x5cwwwroot\\x5cx.aspx': 'C:\\inetpub\\wwwroot\\x.aspx',
    'C\\x5cWindows\\x5cweb.config': 'C:\\Windows\\web.config',
  },
};

describe("results of Velociraptor's artifacts", () => {
  it('are records of the file system where they hold rows of it, and the ones of the collector otherwise', async () => {
    const row = {
      EntryNumber: 5,
      InUse: true,
      ParentEntryNumber: 5,
      FileName: 'x.aspx',
      Created0x10: '2021-03-03T02:17:40Z',
    };
    const folder = evidence({
      'uploads/auto/C%3A/inetpub/wwwroot/x.aspx': PAGE,
      'results/Windows.NTFS.MFT.json': JSON.stringify(row),
      'results/Windows.KapeFiles.Targets%2FUploads.json': '{"SourceFile":"C:\\\\x"}',
    });
    const { artifacts } = await collect([folder]);
    const kinds = Object.fromEntries(artifacts.map(({ collectedPath, kind }) => [collectedPath, kind]));
    expect(kinds).toEqual({
      'uploads/auto/C%3A/inetpub/wwwroot/x.aspx': 'web-content',
      'results/Windows.NTFS.MFT.json': 'file-system-record',
      'results/Windows.KapeFiles.Targets%2FUploads.json': 'collector-record',
    });
  });
});

describe('a Unix system that UAC collected', () => {
  it('is one of its own, without a drive', async () => {
    const folder = evidence({
      'uac-gateway-linux-20210305101112/uac.log': 'x',
      'uac-gateway-linux-20210305101112/[root]/var/www/html/x.php': '<?php eval($_POST[0]);',
      'uac-gateway-linux-20210305101112/[root]/etc/hosts': '127.0.0.1 localhost',
      'EX01/C/inetpub/wwwroot/x.aspx': PAGE,
      'EX01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': iisLogOf('EX01'),
    });
    const { artifacts, origins } = await collect([folder]);
    expect(artifacts.map(({ host, kind, windowsPath }) => [host, kind, windowsPath])).toEqual([
      ['EX01', 'iis-log', 'C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex210303.log'],
      ['EX01', 'web-content', 'C:\\inetpub\\wwwroot\\x.aspx'],
      ['gateway', 'other', null],
      ['gateway', 'web-content', null],
      ['gateway', 'collector-record', null],
    ]);
    expect(origins.map(({ layout, host }) => [layout, host])).toContainEqual(['UAC', 'gateway']);
  });
});

describe('the name of a container', () => {
  type Files = readonly { readonly name: string; readonly content: string }[];
  const seven = (files: Files) =>
    sevenZipOf('x.7z', Object.fromEntries(files.map(({ name, content }) => [name, content])));
  const uac = { '[root]/etc/hosts': 'x', 'uac.log': 'x' };
  const orc = { 'GetThis.csv': 'FullName,SampleName\r\n\\x.aspx,0001_x.aspx_data\r\n', '0001_x.aspx_data': PAGE };
  it.each([
    ['uac-mail-gateway-linux-20210305101112.tar', uac, 'mail-gateway', tarOf],
    ['uac-mail-gateway-linux-20210305101112.zip', uac, 'mail-gateway', zipOf],
    ['DFIR-ORC_Server_EX01.corp.example_General.7z', orc, 'EX01.corp.example', seven],
    ['ORC_DomainController_DC01_Kape_Artefacts.7z', orc, 'DC01', seven],
    ['DFIR-ORC_EX01_General.7z', orc, null, seven],
  ])('%s: tells the server where no record does', async (name, files, host, pack) => {
    const packed = await pack(Object.entries(files).map(([name, content]) => ({ name, content })));
    const { origins } = await collect([evidence({ [name]: packed, 'notes.txt': 'x' })]);
    expect(origins.map((origin) => [origin.path, origin.host])).toEqual([[name, host]]);
  });
});

describe('original Windows paths', () => {
  for (const [layout, expected] of Object.entries(CASES)) {
    it.skipIf(process.platform === 'win32' && /[:\\]/.test(Object.keys(expected).join()))(`of ${layout}`, async () => {
      const files = Object.keys(expected).map((name) => [name.replaceAll('\\x5c', '\\'), `${name}\n`] as const);
      const { artifacts } = await collect([evidence(Object.fromEntries(files))]);
      expect(Object.fromEntries(artifacts.map((one) => [one.collectedPath, one.windowsPath]))).toEqual(expected);
    });
  }

  it('are those of a path given from within a volume', async () => {
    const folder = evidence({ [`EX01/D/${EXCHANGE}`]: PAGE });
    const { artifacts } = await collect([`${folder}/EX01/D/Program Files/Microsoft/Exchange Server/V15/FrontEnd`]);
    expect(artifacts.map((one) => [one.collectedPath, one.windowsPath])).toEqual([
      [
        'HttpProxy/owa/auth/logon.aspx',
        'D:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx',
      ],
    ]);
  });

  it('are found through several given folders of one volume', async () => {
    const folder = evidence({ 'inetpub/wwwroot/x.aspx': PAGE, 'Windows/Temp/y.aspx': PAGE, 'Windows/z.txt': 'z' });
    const { artifacts } = await collect([`${folder}/inetpub`, `${folder}/Windows`]);
    expect(artifacts.map((one) => one.windowsPath)).toEqual([
      'C:\\Windows\\Temp\\y.aspx',
      'C:\\Windows\\z.txt',
      'C:\\inetpub\\wwwroot\\x.aspx',
    ]);
  });

  it('come with times from a KAPE copy log, whatever the collector called its own disk', async () => {
    const log = [
      'CopiedTimestamp,SourceFile,DestinationFile,FileSize,SourceFileSha1,DeferredCopy,CreatedOnUtc,ModifiedOnUtc,LastAccessedOnUtc,CopyDuration',
      '2021-03-05 10:11:12.0,D:\\Sites\\Web\\x.aspx,E:\\cases\\EX01\\C\\Sites\\Web\\X.ASPX,10,,False,2021-03-01 01:02:03.1234567,2021-03-02 04:05:06.7654321,2021-03-02 00:00:00.0,00:00:00.1',
      '2021-03-05 10:11:12.0,"C:\\inetpub\\a, ""b"".txt","E:\\cases\\EX01\\C\\inetpub\\a, ""b"".txt",10,,False,,2021-13-02 04:05:06,,',
      '2021-03-05 10:11:12.0,C:\\gone.txt,E:\\cases\\EX01\\C\\gone.txt,10,,False,,,,',
      '',
    ].join('\r\n');
    const folder = evidence({
      '2021-03-05T101112_CopyLog.csv': `\ufeff${log}`,
      'C/Sites/Web/x.aspx': PAGE,
      'C/inetpub/a, "b".txt': 'x',
      'C/inetpub/unlisted.txt': 'x',
    });
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts.map((one) => [one.kind, one.windowsPath, one.times?.source, one.times?.quality])).toEqual([
      ['collector-record', null, 'file-system', 'unreliable'],
      ['web-content', 'D:\\Sites\\Web\\x.aspx', 'collector-record', 'exact'],
      ['web-content', 'C:\\inetpub\\a, "b".txt', 'file-system', 'unreliable'],
      ['web-content', 'C:\\inetpub\\unlisted.txt', 'file-system', 'unreliable'],
    ]);
    expect(artifacts[1]?.times).toEqual({
      created: '2021-03-01T01:02:03.123Z',
      modified: '2021-03-02T04:05:06.765Z',
      source: 'collector-record',
      quality: 'exact',
    });
    expect(notes.filter((note) => note.incomplete)).toEqual([]);
  });

  it.each([
    ['[{"EncryptedPass":"x","Scheme":"X509"}]', 1],
    ['{"scheme":"of somebody else"}', 0],
  ])('say what was encrypted for a key: %s', async (metadata, count) => {
    const folder = evidence({
      'EX01.zip': zipOf([
        { name: 'metadata.json', content: metadata },
        { name: 'data.zip', content: 'x', flags: 1 },
      ]),
    });
    const { notes } = await collect([folder]);
    expect(notes.filter(({ message }) => message.includes('velociraptor unzip'))).toHaveLength(count);
    expect(notes.map(({ code, path }) => [code, path])).toContainEqual(['encrypted', 'EX01.zip/data.zip']);
  });

  it('come with times, host and partial uploads from a Velociraptor zip', async () => {
    const folder = evidence({
      'Collection-EX01_corp_example-2021-03-05T10_11_12Z.zip': zipOf([
        { name: 'uploads/auto/C%3A/inetpub/wwwroot/x.aspx', content: PAGE },
        { name: 'uploads/auto/C%3A/inetpub/logs/big.log', content: 'part' },
        { name: 'uploads/auto/C%3A/inetpub/logs/big.log.idx', content: '{}' },
        { name: 'uploads/auto/C%3A/inetpub/logs/part.log', content: 'part' },
        { name: 'client_info.json', content: '{"Hostname":"EX01","Fqdn":"EX01.corp.example"}' },
        {
          name: 'uploads.json',
          content:
            '{"vfs_path":"C:\\\\inetpub\\\\logs\\\\big.log","file_size":100,"uploaded_size":4,"Type":"sparse"}\n{bad\n{"vfs_path":"C:\\\\inetpub\\\\logs\\\\part.log","file_size":100,"uploaded_size":4}\n',
        },
        {
          name: 'results/Windows.KapeFiles.Targets%2FAll File Metadata.json',
          content:
            '{"SourceFile":"\\\\\\\\.\\\\C:\\\\inetpub\\\\wwwroot\\\\x.aspx","Created":"2021-03-01T01:02:03.5Z","Modified":"2021-03-02T04:05:06Z"}\n',
        },
      ]),
    });
    const expected = [
      ['client_info.json', 'collector-record', null],
      ['results/Windows.KapeFiles.Targets%2FAll File Metadata.json', 'collector-record', null],
      ['uploads.json', 'collector-record', null],
      ['uploads/auto/C%3A/inetpub/logs/big.log', 'other', 'C:\\inetpub\\logs\\big.log'],
      ['uploads/auto/C%3A/inetpub/logs/big.log.idx', 'collector-record', 'C:\\inetpub\\logs\\big.log.idx'],
      ['uploads/auto/C%3A/inetpub/logs/part.log', 'other', 'C:\\inetpub\\logs\\part.log'],
      ['uploads/auto/C%3A/inetpub/wwwroot/x.aspx', 'web-content', 'C:\\inetpub\\wwwroot\\x.aspx'],
    ];
    const alone = await collect([`${folder}/Collection-EX01_corp_example-2021-03-05T10_11_12Z.zip`]);
    expect(alone.artifacts.map((one) => [one.collectedPath, one.kind, one.windowsPath])).toEqual(expected);
    expect(alone.hosts).toEqual(['EX01']);
    expect(alone.artifacts.at(-1)?.times).toEqual({
      created: '2021-03-01T01:02:03.500Z',
      modified: '2021-03-02T04:05:06.000Z',
      source: 'collector-record',
      quality: 'exact',
    });
    // A sparse file is whole without its gaps.
    expect(alone.notes.filter(({ code }) => code === 'truncated')).toMatchObject([
      { path: 'uploads/auto/C%3A/inetpub/logs/big.log', incomplete: false },
      { path: 'uploads/auto/C%3A/inetpub/logs/part.log', incomplete: true },
    ]);

    const inFolder = await collect([folder]);
    expect(inFolder.artifacts.slice(1).map((one) => one.windowsPath)).toEqual(expected.map((one) => one[2]));
    expect(inFolder.artifacts[0]).toMatchObject({ kind: 'archive', windowsPath: null });
    expect(inFolder.hosts).toEqual(['EX01']);
  });

  it('are those of the server where KAPE took them from an image that was mounted elsewhere', async () => {
    const folder = evidence({
      'E/Windows/System32/x.dll': 'x',
      'E/inetpub/x.aspx': PAGE,
      '2021-03-05T101112_CopyLog.csv':
        'CopiedTimestamp,SourceFile,DestinationFile\r\n2021-03-05,E:\\inetpub\\x.aspx,T:\\out\\E\\inetpub\\x.aspx\r\n',
    });
    const { artifacts, notes } = await collect([folder]);
    const own = artifacts.filter(({ kind }) => kind !== 'collector-record');
    expect(own.map(({ windowsPath }) => windowsPath)).toEqual(['C:\\Windows\\System32\\x.dll', 'C:\\inetpub\\x.aspx']);
    expect(notes.map(({ code, incomplete }) => [code, incomplete])).toContainEqual(['contradictory', false]);
  });

  it.each([
    ['CyLR', ['CyLR_Collection_Log_2021-03-05_10-11-12.log']],
    ['KAPE', ['2021-03-05T101112_CopyLog.csv', '2021-03-05T101112_SkipLog.csv.csv']],
    ['DFIR-ORC', ['GetThis.csv', 'Statistics.json']],
  ])('leave what %s wrote of its own work to itself', async (layout, records) => {
    const folder = evidence({ 'C/Windows/win.ini': 'x', ...Object.fromEntries(records.map((name) => [name, 'x'])) });
    writeFileSync(path.join(folder, 'sample'), 'x');
    if (layout === 'DFIR-ORC') {
      writeFileSync(path.join(folder, 'GetThis.csv'), 'ComputerName,FullName,SampleName\r\nEX01,\\x.txt,sample\r\n');
    }
    const { artifacts, origins } = await collect([folder]);
    expect(origins[0]?.layout).toBe(layout);
    const own = artifacts.filter(({ kind }) => kind === 'collector-record');
    expect(own.map(({ collectedPath }) => collectedPath)).toEqual(records);
  });

  it('of snapshots are told from those of the drive by the list of DFIR-ORC', async () => {
    const none = '{00000000-0000-0000-0000-000000000000}';
    const snapshot = '{0B3F7D52-1C2A-4E5F-9A6B-7C8D9E0F1A2B}';
    const folder = evidence({
      'GetThis.csv': `ComputerName,FullName,SampleName,SnapshotID\r\nEX01,\\inetpub\\x.txt,now,${none}\r\nEX01,\\inetpub\\x.txt,old,${snapshot}\r\n`,
      now: 'x',
      old: 'y',
    });
    const { artifacts } = await collect([folder]);
    expect(artifacts.flatMap(({ windowsPath }) => windowsPath ?? [])).toEqual([
      'C:\\inetpub\\x.txt',
      `\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy${snapshot}\\inetpub\\x.txt`,
    ]);
  });

  it('come from the list of DFIR-ORC', async () => {
    const folder = evidence({
      'GetThis_EX01.csv':
        'ComputerName,VolumeID,FullName,SampleName,CreationDate,LastModificationDate\r\nEX01,0x1,\\inetpub\\wwwroot\\x.aspx,0001_x.aspx_data,2021-03-01 01:02:03.123,2021-03-02 01:02:03.123\r\n',
      '0001_x.aspx_data': PAGE,
    });
    const { artifacts, hosts } = await collect([folder]);
    expect(hosts).toEqual(['EX01']);
    expect(artifacts[0]).toMatchObject({
      windowsPath: 'C:\\inetpub\\wwwroot\\x.aspx',
      times: { modified: '2021-03-02T01:02:03.123Z', quality: 'exact' },
    });
  });
});

describe('servers', () => {
  const hostsOf = async (files: Readonly<Record<string, string>>) => {
    const { artifacts, hosts } = await collect([evidence(files)]);
    return { hosts, of: Object.fromEntries(artifacts.map((one) => [one.collectedPath, one.host])) };
  };

  it('are named by their logs, and everything of the same disk with them', async () => {
    const { of } = await hostsOf({
      'C/inetpub/wwwroot/x.aspx': PAGE,
      'C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': iisLogOf('EX01'),
      'C/inetpub/logs/LogFiles/W3SVC1/u_ex210304.log': iisLogOf('EX01', '00:00:02'),
      'C/inetpub/logs/LogFiles/W3SVC1/u_ex200101.log': iisLogOf('WIN-OLDNAME', '00:00:03'),
      'live-response/netstat.txt': 'x',
    });
    expect(new Set(Object.values(of))).toEqual(new Set(['EX01']));
  });

  it('stay apart where a collection holds several, by the folder where nothing else tells', async () => {
    const { of, hosts } = await hostsOf({
      'EX01/disk/C/inetpub/wwwroot/x.aspx': PAGE,
      'EX02/disk/C/inetpub/wwwroot/x.aspx': PAGE,
      'EX02/disk/D/inetpub/x.aspx': PAGE,
      'EX03/disk/C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': iisLogOf('MAIL3'),
      'readme.txt': 'x',
    });
    expect(of).toEqual({
      'EX01/disk/C/inetpub/wwwroot/x.aspx': 'EX01',
      'EX02/disk/C/inetpub/wwwroot/x.aspx': 'EX02',
      'EX02/disk/D/inetpub/x.aspx': 'EX02',
      'EX03/disk/C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': 'MAIL3',
      'readme.txt': null,
    });
    expect(hosts).toEqual(['EX01', 'EX02', 'MAIL3']);
  });

  it('are not guessed', async () => {
    expect((await hostsOf({ 'C/inetpub/wwwroot/x.aspx': PAGE })).hosts).toEqual([]);
  });

  it('of loose logs are what each log states', async () => {
    const { of } = await hostsOf({ 'a.log': iisLogOf('EX01'), 'b.log': iisLogOf('EX02'), 'x.aspx': PAGE });
    expect(of).toEqual({ 'a.log': 'EX01', 'b.log': 'EX02', 'x.aspx': null });
  });
});
