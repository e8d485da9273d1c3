import { isClassicAsp, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { isPartOfApplication } from '../../signatures/behaviour/pages/part-of-application.js';
import { HIDDEN_CALL } from '../../signatures/behaviour/calls/reflection.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';

/** What a page that only tells what is installed does not do. */
const FILES: ReadonlySet<string> = new Set(['list', 'move', 'delete', 'process']);

export default defineDetector({
  id: 'webshell.type-chosen-by-request',
  title: 'Type or method chosen by the request',
  description:
    'Reflection and COM make objects by name. Where the name comes from the request, its sender can reach any class of the server without a word of it in the page. Where the page puts the name together out of sight, it hides what it calls.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003'],
  references: ['WEB-05', 'WEB-07'],
  falsePositives: ['Frameworks that look up handlers by a name in the address, without a list of allowed ones'],
  nextSteps: ['Find the requests to this page and which names they carried'],
  consumes: webContent,
  messages: {
    chosen: '{source} decides what {sink} makes or calls',
    hidden: '{source} is given to {sink}',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, ({ kind, name, main }, { calls }) => {
      if ((kind !== 'create-type' && kind !== 'invoke') || main.taint === null || main.taint.origin === 'socket')
        return null;
      if (name === HIDDEN_CALL) return { message: 'hidden' };
      // Pages that tell what a host has installed try out whatever class they are asked for; one that gives the object data calls it.
      const tried = kind === 'create-type' && isClassicAsp(content);
      return {
        message: 'chosen',
        ...(tried
          ? ({
              severity: calls.some((call) => FILES.has(call.kind)) && !isPartOfApplication(content) ? 'medium' : 'low',
            } as const)
          : {}),
      };
    });
  },
});
