import {
  type ConfigurationFile,
  configurationFile,
  itemsOf,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { type ServerPaths, serverPathsOf } from '../../server/configuration/server-paths.js';
import { iisKnownGood } from '../../server/iis-known-good.js';

/** Filters that Exchange registers for its sites, beside those of ASP.NET. */
const EXCHANGE_FILTERS: ReadonlySet<string> = new Set([
  '%exi%\\frontend\\httpproxy\\bin\\owaauth.dll',
  '%exi%\\frontend\\httpproxy\\bin\\airfilter.dll',
  '%exi%\\clientaccess\\owa\\auth\\owaauth.dll',
  '%exi%\\clientaccess\\sync\\bin\\airfilter.dll',
]);

export default defineDetector({
  id: 'iis.foreign-isapi',
  title: 'ISAPI filter, extension or CGI program that the product does not allow',
  description:
    'A filter sees every request, an allowed extension or program answers them. Normal are two filters of ASP.NET, those of Exchange, and six allowed extensions.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004'],
  references: ['IIS-04'],
  falsePositives: ['Classic ASP, PHP or WebDAV that an administrator switched on', 'Filters of web security products'],
  nextSteps: ['Collect the DLL or program', 'Compare with the other servers and with inetpub\\history'],
  consumes: configurationFile,
  messages: {
    filter: 'ISAPI filter {name} loads {path}, which neither IIS nor Exchange ships',
    allowed: '{path} may answer requests, which neither IIS nor Exchange needs',
    open: '{setting} lets any {what} on the disk answer requests',
  },
  *inspect(file, context) {
    const paths = serverPathsOf(file, context.artifact);
    const known = iisKnownGood();
    for (const { element, section } of itemsOf(file, 'system.webServer/isapiFilters', 'filter')) {
      const path = attribute(element, 'path') ?? '';
      const image = paths.canonical(path);
      if (path === '' || known.isapiFilters.includes(image) || EXCHANGE_FILTERS.has(image)) continue;
      yield {
        message: 'filter',
        severity: severityOf(image),
        data: { name: attribute(element, 'name') ?? '', path, location: section.location ?? '' },
        at: elementEvidence(element, context.artifact),
        identity: ['filter', section.location ?? '', image],
      };
    }
    yield* restrictions(file, paths, (element) => elementEvidence(element, context.artifact));
  },
});

function* restrictions(
  file: ConfigurationFile,
  paths: ServerPaths,
  at: (element: Parameters<typeof elementEvidence>[0]) => ReturnType<typeof elementEvidence>,
) {
  const name = 'system.webServer/security/isapiCgiRestriction';
  for (const { element } of sectionsNamed(file, name)) {
    for (const [setting, what] of [
      ['notListedIsapisAllowed', 'extension'],
      ['notListedCgisAllowed', 'program'],
    ] as const) {
      if (attribute(element, setting)?.toLowerCase() !== 'true') continue;
      yield {
        message: 'open',
        severity: 'high',
        data: { setting, what },
        at: at(element),
        identity: [setting],
      } as const;
    }
  }
  for (const { element } of itemsOf(file, name)) {
    const path = attribute(element, 'path') ?? '';
    const image = paths.canonical(path);
    if (attribute(element, 'allowed')?.toLowerCase() !== 'true' || iisKnownGood().isapiRestrictions.includes(image))
      continue;
    const feature =
      /^%windir%\\system32\\inetsrv\\(?:asp|ssinc|webdav)\.dll$|^%windir%\\microsoft\.net\\framework64?\\v[^\\]+\\aspnet_isapi\.dll$/.test(
        image,
      );
    yield {
      message: 'allowed',
      ...(feature
        ? ({ severity: 'low', confidence: 'moderate', outcome: 'hygiene' } as const)
        : { severity: severityOf(image) }),
      data: { path },
      at: at(element),
      identity: ['allowed', image],
    } as const;
  }
}

function severityOf(image: string): Severity {
  const trust = folderTrust(image);
  return trust === 'vendor' ? 'medium' : trust === 'odd' ? 'high' : 'critical';
}
