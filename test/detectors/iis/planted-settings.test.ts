import { describe, expect, it } from 'vitest';
import { detectors } from '../../../src/detectors/index.js';
import { readConfigurationInputs } from '../../../src/formats/read-configuration-inputs.js';
import { fakeArtifact, fakeContext } from '../../helpers/detector-context.js';

const HOST = 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config';
const OWA = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\web.config';

/** What all detectors of configuration say of one file of a server with Exchange. */
function said(text: string, windowsPath: string): string[] {
  const kind = windowsPath === HOST ? 'application-host-config' : 'web-config';
  const artifact = fakeArtifact({ kind, windowsPath });
  const context = fakeContext({ artifact });
  return readConfigurationInputs(artifact, Buffer.from(text)).inputs.flatMap(({ class: { name }, value }) =>
    detectors
      .filter(({ consumes }) => consumes.name === name)
      .flatMap((detector) =>
        [...(detector.inspect?.(value, context) ?? [])].map(
          ({ message, severity }) => `${detector.id} ${message} ${severity ?? detector.severity}`,
        ),
      ),
  );
}

const host = (content: string) => `<configuration><system.applicationHost />${content}</configuration>`;
const web = (content: string) => `<configuration>${content}</configuration>`;

describe('settings that were planted on a server with Exchange', () => {
  it.each([
    [
      'a part of a configuration alone',
      '<globalModules><add name="Sync" image="C:\\Windows\\System32\\syncsvc.dll" /></globalModules>',
      HOST,
      ['iis.foreign-native-module foreign critical'],
    ],
    [
      'a place of a site alone, in the file of the server',
      '<location path="Default Web Site/owa"><system.webServer><modules><add name="x" type="Example.Module, Example" /></modules></system.webServer></location>',
      HOST,
      ['iis.foreign-managed-module foreign critical'],
    ],
    [
      'the same under a name that tells nothing',
      '<location path="Default Web Site/owa"><system.webServer><modules><add name="x" type="Example.Module, Example" /></modules></system.webServer></location>',
      'C:\\cases\\owa.web.config',
      ['iis.foreign-managed-module foreign critical'],
    ],
    [
      'a section by itself, as a configSource names it',
      '<modules><add name="x" type="Example.Module, Example" /></modules>',
      OWA.replace('web.config', 'modules.config'),
      ['iis.foreign-managed-module foreign high'],
    ],
    [
      'requests passed on to a program of the server, before any other rule',
      host(
        '<system.webServer><rewrite><globalRules><rule name="a"><match url=".*" /><action type="Rewrite" url="http://[::1]:9001/{R:0}" /></rule></globalRules></rewrite></system.webServer>',
      ),
      HOST,
      ['iis.rewrite-rule loopback medium'],
    ],
    [
      'hidden folders shown in one place',
      host(
        '<location path="Default Web Site/owa"><system.webServer><security><requestFiltering><hiddenSegments><clear /></hiddenSegments></requestFiltering></security></system.webServer></location>',
      ),
      HOST,
      ['iis.weakened-request-filtering cleared high'],
    ],
    [
      'a page that is asked for at each start',
      host(
        '<system.webServer><applicationInitialization><add initializationPage="/owa/auth/start.aspx" /></applicationInitialization></system.webServer>',
      ),
      HOST,
      ['iis.automatic-start warmed medium'],
    ],
    [
      'a picture that is a page, and errors that are one',
      web(
        '<system.web><urlMappings><add url="~/logo.gif" mappedUrl="~/logo.aspx" /></urlMappings><customErrors defaultRedirect="/aspnet_client/e.aspx" /></system.web>',
      ),
      OWA,
      ['iis.rewrite-rule page medium', 'iis.rewrite-rule error-page medium'],
    ],
    [
      'errors that run a page by default',
      web(
        '<system.webServer><httpErrors defaultResponseMode="ExecuteURL" defaultPath="/aspnet_client/e.aspx" /></system.webServer>',
      ),
      OWA,
      ['iis.rewrite-rule error-page high'],
    ],
    [
      'sessions of another machine',
      web(
        '<system.web><sessionState mode="StateServer" stateConnectionString="tcpip=198.51.100.4:42424" /></system.web>',
      ),
      OWA,
      ['iis.external-configuration state medium'],
    ],
    [
      'pages compiled with a file from anywhere',
      web(
        '<system.codedom><compilers><compiler extension=".cs" type="Microsoft.CSharp.CSharpCodeProvider, System, PublicKeyToken=b77a5c561934e089" compilerOptions="/r:C:\\ProgramData\\a.dll" /></compilers></system.codedom>',
      ),
      OWA,
      ['iis.compilation-tampering options high'],
    ],
    [
      'controls of a foreign assembly, for every page',
      web(
        '<system.web><pages><controls><add tagPrefix="ex" namespace="Example" assembly="Example.Controls" /></controls></pages></system.web>',
      ),
      OWA,
      ['iis.compilation-tampering assembly high'],
    ],
    [
      'the whole control panel for anybody',
      web('<system.web><authorization><allow users="*" /></authorization></system.web>'),
      OWA.replace('FrontEnd\\HttpProxy\\owa', 'ClientAccess\\ecp'),
      ['iis.weakened-authentication open medium'],
    ],
  ])('finds %s', (_, text, path, expected) => expect(said(text, path)).toEqual(expected));

  it.each([
    [
      'the error page of Outlook on the web, state in the process',
      web(
        '<system.web><customErrors mode="On" defaultRedirect="auth/errorFE.aspx" /><sessionState mode="InProc" stateConnectionString="tcpip=127.0.0.1:42424" /></system.web>',
      ),
      OWA,
    ],
    [
      'the root that leads to Outlook on the web under its public name, at most as a note',
      web(
        '<system.webServer><httpRedirect enabled="false" destination="https://mail.example.org/owa" /></system.webServer>',
      ),
      OWA,
    ],
  ])('leaves alone %s', (_, text, path) => expect(said(text, path)).toEqual([]));
});
