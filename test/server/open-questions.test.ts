import { describe, expect, it } from 'vitest';
import type { ArtifactKind } from '../../src/model/artifact.js';
import { openQuestions } from '../../src/server/open-questions.js';
import { fakeArtifact } from '../helpers/detector-context.js';
import { APPLICATION_HOST, serverWith, sites } from './configuration/server-fixture.js';

const ask = (files: readonly [ArtifactKind, string][], configuration: Parameters<typeof serverWith>[0] | null = null) =>
  openQuestions({
    host: 'EX01',
    artifacts: files.map(([kind, windowsPath], id) => fakeArtifact({ id, kind, windowsPath })),
    configuration: configuration && serverWith(configuration),
  });

describe('openQuestions', () => {
  it('asks everything of an empty collection, in the order of ids', () => {
    const questions = ask([]);
    expect(questions.map(({ id }) => id)).toEqual([
      'compiled-pages',
      'event-logs',
      'exchange-logs',
      'file-system',
      'iis-configuration',
      'iis-history',
      'iis-logs',
      'registry',
      'scheduled-tasks',
      'transport-agents',
      'web-assemblies',
      'web-configuration',
      'web-content',
      'web-root',
    ]);
    expect(questions.every(({ host, collect }) => host === 'EX01' && collect.length > 0)).toBe(true);
    expect(questions.find(({ id }) => id === 'iis-configuration')).toMatchObject({
      collect: ['C:\\Windows\\System32\\inetsrv\\config\\**'],
      collectors: ['KAPE IISConfiguration', 'Velociraptor Windows.KapeFiles.Targets IISConfiguration'],
    });
  });

  it.each<[string, ArtifactKind, string]>([
    ['iis-configuration', 'application-host-config', APPLICATION_HOST],
    ['iis-history', 'application-host-config', 'C:\\inetpub\\history\\CFGHISTORY_0000000001\\applicationHost.config'],
    ['web-content', 'web-content', 'D:\\Exchange\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx'],
    ['web-root', 'web-content', 'C:\\inetpub\\wwwroot\\iisstart.htm'],
    ['web-configuration', 'web-config', 'D:\\Exchange\\ClientAccess\\owa\\web.config'],
    ['web-assemblies', 'pe', 'D:\\Exchange\\FrontEnd\\HttpProxy\\bin\\exppw.dll'],
    ['compiled-pages', 'compiled-page', 'C:\\x.compiled'],
    ['iis-logs', 'iis-log', 'C:\\u_ex.log'],
    ['exchange-logs', 'exchange-log', 'C:\\x.log'],
    ['transport-agents', 'agents-config', 'C:\\agents.config'],
    ['event-logs', 'event-log', 'C:\\x.evtx'],
    ['scheduled-tasks', 'scheduled-task', 'C:\\x'],
    ['registry', 'persistence-export', 'C:\\autoruns.csv'],
    ['file-system', 'file-system-record', 'C:\\$MFT'],
  ])('%s is answered by %s at %s and by nothing else of it', (id, kind, path) => {
    const ids = ask([[kind, path]]).map((question) => question.id);
    expect(ids).not.toContain(id);
    expect(ids.length).toBe(13);
  });

  it.each<[string, ArtifactKind]>([
    ['registry', 'registry-hive'],
    ['event-logs', 'event-log'],
    ['exchange-logs', 'exchange-log'],
    ['iis-logs', 'central-binary-log'],
    ['iis-logs', 'log-export'],
  ])('does not ask for %s of who gave a %s, whether or not anything reads it', (id, kind) => {
    expect(ask([[kind, 'C:\\given']]).map((question) => question.id)).not.toContain(id);
  });

  const logs = (settings: string) => ({
    [APPLICATION_HOST]: sites().replace('</sites>', `<siteDefaults>${settings}</siteDefaults></sites>`),
  });
  it.each<[string, string, string[], string[]]>([
    [
      'one of two folders',
      '',
      ['C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex221105.log'],
      ['C:\\inetpub\\logs\\LogFiles\\W3SVC2\\**'],
    ],
    ['folders elsewhere', '<logFile directory="L:\\iis\\" />', [], ['L:\\iis\\W3SVC1\\**', 'L:\\iis\\W3SVC2\\**']],
    ['folders of logs that are switched off', '<logFile enabled="false" />', [], []],
    ['folders, where logs lie anywhere', '', ['C:\\logs\\u_ex221105.log'], []],
    ['folders, where both are there', '', ['E:\\w3svc1\\a.log', 'E:\\W3SVC2\\a.log'], []],
  ])('names %s that the configuration writes to and the collection lacks', (_, settings, files, collect) => {
    const questions = ask(
      files.map((path) => ['iis-log', path]),
      logs(settings),
    );
    expect(questions.find(({ id }) => id === 'named-log-folders')?.collect ?? []).toEqual(collect);
  });

  it('says where the logs of all sites are in the central binary format', () => {
    const configuration = {
      [APPLICATION_HOST]: `${sites()}<system.applicationHost><log centralLogFileMode="CentralBinary"><centralBinaryLogFile enabled="true" directory="D:\\logs" /></log></system.applicationHost>`,
    };
    expect(ask([], configuration).find(({ id }) => id === 'named-log-folders')).toMatchObject({
      reason: expect.stringContaining('central binary'),
      collect: ['D:\\logs\\W3SVC\\**'],
    });
  });

  it('does not take a copy in the history for the configuration in force', () => {
    const ids = ask([
      ['application-host-config', 'C:\\inetpub\\history\\CFGHISTORY_0000000001\\applicationHost.config'],
    ]).map(({ id }) => id);
    expect(ids).toContain('iis-configuration');
  });

  it('names paths of this server, and the foreign modules that it loads', () => {
    const configuration = {
      [APPLICATION_HOST]: `${sites().replaceAll('C:\\Program Files\\Microsoft\\Exchange Server\\V15', 'F:\\Exchange')}
<system.webServer><globalModules><add name="A" image="%windir%\\System32\\inetsrv\\a.dll" /><add name="StaticFileModule" image="%windir%\\System32\\inetsrv\\static.dll" /><add name="B" image="D:\\b.dll" /></globalModules></system.webServer>`,
    };
    const questions = ask(
      [
        ['application-host-config', APPLICATION_HOST],
        ['pe', 'D:\\B.dll'],
      ],
      configuration,
    );
    expect(questions.find(({ id }) => id === 'web-content')?.collect[0]).toBe('F:\\Exchange\\FrontEnd\\HttpProxy\\**');
    expect(questions.find(({ id }) => id === 'named-modules')?.collect).toEqual([
      'C:\\Windows\\System32\\inetsrv\\a.dll',
    ]);
  });

  describe('of a server that is known to be another one', () => {
    const site =
      '<system.applicationHost><sites><site name="Shop" id="1"><application path="/"><virtualDirectory path="/" physicalPath="D:\\shop" /></application></site></sites></system.applicationHost>';
    const idsOf = (files: readonly [ArtifactKind, string][], configuration: string) =>
      ask([['application-host-config', APPLICATION_HOST], ...files], { [APPLICATION_HOST]: configuration }).map(
        ({ id }) => id,
      );
    const OF_EXCHANGE = ['exchange-logs', 'transport-agents', 'web-assemblies', 'web-configuration', 'web-content'];

    it('asks nothing about Exchange', () => {
      expect(idsOf([], site).filter((id) => OF_EXCHANGE.includes(id))).toEqual([]);
      expect(idsOf([], sites()).filter((id) => OF_EXCHANGE.includes(id))).toEqual(OF_EXCHANGE);
    });

    it.each<[string, readonly [ArtifactKind, string][], boolean]>([
      ['nothing', [], true],
      ['its configuration alone', [['web-config', 'D:\\shop\\web.config']], true],
      ['a folder beside it', [['web-content', 'D:\\shop2\\a.aspx']], true],
      ['a page', [['web-content', 'd:\\SHOP\\a.aspx']], false],
    ])('asks for the folders of its sites where %s was collected', (_, files, asked) => {
      expect(idsOf(files, site).includes('site-folders')).toBe(asked);
    });

    it('names these folders', () => {
      const questions = ask([['application-host-config', APPLICATION_HOST]], { [APPLICATION_HOST]: site });
      expect(questions.find(({ id }) => id === 'site-folders')?.collect).toEqual(['D:\\shop\\**']);
    });
  });
});
