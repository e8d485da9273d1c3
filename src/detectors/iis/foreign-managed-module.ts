import { configurationFile, itemsOf } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { assemblyEvidence } from '../../server/assembly-location.js';
import { type Reach, reachOf } from '../../server/configuration/file-role.js';
import { parseManagedType, typeOrigin } from '../../server/configuration/managed-type.js';
import { iisKnownGood } from '../../server/iis-known-good.js';

const SECTIONS = ['system.webServer/modules', 'system.web/httpModules'];

export default defineDetector({
  id: 'iis.foreign-managed-module',
  title: 'Managed IIS module that the product does not ship',
  description:
    'A managed module sees every request below the place that names it, and can answer, change or record it: passwords typed at the logon page too. Normal are the modules of ASP.NET and Exchange.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1056.003'],
  references: ['IIS-02', 'https://securelist.com/owowa-credential-stealer-and-remote-access/105219/'],
  falsePositives: ['Modules of sign-on, captcha and monitoring products'],
  nextSteps: [
    'Find the assembly: bin of the application, global assembly cache, codeBase',
    'Compare with the same file on the other servers and with inetpub\\history',
    'Treat passwords that were typed at this server as disclosed',
  ],
  consumes: configurationFile,
  messages: {
    foreign: 'Managed module {name} runs {type}, which neither ASP.NET nor Exchange ships',
    impostor: 'Managed module {name} runs {type}, named like a part of the product but not signed as one',
    repointed: 'Module {name} of the product runs {type} instead of {expected}',
    unlisted: 'Managed module {name} runs {type}, which is named and signed as a part of the product but not on record',
  },
  *inspect(file, context) {
    for (const name of SECTIONS) {
      for (const { element, section } of itemsOf(file, name)) {
        const type = attribute(element, 'type') ?? '';
        if (type === '') continue;
        const verdict = judge(attribute(element, 'name') ?? '', type, reachOf(file, section, context.artifact));
        if (verdict === null) continue;
        yield {
          ...verdict,
          data: { name: attribute(element, 'name') ?? '', type, location: section.location ?? '', ...verdict.data },
          at: [elementEvidence(element, context.artifact), ...assemblyEvidence(type, context)],
          identity: [section.location ?? '', name, (attribute(element, 'name') ?? '').toLowerCase()],
        };
      }
    }
  },
});

function judge(name: string, type: string, reach: Reach) {
  const { modules } = iisKnownGood();
  const origin = typeOrigin(type);
  const className = parseManagedType(type).className;
  const expected = Object.hasOwn(modules, name) ? modules[name] : undefined;
  const classes = expected?.map((known) => parseManagedType(known).className);
  if (classes && !classes.includes(className) && (origin === 'foreign' || origin === 'impostor')) {
    return {
      message: 'repointed',
      data: { expected: classes.filter((c) => c !== '').join(' or ') || 'the native module' },
      severity: 'critical',
    } as const;
  }
  const severity = reach === 'server' || reach === 'front' ? 'critical' : 'high';
  switch (origin) {
    case 'known':
      return null;
    case 'microsoft':
      return {
        message: 'unlisted',
        data: {},
        severity: 'informational',
        confidence: 'weak',
        outcome: 'hygiene',
      } as const;
    case 'impostor':
      return { message: 'impostor', data: {}, severity } as const;
    case 'foreign':
      return { message: 'foreign', data: {}, severity } as const;
  }
}
