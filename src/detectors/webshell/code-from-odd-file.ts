import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { safeText } from '../../platform/safe-text.js';
import { positionEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';

/** Files that hold pictures, fonts, documents or logs, never code. */
const CARRIER =
  /\.(?:gif|jpe?g|png|bmp|ico|webp|svg|woff2?|ttf|eot|pdf|docx?|xlsx?|zip|rar|7z|log|dat|bin|tmp|bak|mp3|mp4)\s*$/i;
/** Files that may be included, but are no source code of a page. */
const TEXT = /\.(?:txt|css|js|html?|xml|json|csv|md|config)\s*$/i;

export default defineDetector({
  id: 'webshell.code-from-odd-file',
  title: 'Code included from a file that should hold none',
  description:
    'A directive or include names a picture, a text or a log as source: the page looks empty, and the file that holds the code is not looked at.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1036.008'],
  references: ['WEB-08', 'WEB-11'],
  falsePositives: ['Pages that include a drawing into their markup'],
  nextSteps: ['Read the file that is named'],
  consumes: webContent,
  messages: { source: 'The page takes code from {target}' },
  *inspect(content, context) {
    const path = context.artifact?.collectedPath ?? null;
    const seen = new Set<string>();
    for (const { kind, target, start } of content.document?.references ?? []) {
      const odd =
        kind === 'include'
          ? CARRIER.test(target) && !/\.svg\s*$/i.test(target)
          : CARRIER.test(target) || (kind !== 'script-source' && TEXT.test(target));
      if (!odd || seen.has(target.toLowerCase()) || seen.size >= 5) continue;
      seen.add(target.toLowerCase());
      yield {
        message: 'source',
        data: { target: safeText(target) },
        at: positionEvidence(content, 'directive', start, path),
        identity: ['source', target.toLowerCase()],
      };
    }
  },
});
