import { configurationFile, itemsOf, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { classesOfModule } from '../../server/configuration/weigh-managed-type.js';
import { iisKnownGood } from '../../server/iis-known-good.js';

export default defineDetector({
  id: 'iis.removed-module',
  title: 'Product module removed from IIS',
  description:
    'Modules log people on, filter requests and keep them from what is not theirs. Exchange takes some of IIS away from its folders, none of those here.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'hygiene',
  attack: ['T1685', 'T1556'],
  references: ['IIS-02', 'IIS-11'],
  falsePositives: ['A workaround of support that was left in place'],
  nextSteps: ['Ask who changed it', 'Look for requests that the module would have refused'],
  consumes: configurationFile,
  messages: {
    removed: 'Module {name} of the product is taken away from {location}',
    cleared: 'All modules are taken away from {location}',
  },
  *inspect(file, context) {
    const known = new Set(iisKnownGood().removedModules);
    const isHere = (section: Parameters<typeof reachOf>[1]) =>
      isOfExchange(reachOf(file, section, context), context.server);
    for (const { element, section } of itemsOf(file, 'system.webServer/modules', 'remove')) {
      const name = attribute(element, 'name') ?? '';
      // That nothing is logged any more is told elsewhere.
      if (known.has(name) || name === 'HttpLoggingModule' || classesOfModule(name) === undefined) continue;
      const again = childrenNamed(section.element, 'add').some((add) => attribute(add, 'name') === name);
      if (again || !isHere(section)) continue;
      const location = section.location ?? 'this folder';
      yield {
        message: 'removed',
        data: { name, location },
        at: elementEvidence(element, context.artifact),
        identity: [location.toLowerCase(), name.toLowerCase()],
      };
    }
    for (const section of sectionsNamed(file, 'system.webServer/modules')) {
      const [clear] = childrenNamed(section.element, 'clear');
      if (clear === undefined || !isHere(section)) continue;
      const location = section.location ?? 'this folder';
      yield {
        message: 'cleared',
        data: { location },
        at: elementEvidence(clear, context.artifact),
        identity: [location.toLowerCase(), 'clear'],
      };
    }
  },
});
