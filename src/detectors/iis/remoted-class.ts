import { configurationFile, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import { assemblyEvidence, isFlagged, isFlaggedSource } from '../../server/assembly-location.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { parseManagedType } from '../../server/configuration/managed-type.js';
import { summed } from '../../server/configuration/summed.js';
import { grave } from '../../server/configuration/weight.js';

export default defineDetector({
  id: 'iis.remoted-class',
  title: 'Class that answers remote calls',
  description:
    'A class named in system.runtime.remoting answers calls of its methods at an address without a file. Applications name classes of their own; one of .NET lets the caller read files, start programs or load code.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1505.004'],
  references: ['WEB-08', 'IIS-03', 'https://learn.microsoft.com/dotnet/framework/configure-apps/file-schema/remoting/'],
  falsePositives: ['Applications from before WCF, which remote their own classes'],
  nextSteps: [
    'Collect the assembly, or App_Code, that the class is in',
    'List who sent requests to the address: calls are POST requests',
  ],
  consumes: configurationFile,
  messages: {
    framework: 'Whoever asks for {uri} calls methods of {type}, a class of .NET itself',
    flagged: 'Whoever asks for {uri} calls methods of {type}, in whose code something malicious was found',
    exchange: 'Whoever asks for {uri} calls methods of {type}; Exchange remotes no class',
    own: '{count} remoted classes of the application itself: {names}',
  },
  *inspect(file, context) {
    const own: { readonly name: string; readonly element: XmlElement }[] = [];
    for (const section of sectionsNamed(file, 'system.runtime.remoting')) {
      const onExchange = isOfExchange(reachOf(file, section, context), context.server);
      for (const { element, type, uri } of remotedIn(section.element)) {
        const message = messageFor(type, onExchange, context);
        if (message === null) {
          own.push({ name: uri || type, element });
          continue;
        }
        yield {
          message,
          ...grave(message === 'exchange' ? 'high' : 'critical'),
          data: { uri: uri || type, type, location: section.location ?? '' },
          at: [elementEvidence(element, context.artifact), ...assemblyEvidence(type, context)],
          identity: [section.location ?? '', uri.toLowerCase(), type.toLowerCase()],
        };
      }
    }
    if (own.length > 0) yield { message: 'own', ...summed(own, context) };
  },
});

/** Classes and their addresses; an activated one has that of the application. What stands below `client` is called elsewhere. */
function* remotedIn(section: XmlElement) {
  for (const service of walk(section)) {
    if (service.name !== 'service') continue;
    for (const element of service.children) {
      const type = attribute(element, 'type') ?? '';
      const uri = attribute(element, 'objectUri') ?? '';
      if (type !== '' && (uri !== '' || element.name === 'activated')) yield { element, type, uri };
    }
  }
}

function messageFor(type: string, onExchange: boolean, context: DetectorContext) {
  const { className } = parseManagedType(type);
  if (FRAMEWORK.test(className) && className !== STATE_SERVER) return 'framework';
  if (isFlagged(type, context) || isFlaggedSource(type, context)) return 'flagged';
  return onExchange ? 'exchange' : null;
}

/** Of Mono, which keeps sessions for several servers by it: its methods store and give bytes of a session. */
const STATE_SERVER = 'System.Web.SessionState.RemoteStateServer';
const FRAMEWORK = /^(?:System|Microsoft)\./;
