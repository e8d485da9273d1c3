import { describe, expect, it } from 'vitest';
import { attribute } from '../../../src/formats/xml/xml-document.js';
import type { EffectiveElement } from '../../../src/server/configuration/effective-section.js';
import { inspectIis } from '../../../src/server/configuration/inspect-iis.js';
import { APPLICATION_HOST, serverWith, sites } from './server-fixture.js';

const MODULES = 'system.webServer/modules';
const owa = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa';
const names = (section: EffectiveElement) => section.entries.map(({ origin }) => attribute(origin.element, 'name'));
const modules = (...items: string[]) => `<system.webServer><modules>${items.join('')}</modules></system.webServer>`;
const add = (name: string, more = '') => `<add name="${name}" ${more}/>`;

describe('effective', () => {
  it('lays locations and web.configs over what stands above them, from the root of the site to the leaf', () => {
    const server = serverWith({
      [APPLICATION_HOST]: `${sites()}${modules(add('A'), add('B'), add('C'))}
        <location path="Default Web Site/owa">${modules('<remove name="A" />', add('D'))}</location>`,
      'C:\\inetpub\\wwwroot\\web.config': `${modules('<remove name="B" />', add('E'))}<location path="owa/auth">${modules(add('F'))}</location>`,
      [`${owa}\\web.config`]: modules(add('G')),
      [`${owa}\\auth\\web.config`]: modules('<clear />', add('H')),
    });
    expect(names(server.effective(MODULES, 'Default Web Site', '/'))).toEqual(['A', 'C', 'E']);
    expect(names(server.effective(MODULES, 'Default Web Site', '/owa'))).toEqual(['C', 'E', 'D', 'G']);
    expect(names(server.effective(MODULES, 'Default Web Site', '/owa/auth'))).toEqual(['H']);
    expect(names(server.effective(MODULES, 'Exchange Back End', '/owa'))).toEqual(['A', 'B', 'C']);
  });

  it('keeps file, line and place of what is in effect', () => {
    const server = serverWith({
      [APPLICATION_HOST]: `${sites()}\n${modules(add('A'))}`,
      'C:\\inetpub\\wwwroot\\web.config': modules(add('E')),
    });
    const entries = server.effective(MODULES, 'Default Web Site', '/').entries;
    expect(
      entries.map(({ origin, place }) => [origin.artifact.windowsPath, origin.element.position.line, place]),
    ).toEqual([
      [APPLICATION_HOST, 16, ''],
      ['C:\\inetpub\\wwwroot\\web.config', 2, 'Default Web Site'],
    ]);
  });

  it('obeys locks of sections and items, and says what it refused', () => {
    const declared = `<configSections><sectionGroup name="system.webServer"><section name="modules" overrideModeDefault="Deny" /></sectionGroup></configSections>`;
    const open = `<location path="Default Web Site/owa" overrideMode="Allow">${modules()}</location>`;
    const server = serverWith({
      [APPLICATION_HOST]: `${declared}${sites()}${modules(add('A', 'lockItem="true"'), add('B'))}${open}`,
      'C:\\inetpub\\wwwroot\\web.config': modules(add('E')),
      [`${owa}\\web.config`]: modules('<clear />', '<remove name="A" />', add('G')),
    });
    expect(names(server.effective(MODULES, 'Default Web Site', '/'))).toEqual(['A', 'B']);
    expect(names(server.effective(MODULES, 'Default Web Site', '/owa'))).toEqual(['A', 'B']);
    expect(server.refused.map(({ place, reason, origin }) => [place, reason, origin.element.name])).toEqual([
      ['Default Web Site', 'the section is locked', 'modules'],
      ['Default Web Site/owa', 'clear changes a, which is locked', 'clear'],
    ]);
  });

  const DOCUMENTS = 'system.webServer/defaultDocument';
  const documents = (attributes: string, inner = '') =>
    `<system.webServer><defaultDocument ${attributes}>${inner}</defaultDocument></system.webServer>`;

  it.each([
    ['lockAttributes="enabled"', 'enabled="true"', 'attribute enabled is locked'],
    ['lockAttributes="x, enabled"', 'enabled="false"', 'attribute enabled is locked'],
    ['lockAttributes="*"', 'other="1"', 'attribute other is locked'],
    ['lockAllAttributesExcept="other"', 'enabled="true"', 'attribute enabled is locked'],
    ['lockItem="true"', 'other="1"', 'the section is locked'],
    ['lockAttributes="enabled"', 'other="1"', null],
    ['lockAllAttributesExcept="other"', 'other="1"', null],
    ['lockItem="false"', 'enabled="true"', null],
    ['lockElements="files"', 'lockAttributes="enabled"', null],
  ])('keeps %s against %s of a file further down', (lock, set, reason) => {
    const server = serverWith({
      [APPLICATION_HOST]: `${sites()}${documents(`enabled="false" ${lock}`)}`,
      [`${owa}\\web.config`]: documents(set),
    });
    const { attributes } = server.effective(DOCUMENTS, 'Default Web Site', '/owa');
    expect(server.refused.map((refused) => refused.reason)).toEqual(reason === null ? [] : [reason]);
    const own = [...attributes.values()].filter(({ origin }) => origin.artifact.windowsPath !== APPLICATION_HOST);
    expect(own.length > 0).toBe(reason === null && !set.startsWith('lock'));
  });

  it.each([
    ['lockElements="clear,remove"', '<clear />', 'clear is locked'],
    ['lockElements="*"', '<add value="x" />', 'add is locked'],
    ['lockAllElementsExcept="add"', '<remove value="a.htm" />', 'remove is locked'],
    ['lockAllElementsExcept="add"', '<add value="x" />', null],
    ['', '<remove value="locked.htm" />', 'remove changes locked.htm, which is locked'],
    ['', '<remove value="a.htm" />', null],
    ['', '<clear />', 'clear changes locked.htm, which is locked'],
  ])('keeps the entries of an element with %s against %s', (lock, inner, reason) => {
    const server = serverWith({
      [APPLICATION_HOST]: `${sites()}${documents('', `<files ${lock}><add value="a.htm" /><add value="locked.htm" lockItem="true" /></files>`)}`,
      [`${owa}\\web.config`]: documents('enabled="true"', `<files>${inner}</files>`),
    });
    const section = server.effective(DOCUMENTS, 'Default Web Site', '/owa');
    expect(server.refused.map((refused) => refused.reason)).toEqual(reason === null ? [] : [reason]);
    // Nothing of a file that IIS refuses is in effect.
    expect(section.attributes.has('enabled')).toBe(reason === null);
    if (reason !== null) {
      expect(section.elements.get('files')?.entries.map(({ key }) => key)).toEqual(['a.htm', 'locked.htm']);
    }
  });

  it('lets a location of the same file change what it locked for files further down', () => {
    const server = serverWith({
      [APPLICATION_HOST]: `${sites()}${documents('enabled="false" lockAttributes="enabled"')}<location path="Default Web Site">${documents('enabled="true"')}</location>`,
      'C:\\inetpub\\wwwroot\\web.config': `${documents('other="1" lockAttributes="other"')}<location path="owa">${documents('other="2"')}</location>`,
    });
    const { attributes } = server.effective(DOCUMENTS, 'Default Web Site', '/owa');
    expect([attributes.get('enabled')?.value, attributes.get('other')?.value]).toEqual(['true', '2']);
    expect(server.refused).toEqual([]);
  });

  it('tells from where on a file that was cut could not be read', () => {
    const whole = inspectIis(serverWith({ [APPLICATION_HOST]: sites() }));
    expect(whole.unreadableFrom).toBeNull();
    const cut = inspectIis(serverWith({ [APPLICATION_HOST]: `${sites()}<system.webServer></modules>` }));
    expect(cut).toMatchObject({
      configuration: 'C/Windows/System32/inetsrv/config/applicationHost.config',
      unreadableFrom: { line: 15, column: 52, reason: 'unexpected close tag' },
      sites: [{ name: 'Default Web Site' }, { name: 'Exchange Back End' }],
    });
  });

  it('follows configSource to a file that was collected, and nowhere else', () => {
    const server = serverWith({
      [APPLICATION_HOST]: sites(),
      'C:\\inetpub\\wwwroot\\web.config':
        '<system.webServer><modules configSource="sub\\modules.config" /><handlers configSource="..\\..\\gone.config" /></system.webServer>',
      'C:\\inetpub\\wwwroot\\sub\\modules.config': `<?xml version="1.0"?><modules>${add('X')}</modules>`,
    });
    const [entry] = server.effective(MODULES, 'Default Web Site', '/').entries;
    expect(entry?.origin.artifact.windowsPath).toBe('C:\\inetpub\\wwwroot\\sub\\modules.config');
    expect(server.effective('system.webServer/handlers', 'Default Web Site', '/').entries).toEqual([]);
  });

  it('reads where redirection.config sends IIS to', () => {
    const server = serverWith({
      [APPLICATION_HOST]: sites(),
      'C:\\Windows\\System32\\inetsrv\\config\\redirection.config':
        '<configurationRedirection enabled="true" path="\\\\203.0.113.9\\share\\" />',
      '\\\\203.0.113.9\\share\\applicationHost.config': `${sites()}${modules(add('R'))}`,
    });
    expect(server.applicationHost?.artifact.windowsPath).toBe('\\\\203.0.113.9\\share\\applicationHost.config');
  });

  it('merges attributes and nested elements', () => {
    const filtering = (inner: string) => `<system.webServer><security>${inner}</security></system.webServer>`;
    const server = serverWith({
      [APPLICATION_HOST]: `${sites()}${filtering('<requestFiltering allowDoubleEscaping="false"><hiddenSegments><add segment="bin" /><add segment="App_Data" /></hiddenSegments></requestFiltering>')}`,
      'C:\\inetpub\\wwwroot\\web.config': filtering(
        '<requestFiltering allowDoubleEscaping="true"><hiddenSegments><remove segment="bin" /></hiddenSegments></requestFiltering>',
      ),
    });
    const section = server.effective('system.webServer/security/requestFiltering', 'Default Web Site', '/');
    expect(section.attributes.get('allowDoubleEscaping')?.value).toBe('true');
    expect(section.elements.get('hiddenSegments')?.entries.map(({ key }) => key)).toEqual(['app_data']);
  });
});

