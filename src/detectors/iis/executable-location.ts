import { configurationFile, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { grave, REVIEW } from '../../server/configuration/weight.js';
import { iisKnownGood } from '../../server/iis-known-good.js';
import { hasExchange } from '../../server/server-roles.js';

export default defineDetector({
  id: 'iis.executable-location',
  title: 'Scripts allowed in a static folder',
  description:
    'The access policy of its handlers decides whether a dropped page runs. Exchange gives script rights to a few folders only; writing over the web it allows nowhere.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003'],
  references: ['IIS-12'],
  falsePositives: ['Folders of other applications'],
  nextSteps: ['Search the folder for pages', 'Compare with inetpub\\history'],
  consumes: configurationFile,
  messages: {
    granted: '{location} has the rights {policy}, where the product gives {expected}',
    write: '{location} has the rights {policy}: files may be written over the web',
    unlisted: '{location} has the rights {policy}; the product gives it none of its own',
  },
  *inspect(file, context) {
    const known = iisKnownGood().accessPolicies;
    for (const section of sectionsNamed(file, 'system.webServer/handlers')) {
      const policy = attribute(section.element, 'accessPolicy');
      if (policy === undefined) continue;
      const reach = reachOf(file, section, context);
      const onExchange = isOfExchange(reach, context.server);
      const rights = new Set(policy.split(',').map((right) => right.trim()));
      const location = section.location ?? context.artifact?.windowsPath ?? 'every site';
      const place = location.replace(/\d+\.\d+\.\d+(?:\.\d+)?/, '<ver>').toLowerCase();
      const expected = Object.entries(known).find(([name]) => name.toLowerCase() === place)?.[1];
      const about = {
        data: { location, policy, expected: expected?.join(' or ') ?? '' },
        at: elementEvidence(section.element, context.artifact),
        identity: [location.toLowerCase()],
      };
      if (rights.has('Write') || rights.has('Source')) {
        yield { message: 'write', ...(onExchange ? grave('critical') : REVIEW), ...about };
        continue;
      }
      if (!hasExchange(context.server)) continue;
      const runs = rights.has('Script') || rights.has('Execute');
      if (!runs || expected?.some((shipped) => [...rights].every((right) => shipped.split(', ').includes(right))))
        continue;
      if (expected) yield { message: 'granted', ...about };
      else if (section.location === null) {
        // IIS itself grants this to the whole server; in a web.config of a folder it is a change.
        const grave = file.kind === 'web' && rights.has('Execute') && !isRpcProxy(section.element);
        if (grave) yield { message: 'unlisted', severity: 'medium', confidence: 'moderate', ...about };
      } else {
        yield { message: 'unlisted', severity: onExchange ? 'medium' : 'low', confidence: 'moderate', ...about };
      }
    }
  },
});

/** The RPC proxy of Windows is an extension that has to run. */
function isRpcProxy(handlers: XmlElement): boolean {
  const processors = childrenNamed(handlers, 'add').map((add) => attribute(add, 'scriptProcessor') ?? '');
  return processors.length > 0 && processors.every((path) => /\\system32\\rpcproxy\\rpcproxyshim\.dll$/i.test(path));
}
