import { configurationFile, itemsOf, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';

/** What holds settings, source, code or data: with a content type, IIS gives such files out as they are. */
const KEPT =
  /^\.(?:config|cs|vb|asax|ascx|master|asp|aspx|ashx|asmx|svc|cshtml|vbhtml|compiled|resx|browser|sitemap|skin|mdf|ldf|bak|edb)$/i;

/** Any file, with or without an extension. */
const ANY = /^(?:\.?\*|\.)$/;

export default defineDetector({
  id: 'iis.exposed-content',
  title: 'Hidden content served by IIS',
  description:
    'A content type for settings or source, a listing of a folder or leave for the pages of other sites opens a folder without a program. Exchange sets none of the three.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'hygiene',
  attack: ['T1505.004', 'T1083'],
  references: ['IIS-05', 'IIS-11'],
  falsePositives: ['Applications of an administrator that give out such files, and downloads'],
  nextSteps: ['Ask who changed it', 'Look for requests to that place that were answered 200'],
  consumes: configurationFile,
  messages: {
    'content-type': 'Files with the extension {what} have the content type {value}, so that they are given out',
    listing: 'The files of {location} are listed for anybody',
    origin: 'Pages of {value} may read the answers of {location}',
  },
  *inspect(file, context) {
    const at = (element: XmlElement) => elementEvidence(element, context.artifact);
    for (const { element, section } of itemsOf(file, 'system.webServer/staticContent', 'mimeMap')) {
      const what = attribute(element, 'fileExtension') ?? '';
      const onExchange = isOfExchange(reachOf(file, section, context), context.server);
      if (!KEPT.test(what) && !(onExchange && ANY.test(what))) continue;
      yield {
        message: 'content-type',
        ...(onExchange ? {} : ({ severity: 'low', confidence: 'weak' } as const)),
        data: { what, value: attribute(element, 'mimeType') ?? '', location: section.location ?? '' },
        at: at(element),
        identity: ['content-type', section.location ?? '', what.toLowerCase()],
      };
    }
    for (const section of sectionsNamed(file, 'system.webServer/directoryBrowse')) {
      if (attribute(section.element, 'enabled')?.toLowerCase() !== 'true') continue;
      // Elsewhere folders are listed on purpose.
      if (!isOfExchange(reachOf(file, section, context), context.server)) continue;
      const location = section.location ?? 'this folder';
      yield { message: 'listing', data: { location }, at: at(section.element), identity: ['listing', location] };
    }
    const headers = sectionsNamed(file, 'system.webServer/httpProtocol').flatMap((section) =>
      childrenNamed(section.element, 'customHeaders')
        .flatMap((list) => childrenNamed(list, 'add'))
        .filter((element) => /^access-control-allow-origin$/i.test(attribute(element, 'name') ?? ''))
        .map((element) => ({ section, element, value: attribute(element, 'value') ?? '' })),
    );
    const origins = [...itemsOf(file, 'system.webServer/cors')].map(({ section, element }) => ({
      section,
      element,
      value: attribute(element, 'origin') ?? '',
    }));
    for (const { section, element, value } of [...headers, ...origins]) {
      // The interfaces of other applications are made to be called from other sites.
      if (value === '' || !isOfExchange(reachOf(file, section, context), context.server)) continue;
      const location = section.location ?? 'this folder';
      yield { message: 'origin', data: { location, value }, at: at(element), identity: ['origin', location, value] };
    }
  },
});
