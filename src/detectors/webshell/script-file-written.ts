import { isClassicAsp, type WebContent, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { isPartOfApplication } from '../../signatures/behaviour/pages/part-of-application.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { actsAsScript, isExecutableEnding, looksLikeScript } from '../../signatures/behaviour/pages/script-files.js';
import { savesSettings } from '../../signatures/behaviour/pages/settings-file.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { endingOf, knownText } from '../../signatures/behaviour/values/value.js';

/** What no server runs, until it gets another name. */
const STATIC = /\.(?:gif|jpe?g|png|bmp|ico|webp|svg|css|woff2?|ttf|mp[34]|zip|rar|7z|cab|pdf|docx?|xlsx?)\s*$/i;

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
    fetched: '{sink} writes what another server sent to a file that is executed: {file}',
    renamed: '{sink} makes {file}, which is executed, of a file that was none: {from}',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, ({ kind, main, target }, behaviour) => {
      const ending = endingOf(target ?? undefined);
      if (!isExecutableEnding(ending)) return null;
      const file = ending.slice(-80);
      if (kind === 'move') {
        const from = endingOf(main).slice(-80);
        return STATIC.test(from) ? { message: 'renamed', data: { file, from }, severity: 'medium' } : null;
      }
      if (kind !== 'write' && kind !== 'download') return null;
      const isSetting = isClassicAsp(content) && savesSettings(behaviour, ending);
      const written = knownText(main);
      const isCode = isClassicAsp(content) ? actsAsScript(written) : looksLikeScript(written);
      if (!isSetting && isCode)
        return {
          message: 'code',
          data: { file },
          ...(isPartOfApplication(content) ? { severity: 'low' as const } : {}),
        };
      const isFetched = kind === 'download' || comesFromElsewhere(main);
      return { message: isFetched ? 'fetched' : 'file', data: { file }, severity: severityOf(content, isFetched) };
    });
  },
});

/** Applications of classic ASP keep what they are set to, and what they look like, as pages. */
function severityOf(content: WebContent, isFetched: boolean): Severity {
  if (!isClassicAsp(content)) return 'medium';
  return isFetched && !isPartOfApplication(content) ? 'medium' : 'low';
}

function comesFromElsewhere({ taint }: SinkCall['main']): boolean {
  return taint?.origin === 'socket' || taint?.fetched === true;
}
