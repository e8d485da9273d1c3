import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { callEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { knownText, type Value } from '../../signatures/behaviour/values/value.js';

export default defineDetector({
  id: 'webshell.server-inventory',
  title: 'Inventory of the server by a page',
  description:
    'Registry, accounts, web sites, processes, drives: a page that reads several of these, or the registry and configured secrets by a name of the request, spies on its host.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1082'],
  references: ['WEB-07'],
  falsePositives: ['Diagnostic pages of administrators'],
  nextSteps: ['Ask whether anybody put a diagnostic page there', 'Look for other files by the same hand'],
  consumes: webContent,
  messages: {
    several: 'The page reads {topics} of the server',
    secret: 'The request chooses which {topics} the page reads',
  },
  *inspect(content, context) {
    const behaviour = analyseBehaviour(content);
    const path = context.artifact?.collectedPath ?? null;
    const found = new Map<string, SinkCall>();
    for (const call of behaviour.calls) {
      const topic = topicOf(call);
      if (topic !== null && !found.has(topic)) found.set(topic, call);
      const chosen = call.main.taint !== null && call.main.taint.origin !== 'address' && !namesFileType(call.main);
      if (chosen && (call.kind === 'registry' || call.kind === 'secret')) {
        const topics = call.kind === 'registry' ? 'registry keys' : 'configured secrets';
        yield {
          message: 'secret',
          data: { topics },
          at: callEvidence(content, behaviour, call, path),
          identity: ['secret', call.kind],
        };
        return;
      }
    }
    const hives = [...behaviour.names.keys()].filter((name) => name.startsWith('registry.'));
    if (found.size < 2 && !(hives.length >= 3 && found.has('registry'))) return;
    yield {
      message: 'several',
      data: { topics: [...found.keys()].sort() },
      at: [...found.values()].flatMap((call) => callEvidence(content, behaviour, call, path).slice(-1)),
      identity: ['several'],
    };
  },
});

/** What the registry says of the ending of a file's name is no secret. */
function namesFileType(key: Value): boolean {
  return key.taint?.mixed === true && /^\s*(?:hkcr|hkey_classes_root)\b/i.test(knownText(key));
}

function topicOf({ kind, name, main }: SinkCall): string | null {
  if (kind === 'registry') return 'registry';
  if (kind === 'directory-service') {
    const address = knownText(main);
    if (/^\s*iis:/i.test(address)) return 'web sites';
    return /^\s*winnt:/i.test(address) ? 'accounts' : null;
  }
  if (kind !== 'inventory') return null;
  if (/process/i.test(name)) return 'processes';
  if (/drive/i.test(name)) return 'drives';
  if (/service/i.test(name)) return 'services';
  if (/environment/i.test(name)) return 'environment';
  return null;
}
