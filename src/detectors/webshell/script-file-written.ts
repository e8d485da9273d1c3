import { isClassicAsp, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { isPartOfApplication } from '../../signatures/behaviour/part-of-application.js';
import { reportCalls } from '../../signatures/behaviour/report-calls.js';
import { actsAsScript, isExecutableEnding, looksLikeScript } from '../../signatures/behaviour/script-files.js';
import { savesSettings } from '../../signatures/behaviour/settings-file.js';
import { endingOf, knownText } from '../../signatures/behaviour/value.js';

export default defineDetector({
  id: 'webshell.script-file-written',
  title: 'Script or program written by a page',
  description:
    'A page whose work is to write another page, a script or an executable is a dropper: it brings back what was removed.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1105'],
  references: ['WEB-06', 'WEB-07'],
  falsePositives: ['Generators of static pages that use server extensions', 'Installers'],
  nextSteps: ['Look for the written file and for requests to it'],
  consumes: webContent,
  messages: {
    code: '{sink} writes server code to a file named {file}',
    file: '{sink} writes a file that is executed: {file}',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, ({ kind, main, target }, behaviour) => {
      if (kind !== 'write' && kind !== 'download') return null;
      const ending = endingOf(target ?? undefined);
      if (!isExecutableEnding(ending)) return null;
      const file = ending.slice(-80);
      const isSetting = isClassicAsp(content) && savesSettings(behaviour, ending);
      const written = knownText(main);
      const isCode = isClassicAsp(content) ? actsAsScript(written) : looksLikeScript(written);
      return !isSetting && isCode
        ? { message: 'code', data: { file }, ...(isPartOfApplication(content) ? { severity: 'low' as const } : {}) }
        : { message: 'file', data: { file }, severity: isClassicAsp(content) ? 'low' : 'medium' };
    });
  },
});
