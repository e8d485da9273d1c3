import {
  type ConfigurationSection,
  configurationFile,
  itemsOf,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { REVIEW, UNUSUAL } from '../../server/configuration/weight.js';

/** Application settings that take back a protection of ASP.NET when they are true. */
const SETTINGS =
  /^aspnet:(?:AllowInsecureDeserialization|UseLegacy(?:Encryption|MachineKeyEncryption|FormsAuthenticationTicketCompatibility|EventValidationCompatibility)|AllowAnonymousImpersonation|UseLegacyEncryption)$/i;

export default defineDetector({
  id: 'iis.weakened-view-state',
  title: 'View state accepted without validation',
  description:
    'A page that takes view state without its signature, or unpacks it the old way, runs what an intruder packed into it. No version of Exchange needs any of these settings.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003'],
  references: ['IIS-06'],
  falsePositives: ['Old applications beside Exchange'],
  nextSteps: ['Take the setting back', 'Look for long __VIEWSTATE in requests below the folder'],
  consumes: configurationFile,
  messages: { weakened: '{setting} is set to {value}' },
  *inspect(file, context) {
    const about = (setting: string, value: string, location: string | null) => ({
      data: { setting, value, location: location ?? '' },
      identity: [location ?? '', setting.toLowerCase()],
    });
    const softer = (section: ConfigurationSection) => {
      const reach = reachOf(file, section, context);
      if (isOfExchange(reach, context.server)) return null;
      // An application says it for itself; for all of them nobody has a reason to.
      return reach === 'server' ? REVIEW : UNUSUAL;
    };
    for (const section of sectionsNamed(file, 'system.web/pages')) {
      const { element, location } = section;
      for (const [setting, bad] of [
        ['enableViewStateMac', 'false'],
        ['viewStateEncryptionMode', 'never'],
      ] as const) {
        const value = attribute(element, setting);
        if (value?.toLowerCase() !== bad) continue;
        const severity = setting === 'enableViewStateMac' ? 'high' : 'medium';
        yield {
          message: 'weakened',
          severity,
          ...softer(section),
          ...about(setting, value, location),
          at: elementEvidence(element, context.artifact),
        };
      }
    }
    for (const { element, section } of itemsOf(file, 'appSettings')) {
      const key = attribute(element, 'key') ?? '';
      const value = attribute(element, 'value') ?? '';
      if (!SETTINGS.test(key) || value.toLowerCase() !== 'true') continue;
      yield {
        message: 'weakened',
        ...softer(section),
        ...about(key, value, section.location),
        at: elementEvidence(element, context.artifact),
      };
    }
  },
});
