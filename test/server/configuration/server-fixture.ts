import { readConfigurationFile } from '../../../src/formats/iis-config/read-configuration-file.js';
import {
  resolveConfiguration,
  type ServerConfiguration,
} from '../../../src/server/configuration/server-configuration.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

export const APPLICATION_HOST = 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config';

/** The configuration of a server with these files: Windows path to what stands below `<configuration>`, or a whole document. */
export function serverWith(files: Readonly<Record<string, string>>): ServerConfiguration {
  return resolveConfiguration(
    Object.entries(files).map(([windowsPath, text], id) => ({
      artifact: fakeArtifact({ id, windowsPath }),
      file: readConfigurationFile(
        Buffer.from(
          text.trimStart().startsWith('<?') || text.startsWith('\ufeff')
            ? text
            : `<configuration>\n${text}\n</configuration>`,
        ),
      ),
    })),
  );
}

/** Sites as Exchange has them, with more of one's own. */
export function sites(...more: readonly string[]): string {
  return `<system.applicationHost><sites>
<site name="Default Web Site" id="1">
<application path="/" applicationPool="MSExchangeOWAAppPool"><virtualDirectory path="/" physicalPath="%SystemDrive%\\inetpub\\wwwroot" /></application>
<application path="/owa" applicationPool="MSExchangeOWAAppPool"><virtualDirectory path="/" physicalPath="C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa" /></application>
${more.join('\n')}
<bindings><binding protocol="https" bindingInformation="*:443:" /></bindings>
</site>
<site name="Exchange Back End" id="2">
<application path="/"><virtualDirectory path="/" physicalPath="C:\\Program Files\\Microsoft\\Exchange Server\\V15\\ClientAccess" /></application>
<application path="/owa" applicationPool="MSExchangeOWAAppPool"><virtualDirectory path="/" physicalPath="C:\\Program Files\\Microsoft\\Exchange Server\\V15\\ClientAccess\\owa" /></application>
<bindings><binding protocol="https" bindingInformation="*:444:" /></bindings>
</site>
<applicationDefaults applicationPool="DefaultAppPool" />
</sites></system.applicationHost>`;
}
