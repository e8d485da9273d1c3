import { configurationFile } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { claimedAddOn } from '../../server/add-ons.js';
import { assemblyEvidence, isFlagged } from '../../server/assembly-location.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { parseManagedType } from '../../server/configuration/managed-type.js';
import { ServerPaths } from '../../server/configuration/server-paths.js';
import { summed } from '../../server/configuration/summed.js';
import { weighManagedType } from '../../server/configuration/weigh-managed-type.js';
import { grave, REVIEW, UNUSUAL } from '../../server/configuration/weight.js';

/**
 * Sections that name types which ASP.NET, WCF or .NET make and call by themselves: providers, state, validation, tracing, network
 * and message extensions, configuration builders.
 */
const SECTIONS =
  /^(?:system\.web\/(?:sessionState|membership|roleManager|profile|siteMap|healthMonitoring|webParts|caching\/.{1,40}|httpRuntime|pages|webServices|hostingEnvironment|anonymousIdentification|urlMappings|browserCaps|processModel|customErrors|machineKey|protocols|deviceFilters|mobileControls|fullTrustAssemblies|securityPolicy|trust)|system\.serviceModel|system\.serviceModel\/.{1,40}|system\.net\/.{1,40}|system\.diagnostics|system\.runtime\.remoting|system\.runtime\.caching|system\.data|system\.data\/.{1,40}|configBuilders|configProtectedData|mscorlib|system\.identityModel|system\.transactions\/.{1,40}|system\.webServer\/tracing\/.{1,40}|system\.webServer\/management\/.{1,40})$/;

/** Attributes that hold a type. */
const TYPE =
  /^(?:type|providerType|encoderType|requestValidationType|sessionIDManagerType|partitionResolverType|serviceAuthorizationManagerType|customUserNamePasswordValidatorType|customCertificateValidatorType|principalPermissionMode|pageBaseType|userControlBaseType|pageParserFilterType|appDomainAppPathType|resourceProviderFactoryType|cryptoClass|cacheProviderType|factory|initializeData|policyType|validatorType|mappedTagType|inherits)$/;

/** `Namespace.Class` with or without its assembly; what else these attributes hold has no dot. */
const QUALIFIED = /^[A-Za-z_][\w]*(?:\.[A-Za-z_][\w+`]*)+(?:\s*,|$)/;

export default defineDetector({
  id: 'iis.running-type',
  title: 'Setting that makes ASP.NET call a foreign type',
  description:
    'Providers, state, validation, tracing and message extensions name types that run in the worker process without a page, module or handler. In its own folders Exchange names types of its own and of .NET only; applications bring theirs, and hardly anybody sets one for all of them at once.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1574'],
  references: ['IIS-05', 'NET-04'],
  falsePositives: ['Providers of other applications that were set up in a folder of Exchange'],
  nextSteps: ['Collect the assembly that the type is in', 'Compare with the other servers and with inetpub\\history'],
  consumes: configurationFile,
  messages: {
    foreign: '{setting} runs {type}, which neither .NET nor Exchange ships',
    unresolved: '{setting} runs {type}, named like a part of the system, which has no such class',
    own: '{count} types of the application itself: {names}',
  },
  *inspect(file, context) {
    const own: { readonly name: string; readonly element: XmlElement }[] = [];
    for (const section of file.sections) {
      if (!SECTIONS.test(section.name)) continue;
      const reach = reachOf(file, section, context);
      const onExchange = isOfExchange(reach, context.server);
      for (const element of walk(section.element)) {
        for (const { name, value } of element.attributes) {
          if (!TYPE.test(name) || !QUALIFIED.test(value)) continue;
          const weighed = weighManagedType(value, { reach, onExchange });
          if (weighed === null || weighed.message === 'unlisted') continue;
          const foreign = weighed.message !== 'unresolved';
          // Of the product's and the system's own many classes only some are on record.
          if (!foreign && !/^System\.Web\./.test(value)) continue;
          if (weighed.message === 'impostor' && parseManagedType(value).token === null) continue;
          const flagged = isFlagged(value, context);
          const keeps = foreign && KEEPERS.test(section.name) && keepsInHiding(element);
          if (!onExchange && reach !== 'server' && !flagged && !keeps) {
            if (foreign) own.push({ name: value.split(',')[0] ?? value, element });
            continue;
          }
          const known = onExchange && foreign && weighed.message !== 'claimed' ? grave('high') : REVIEW;
          const weight = !onExchange && isUsualOfMachine(section.name, value) ? UNUSUAL : known;
          yield {
            message: foreign ? 'foreign' : 'unresolved',
            ...(flagged ? grave('critical') : weight),
            data: { setting: `${section.name}/@${name}`, type: value, location: section.location ?? '' },
            at: [elementEvidence(element, context.artifact), ...assemblyEvidence(value, context)],
            identity: [section.location ?? '', section.name, name, value.toLowerCase()],
          };
        }
      }
    }
    if (own.length > 0) yield { message: 'own', ...summed(own, context) };
  },
});

/** Sections of providers that see passwords and sessions. */
const KEEPERS = /^system\.web\/(?:membership|roleManager|profile|sessionState)$/;

/** Whether a provider is told of a file where no application keeps any. */
function keepsInHiding({ attributes }: XmlElement): boolean {
  const paths = new ServerPaths();
  return attributes.some(
    ({ value }) => /^(?:[a-z]:|%\w{1,40}%)\\/i.test(value) && folderTrust(paths.canonical(value)) === 'writable',
  );
}

/** What setups write into machine.config for every application: clients of databases, and what is sold for whole machines. */
function isUsualOfMachine(section: string, type: string): boolean {
  const { className, assembly } = parseManagedType(type);
  if (section.startsWith('system.data')) return true;
  return assembly !== null && claimedAddOn(className, assembly) !== null;
}
