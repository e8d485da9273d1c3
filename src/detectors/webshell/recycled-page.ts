import { EXECUTED_EXTENSIONS, isWebPlace } from '../../collection/served/web-places.js';
import { recycledFile } from '../../formats/recycle-bin/recycled-file.js';
import { defineDetector } from '../../model/detector.js';

export default defineDetector({
  id: 'webshell.recycled-page',
  title: 'Page in the Recycle Bin',
  description:
    'Windows notes where a file lay that somebody moved into the Recycle Bin, and when. A page of a web folder that the product does not ship was deleted there by hand, in a session at the desktop.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1070.004'],
  references: ['WEB-13', 'TIM-01'],
  falsePositives: ['Pages that an administrator removed, such as a shell that was found before'],
  nextSteps: [
    'Read the file itself: it lies beside the note, its name beginning with $R',
    'Whose bin it is tells the SID of the folder: ask that person, and look at its logons',
  ],
  consumes: recycledFile,
  messages: { recycled: '{file} was moved into the Recycle Bin at {deleted}' },
  *inspect({ path, deleted, size }, { artifact, server }) {
    const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
    if (!EXECUTED_EXTENSIONS.has(extension) || server.knownGood.isShippedPath(path)) return;
    if (!isWebPlace(path.toLowerCase()) && server.urlMap.urlsOf(path).length === 0) return;
    yield {
      message: 'recycled',
      data: {
        file: path,
        deleted: deleted ?? 'a time that is not known',
        writes: path,
        traits: [`gone at ${deleted ?? '?'}`],
      },
      at: {
        type: 'fact',
        path: artifact?.collectedPath ?? null,
        label: 'moved',
        text: `${deleted ?? ''} ${path}, ${size} bytes`,
      },
      identity: [path.toLowerCase()],
      lastSeen: deleted,
    };
  },
});
