import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { reportCalls } from '../../signatures/behaviour/report-calls.js';

export default defineDetector({
  id: 'webshell.request-data-evaluated',
  title: 'Server code evaluates data of the request',
  description:
    'Whoever sends the request decides which code the server runs: `eval`, `Execute` or a script engine is given form, query, cookie, header or body data, or what was kept of it.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1059'],
  references: ['WEB-05'],
  falsePositives: ['Training material about injection'],
  nextSteps: [
    'Find the requests to this page in the IIS logs and what they carried',
    'Look for other files by the same hand',
  ],
  consumes: webContent,
  messages: { evaluated: '{source} reaches {sink}, which runs it as code' },
  *inspect(content, context) {
    yield* reportCalls(content, context, ({ kind, main }) =>
      kind === 'evaluate' && main.taint !== null ? { message: 'evaluated' } : null,
    );
  },
});
