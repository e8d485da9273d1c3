import { collectedFile } from '../../model/collected-file.js';
import { defineDetector } from '../../model/detector.js';
import { extensionOf } from '../../platform/windows-path.js';
import { PAGE_EXTENSIONS } from '../../server/web-place.js';

export default defineDetector({
  id: 'webshell.modified-product-page',
  title: 'Modified page of the product',
  description:
    'The page is one of the product, and its contents are those of no build, though every build up to the installed one is known. Intruders add a line to a page that everybody expects there; owners put their name and a second factor into it. What the page can do is judged beside this.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1036.005'],
  references: ['WEB-09'],
  falsePositives: [
    'Changes to the logon page for branding, captcha or a second factor',
    'Copies whose line ends or byte order mark a tool changed',
  ],
  nextSteps: ['Compare the page with that of another server or of the installation medium', 'Read what was added'],
  consumes: collectedFile,
  messages: {
    modified: '{file} has contents that no build up to the installed one shipped',
    differs: '{file} has other contents than on the servers that are known to be good',
    judged: '{file} is a page of the product with the content of a web shell ({rules})',
  },
  *inspect({ artifact, sha256 }, { server }) {
    const { windowsPath, collectedPath } = artifact;
    if (windowsPath === null || !PAGE_EXTENSIONS.has(extensionOf(windowsPath))) return;
    const { rules = [] } = server.flaggedFiles.get(windowsPath.toLowerCase()) ?? {};
    const isModified = sha256 !== null && server.knownGood.hash(windowsPath, sha256) === 'modified';
    const isJudged = rules.length > 0 && server.knownGood.isShippedPath(windowsPath);
    if (!isModified && !isJudged) return;
    const ofBaseline = server.knownGood.isOfBaseline?.(windowsPath) ?? false;
    yield {
      message: isJudged ? 'judged' : ofBaseline ? 'differs' : 'modified',
      data: { file: windowsPath, rules },
      at: { type: 'fact', path: collectedPath, label: 'SHA-256', text: sha256 ?? 'not read' },
      identity: ['modified'],
      ...(isJudged && ({ severity: 'critical', confidence: 'strong' } as const)),
    };
  },
});
