import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { placeEvidence } from '../../signatures/behaviour/call-evidence.js';
import { reportCalls } from '../../signatures/behaviour/report-calls.js';

export default defineDetector({
  id: 'webshell.machine-key-disclosed',
  title: 'Page reads the machine keys',
  description:
    'Whoever knows validation and decryption key can sign view state that the server runs, after every patch and every cleaning. Pages have no reason to read them.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1552.001'],
  references: ['WEB-07', 'IIS-06'],
  falsePositives: ['Diagnostic pages of administrators, which should not be left on a server'],
  nextSteps: ['Take the keys for stolen: replace them on every server that shares them, then restart IIS'],
  consumes: webContent,
  messages: {
    section: 'The page names the section of the machine keys',
    read: '{sink} asks for the section of the machine keys',
  },
  *inspect(content, context) {
    const behaviour = analyseBehaviour(content);
    const named = behaviour.names.get('machinekeysection');
    if (named !== undefined) {
      const path = context.artifact?.collectedPath ?? null;
      yield { message: 'section', at: placeEvidence(content, behaviour, 'sink', named, path), identity: ['section'] };
      return;
    }
    yield* reportCalls(content, context, ({ kind }) => (kind === 'machine-key' ? { message: 'read' } : null));
  },
});
