import type { Artifact } from '../../../src/model/artifact.js';
import type { CollectedFile } from '../../../src/model/collected-file.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

export const V15 = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';
export const OWA_AUTH = `${V15}\\FrontEnd\\HttpProxy\\owa\\auth`;
export const ECP = `${V15}\\ClientAccess\\ecp`;

/** Files as they lie in a collection, by Windows path. */
export function collected(...files: readonly (string | Partial<Artifact>)[]): { input: CollectedFile }[] {
  return files.map((file) => {
    const artifact = fakeArtifact(typeof file === 'string' ? { windowsPath: file } : file);
    return { input: { artifact, sha256: null } };
  });
}

/** A little of an Exchange server, so that its root is found. */
export const EXCHANGE = [`${OWA_AUTH}\\logon.aspx`, `${ECP}\\default.aspx`];

/** What real servers have beside product pages. */
export const ORDINARY = [
  ...EXCHANGE,
  `${OWA_AUTH}\\15.1.2507\\themes\\resources\\logon.css`,
  `${OWA_AUTH}\\15.1.2507\\scripts\\premium\\flogon.js`,
  `${OWA_AUTH}\\logon.aspx.bak`,
  `${V15}\\FrontEnd\\HttpProxy\\owa\\web.config`,
  `${V15}\\FrontEnd\\HttpProxy\\owa\\web.config.bak`,
  `${V15}\\FrontEnd\\HttpProxy\\bin\\Microsoft.Exchange.HttpProxy.Owa.dll`,
  `${V15}\\ClientAccess\\ecp\\bin\\de\\Microsoft.Exchange.Management.ControlPanel.resources.dll`,
  `${V15}\\ClientAccess\\owa\\global.asax`,
  'C:\\inetpub\\wwwroot\\iisstart.htm',
  'C:\\inetpub\\wwwroot\\web.config',
  'C:\\inetpub\\wwwroot\\aspnet_client\\system_web\\4_0_30319\\WebUIValidation.js',
  'C:\\inetpub\\custerr\\en-US\\404.htm',
];
