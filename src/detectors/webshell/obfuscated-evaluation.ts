import { isClassicAsp, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { positionEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { HIDDEN_CODE } from '../../signatures/behaviour/vocabulary.js';

export default defineDetector({
  id: 'webshell.obfuscated-evaluation',
  title: 'Evaluation of computed code',
  description:
    'Code that a page decodes and then evaluates is code that somebody hid, and so are words of server code within an encoded text. What exactly is run is not visible without running it.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1027'],
  references: ['WEB-05'],
  falsePositives: [
    'Old ASP applications that read include files and run them',
    'Formula evaluators in server side JScript',
  ],
  nextSteps: ['Decode the text by hand, away from the server'],
  consumes: webContent,
  messages: {
    computed: '{sink} runs text that the page computes',
    hidden: '{sink} brings out server code that was hidden in a text',
    encoded: 'The code was made unreadable with the script encoder',
  },
  *inspect(content, context) {
    const encoded = content.document?.blocks.find((block) => block.encoded);
    if (encoded) {
      const path = context.artifact?.collectedPath ?? null;
      yield {
        message: 'encoded',
        at: positionEvidence(content, 'code', encoded.start, path),
        identity: ['encoded'],
        // Old applications were sold encoded. What it says is decoded, and judged by what it does where that can be read.
        ...(isClassicAsp(content) && analyseBehaviour(content).calls.length > 0 ? { severity: 'low' as const } : {}),
      };
    }
    yield* reportCalls(content, context, ({ kind, main }) => {
      if (kind === 'hidden-code') return { message: 'hidden', severity: 'high' };
      // `eval('(' + text + ')')` is how JSON was read before there was anything for it.
      if (kind !== 'evaluate' || main.taint !== null) return null;
      if (!main.hidden && /^\(?\s*\)?$/.test(main.around ?? 'none')) return null;
      // Data has been read, and names have been put together, by `eval` for long; statements have not.
      return main.hidden || HIDDEN_CODE.test(main.around ?? '')
        ? { message: 'computed', severity: 'high' }
        : { message: 'computed', severity: 'low' };
    });
  },
});
