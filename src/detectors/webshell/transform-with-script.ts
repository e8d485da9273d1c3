import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { placeEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { isSettled, type Value } from '../../signatures/behaviour/values/value.js';

export default defineDetector({
  id: 'webshell.transform-with-script',
  title: 'Style sheet transformation with script',
  description:
    'XSLT can carry script that the server runs. A style sheet from the request, or one that the page holds with script in it, is a shell without any call that evaluates.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1220'],
  references: ['WEB-05'],
  falsePositives: ['Old applications whose style sheets use script for formatting'],
  nextSteps: ['Find the requests to this page in the IIS logs'],
  consumes: webContent,
  messages: {
    request: '{source} reaches {sink} as a style sheet',
    embedded: 'A style sheet within the page brings script of its own',
  },
  *inspect(content, context) {
    const behaviour = analyseBehaviour(content);
    yield* reportCalls(content, context, ({ kind, name, main, args, place }) => {
      if (kind !== 'transform' || main.taint === null || main.taint.origin === 'socket') return null;
      const part = behaviour.files?.[place.code];
      const { names } = part ? analyseBehaviour(part.content) : behaviour;
      const trusts = TRUSTS.some((made) => names.has(made));
      const compiles = names.has('new:xslcompiledtransform');
      const sheet =
        /transformnode|^xsltemplate/i.test(name) ||
        ((trusts || (compiles && takesSettings(args))) &&
          args[0]?.taint &&
          args[0].type !== 'string' &&
          /\.load$/i.test(name));
      return sheet ? { message: 'request' } : null;
    });
    const embedded = behaviour.names.get('script in a style sheet');
    if (embedded === undefined) return;
    const path = context.artifact?.collectedPath ?? null;
    yield {
      message: 'embedded',
      at: placeEvidence(content, behaviour, 'sink', embedded, path),
      identity: ['embedded'],
    };
  },
});

/** By these names a page lets style sheets run script. */
const TRUSTS = ['xsltsettings.trustedxslt', 'new:xsltsettings', 'new:xsltransform'];

/** `XslCompiledTransform` runs no script unless settings say so: `XsltSettings.Default` does not. */
function takesSettings([, settings]: readonly Value[]): boolean {
  return settings !== undefined && !(settings.named && settings.type === 'default') && !isSettled(settings);
}
