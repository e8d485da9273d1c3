import { configurationFile, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { ElementEvidence } from '../../model/finding.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { maskKey } from '../../server/configuration/mask-key.js';
import { grave, UNUSUAL } from '../../server/configuration/weight.js';
import { shippedDisclosedKeys } from '../../server/disclosed-machine-keys.js';

/** Shortest text that is a key: 3DES takes 48 digits, but what is shorter is a key that somebody typed. */
const KEY = /^[0-9a-f]{16,}$/i;

export default defineDetector({
  id: 'iis.static-machine-key',
  title: 'Machine key written into the configuration',
  description:
    'Whoever knows the validation key runs code through the view state of any page, without a file and whatever is patched. Exchange lets ASP.NET make its own keys; a key in a file was put there.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1606.002'],
  references: [
    'IIS-06',
    'https://www.microsoft.com/en-us/security/blog/2025/02/06/code-injection-attacks-using-publicly-disclosed-asp-net-machine-keys/',
  ],
  falsePositives: ['Keys that a web farm shares on purpose, for other applications than Exchange'],
  nextSteps: [
    'Replace the key, or let ASP.NET make its own: patching does not change it',
    'Look for events 1316 of ASP.NET and for long __VIEWSTATE in the logs',
    'Search the other servers for the same key',
  ],
  consumes: configurationFile,
  messages: {
    disclosed: 'The {what} {key} is public: it is on a list of disclosed machine keys',
    static: 'The {what} {key} is written into the configuration',
  },
  *inspect(file, context) {
    const disclosed = context.server.disclosedKeys ?? shippedDisclosedKeys();
    for (const section of sectionsNamed(file, 'system.web/machineKey')) {
      const reach = reachOf(file, section, context);
      const validation = keyIn(section.element, 'validationKey');
      for (const [what, key] of [
        ['validation key', validation],
        ['decryption key', keyIn(section.element, 'decryptionKey')],
      ] as const) {
        if (key === null) continue;
        const about = {
          data: { what, key: maskKey(key), location: section.location ?? '' },
          at: maskedEvidence(section.element, context),
          identity: [section.location ?? '', what],
        };
        if (disclosed.has(key)) yield { message: 'disclosed', severity: 'critical', confidence: 'confirmed', ...about };
        // One finding tells of the pair.
        else if (what === 'validation key' || validation === null) {
          // Farms of other applications share a key on purpose.
          yield {
            message: 'static',
            ...(isOfExchange(reach, context.server) ? grave('high') : UNUSUAL),
            ...about,
          };
        }
      }
    }
  },
});

/** The key of an attribute such as `0123…,IsolateApps`; null where ASP.NET makes it. */
function keyIn(element: XmlElement, name: string): string | null {
  const key = (attribute(element, name) ?? '').split(',')[0]?.trim() ?? '';
  return KEY.test(key) ? key : null;
}

function maskedEvidence(element: XmlElement, { artifact }: DetectorContext): ElementEvidence {
  const evidence = elementEvidence(element, artifact);
  return { ...evidence, text: evidence.text.replace(/[0-9a-f]{16,}/gi, maskKey) };
}
