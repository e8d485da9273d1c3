import { applicationHostConfig, itemsOf } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute } from '../../formats/xml/xml-document.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { Evidence, Severity } from '../../model/finding.js';
import { type FolderTrust, folderTrust } from '../../server/configuration/folder-trust.js';
import { serverPathsOf } from '../../server/configuration/server-paths.js';
import { iisKnownGood } from '../../server/iis-known-good.js';
import { imageEvidence } from '../../server/image-facts.js';

/** Modules of Windows features and Microsoft add-ons that Exchange does not need: image to names and how unusual they are there. */
const OPTIONAL: Readonly<Record<string, { readonly names: readonly string[]; readonly severity: Severity }>> = {
  '%windir%\\system32\\inetsrv\\cgi.dll': { names: ['CgiModule'], severity: 'informational' },
  '%windir%\\system32\\inetsrv\\iisfcgi.dll': { names: ['FastCgiModule'], severity: 'informational' },
  '%windir%\\system32\\inetsrv\\iis_ssi.dll': { names: ['ServerSideIncludeModule'], severity: 'informational' },
  '%windir%\\system32\\inetsrv\\iprestr.dll': { names: ['IpRestrictionModule'], severity: 'informational' },
  '%windir%\\system32\\inetsrv\\diprestr.dll': { names: ['DynamicIpRestrictionModule'], severity: 'informational' },
  '%windir%\\system32\\inetsrv\\urlauthz.dll': { names: ['UrlAuthorizationModule'], severity: 'informational' },
  '%windir%\\system32\\inetsrv\\authmap.dll': {
    names: ['IISCertificateMappingAuthenticationModule'],
    severity: 'informational',
  },
  '%windir%\\system32\\inetsrv\\logcust.dll': { names: ['CustomLoggingModule'], severity: 'informational' },
  '%windir%\\system32\\inetsrv\\iiswsock.dll': { names: ['WebSocketModule'], severity: 'informational' },
  '%windir%\\system32\\inetsrv\\warmup.dll': { names: ['ApplicationInitializationModule'], severity: 'informational' },
  '%windir%\\system32\\inetsrv\\webdav.dll': { names: ['WebDAVModule'], severity: 'low' },
  'c:\\program files\\iis\\application request routing\\requestrouter.dll': {
    names: ['ApplicationRequestRouting'],
    severity: 'medium',
  },
  'c:\\program files\\iis\\asp.net core module\\v2\\aspnetcorev2.dll': {
    names: ['AspNetCoreModuleV2'],
    severity: 'informational',
  },
  'c:\\program files\\iis\\cors module\\iiscors.dll': { names: ['CorsModule'], severity: 'informational' },
};

const BY_FOLDER: Readonly<Record<FolderTrust, Severity>> = {
  system: 'critical',
  exchange: 'critical',
  web: 'critical',
  writable: 'critical',
  remote: 'critical',
  odd: 'high',
  vendor: 'medium',
};

export default defineDetector({
  id: 'iis.foreign-native-module',
  title: 'Native IIS module that the product does not ship',
  description:
    'A native module sees every request of every site in the worker process, as SYSTEM on Exchange, and needs no page. Normal are the modules of IIS and Exchange under their own names and paths.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004'],
  references: ['IIS-01', 'https://www.welivesecurity.com/2021/08/06/anatomy-native-iis-malware/'],
  falsePositives: [
    'Modules of web filters, sign-on and monitoring products, from their own folder below Program Files',
  ],
  nextSteps: [
    'Collect the DLL and look at its exports, version information and signature',
    'Find when it was added: inetpub\\history, the file times, appcmd in event logs',
    'Treat every account that logged on through this server as disclosed',
  ],
  consumes: applicationHostConfig,
  messages: {
    foreign: 'Native module {name} loads {image}, which neither IIS nor Exchange ships',
    repointed: 'Built-in module {name} loads {image} instead of {expected}',
    renamed: '{image} is loaded under the name {name} instead of {expected}',
    optional: 'Native module {name} loads {image}, an optional part of IIS that Exchange does not use',
  },
  *inspect(file, context) {
    const paths = serverPathsOf(file, context.artifact);
    for (const { element } of itemsOf(file, 'system.webServer/globalModules')) {
      const name = attribute(element, 'name') ?? '';
      const image = attribute(element, 'image') ?? '';
      const verdict = judge(name, paths.canonical(image));
      if (verdict === null) continue;
      yield {
        ...verdict,
        data: { name, image, ...verdict.data },
        at: [elementEvidence(element, context.artifact), ...imageFacts(paths.expand(image), context)],
        identity: [name.toLowerCase()],
      };
    }
  },
});

function judge(name: string, image: string) {
  const known = iisKnownGood().globalModules;
  const expected = Object.hasOwn(known, name) ? known[name] : undefined;
  if (expected?.includes(image)) return null;
  const optional = Object.hasOwn(OPTIONAL, image) ? OPTIONAL[image] : undefined;
  if (optional?.names.includes(name)) {
    return {
      message: 'optional',
      data: {},
      severity: optional.severity,
      confidence: 'weak',
      outcome: 'hygiene',
    } as const;
  }
  if (expected) return { message: 'repointed', data: { expected: expected.join(' or ') } } as const;
  const names = optional?.names ?? Object.keys(known).filter((other) => known[other]?.includes(image));
  if (names.length > 0) {
    return { message: 'renamed', data: { expected: names.join(' or ') }, severity: 'high' } as const;
  }
  const severity = BY_FOLDER[folderTrust(image)];
  const confidence = severity === 'medium' ? 'moderate' : 'strong';
  return { message: 'foreign', data: {}, severity, confidence } as const;
}

/** Whether the image was collected, and what it says of itself where it was. */
function imageFacts(path: string, { server }: DetectorContext): Evidence[] {
  const words = { collected: 'was collected', absent: 'is not in its folder', unknown: 'was not collected' };
  const text = `${path} ${words[server.files.presence(path)]}`;
  const image = server.images?.get(path);
  return [{ type: 'fact', path: null, label: 'image', text }, ...(image ? imageEvidence(image, path) : [])];
}
