import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { safeText } from '../../platform/safe-text.js';
import { positionEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';

/** Attributes by which an element names a type that the server makes. */
const NAMES = ['typename', 'class', 'dataobjecttypename', 'progid', 'classid'];
/** Types that act on the server rather than on data. */
const POWERFUL =
  /^(?:system\.(?:diagnostics\.process|io\.(?:file|directory)|reflection\.|activator|codedom\.|management\.|runtime\.|net\.|windows\.markup|web\.ui\.losformatter|web\.ui\.objectstateformatter|appdomain|workflow)|microsoft\.(?:csharp|jscript|visualbasic|win32)\.|wscript\.shell|shell\.application|(?:ms)?scriptcontrol)/i;

export default defineDetector({
  id: 'webshell.system-type-in-markup',
  title: 'System type in the markup of a page',
  description:
    'Data sources and server objects call a method of any type with values of the request. `ObjectDataSource` over `System.IO.File` writes files without a line of code.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003'],
  references: ['WEB-08'],
  falsePositives: ['Old ASP pages that create a shell object in markup for a fixed task'],
  nextSteps: ['Find the requests to this page and what they carried'],
  consumes: webContent,
  messages: { made: '<{tag}> makes the server use {type}' },
  *inspect(content, context) {
    const path = context.artifact?.collectedPath ?? null;
    const seen = new Set<string>();
    for (const { tag, attributes, start } of content.document?.elements ?? []) {
      const type = NAMES.map((name) => attributes.get(name)).find(
        (value) => value !== undefined && POWERFUL.test(value),
      );
      if (type === undefined || seen.has(type.toLowerCase()) || seen.size >= 5) continue;
      seen.add(type.toLowerCase());
      yield {
        message: 'made',
        data: { tag, type: safeText(type) },
        at: positionEvidence(content, 'element', start, path),
        identity: ['made', type.toLowerCase()],
      };
    }
  },
});
