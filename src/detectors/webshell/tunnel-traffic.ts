import { defineDetector } from '../../model/detector.js';
import { recordsOf, type UriLifeLine, uriLifeLine } from '../../model/life-line.js';
import { shiftSeverity } from '../../model/severity.js';
import { isProbeAgent } from '../../server/request-agents.js';
import { isWebService } from '../../server/request-stem.js';
import { filesAnswering } from '../../server/requested-files.js';

/** Requests of one client in ten minutes. People and ordinary programs stay far below. */
const MANY = 200;
const WINDOW = 600_000;
/** Of them POST: a tunnel sends as well as it asks. */
const MANY_POSTS = 50;
/** Browsers send a referer; a share of requests without one is left to those who hide it. */
const MOST_WITH_REFERER = 0.1;
const FEW = 4;

/** What a tunnel's page is told in its query: Tunna's `proxy&port=`, reGeorg's `cmd=connect&target=`. */
const VERBS =
  /(?:^|[?&])(?:proxy&(?:port|close|file|upgrade)|cmd=(?:connect&target|read|forward|disconnect))(?:[=&]|$)/i;

export default defineDetector({
  id: 'webshell.tunnel-traffic',
  title: 'Tunnel through a script',
  description:
    'One client sent a long series of requests to a script that the product does not have, many of them POST and without a referer: the page carries connections into the network behind the server.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1090', 'T1572'],
  references: ['ACC-04'],
  falsePositives: ['Programs that call an interface of an application of one’s own many times a minute'],
  nextSteps: [
    'Collect the script; if it is gone, look for its compiled page',
    'Look for connections from this server to others at that time, above all RDP, SMB and WinRM',
  ],
  consumes: uriLifeLine,
  messages: {
    tunnel:
      '{client} sent {busiest} requests ({posts} POST) to {url} in ten minutes from {start}, {requests} in all: {traits}',
  },
  *inspect(line, context) {
    const own = line.requests <= line.ownRequests;
    const window = own ? paceOf(line) : line.busiestWindow;
    if (window === null || line.firstSuccess === null) return;
    const place = context.server.knownGood.productUrl(line.stem);
    if (place === 'page' || place === 'virtual') return;
    if (place === 'foreign' && !line.executable) return;
    const verbs = line.examples.some(({ fields }) => VERBS.test(fields['cs-uri-query'] ?? ''));
    if (window.requests < MANY || (window.posts < MANY_POSTS && !verbs)) return;
    if (line.withReferer > line.requests * MOST_WITH_REFERER) return;
    if (line.userAgents.capped || line.userAgents.values.length > FEW) return;
    if (line.clients.capped || line.clients.values.length > FEW) return;
    if (line.userAgents.values.some(isProbeAgent)) return;
    // Whoever guesses passwords, or asks how things are, sends the same again and again; what is carried differs.
    if (!verbs && place !== 'unknown' && isAlwaysAlike(line)) return;
    // Programs of one's own sign in, or speak SOAP; most tunnels do neither. A page that was read and carries nothing is of the site.
    const isRead = filesAnswering(context.server, line).some(
      (file) => context.server.files.get(file) !== undefined && !context.server.flaggedFiles.has(file),
    );
    const likeAnInterface =
      isWebService(line.stem) || line.userNames.values.length > 0 || (isRead && place === 'foreign');
    yield {
      message: 'tunnel',
      data: {
        client: window.client,
        url: line.stem,
        busiest: window.requests,
        posts: window.posts,
        start: window.start,
        requests: line.requests,
        traits: [...traitsOf(line, verbs)],
      },
      at: recordsOf(line),
      identity: [line.site, line.stem],
      url: line.stem,
      // Not left out: behind a proxy that forwards no address, everybody is one's own.
      severity: shiftSeverity(
        place === 'unknown' ? 'critical' : likeAnInterface && !verbs ? 'medium' : 'high',
        own ? -1 : 0,
      ),
      confidence: verbs || place === 'unknown' ? 'strong' : likeAnInterface ? 'weak' : 'moderate',
      firstSeen: line.firstSuccess,
      lastSeen: line.lastSuccess ?? line.last,
      count: line.requests,
    };
  },
});

/** Most that the largest is above the mean, of what goes in and of what comes out. */
const ALIKE = 1.25;

function isAlwaysAlike({ requests, bytesSent, bytesReceived, maximumBytesSent, maximumBytesReceived }: UriLifeLine) {
  const areAlike = (sum: number | null, largest: number | null) =>
    sum !== null && largest !== null && largest <= (sum / requests) * ALIKE;
  return areAlike(bytesSent, maximumBytesSent) && areAlike(bytesReceived, maximumBytesReceived);
}

/** Windows leave out one's own addresses; where nobody else asked, the pace of the whole life tells. */
function paceOf(line: UriLifeLine): UriLifeLine['busiestWindow'] {
  const windows = Math.max(1, (Date.parse(line.last) - Date.parse(line.first)) / WINDOW);
  const posts = line.methods['POST'] ?? 0;
  return {
    client: line.clients.values[0] ?? 'one’s own',
    start: line.first,
    requests: Math.round(line.requests / windows),
    posts: Math.round(posts / windows),
  };
}

function* traitsOf(line: UriLifeLine, verbs: boolean): Iterable<string> {
  if (verbs) yield 'commands of a known tunnel tool in the query';
  yield 'no referer';
  if (line.userAgents.values.length === 0) yield 'no user agent';
  if (line.clients.values.length === 1) yield 'a single client';
  if (line.userNames.values.length === 0) yield 'no user';
  if ((line.maximumTimeTaken ?? 0) > 60_000) yield 'answers that took more than a minute';
}
