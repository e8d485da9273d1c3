import { configurationFile } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { hasExchange } from '../../server/server-roles.js';

/** Sections that IIS keeps to applicationHost.config, and of which somebody who writes a web.config would make use. */
const LOCKED =
  /^system\.webServer\/(?:asp|cgi|fastCgi|globalModules|handlers|httpLogging|isapiFilters|modules|odbcLogging|serverRuntime|serverSideInclude|security\/(?:access|applicationDependencies|isapiCgiRestriction|ipSecurity|dynamicIpSecurity|authentication\/\w{1,60})|webdav\/(?:authoring|authoringRules|globalSettings)|rewrite\/(?:globalRules|allowedServerVariables))$/;

/** What setup unlocks for every site. */
const UNLOCKED = /^system\.webServer\/(?:handlers|modules|serverRuntime)$/;

export default defineDetector({
  id: 'iis.section-unlocked',
  title: 'Unlocked configuration section',
  description:
    'IIS keeps sections that decide who logs on, what is logged and what runs to itself. Where one is unlocked, a file that is written into a web folder changes it without a right on the server. Exchange unlocks handlers and modules only.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'hygiene',
  attack: ['T1505.004', 'T1685'],
  references: ['IIS-05', 'IIS-11'],
  falsePositives: ['An administrator who delegated the section to the owner of another application'],
  nextSteps: ['Look for files below that place which set the section', 'Compare with inetpub\\history'],
  consumes: configurationFile,
  messages: {
    declared: 'Section {section}, which IIS locks, is declared to be free',
    unlocked: 'Section {section}, which IIS locks, may be set by files of {location}',
  },
  *inspect(file, context) {
    if (file.kind !== 'application-host' || !hasExchange(context.server)) return;
    for (const { name, element } of declared(file.root === null ? [] : childrenNamed(file.root, 'configSections'))) {
      const mode = attribute(element, 'overrideModeDefault');
      if (!LOCKED.test(name) || mode?.toLowerCase() !== 'allow') continue;
      yield {
        message: 'declared',
        data: { section: name },
        at: elementEvidence(element, context.artifact),
        identity: ['declared', name.toLowerCase()],
      };
    }
    for (const section of file.sections) {
      const { name, overridable, location } = section;
      if (overridable !== true || !LOCKED.test(name)) continue;
      const place = location === null || location === '' ? 'every site' : location;
      if (UNLOCKED.test(name)) continue;
      if (place !== 'every site' && !isOfExchange(reachOf(file, section, context), context.server)) continue;
      yield {
        message: 'unlocked',
        data: { section: name, location: place },
        at: elementEvidence(section.element, context.artifact),
        identity: ['unlocked', place.toLowerCase(), name.toLowerCase()],
      };
    }
  },
});

function* declared(groups: readonly XmlElement[], prefix = ''): Generator<{ name: string; element: XmlElement }> {
  for (const child of groups.flatMap((group) => group.children)) {
    const name = prefix + (attribute(child, 'name') ?? '');
    if (child.name === 'sectionGroup') yield* declared([child], `${name}/`);
    else if (child.name === 'section') yield { name, element: child };
  }
}
