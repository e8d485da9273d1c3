import {
  type ConfigurationFile,
  configurationFile,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { assemblyEvidence, isFlagged } from '../../server/assembly-location.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { parseManagedType } from '../../server/configuration/managed-type.js';
import { type ServerPaths, serverPathsOf } from '../../server/configuration/server-paths.js';
import { summed } from '../../server/configuration/summed.js';
import { mappingOf, weighHandler } from '../../server/configuration/weigh-handler.js';
import { type TypePlace, weighManagedType } from '../../server/configuration/weigh-managed-type.js';
import { grave, UNUSUAL } from '../../server/configuration/weight.js';

/** Extensions of files that a browser gets as they are. */
const STATIC =
  /\.(?:gif|jpe?g|png|bmp|ico|svg|webp|css|js|map|html?|txt|log|json|md|pdf|zip|woff2?|ttf|eot|eml|tmp|dat|bak|config|mp[34]|docx?|xlsx?)$/i;

export default defineDetector({
  id: 'iis.foreign-handler',
  title: 'Foreign request handler',
  description:
    'A handler decides what answers a URL. One of an intruder answers without a file, or makes a picture run as a page. Normal are the handlers of ASP.NET and of each Exchange folder.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1505.003'],
  references: ['IIS-03'],
  falsePositives: ['Frameworks that an administrator installed, such as PHP or classic ASP, on a site of their own'],
  nextSteps: [
    'Look for requests to the mapped path in the IIS logs',
    'Collect the assembly or program that the handler names',
  ],
  consumes: configurationFile,
  messages: {
    command: 'Handler {name} gives requests for {path} to {target}, which runs commands',
    'static-runs': 'Handler {name} runs {path}, which a browser should get as it is, through {target}',
    'static-compiles': 'Files with the extension {path} are compiled as pages by {target}',
    foreign: 'Handler {name} answers {path} with {target}, which neither ASP.NET nor Exchange ships',
    remapped: 'Handler {name} runs {path} through {target}; the product does not map it',
    unlisted:
      'Handler {name} answers {path} with {target}, which claims to be a part of the product and is not on record',
    unresolved:
      'Handler {name} answers {path} with {target}, named like a part of the system, which has no such class: it comes from bin or App_Code',
    own: '{count} handlers of the application itself: {names}',
  },
  *inspect(file, context) {
    const paths = serverPathsOf(file, context.artifact);
    const own: { readonly name: string; readonly element: XmlElement }[] = [];
    for (const { element, location, section } of mappings(file)) {
      const mapping = mappingOf(element, paths);
      const reach = reachOf(file, section, context);
      const onExchange = isOfExchange(reach, context.server);
      const weighed = weighHandler(mapping, { reach, onExchange });
      if (weighed === null) continue;
      const name = attribute(element, 'name') ?? mapping.path;
      const flagged = isFlagged(mapping.type, context) || context.server.flaggedFiles.has(fileOf(element, paths));
      if (weighed.severity === 'informational' && !flagged && !onExchange) {
        own.push({ name, element });
        continue;
      }
      yield {
        ...weighed,
        ...(flagged ? grave('critical') : {}),
        data: { name, path: mapping.path, verb: mapping.verb, target: targetOf(element), location: location ?? '' },
        at: [elementEvidence(element, context.artifact), ...assemblyEvidence(mapping.type, context)],
        identity: [location ?? '', name.toLowerCase(), mapping.path.toLowerCase()],
      };
    }
    for (const section of sectionsNamed(file, 'system.web/compilation')) {
      const { element, location } = section;
      const reach = reachOf(file, section, context);
      const place = { reach, onExchange: isOfExchange(reach, context.server) };
      for (const provider of childrenNamed(element, 'buildProviders').flatMap((list) => childrenNamed(list, 'add'))) {
        const extension = attribute(provider, 'extension') ?? '';
        const type = attribute(provider, 'type') ?? '';
        const weighed = weighProvider(extension, type, place);
        if (weighed === null) continue;
        if (weighed.severity === 'informational') {
          own.push({ name: extension, element: provider });
          continue;
        }
        yield {
          ...weighed,
          data: { name: 'build provider', path: extension, target: type, location: location ?? '' },
          at: elementEvidence(provider, context.artifact),
          identity: [location ?? '', 'build provider', extension.toLowerCase()],
        };
      }
    }
    if (own.length > 0) yield { message: 'own', ...summed(own, context) };
  },
});

function* mappings(file: ConfigurationFile) {
  for (const name of ['system.webServer/handlers', 'system.web/httpHandlers']) {
    for (const section of sectionsNamed(file, name)) {
      for (const element of childrenNamed(section.element, 'add'))
        yield { element, location: section.location, section };
    }
  }
}

function fileOf(element: XmlElement, paths: ServerPaths): string {
  return paths.expand((attribute(element, 'scriptProcessor') ?? '').replace(/\|.*$/, '')).toLowerCase();
}

function targetOf(element: XmlElement): string {
  const own = (name: string) => attribute(element, name) || undefined;
  return own('type') ?? own('scriptProcessor') ?? own('modules') ?? '';
}

function weighProvider(extension: string, type: string, place: TypePlace) {
  const compiles =
    STATIC.test(extension) &&
    /(?:Page|WebHandler|UserControl|MasterPage)BuildProvider$/.test(parseManagedType(type).className);
  if (compiles) {
    const made = /\.(?:html?|js|css|xml|json)$/i.test(extension);
    return { message: 'static-compiles', ...(made && !place.onExchange ? UNUSUAL : grave('critical')) } as const;
  }
  const weighed = weighManagedType(type, { ...place, reach: 'other' });
  if (weighed === null || weighed.message === 'unlisted') return null;
  if (weighed.message === 'unresolved' && !place.onExchange) return null;
  return { ...weighed, message: weighed.message === 'unresolved' ? 'unresolved' : 'foreign' } as const;
}
