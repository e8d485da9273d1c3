import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { knownText } from '../../signatures/behaviour/values/value.js';

/** A fixed foreign address, as it stands or as the value of a header. */
const FOREIGN = /^\s*(?:location\s+)?(?:https?:)?\/\/(?!localhost\b|127\.0\.0\.1\b)[\w-]+(?:\.[\w-]+)+/i;

export default defineDetector({
  id: 'webshell.visitors-redirected',
  title: 'Redirection of visitors from search engines',
  description:
    'A page looks whether a visitor comes from a search engine, and sends such visitors on to a foreign server; everybody else, the owner too, sees the site as it was. A site of one’s own has no reason to tell them apart.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1036'],
  references: ['WEB-06', 'ACC-13'],
  falsePositives: ['Campaign pages that lead visitors from search engines to a shop of the same owner'],
  nextSteps: ['Ask whose server it is', 'Look at the other pages and at global.asa for what was put in front'],
  consumes: webContent,
  messages: { redirected: '{sink} sends visitors that come from a search engine to another server' },
  *inspect(content, context) {
    if (!analyseBehaviour(content).names.has('visitors from search engines')) return;
    yield* reportCalls(content, context, ({ kind, main }) =>
      kind === 'redirect' && main.taint === null && FOREIGN.test(knownText(main)) ? { message: 'redirected' } : null,
    );
  },
});
