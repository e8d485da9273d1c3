import { defineDetector } from '../../model/detector.js';
import { clientsInWords, recordsOf, type UriLifeLine, uriLifeLine } from '../../model/life-line.js';
import { shiftSeverity } from '../../model/severity.js';
import { isProbeAgent } from '../../server/request-agents.js';
import { isWebService, scriptOf } from '../../server/request-stem.js';

/** Commands with which an intruder looks around come in such a number within minutes. */
const MANY = 8;

export default defineDetector({
  id: 'webshell.posts-without-page',
  title: 'Burst of POST requests to an ordinary page',
  description:
    'One client sent forms to a page again and again without ever getting it, and without a link that led there. Commands in signed view state look so: each is one POST to any page of the application, and nothing lies on disk.',
  severity: 'medium',
  confidence: 'weak',
  outcome: 'success',
  attack: ['T1190', 'T1505.003'],
  references: ['XPL-24'],
  falsePositives: [
    'Programs that sign in or send orders through a page that is made for people',
    'Passwords guessed at a logon form',
  ],
  nextSteps: [
    'Look for events 1316 of ASP.NET from the same client, and at what the worker process started then',
    'Look whether the machine key of the application is a public one, and replace it',
  ],
  consumes: uriLifeLine,
  messages: {
    burst:
      '{client} sent {posts} POST requests to {url} in ten minutes from {start}, and none to get it; {others} asked for it',
    redirected: '{from} sent {posts} POST requests to {url}, which redirected each of them, and which nobody ever got',
  },
  *inspect(line) {
    const { busiestWindow: window } = line;
    if (redirectsAlways(line)) {
      yield {
        message: 'redirected',
        data: { from: clientsInWords(line), posts: line.requests, url: line.stem },
        at: recordsOf(line),
        identity: [line.site, line.stem],
        url: line.stem,
        firstSeen: line.first,
        lastSeen: line.last,
        count: line.requests,
      };
      return;
    }
    if (window === null || window.posts < MANY || window.posts < window.requests) return;
    if (!/\.aspx$/.test(scriptOf(line.stem) ?? '') || isWebService(line.stem)) return;
    if (line.uploads < window.posts || !isWithoutLink(line, window.posts)) return;
    if (line.userAgents.values.length > 0 && line.userAgents.values.every(isProbeAgent)) return;
    // Programs of one's own sign in. Of a page that others use, too, the users say nothing of this client.
    const alone = !line.clients.capped && line.clients.values.length === 1;
    if (alone && line.userNames.values.length > 0) return;
    yield {
      message: 'burst',
      data: {
        client: window.client,
        url: line.stem,
        posts: window.posts,
        start: window.start,
        others: clientsInWords(line),
      },
      at: recordsOf(line),
      identity: [line.site, line.stem],
      url: line.stem,
      severity: shiftSeverity('medium', alone ? -1 : 0),
      firstSeen: window.start,
      lastSeen: line.lastSuccess ?? line.last,
      count: window.posts,
    };
  },
});

/** A form that people fill in is got by somebody, and reached from a page; single sign-on sends its visitors with a referer. */
const FEW_CLIENTS = 3;

/** Whether the script itself sends everybody away, and nobody ever read it: what it did with what it was sent shows nowhere. */
function redirectsAlways(line: UriLifeLine): boolean {
  const { methods, requests, statuses, clients, userAgents, userNames } = line;
  return (
    requests >= MANY &&
    (methods['POST'] ?? 0) === requests &&
    statuses.every(([status]) => /^30[1237]$/.test(status)) &&
    !clients.capped &&
    clients.values.length <= FEW_CLIENTS &&
    userNames.values.length === 0 &&
    /\.(?:aspx|ashx|asp)$/.test(scriptOf(line.stem) ?? '') &&
    !isWebService(line.stem) &&
    isWithoutLink(line, requests) &&
    !(userAgents.values.length > 0 && userAgents.values.every(isProbeAgent))
  );
}

/** So many requests came without a referer that those of the burst may all have; only a log with that column tells. */
function isWithoutLink({ examples, requests, withReferer }: UriLifeLine, posts: number): boolean {
  const logged = examples.some(({ fields }) => 'cs(referer)' in lowerNames(fields));
  return logged && requests - withReferer >= posts;
}

function lowerNames(fields: Readonly<Record<string, string | null>>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
}