describe('resolveConfiguration', () => {
  it('reads sites, applications and pools with defaults', () => {
    const server = serverWith({
      [APPLICATION_HOST]: `${sites()}<system.applicationHost><applicationPools><add name="P" managedPipelineMode="Classic"><environmentVariables><add name="COR_PROFILER" value="x" /></environmentVariables></add><applicationPoolDefaults startMode="AlwaysRunning"><processModel identityType="NetworkService" /></applicationPoolDefaults></applicationPools></system.applicationHost>`,
    });
    expect(server.sites.map(({ name, id, bindings }) => [name, id, bindings[0]?.port])).toEqual([
      ['Default Web Site', '1', 443],
      ['Exchange Back End', '2', 444],
    ]);
    expect(server.sites[1]?.applications[0]).toMatchObject({ path: '/', pool: 'DefaultAppPool' });
    expect(server.pools).toMatchObject([
      {
        name: 'P',
        identity: 'NetworkService',
        pipeline: 'Classic',
        startMode: 'AlwaysRunning',
        environment: [{ name: 'COR_PROFILER', value: 'x' }],
      },
    ]);
    expect(server.paths.exchangeRoot).toBe('C:\\Program Files\\Microsoft\\Exchange Server\\V15\\');
  });

  it('puts an application that nothing places into the pool that IIS uses then', () => {
    const site =
      '<site name="S" id="1"><application path="/"><virtualDirectory path="/" physicalPath="C:\\s" /></application></site>';
    const server = serverWith({
      [APPLICATION_HOST]: `<system.applicationHost><sites>${site}</sites></system.applicationHost>`,
    });
    expect(server.sites[0]?.applications).toMatchObject([{ path: '/', pool: 'DefaultAppPool' }]);
  });

  it('falls back to what setup makes where nothing was collected', () => {
    const server = serverWith({});
    expect(server.applicationHost).toBeNull();
    expect(server.urlMap.source).toBe('defaults');
  });
});
