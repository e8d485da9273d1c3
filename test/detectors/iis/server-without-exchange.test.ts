import { describe, expect, it } from 'vitest';
import { detectors } from '../../../src/detectors/index.js';
import { readConfigurationInputs } from '../../../src/formats/read-configuration-inputs.js';
import { fakeArtifact, fakeContext } from '../../helpers/detector-context.js';

/** What all detectors of configuration say of one file of a plain IIS server: severity and outcome of each. */
function said(text: string, windowsPath = 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config') {
  const kind = /applicationHost/.test(windowsPath) ? 'application-host-config' : 'web-config';
  const artifact = fakeArtifact({ kind, windowsPath });
  const { inputs } = readConfigurationInputs(artifact, Buffer.from(text));
  const context = fakeContext({ artifact, roles: ['IIS'] });
  return inputs.flatMap(({ class: { name }, value }) =>
    detectors
      .filter(({ consumes }) => consumes.name === name)
      .flatMap((detector) =>
        [...(detector.inspect?.(value, context) ?? [])].map(
          ({ message, severity, outcome }) =>
            `${detector.id} ${message} ${severity ?? detector.severity} ${outcome ?? detector.outcome}`,
        ),
      ),
  );
}

const host = (...lines: string[]) => `<configuration><system.applicationHost />${lines.join('\n')}</configuration>`;
const web = (...lines: string[]) => `<configuration>${lines.join('\n')}</configuration>`;
const APPLICATION = 'D:\\sites\\shop\\web.config';

describe('a server without Exchange', () => {
  it.each([
    [
      'features of Windows, both widths of ASP.NET 2.0, WebDAV',
      host(
        '<system.webServer><globalModules>',
        '<add name="CgiModule" image="%windir%\\System32\\inetsrv\\cgi.dll" />',
        '<add name="WebDAVModule" image="%windir%\\System32\\inetsrv\\webdav.dll" />',
        '<add name="ManagedEngine64" image="%windir%\\Microsoft.NET\\Framework64\\v2.0.50727\\webengine.dll" />',
        '</globalModules><isapiFilters>',
        '<filter name="ASP.Net_2.0.50727-64" path="%windir%\\Microsoft.NET\\Framework64\\v2.0.50727\\aspnet_filter.dll" />',
        '</isapiFilters><security><isapiCgiRestriction>',
        '<add path="%windir%\\system32\\inetsrv\\asp.dll" allowed="true" />',
        '</isapiCgiRestriction></security></system.webServer>',
      ),
    ],
    [
      'sites of its own, the handlers that Windows maps with classic ASP and CGI',
      `<configuration><system.applicationHost><sites><site name="Default Web Site" id="1"><application path="/" applicationPool="DefaultAppPool"><virtualDirectory path="/" physicalPath="%SystemDrive%\\inetpub\\wwwroot" /></application></site><site name="shop" id="2"><application path="/"><virtualDirectory path="/" physicalPath="D:\\sites\\shop" /></application></site></sites></system.applicationHost><location path="shop"><system.webServer><handlers><add name="SecurityCertificate" path="*.cer" verb="GET,HEAD,POST" modules="IsapiModule" scriptProcessor="%windir%\\system32\\inetsrv\\asp.dll" /><add name="CGI-exe" path="*.exe" verb="*" modules="CgiModule" /></handlers></system.webServer></location></configuration>`,
    ],
  ])('has nothing to say of %s', (_, text) => expect(said(text)).toEqual([]));

  it('says in one line each what an application brings for itself', () => {
    const text = web(
      '<configSections><section name="mail" type="Example.Mail.Section, Example.Mail" /></configSections>',
      '<system.web><compilation><assemblies><add assembly="Example.Core" /></assemblies></compilation></system.web>',
      '<system.webServer><modules><add name="A" type="Example.A, Example" /><add name="B" type="Example.B" /></modules>',
      '<handlers><add name="C" path="c.axd" verb="*" type="Example.C, Example" /><add name="PHP" path="*.php" verb="*" modules="FastCgiModule" scriptProcessor="C:\\PHP\\v8.1\\php-cgi.exe" /></handlers></system.webServer>',
    );
    expect(said(text, APPLICATION)).toEqual([
      'iis.foreign-handler own informational hygiene',
      'iis.foreign-managed-module own informational hygiene',
    ]);
  });

  it.each([
    [
      'a native module from where everybody writes',
      '<globalModules><add name="Updater" image="C:\\ProgramData\\Microsoft\\DRM\\log\\engine.dll" /></globalModules>',
      'iis.foreign-native-module foreign critical compromise',
    ],
    [
      'a native module among the files of IIS that is none',
      '<globalModules><add name="ScriptsModule" image="%windir%\\System32\\inetsrv\\scripts.dll" /></globalModules>',
      'iis.foreign-native-module foreign high compromise',
    ],
    [
      'a module of Windows under a name of the administrator',
      '<globalModules><add name="WarmUp" image="%windir%\\System32\\inetsrv\\warmup.dll" /></globalModules>',
      'iis.foreign-native-module renamed medium compromise',
    ],
    [
      'a name with a number after that of Windows',
      '<globalModules><add name="RequestFilteringModule64" image="C:\\tools\\filter64.dll" /></globalModules>',
      'iis.foreign-native-module lookalike critical compromise',
    ],
    [
      'a file of Windows by its name, elsewhere',
      '<globalModules><add name="Compression" image="C:\\tools\\compdyn.dll" /></globalModules>',
      'iis.foreign-native-module lookalike critical compromise',
    ],
    [
      'a module of Windows that loads something else',
      '<globalModules><add name="StaticFileModule" image="C:\\Program Files\\Example\\static2.dll" /></globalModules>',
      'iis.foreign-native-module repointed critical compromise',
    ],
    [
      'a handler that runs a shell',
      '<handlers><add name="x" path="*.x" verb="*" modules="CgiModule" scriptProcessor="C:\\Windows\\System32\\cmd.exe" /></handlers>',
      'iis.foreign-handler command critical compromise',
    ],
    [
      'pictures that run as pages',
      '<handlers><add name="x" path="*.png" verb="*" type="System.Web.UI.PageHandlerFactory" /></handlers>',
      'iis.foreign-handler static-runs high compromise',
    ],
    [
      'a class of the system that it does not have',
      '<modules><add name="x" type="System.Web.Security.TokenCacheModule" /></modules>',
      'iis.foreign-managed-module unresolved medium compromise',
    ],
  ])('still finds %s', (_, section, expected) => {
    expect(said(host(`<system.webServer>${section}</system.webServer>`))).toEqual([expected]);
  });
});
