import { type WebContent, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import type { Behaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { textOf } from '../../signatures/behaviour/values/value.js';
import { givesOnlyItsOwn } from '../../signatures/fixed-sinks/fixed-sinks.js';

export default defineDetector({
  id: 'webshell.assembly-loaded-from-request',
  title: 'Loading of an assembly from the request',
  description:
    'An assembly that a request carries is loaded and run in the memory of the worker process, mostly after decrypting: nothing of it is on disk. A page that loads one from bytes of its own hides the program in itself.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1620'],
  references: ['WEB-05', 'WEB-06', 'NET-06'],
  falsePositives: ['Plug-in hosts that load uploaded modules'],
  nextSteps: [
    'Find the requests to this page in the IIS logs',
    'If the worker process still runs, take its memory before it is recycled',
  ],
  consumes: webContent,
  messages: {
    loaded: '{source} reaches {sink}, which loads it as a program',
    bytes: '{sink} loads a program from bytes that the page makes itself',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, (call, behaviour) => {
      if (call.kind !== 'load') return null;
      if (call.main.taint !== null) return { message: 'loaded' };
      if (!loadsBytes(call, behaviour)) return null;
      return { message: 'bytes', severity: loadsOwnFile(call, content) ? 'low' : 'high' };
    });
  },
});

/** Bytes of a file of the application's own, as they are. */
function loadsOwnFile({ main: { constant, items } }: SinkCall, content: WebContent): boolean {
  const decodes = /\^|\bxor\b|frombase64|decrypt|inflate|deflate|gzip|transform/i.test(content.text?.text ?? '^');
  return constant === undefined && items === undefined && !decodes && givesOnlyItsOwn(content, ['load']);
}

/** An assembly's name is a text; bytes come from arrays, decoders and reflection that hides the call. */
function loadsBytes({ name, main }: SinkCall, { names }: Behaviour): boolean {
  if (textOf(main) !== undefined && main.type === 'string') return false;
  if (main.type === 'array' || main.type === 'byte' || typeof main.constant === 'object') return true;
  const hides = name.endsWith('by reflection');
  return (
    (hides || main.type === '') &&
    [...names.keys()].some((called) =>
      /\.(?:frombase64string|transformfinalblock|createdecryptor)$|^new:(?:deflatestream|gzipstream)$/.test(called),
    )
  );
}
