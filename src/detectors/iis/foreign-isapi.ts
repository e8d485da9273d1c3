import { configurationFile, itemsOf, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { serverPathsOf } from '../../server/configuration/server-paths.js';
import { weighIsapi } from '../../server/configuration/weigh-isapi.js';
import { grave, UNUSUAL } from '../../server/configuration/weight.js';
import { hasExchange } from '../../server/server-roles.js';

export default defineDetector({
  id: 'iis.foreign-isapi',
  title: 'Foreign ISAPI filter, extension or CGI program',
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
    const found = (message: 'filter' | 'allowed' | 'open', element: XmlElement, parts: readonly string[]) => ({
      message,
      at: elementEvidence(element, context.artifact),
      identity: [message, ...parts],
    });
    for (const { element, section } of itemsOf(file, 'system.webServer/isapiFilters', 'filter')) {
      const path = attribute(element, 'path') ?? '';
      const image = paths.canonical(path);
      const reach = reachOf(file, section, context);
      const weight = path === '' ? null : weighIsapi(image, isOfExchange(reach, context.server));
      if (weight === null) continue;
      yield {
        ...weight,
        data: { name: attribute(element, 'name') ?? '', path, location: section.location ?? '' },
        ...found('filter', element, [section.location ?? '', image]),
      };
    }
    const onExchange = hasExchange(context.server);
    const name = 'system.webServer/security/isapiCgiRestriction';
    for (const { element } of sectionsNamed(file, name)) {
      for (const [setting, what] of [
        ['notListedIsapisAllowed', 'extension'],
        ['notListedCgisAllowed', 'program'],
      ] as const) {
        if (attribute(element, setting)?.toLowerCase() !== 'true') continue;
        const { identity, ...about } = found('open', element, [setting]);
        yield {
          ...(onExchange ? grave('high') : UNUSUAL),
          data: { setting, what },
          ...about,
          identity: identity.slice(1),
        };
      }
    }
    for (const { element } of itemsOf(file, name)) {
      const path = attribute(element, 'path') ?? '';
      const image = paths.canonical(path.replaceAll('"', '').replace(/(?<=\.(?:exe|dll))[ |].*$/i, ''));
      if (attribute(element, 'allowed')?.toLowerCase() !== 'true') continue;
      const weight = weighIsapi(image, onExchange);
      if (weight) yield { ...weight, data: { path }, ...found('allowed', element, [image]) };
    }
  },
});
