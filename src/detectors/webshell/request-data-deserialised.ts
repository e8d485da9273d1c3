import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { readsOwnFile } from '../../signatures/behaviour/sinks/sink-call.js';

export default defineDetector({
  id: 'webshell.request-data-deserialised',
  title: 'Deserialisation of request data',
  description:
    'Formatters such as LosFormatter and BinaryFormatter run code that the data names. A page that gives them data of the request is a shell without a suspicious word.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003'],
  references: ['WEB-05', 'NET-03'],
  falsePositives: ['Old remote interfaces that exchange binary objects; they are vulnerable all the same'],
  nextSteps: ['Find the requests to this page in the IIS logs'],
  consumes: webContent,
  messages: { deserialised: '{source} reaches {sink}, which makes any object that it names' },
  *inspect(content, context) {
    yield* reportCalls(content, context, (call) => {
      const { taint } = call.main;
      if (call.kind !== 'deserialise' || taint === null || taint.origin === 'socket' || readsOwnFile(call)) return null;
      return /readxml$/i.test(call.name)
        ? { message: 'deserialised', severity: 'medium' }
        : { message: 'deserialised' };
    });
  },
});
