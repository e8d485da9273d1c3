import { describe, expect, it } from 'vitest';
import type { ConfigurationFile } from '../../src/formats/iis-config/configuration-file.js';
import { isConfigurationInput, readConfigurationInputs } from '../../src/formats/read-configuration-inputs.js';
import type { ArtifactKind } from '../../src/model/artifact.js';
import { fakeArtifact } from '../helpers/detector-context.js';
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
