import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';

export default defineDetector({
  id: 'webshell.native-memory-execution',
  title: 'Execution of machine code from memory',
  description:
    'Allocating executable memory, copying bytes there and starting a thread or calling a pointer has no place in a web page.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1055', 'T1620'],
  references: ['WEB-07', 'NET-06'],
  falsePositives: ['None known: pages have no business with raw memory'],
  nextSteps: ['If the worker process still runs, take its memory before it is recycled'],
  consumes: webContent,
  messages: {
    executed: '{sink} runs what was put into memory',
    allocated: '{sink} takes memory for machine code',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, ({ kind }) => {
      if (kind === 'native-call') return { message: 'executed' };
      return kind === 'native-memory' ? { message: 'allocated', severity: 'high' } : null;
    });
  },
});
