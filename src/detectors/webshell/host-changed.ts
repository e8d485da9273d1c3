import { type WebContent, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { asksWhoIsSignedIn } from '../../signatures/behaviour/pages/asks-who-is-signed-in.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { knownText, textOf } from '../../signatures/behaviour/values/value.js';

export default defineDetector({
  id: 'webshell.host-changed',
  title: 'Change of accounts, services, logs or the registry by a page',
  description:
    'Making accounts of Windows, putting them into groups, starting and making services, clearing logs and writing into the registry is the work of administrators at a console. A web page that does it works for somebody who has no console.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1136', 'T1543.003', 'T1685.005'],
  references: ['WEB-07'],
  falsePositives: ['Administration pages of hosting providers', 'Pages where users of a domain change their passwords'],
  nextSteps: [
    'Look for accounts, group members and services that nobody asked for',
    'Find the requests to this page in the IIS logs',
  ],
  consumes: webContent,
  messages: {
    account: '{sink} makes or changes an account of Windows',
    service: '{sink} makes, starts or stops a service',
    log: '{sink} clears a log',
    registry: '{source} decides what {sink} writes into the registry',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, (call) => {
      const { kind, name, target, main } = call;
      // Whoever changes a password has to know the one before; setting one needs nothing.
      if (kind === 'account') return { message: 'account', ...(changesOwn(call) ? { severity: 'low' } : {}) };
      if (kind === 'service') return { message: 'service', severity: serviceSeverity(call, content) };
      if (kind === 'registry')
        return main.taint && /\.(?:setvalue|regwrite)$/i.test(name) ? { message: 'registry' } : null;
      const clears = kind === 'clear-log' || (kind === 'delete' && LOGS.test(knownText(target ?? undefined)));
      return clears ? { message: 'log' } : null;
    });
  },
});

/** `user.ChangePassword(before, after)` with two words of the request. */
function changesOwn({ name, args }: SinkCall): boolean {
  const given = args.flatMap((arg) => arg.items ?? [arg]);
  const isChange = /\.changepassword$/i.test(name) || /^\s*changepassword\s*$/i.test(textOf(given[0]) ?? '');
  return isChange && given.filter(({ taint }) => taint !== null).length > 1;
}

/** Services that guard or watch a host: no administrator stops them by a page. */
const GUARDS =
  /^(?:windefend|wdnissvc|sense|mssense|mdcoresvc|eventlog|mpssvc|wuauserv|sysmon\w{0,4}|wecsvc|csfalconservice|sentinelagent)$/i;

/** A service that the page names, for those who are signed in, is what pages of administrators restart; making one is no restart. */
function serviceSeverity({ name, main, args }: SinkCall, content: WebContent): Severity {
  if (main.taint !== null || args.some(({ taint }) => taint !== null)) return 'high';
  if (GUARDS.test(knownText(main).trim())) return 'high';
  return /\.(?:start|stop)\w*$/i.test(name) && asksWhoIsSignedIn(content) ? 'low' : 'medium';
}

/** Folders in which Windows and IIS keep logs. */
const LOGS = /\\(?:winevt\\logs|inetpub\\logs|logfiles\\(?:w3svc|httperr))/i;
