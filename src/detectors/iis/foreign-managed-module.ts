import { configurationFile, itemsOf } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { assemblyEvidence, isFlagged } from '../../server/assembly-location.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { parseManagedType } from '../../server/configuration/managed-type.js';
import { summed } from '../../server/configuration/summed.js';
import { classesOfModule, type TypePlace, weighManagedType } from '../../server/configuration/weigh-managed-type.js';
import { grave } from '../../server/configuration/weight.js';

const SECTIONS = ['system.webServer/modules', 'system.web/httpModules'];

export default defineDetector({
  id: 'iis.foreign-managed-module',
  title: 'Foreign managed IIS module',
  description:
    'A managed module sees every request below the place that names it, and can answer, change or record it: passwords typed at the logon page too. Normal are the modules of ASP.NET and Exchange.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1056.003'],
  references: ['IIS-02', 'IIS-16', 'https://securelist.com/owowa-credential-stealer-and-remote-access/105219/'],
  falsePositives: ['Modules of sign-on, captcha and monitoring products'],
  nextSteps: [
    'Find the assembly: bin of the application, global assembly cache, codeBase',
    'Compare with the same file on the other servers and with inetpub\\history',
    'Treat passwords that were typed at this server as disclosed',
  ],
  consumes: configurationFile,
  messages: {
    foreign: 'Managed module {name} runs {type}, which neither ASP.NET nor Exchange ships',
    claimed:
      'Managed module {name} runs {type}, which by its names is an add-on that servers have: names prove nothing, so ask whose it is',
    impostor: 'Managed module {name} runs {type}, named like a part of the product but not signed as one',
    repointed: 'Module {name} of the product runs {type} instead of {expected}',
    unlisted: 'Managed module {name} runs {type}, which claims to be a part of the product and is not on record',
    unresolved:
      'Managed module {name} runs {type}, named like a part of the system, which has no such class: it comes from bin or App_Code',
    own: '{count} modules of the application itself: {names}',
  },
  *inspect(file, context) {
    const own: { readonly name: string; readonly element: XmlElement }[] = [];
    for (const name of SECTIONS) {
      for (const { element, section } of itemsOf(file, name)) {
        const type = attribute(element, 'type') ?? '';
        if (type === '') continue;
        const module = attribute(element, 'name') ?? '';
        const reach = reachOf(file, section, context);
        const weighed = weigh(module, type, { reach, onExchange: isOfExchange(reach, context.server) });
        if (weighed === null) continue;
        const flagged = isFlagged(type, context);
        if (weighed.severity === 'informational' && !flagged && !isOfExchange(reach, context.server)) {
          own.push({ name: module || type, element });
          continue;
        }
        yield {
          ...weighed,
          ...(flagged ? grave('critical') : {}),
          data: { name: module, type, location: section.location ?? '', ...weighed.data },
          at: [elementEvidence(element, context.artifact), ...assemblyEvidence(type, context)],
          identity: [section.location ?? '', name, module.toLowerCase()],
        };
      }
    }
    if (own.length > 0) yield { message: 'own', ...summed(own, context) };
  },
});

function weigh(name: string, type: string, place: TypePlace) {
  const weighed = weighManagedType(type, place);
  const classes = classesOfModule(name);
  const foreign = weighed !== null && ['foreign', 'claimed', 'impostor'].includes(weighed.message);
  if (place.onExchange && classes && foreign && !classes.includes(parseManagedType(type).className)) {
    const expected = classes.filter((known) => known !== '').join(' or ') || 'the native module';
    return { message: 'repointed', ...grave('critical'), data: { expected } } as const;
  }
  return weighed && { ...weighed, data: {} };
}
