import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { placeEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { knownText } from '../../signatures/behaviour/values/value.js';

export default defineDetector({
  id: 'webshell.machine-key-disclosed',
  title: 'Disclosure of the machine key',
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
    file: '{sink} reads a configuration file as text, with the keys and passwords in it',
  },
  *inspect(content, context) {
    const behaviour = analyseBehaviour(content);
    const named = behaviour.names.get('machinekeysection');
    if (named !== undefined) {
      const path = context.artifact?.collectedPath ?? null;
      yield { message: 'section', at: placeEvidence(content, behaviour, 'sink', named, path), identity: ['section'] };
      return;
    }
    const writes = behaviour.calls.some(({ kind }) => kind === 'write' || kind === 'create');
    yield* reportCalls(content, context, ({ kind, name, target }) => {
      if (kind === 'machine-key') return { message: 'read' };
      // Whoever reads it to write it back edits the configuration.
      const shown = !writes && kind === 'read' && /\.(?:readall|writefile|transmitfile|opentext)/i.test(name);
      return shown && CONFIGURATION.test(knownText(target ?? undefined))
        ? { message: 'file', severity: 'medium' }
        : null;
    });
  },
});

const CONFIGURATION = /\b(?:web|machine|applicationhost)\.config\s*$/i;
