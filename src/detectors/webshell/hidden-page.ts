import { collectedFile } from '../../model/collected-file.js';
import { defineDetector } from '../../model/detector.js';
import { extensionOf } from '../../platform/windows-path.js';
import { PAGE_EXTENSIONS, webPlacesOf } from '../../server/web-place.js';

export default defineDetector({
  id: 'webshell.hidden-page',
  title: 'Page with the hidden or system attribute',
  description:
    'A page in a web folder has the attributes that keep it out of listings. Setup marks no page so; intruders do, so that administrators do not see it.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1564.001', 'T1505.003'],
  references: ['ANT-05'],
  falsePositives: ['Folders that an administrator hid whole'],
  nextSteps: ['Read the page', 'Look for requests to it in the IIS logs', 'Look for other hidden files beside it'],
  consumes: collectedFile,
  messages: { hidden: '{file} is marked {attributes}' },
  *conclude(inputs) {
    const files = inputs.filter(({ input }) => input.artifact.kind !== 'link');
    const places = webPlacesOf(inputs);
    for (const { input } of files) {
      const { windowsPath, attributes = [], collectedPath } = input.artifact;
      const marks = attributes.filter((mark) => mark !== 'read-only');
      if (windowsPath === null || marks.length === 0 || !PAGE_EXTENSIONS.has(extensionOf(windowsPath))) continue;
      const place = places.placeOf(windowsPath);
      if (place === null) continue;
      yield {
        message: 'hidden',
        data: { file: windowsPath, attributes: marks },
        at: { type: 'fact', path: collectedPath, label: 'attributes', text: attributes.join(', ') },
        identity: ['hidden'],
        artifact: input.artifact,
        severity: place.rank === 3 ? 'medium' : 'high',
      };
    }
  },
});
