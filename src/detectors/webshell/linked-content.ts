import { isOddPlace, isWebPlace } from '../../collection/served/web-places.js';
import { normalizeWindowsPath } from '../../collection/placing/windows-path.js';
import { collectedFile } from '../../model/collected-file.js';
import { defineDetector } from '../../model/detector.js';
import { safeText } from '../../platform/safe-text.js';
import { extensionOf, fileNameOf } from '../../platform/windows-path.js';
import { PAGE_EXTENSIONS } from '../../server/web-place.js';

export default defineDetector({
  id: 'webshell.linked-content',
  title: 'Link or junction in a web folder',
  description:
    'A link in a folder that a web server serves makes it serve, or run, what lies somewhere else, out of sight of whoever looks through the web folders. Setup of IIS and Exchange makes none; administrators make some for content on another drive.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1036'],
  references: ['WEB-01', 'https://learn.microsoft.com/en-us/windows/win32/fileio/symbolic-links'],
  falsePositives: [
    'Junctions of administrators to content on another drive',
    'Deployments that point to their latest release',
  ],
  nextSteps: [
    'Look where it points, and read what lies there',
    'Ask who made it, and when',
    'Look for requests through it in the IIS logs',
  ],
  consumes: collectedFile,
  messages: {
    page: '{file} is a page by its name and a link to {target}',
    away: '{file} is a link to {target}, where no web content lies',
    link: '{file} is a link to {target}',
    unknown: '{file} is a link; where it points could not be read',
  },
  *inspect({ artifact }, { server }) {
    if (artifact.kind !== 'link' || artifact.windowsPath === null) return;
    const { windowsPath: file, linkTarget = '', collectedPath } = artifact;
    const isServed = isWebPlace(file.toLowerCase()) || server.urlMap.urlsOf(file).length > 0;
    if (!isServed) return;
    const target = safeText(linkTarget, 400);
    const message = messageOf(file, linkTarget);
    yield {
      message,
      data: { file, target },
      at: { type: 'fact', path: collectedPath, label: 'target', text: target },
      identity: ['link', normalizeWindowsPath(linkTarget)],
      artifact,
      severity: message === 'page' || message === 'away' ? 'high' : 'medium',
    };
  },
});

/** Configuration and libraries run as pages do. */
function isRun(file: string): boolean {
  return PAGE_EXTENSIONS.has(extensionOf(file)) || /^web\.config$|\.(?:dll|exe)$/i.test(fileNameOf(file));
}

function messageOf(file: string, target: string) {
  if (isRun(file)) return 'page';
  if (target === '') return 'unknown';
  return isOddPlace(`${normalizeWindowsPath(target.replace(/^\\\?\?\\/, ''))}\\`) || /[/\\]tmp[/\\]/i.test(target)
    ? 'away'
    : 'link';
}
