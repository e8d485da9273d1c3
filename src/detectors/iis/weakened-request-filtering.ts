import { configurationFile, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { iisKnownGood } from '../../server/iis-known-good.js';

/** Extensions and folders whose protection keeps source, settings and code from the web. */
const GRAVE: ReadonlySet<string> = new Set([
  '.config',
  '.cs',
  '.vb',
  '.ascx',
  '.asax',
  '.master',
  '.compiled',
  'bin',
  'app_code',
  'app_data',
  'web.config',
]);

export default defineDetector({
  id: 'iis.weakened-request-filtering',
  title: 'Weakened request filtering',
  description:
    'Out of the box IIS gives out no settings, code or data, and takes no double escapes. Exchange takes a few of its own download types off the list and lets OWA take double escapes.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'hygiene',
  attack: ['T1505.004', 'T1685'],
  references: ['IIS-11', 'IIS-05'],
  falsePositives: ['Applications of an administrator that give out such files'],
  nextSteps: ['Look for requests with such extensions that were answered 200', 'Compare with inetpub\\history'],
  consumes: configurationFile,
  messages: {
    extension: 'Files with the extension {what} are given out',
    segment: 'The folder or file {what} is no longer hidden',
    allowed: 'Files with the extension {what} are allowed by name',
    cleared: 'The list {what} is emptied',
    'double-escaping': 'URLs may be escaped twice',
    always: 'The URL {what} passes every filter',
  },
  *inspect(file, context) {
    for (const section of sectionsNamed(file, 'system.webServer/security/requestFiltering')) {
      const reach = reachOf(file, section, context);
      const onExchange = isOfExchange(reach, context.server);
      const report = (severity: Severity, what: string) => ({
        severity: onExchange ? severity : lesser(severity),
        data: { what, location: section.location ?? '' },
      });
      const identity = (...parts: string[]) => [section.location ?? '', ...parts.map((part) => part.toLowerCase())];
      const known = iisKnownGood();
      for (const list of section.element.children) {
        for (const element of list.children) {
          const at = elementEvidence(element, context.artifact);
          const key =
            attribute(element, 'fileExtension') ?? attribute(element, 'segment') ?? attribute(element, 'url') ?? '';
          const grave: Severity = GRAVE.has(key.toLowerCase()) ? 'high' : 'medium';
          if (element.name === 'clear' && /^(?:fileExtensions|hiddenSegments|denyUrlSequences)$/.test(list.name)) {
            // Lists that are emptied to be filled again on the spot are not; IIS itself empties its own for the whole server.
            const whole = file.kind === 'application-host' && section.location === null;
            if (whole || isFilledAgain(list, element)) continue;
            yield { message: 'cleared', ...report('high', list.name), at, identity: identity('clear', list.name) };
          } else if (
            element.name === 'remove' &&
            list.name === 'fileExtensions' &&
            known.deniedExtensions.includes(key)
          ) {
            yield { message: 'extension', ...report(grave, key), at, identity: identity('remove', key) };
          } else if (element.name === 'remove' && list.name === 'hiddenSegments') {
            yield { message: 'segment', ...report(grave, key), at, identity: identity('remove', key) };
          } else if (
            element.name === 'add' &&
            list.name === 'fileExtensions' &&
            attribute(element, 'allowed')?.toLowerCase() === 'true'
          ) {
            if (known.deniedExtensions.includes(key)) {
              yield { message: 'allowed', ...report(grave, key), at, identity: identity('add', key) };
            }
          } else if (element.name === 'add' && list.name === 'alwaysAllowedUrls') {
            yield { message: 'always', ...report('medium', key), at, identity: identity('always', key) };
          }
        }
      }
      const escaped = attribute(section.element, 'allowDoubleEscaping')?.toLowerCase() === 'true';
      if (escaped && onExchange && (reach === 'server' || reach === 'front')) {
        yield {
          message: 'double-escaping',
          ...report(reach === 'server' ? 'medium' : 'informational', 'allowDoubleEscaping'),
          at: elementEvidence(section.element, context.artifact),
          identity: identity('allowDoubleEscaping'),
        };
      }
    }
  },
});

/** Whether what protects settings, code and data is put back behind the `clear`, or nothing passes that is not on the list. */
function isFilledAgain(list: XmlElement, clear: XmlElement): boolean {
  const added = list.children
    .slice(list.children.indexOf(clear) + 1)
    .filter(({ name }) => name === 'add')
    .flatMap((add) => attribute(add, 'segment') ?? attribute(add, 'fileExtension') ?? attribute(add, 'sequence') ?? []);
  if (attribute(list, 'allowUnlisted')?.toLowerCase() === 'false') return true;
  const back = new Set(added.map((one) => one.toLowerCase()));
  if (list.name === 'denyUrlSequences') return back.size > 0;
  return (list.name === 'fileExtensions' ? ['.config'] : ['bin', 'web.config']).every((one) => back.has(one));
}

/** Applications that are none of Exchange's give out files of their own. */
function lesser(severity: Severity): Severity {
  return severity === 'high' ? 'medium' : severity === 'medium' ? 'low' : severity;
}
