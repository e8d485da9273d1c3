import { describe, expect, it } from 'vitest';
import type { ConfigurationFile } from '../../src/formats/iis-config/configuration-file.js';
import {
  isConfigurationInput,
  maximumBytes,
  readConfigurationInputs,
} from '../../src/formats/read-configuration-inputs.js';
import type { ArtifactKind } from '../../src/model/artifact.js';
import { fakeArtifact } from '../helpers/detector-context.js';
import { healthReportOf } from '../helpers/health-report.js';
import { hiveOf } from '../helpers/registry-hive.js';

const read = (kind: ArtifactKind, windowsPath: string, text: string) =>
  readConfigurationInputs(fakeArtifact({ kind, windowsPath }), Buffer.from(text));
const classes = (kind: ArtifactKind, path: string, text: string) =>
  read(kind, path, text).inputs.map((i) => i.class.name);

const sites = '<configuration><system.applicationHost><sites/></system.applicationHost></configuration>';
const web = '<configuration><system.webServer/></configuration>';

describe('readConfigurationInputs', () => {
  it.each([
    ['a hive', 'config/SYSTEM', hiveOf({ keys: { Select: {} } }), []],
    ['a hive cut short', 'config/SYSTEM', hiveOf({ keys: { Select: {} } }).subarray(0, 4200), ['malformed']],
    ['what is none any more', 'config/SOFTWARE', Buffer.alloc(9000, 'x'), ['malformed']],
    ['an emptied hive', 'config/SOFTWARE', Buffer.alloc(0), ['malformed']],
    ['the backup that Windows leaves empty', 'config/RegBack/SYSTEM', Buffer.alloc(0), []],
    ['a transaction log', 'config/SYSTEM.LOG1', Buffer.from('regf'.padEnd(600, '\x06')), []],
  ])('tells whether %s was a whole one', (_, name, bytes, codes) => {
    const collectedPath = `C/Windows/System32/${name}`;
    const { notes } = readConfigurationInputs(fakeArtifact({ kind: 'registry-hive', collectedPath }), bytes);
    expect(notes.map(({ code, path, incomplete }) => [code, path, incomplete])).toEqual(
      codes.map((code) => [code, collectedPath, true]),
    );
  });

  it('says that a task has more actions than are read', () => {
    const task = (actions: number) => {
      const exec = '<Exec><Command>a</Command></Exec>'.repeat(actions);
      return read('scheduled-task', 'C:\\Windows\\System32\\Tasks\\a', `<Task><Actions>${exec}</Actions></Task>`);
    };
    expect(task(1000)).toMatchObject({ inputs: [{ value: { cut: false } }], notes: [] });
    expect(task(1001).notes).toMatchObject([{ code: 'limit-reached', incomplete: true }]);
  });

  it.each<[ArtifactKind, string, string, string[]]>([
    [
      'application-host-config',
      'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config',
      sites,
      ['application-host-config', 'configuration-version', 'configuration-file'],
    ],
    [
      'application-host-config',
      'C:\\inetpub\\history\\CFGHISTORY_0000000042\\applicationHost.config',
      sites,
      ['configuration-version'],
    ],
    [
      'iis-config',
      'C:\\inetpub\\temp\\appPools\\MSExchangeOWAAppPool\\MSExchangeOWAAppPool.config',
      sites,
      ['configuration-version'],
    ],
    ['iis-config', 'C:\\inetpub\\history\\CFGHISTORY_0000000042\\administration.config', web, []],
    ['web-config', 'C:\\inetpub\\wwwroot\\web.config', web, ['web-config', 'configuration-file']],
    [
      'other',
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\EdgeTransport.exe.config',
      web,
      ['configuration-file'],
    ],
    [
      'agents-config',
      'C:\\agents.config',
      '<configuration><mexRuntime/></configuration>',
      ['agents-config', 'configuration-file'],
    ],
    ['compiled-page', 'C:\\x.compiled', '<preserve resultType="3" virtualPath="/x.aspx"/>', ['compiled-page']],
    ['compiled-page', 'C:\\x.compiled', '<other/>', []],
    ['pe', 'C:\\Windows\\assembly\\GAC_MSIL\\Example\\1.0.0.0__0123456789abcdef\\Example.dll', 'MZ', []],
    ['iis-log', 'C:\\u_ex.log', web, []],
    ['other', 'C:\\notes.txt', web, []],
    ['web-content', 'C:\\Windows\\System32\\inetsrv\\w3wp.exe.config', web, ['configuration-file']],
  ])('reads %s at %s', (kind, path, text, expected) => {
    expect(classes(kind, path, text)).toEqual(expected);
    expect(isConfigurationInput(fakeArtifact({ kind, windowsPath: path }))).toBe(
      kind !== 'iis-log' && !path.endsWith('.txt'),
    );
  });

  it.each<[string, ArtifactKind, string, readonly (readonly [string, boolean, number?])[]]>([
    ['an export of the registry', 'registry-export', '[HKEY_LOCAL_MACHINE\\A]\r\n"x"="y"\r\n', []],
    ['one that holds a key and no value', 'registry-export', '[HKEY_LOCAL_MACHINE\\A]\r\n', []],
    ['one that is empty', 'registry-export', '', []],
    ['one that holds no key', 'registry-export', 'something else', [['unparsable', true]]],
    ['a list of what Windows starts', 'persistence-export', 'TaskName: \\A\nTask To Run: a.exe\n', []],
    ['one of a form that is not read', 'persistence-export', 'a,b,c\n1,2,3\n', [['unparsable', true]]],
    [
      'one that is damaged',
      'persistence-export',
      '[{"TaskName":"A","Actions":"a.exe"},{"TaskName":"B"',
      [['unparsable', true, 1]],
    ],
    ['no export of HealthChecker', 'health-report', 'something else', [['unparsable', true]]],
    ['an export of HealthChecker', 'health-report', healthReportOf({}), []],
    ['one that is cut short', 'health-report', healthReportOf({}).slice(0, -20), [['limit-reached', true]]],
    ['no description of the system', 'system-information', 'something else', [['unparsable', false]]],
    ['no note of the Recycle Bin', 'recycled-file', 'something else', [['unparsable', false]]],
    ['no task', 'scheduled-task', '<a/>', [['unparsable', true]]],
  ])('notes of %s what of it is not examined', (_, kind, text, expected) => {
    const { notes } = read(kind, 'C:\\a', text);
    expect(
      notes.map(({ code, incomplete, count }) => [code, incomplete, ...(count === undefined ? [] : [count])]),
    ).toEqual(expected);
  });

  it('reads the files that HealthChecker copied as what they are', () => {
    const report = healthReportOf({ applicationHost: sites, webConfigs: { 'C:\\inetpub\\wwwroot\\web.config': web } });
    const told = read('health-report', 'C:\\HealthChecker.xml', report).inputs.map((one) => [
      one.class.name,
      one.of?.kind,
    ]);
    expect(told).toEqual([
      ['health-report', undefined],
      ['application-host-config', 'application-host-config'],
      ['configuration-version', 'application-host-config'],
      ['configuration-file', 'application-host-config'],
      ['web-config', 'web-config'],
      ['configuration-file', 'web-config'],
    ]);
  });

  it.each([
    ['C:\\inetpub\\history\\CFGHISTORY_0000000042\\applicationHost.config', 'history', 42],
    ['C:\\inetpub\\temp\\appPools\\A\\A.config', 'pool', null],
    ['C:\\Windows\\System32\\inetsrv\\backup\\applicationHost.config', 'backup', null],
    ['C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config', 'current', null],
  ])('knows the version at %s', (path, role, number) => {
    const found = read('application-host-config', path, sites).inputs.find(
      (one) => one.class.name === 'configuration-version',
    );
    expect(found?.value).toMatchObject({ role, number });
  });

  it.each<[string, boolean]>([
    ['C:\\inetpub\\wwwroot\\bin\\a.dll', true],
    ['C:\\Windows\\System32\\inetsrv\\a.dll', true],
    ['C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\a.dll', true],
    ['C:\\Windows\\System32\\a.dll', false],
    ['C:\\Windows\\Temp\\a.dll', true],
    ['C:\\Program Files\\A\\a.dll', false],
    ['C:\\Program Files (x86)\\A\\a.dll', false],
    ['C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\bin\\a.dll', true],
    ['D:\\Exchange\\V15\\Bin\\a.dll', false],
    ['D:\\Exchange\\V15\\ClientAccess\\Owa\\a.dll', true],
    ['D:\\data\\a.dll', true],
    ['C:\\Windows\\assembly\\GAC_MSIL\\System\\2.0.0.0__b77a5c561934e089\\System.dll', false],
    ['C:\\Windows\\assembly\\GAC_MSIL\\Example\\1.0.0.0__0123456789abcdef\\Example.dll', true],
  ])('looks into a program at %s: %s', (windowsPath, expected) => {
    expect(isConfigurationInput(fakeArtifact({ kind: 'pe', windowsPath }))).toBe(expected);
  });

  it('reads of a hive half a gigabyte, and of anything else a sixteenth', () => {
    const most = (kind: ArtifactKind) => maximumBytes(fakeArtifact({ kind, windowsPath: 'C:\\a' }));
    expect([most('registry-hive'), most('web-config')]).toEqual([512 << 20, 32 << 20]);
    expect(isConfigurationInput(fakeArtifact({ kind: 'pe', windowsPath: null }))).toBe(true);
  });

  it('notes where a file ends being readable, and keeps what stands before', () => {
    const { inputs, notes } = read(
      'web-config',
      'C:\\web.config',
      '<configuration>\n<appSettings/>\n <a></b></configuration>',
    );
    expect(notes).toEqual([
      {
        code: 'malformed',
        message: 'not well-formed XML: unexpected close tag, line 3 column 5; only what stands before was examined',
        path: 'C/web.config',
        host: null,
        count: 1,
        incomplete: true,
        positions: [{ line: 3, column: 5, offset: 35, reason: 'unexpected close tag' }],
      },
    ]);
    const file = inputs[0]?.value as ConfigurationFile;
    expect(file.sections.map(({ name }) => name)).toEqual(['appSettings', 'a']);
  });

  it.each(['', '<configuration>\n<con', '<configuration>\n<system.webServer>'])(
    'takes an applicationHost.config that was cut for one, and not for what the server had: %j',
    (text) => {
      const path = 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config';
      const { inputs, notes } = read('application-host-config', path, text);
      expect(inputs.map((i) => i.class.name)).toEqual(['application-host-config', 'configuration-file']);
      expect(inputs[0]?.value).toMatchObject({ kind: 'application-host' });
      expect(notes).toMatchObject([{ code: 'malformed', incomplete: true }]);
      const copy = 'C:\\inetpub\\history\\CFGHISTORY_0000000042\\applicationHost.config';
      expect(classes('application-host-config', copy, text)).toEqual([]);
    },
  );

  it('notes what it can read all the same without calling it incomplete', () => {
    const { notes } = read('web-config', 'C:\\web.config', '<configuration x="&y;"/>');
    expect(notes).toMatchObject([{ code: 'unparsable', incomplete: false, count: 1 }]);
  });

  it('notes sections that are encrypted away', () => {
    const { notes } = read(
      'web-config',
      'C:\\web.config',
      '<configuration><system.web>\n<machineKey><EncryptedData/></machineKey></system.web></configuration>',
    );
    expect(notes).toMatchObject([
      {
        code: 'encrypted',
        message: 'section system.web/machineKey is encrypted and was not examined',
        incomplete: true,
        positions: [{ line: 2 }],
      },
    ]);
  });
});
