import { describe, expect, it } from 'vitest';
import { hasExchange, serverRoles } from '../../src/server/server-roles.js';
import { fakeArtifact } from '../helpers/detector-context.js';
import { APPLICATION_HOST, serverWith, sites } from './configuration/server-fixture.js';

const files = (...paths: string[]) => paths.map((windowsPath) => fakeArtifact({ windowsPath }));
const OWA = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\';
const host = (content: string) => serverWith({ [APPLICATION_HOST]: content });
const pool = (name: string) =>
  host(
    `<system.applicationHost><applicationPools><add name="${name}" /></applicationPools><sites /></system.applicationHost>`,
  );

describe('serverRoles', () => {
  it.each([
    ['15.0.1497.2\\logon.css', 'Exchange 2013 Client Access'],
    ['15.1.2507\\logon.css', 'Exchange 2016'],
    ['15.2.986.5\\logon.css', 'Exchange 2019'],
    ['15.2.2562.17\\logon.css', 'Exchange SE'],
    ['logon.aspx', 'Exchange'],
  ])('tells the version by the folders of a build: %s', (path, role) => {
    const roles = serverRoles({ artifacts: files(OWA + path), configuration: null });
    expect(roles.map((found) => found.role)).toEqual([role]);
    expect(roles[0]?.reasons.length).toBeGreaterThan(0);
  });

  it('tells Exchange by its sites, whatever files were collected', () => {
    const roles = serverRoles({ artifacts: [], configuration: host(sites()) });
    expect(hasExchange({ roles })).toBe(true);
    expect(roles.at(-1)?.role).toBe('IIS');
  });

  it.each([
    ['WsusPool', 'Windows Server Update Services'],
    ['SharePoint Central Administration v4', 'SharePoint'],
    ['pswa_pool', 'PowerShell Web Access'],
    ['CCM Server Framework Pool', 'Configuration Manager'],
  ])('tells products by their pools: %s', (name, role) => {
    const roles = serverRoles({ artifacts: [], configuration: pool(name) });
    expect(roles.map((found) => found.role)).toEqual([role, 'IIS']);
  });

  it.each([
    ['/CertSrv', '%windir%\\system32\\CertSrv\\en-US', 'Certificate Services'],
    ['/CORP-CA_CES_Kerberos', '%windir%\\systemdata\\CES\\CORP-CA_CES_Kerberos', 'Certificate Services'],
    ['/RpcWithCert', '%windir%\\System32\\RpcProxy', 'Remote Desktop Gateway'],
    ['/RDWeb', '%windir%\\Web\\RDWeb', 'Remote Desktop Web Access'],
    ['/adfs/ls', 'C:\\inetpub\\adfs\\ls', 'Federation Services'],
    ['/', 'C:\\DWASFiles\\Sites\\shop\\VirtualDirectory0\\site\\wwwroot\\Kudu', 'Kudu'],
  ])('tells products by their applications: %s', (path, folder, role) => {
    const site = `<site name="Default Web Site" id="1"><application path="${path}"><virtualDirectory path="/" physicalPath="${folder}" /></application></site>`;
    const configuration = host(`<system.applicationHost><sites>${site}</sites></system.applicationHost>`);
    expect(serverRoles({ artifacts: [], configuration }).map((found) => found.role)).toEqual([role, 'IIS']);
  });

  it('takes the application that Outlook Anywhere shares with a gateway for no gateway', () => {
    const site =
      '<site name="Exchange Back End" id="2"><application path="/RpcWithCert"><virtualDirectory path="/" physicalPath="%windir%\\System32\\RpcProxy" /></application></site>';
    const configuration = host(`<system.applicationHost><sites>${site}</sites></system.applicationHost>`);
    expect(serverRoles({ artifacts: [], configuration }).map((found) => found.role)).toEqual(['Exchange', 'IIS']);
  });

  it('tells federation without IIS by its files', () => {
    const artifacts = files('C:\\Windows\\ADFS\\Microsoft.IdentityServer.Servicehost.exe.config');
    expect(serverRoles({ artifacts, configuration: null }).map((found) => found.role)).toEqual(['Federation Services']);
  });

  it.each([
    'C:\\Windows\\ADFS\\Config\\microsoft.identityServer.proxyservice.exe.config',
    'C:\\Windows\\System32\\winevt\\Logs\\Microsoft-Windows-WebApplicationProxy%4Admin.evtx',
  ])('tells what publishes for federation from the federation itself: %s', (path) => {
    const roles = serverRoles({ artifacts: files(path), configuration: null });
    expect(roles.map((found) => found.role)).toEqual(['Web Application Proxy']);
  });

  it('tells the roles of Exchange 2013 apart, and an Edge server by its agents alone', () => {
    const back = files('C:\\Program Files\\Microsoft\\Exchange Server\\V15\\ClientAccess\\owa\\15.0.1497.2\\a.js');
    const roleOf = (artifacts: typeof back) => serverRoles({ artifacts, configuration: null }).map(({ role }) => role);
    expect(roleOf(back)).toEqual(['Exchange 2013 Mailbox']);
    expect(roleOf([...back, ...files(`${OWA}15.0.1497.2\\logon.css`)])).toEqual(['Exchange 2013']);
    const agents = fakeArtifact({
      kind: 'agents-config',
      windowsPath: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\TransportRoles\\Shared\\agents.config',
    });
    expect(roleOf([agents])).toEqual(['Exchange Edge']);
  });

  it('takes no claim of a single type for Exchange, and nothing for a role', () => {
    const claimed = host(
      '<system.webServer><modules><add name="X" type="Microsoft.Exchange.Clients.Owa.Core.OwaModule, Microsoft.Exchange.Clients.Owa" /></modules></system.webServer><system.applicationHost />',
    );
    expect(serverRoles({ artifacts: [], configuration: claimed }).map(({ role }) => role)).toEqual(['IIS']);
    expect(serverRoles({ artifacts: files('C:\\inetpub\\wwwroot\\default.aspx'), configuration: null })).toEqual([]);
  });

  it('tells IIS Express by its modules', () => {
    const express = host(
      '<system.applicationHost /><system.webServer><globalModules><add name="StaticFileModule" image="%IIS_BIN%\\static.dll" /></globalModules></system.webServer>',
    );
    expect(serverRoles({ artifacts: [], configuration: express }).map(({ role }) => role)).toEqual(['IIS Express']);
  });

  it('takes no IIS for IIS Express because one module claims its folder', () => {
    const modules = ['%windir%\\System32\\inetsrv\\cachuri.dll', '%IIS_BIN%\\static.dll']
      .map((image, index) => `<add name="Module${index}" image="${image}" />`)
      .join('');
    const mixed = host(
      `<system.applicationHost /><system.webServer><globalModules>${modules}</globalModules></system.webServer>`,
    );
    expect(serverRoles({ artifacts: [], configuration: mixed }).map(({ role }) => role)).toEqual(['IIS']);
  });
});
