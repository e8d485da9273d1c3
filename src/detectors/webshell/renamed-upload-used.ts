import { defineDetector } from '../../model/detector.js';
import { clientsInWords, recordsOf, type UriLifeLine, uriLifeLine } from '../../model/life-line.js';
import { groupBy } from '../../platform/group-by.js';
import { isProbeAgent } from '../../server/request-agents.js';
import { isWebService, scriptOf } from '../../server/request-stem.js';

/** Whoever uses a page that came so. */
const FEW_CLIENTS = 3;

export default defineDetector({
  id: 'webshell.renamed-upload-used',
  title: 'Upload by WebDAV that became a page',
  description:
    'A file that runs nothing was put by WebDAV and moved or copied, and the same client then sent forms to a page of the same name: logs do not say where a file was moved, but a filter that refuses pages is passed so. Whoever publishes by WebDAV puts pages under their own names.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1105'],
  references: ['ACC-01', 'IIS-12'],
  falsePositives: ['Editors that write a file beside the page and then move it to its name'],
  nextSteps: ['Collect the page', 'Switch WebDAV off, or take away who may write'],
  consumes: uriLifeLine,
  messages: {
    used: '{client} put {before} by WebDAV at {time} and moved it; {from} then sent {posts} forms to {url}',
  },
  *conclude(inputs) {
    const lines = inputs.map(({ input }) => input);
    const pages = groupBy(lines.filter(isPosted), (line) => nameOf(line, scriptOf(line.stem) ?? ''));
    for (const put of lines.filter(isMoved)) {
      for (const line of pages.get(nameOf(put, put.stem)) ?? []) {
        const client = put.clients.values.find((one) => line.clients.values.includes(one));
        if (client === undefined || !isAfter(line, put)) continue;
        yield {
          message: 'used',
          // Who has an account there may publish pages of their own.
          ...(isSignedIn(put) ? ({ severity: 'medium' } as const) : {}),
          data: {
            client,
            before: put.stem,
            time: put.firstSuccess ?? put.first,
            from: clientsInWords(line),
            posts: line.methods['POST'] ?? 0,
            url: line.stem,
          },
          at: [...recordsOf(put), ...recordsOf(line)],
          identity: [line.site, line.stem],
          url: line.stem,
          firstSeen: put.firstSuccess ?? put.first,
          lastSeen: line.lastSuccess ?? line.last,
          count: line.requests,
        };
      }
    }
  },
});

/** Site and path without what follows the last point of the name: lower case. */
function nameOf({ site }: UriLifeLine, path: string): string {
  return `${site} ${path.toLowerCase().replace(/\.[^./]{1,20}$/, '')}`;
}

function isMoved({ stem, methods, firstSuccess }: UriLifeLine): boolean {
  const moves = (methods['MOVE'] ?? 0) + (methods['COPY'] ?? 0);
  return scriptOf(stem) === null && firstSuccess !== null && (methods['PUT'] ?? 0) > 0 && moves > 0;
}

function isPosted({ stem, uploads, methods, clients, userAgents }: UriLifeLine): boolean {
  const isProbed = userAgents.values.length > 0 && userAgents.values.every(isProbeAgent);
  const isOfFew = !clients.capped && clients.values.length <= FEW_CLIENTS;
  const posts = methods['POST'] ?? 0;
  return scriptOf(stem) !== null && uploads > 0 && posts > 0 && isOfFew && !isProbed && !isWebService(stem);
}

function isAfter(page: UriLifeLine, put: UriLifeLine): boolean {
  return page.lastSuccess !== null && page.lastSuccess >= (put.firstSuccess ?? put.first);
}

function isSignedIn({ userNames }: UriLifeLine): boolean {
  return userNames.values.some((name) => name !== '-' && name !== '');
}
