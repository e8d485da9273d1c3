import { defineDetector } from '../../model/detector.js';
import { clientsInWords, recordsOf, type UriLifeLine, uriLifeLine } from '../../model/life-line.js';
import { shiftSeverity } from '../../model/severity.js';
import { isStaticFile } from '../../server/request-stem.js';

/** Pages of Exchange that only ever show something: nothing on them is sent anywhere but to `auth.owa`. */
const READ_ONLY_PAGES = new Set([
  '/owa/auth/errorfe.aspx',
  '/owa/auth/frowny.aspx',
  '/owa/auth/logon.aspx',
  '/owa/auth/signout.aspx',
  '/ecp/auth/timeoutlogout.aspx',
]);
/** The rules for ProxyLogon report these. */
const PROXYLOGON = /^\/(?:ecp|owa\/auth)\//;
const MANY_CLIENTS = 10;
const MANY_BYTES = 10_000;

export default defineDetector({
  id: 'webshell.post-to-static-file',
  title: 'Answered POST to a static file',
  description:
    'A static file or a page that only shows something answered a POST with success. IIS answers it with 405, so a module or handler of somebody else stood in the way.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'success',
  attack: ['T1505.003', 'T1505.004'],
  references: ['ACC-06', 'ACC-05', 'NET-06'],
  falsePositives: [
    'Applications that route such names to code',
    'Publishing by WebDAV',
    'Sign-in products that replace the logon page',
  ],
  nextSteps: ['List the modules and handlers of the site that the product does not have'],
  consumes: uriLifeLine,
  messages: {
    static: '{url} answered {uploads} requests by POST or PUT with success, from {from}',
    page: '{url}, which takes no input, answered {uploads} requests by POST with success, from {from}',
  },
  *inspect(line) {
    if (line.uploads === 0) return;
    const page = READ_ONLY_PAGES.has(line.stem);
    if (!page && (!isStaticFile(line.stem) || PROXYLOGON.test(line.stem))) return;
    const clients = line.clients.values;
    const onlyPut = (line.methods['POST'] ?? 0) === 0;
    // Not left out: behind a proxy that forwards no address, everybody is one's own.
    const own = line.requests <= line.ownRequests;
    const everybody = line.clients.capped || clients.length > MANY_CLIENTS;
    yield {
      message: page ? 'page' : 'static',
      data: {
        url: line.stem,
        uploads: line.uploads,
        clients: clients.slice(0, 10),
        from: clientsInWords(line),
        ...(clients.length === 1 ? { client: clients[0] ?? null } : {}),
      },
      at: recordsOf(line),
      identity: [line.site, line.stem],
      url: line.stem,
      severity: shiftSeverity(page ? severityOfPage(line) : onlyPut || everybody ? 'low' : 'high', own ? -1 : 0),
      confidence: page || everybody ? 'weak' : 'moderate',
      firstSeen: line.firstSuccess ?? line.first,
      lastSeen: line.lastSuccess ?? line.last,
      count: line.uploads,
    };
  },
});

/** Sign-in products post to the logon page, each time a little. */
function severityOfPage(line: UriLifeLine): 'low' | 'medium' {
  return (line.maximumBytesReceived ?? 0) >= MANY_BYTES || (line.busiestWindow?.posts ?? 0) >= 100 ? 'medium' : 'low';
}
