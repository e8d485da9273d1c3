import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { reportCalls } from '../../signatures/behaviour/report-calls.js';

export default defineDetector({
  id: 'webshell.credentials-kept',
  title: 'Page writes passwords of its visitors to a file',
  description:
    'A field of the request that is named like a password goes into a file of the server. Applications compare passwords or store hashes of them; they do not collect them.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1056.003'],
  references: ['WEB-10'],
  falsePositives: ['Installers that write what was entered to a configuration file'],
  nextSteps: [
    'Look for the file, and in the IIS logs for who fetched it',
    'Take the passwords of everybody who signed in for stolen',
  ],
  consumes: webContent,
  messages: { kept: '{source} is written to a file by {sink}' },
  *inspect(content, context) {
    yield* reportCalls(content, context, ({ kind, main, target }) => {
      if (kind !== 'write' || main.taint === null || target?.taint) return null;
      return /(?:pass(?:w|word|wd)?|pwd|passwd)\b/i.test(main.taint.source.what) ? { message: 'kept' } : null;
    });
  },
});
