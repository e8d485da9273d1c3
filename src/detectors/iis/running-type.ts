import { configurationFile } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { walk } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { assemblyEvidence } from '../../server/assembly-location.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { parseManagedType } from '../../server/configuration/managed-type.js';
import { weighManagedType } from '../../server/configuration/weigh-managed-type.js';
import { grave, REVIEW } from '../../server/configuration/weight.js';

/**
 * Sections that name types which ASP.NET, WCF or .NET make and call by themselves: providers, state, validation, tracing, network
 * and message extensions, configuration builders.
 */
const SECTIONS =
  /^(?:system\.web\/(?:sessionState|membership|roleManager|profile|siteMap|healthMonitoring|webParts|caching\/.{1,40}|httpRuntime|pages|webServices|hostingEnvironment|anonymousIdentification|urlMappings|browserCaps|processModel|customErrors|machineKey|protocols|deviceFilters|mobileControls|fullTrustAssemblies|securityPolicy|trust)|system\.serviceModel|system\.serviceModel\/.{1,40}|system\.net\/.{1,40}|system\.diagnostics|system\.runtime\.remoting|system\.runtime\.caching|system\.data|system\.data\/.{1,40}|configBuilders|mscorlib|system\.identityModel|system\.transactions\/.{1,40}|system\.webServer\/tracing\/.{1,40}|system\.webServer\/management\/.{1,40})$/;

/** Attributes that hold a type. */
const TYPE =
  /^(?:type|providerType|encoderType|requestValidationType|sessionIDManagerType|partitionResolverType|serviceAuthorizationManagerType|customUserNamePasswordValidatorType|customCertificateValidatorType|principalPermissionMode|pageBaseType|userControlBaseType|pageParserFilterType|appDomainAppPathType|resourceProviderFactoryType|cryptoClass|cacheProviderType|factory|initializeData|policyType|validatorType|mappedTagType|inherits)$/;

/** `Namespace.Class` with or without its assembly; what else these attributes hold has no dot. */
const QUALIFIED = /^[A-Za-z_][\w]*(?:\.[A-Za-z_][\w+`]*)+(?:\s*,|$)/;

export default defineDetector({
  id: 'iis.running-type',
  title: 'Setting that makes ASP.NET call a foreign type',
  description:
    'Providers, state, validation, tracing and message extensions name types that run in the worker process without a page, module or handler. In its own folders Exchange names types of its own and of .NET only; applications bring theirs.',
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
  },
  *inspect(file, context) {
    for (const section of file.sections) {
      if (!SECTIONS.test(section.name)) continue;
      const reach = reachOf(file, section, context);
      if (!isOfExchange(reach, context.server)) continue;
      for (const element of walk(section.element)) {
        for (const { name, value } of element.attributes) {
          if (!TYPE.test(name) || !QUALIFIED.test(value)) continue;
          const weighed = weighManagedType(value, { reach, onExchange: true });
          if (weighed === null || weighed.message === 'unlisted') continue;
          const foreign = weighed.message !== 'unresolved';
          // Of the product's and the system's own many classes only some are on record.
          if (!foreign && !/^System\.Web\./.test(value)) continue;
          if (weighed.message === 'impostor' && parseManagedType(value).token === null) continue;
          yield {
            message: foreign ? 'foreign' : 'unresolved',
            ...(foreign && weighed.message !== 'claimed' ? grave('high') : REVIEW),
            data: { setting: `${section.name}/@${name}`, type: value, location: section.location ?? '' },
            at: [elementEvidence(element, context.artifact), ...assemblyEvidence(value, context)],
            identity: [section.location ?? '', section.name, name, value.toLowerCase()],
          };
        }
      }
    }
  },
});
