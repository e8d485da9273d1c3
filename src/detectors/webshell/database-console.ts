import { isClassicAsp, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { RUNS_PROGRAMS } from '../../signatures/behaviour/sinks/sinks.js';
import { knownText, type Value } from '../../signatures/behaviour/values/value.js';
import { givesOnlyItsOwn } from '../../signatures/fixed-sinks/fixed-sinks.js';

export default defineDetector({
  id: 'webshell.database-console',
  title: 'Database console for statements of the request',
  description:
    'Whole statements, or a connection and its statements, come from the request. With `xp_cmdshell` they are commands of the operating system.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1505.001'],
  references: ['WEB-07'],
  falsePositives: ['Query tools of administrators', 'Installers that ask for a connection'],
  nextSteps: ['Look for statements of the web account in the logs of the database'],
  consumes: webContent,
  messages: {
    statement: '{source} is run by {sink} as a whole database statement',
    console: 'The request decides both the database, by {source}, and what is run there',
    shell: '{sink} runs commands of the operating system through the database',
  },
  *inspect(content, context) {
    const { calls } = analyseBehaviour(content);
    // Old applications put what a form says into statements of their own; that is a fault of theirs, and no console.
    const statements = calls.some(
      ({ kind, main }) =>
        kind === 'sql' &&
        main.taint !== null &&
        isText(main) &&
        !(main.taint.mixed && (isClassicAsp(content) || OWN_STATEMENT.test(knownText(main)))),
    );
    yield* reportCalls(content, context, ({ kind, main }) => {
      if (kind === 'sql' && RUNS_PROGRAMS.test(knownText(main))) {
        return { message: 'shell', severity: givesOnlyItsOwn(content, ['sql']) ? 'low' : 'high' };
      }
      if (main.taint === null || main.taint.origin === 'address') return null;
      // Reports of old applications take whole statements, and names of stored procedures, from their own forms.
      const usual = isClassicAsp(content) ? { severity: 'low' as const } : {};
      if (kind === 'sql' && !main.taint.mixed && isText(main)) return { message: 'statement', ...usual };
      // The file that was uploaded is read as a table: the request says what is in it, and no server.
      if (kind !== 'database' || !statements || main.taint.nameOnly || main.taint.origin === 'upload') return null;
      // No report of an application takes the whole connection from a form as well.
      return main.taint.mixed ? { message: 'console', ...usual } : { message: 'console' };
    });
  },
});

/** What the page itself asks, and data of the request in it, as set-up pages do that try out a connection. */
const OWN_STATEMENT =
  /^\s*(?:select\b[^;]{1,400}\bfrom\s+[\w."[\]]|insert\s+into\s+[\w."[\]]|update\s+[\w."[\]]+\s+set\b|delete\s+from\s+[\w."[\]]|create\s+(?:database|table|login|user)\b|if\s+(?:not\s+)?exists\b)/i;

/** A statement, rather than a command or connection made before. */
function isText({ type }: Value): boolean {
  return type === '' || type === 'string';
}
