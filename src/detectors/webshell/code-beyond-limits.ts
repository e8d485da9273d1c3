import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { safeText } from '../../platform/safe-text.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { positionEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';

const SOURCES: ReadonlySet<string> = new Set(['cs', 'vb']);

export default defineDetector({
  id: 'webshell.code-beyond-limits',
  title: 'Server code that is too much to be read whole',
  description:
    'The page has more server code, or more tangled code, than can be read and followed, so that what the rest of it does is not known. None of 23,878 pages and scripts of 47 public applications comes near; large tool boxes of intruders do, and a page that hides one call in a flood.',
  severity: 'medium',
  confidence: 'weak',
  outcome: 'compromise',
  attack: ['T1027'],
  references: ['WEB-12'],
  falsePositives: ['Pages that a program wrote', 'Classes of a library in App_Code'],
  nextSteps: ['Read the page by hand: who wrote it, and what does it do with a request?'],
  consumes: webContent,
  messages: { beyond: 'Not all of what the page does is known: {limits}' },
  *inspect(content, context) {
    const { document } = content;
    if (document === null) return;
    const { files, limits: followed } = analyseBehaviour(content);
    // With all that belongs to it a page of an application may well be too much.
    const limits = [...new Set([...content.limits, ...(files === undefined ? followed : [])])].sort();
    if (limits.length === 0) return;
    const path = context.artifact?.collectedPath ?? null;
    const start = document.blocks[0]?.start ?? document.directives[0]?.start ?? 0;
    yield {
      message: 'beyond',
      // Libraries of classes have files of any size.
      ...(SOURCES.has(content.extension) ? { severity: 'low' as const } : {}),
      data: { limits: limits.map((limit) => safeText(limit)) },
      at: [positionEvidence(content, 'code', start, path)],
      identity: ['beyond'],
    };
  },
});
