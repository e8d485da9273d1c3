import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { givesOnlyItsOwn } from '../../signatures/fixed-sinks/fixed-sinks.js';

export default defineDetector({
  id: 'webshell.request-data-compiled',
  title: 'Compilation of code at run time',
  description:
    'A page that gives data of the request to a compiler, a scripting host or a XAML reader runs whatever is sent. Compiling anything else at run time is rare in a page, and a way to hide.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1027.004'],
  references: ['WEB-05', 'WEB-06'],
  falsePositives: ['Development tools that compile what their users write'],
  nextSteps: [
    'Find the requests to this page in the IIS logs',
    'Look for compiler output in the temporary folder of the application pool',
  ],
  consumes: webContent,
  messages: {
    compiled: '{source} reaches {sink}, which compiles or builds objects from it',
    'own-code': '{sink} compiles code at run time within a page',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, ({ kind, main }) => {
      if (kind !== 'compile' && kind !== 'xaml') return null;
      if (main.taint !== null) return { message: 'compiled' };
      if (kind !== 'compile') return null;
      return { message: 'own-code', severity: givesOnlyItsOwn(content, ['compile']) ? 'low' : 'medium' };
    });
  },
});
