import { defineDetector } from '../../model/detector.js';
import { clientsInWords, recordsOf, type UriLifeLine } from '../../model/life-line.js';
import { type UploadedPage, uploadedPages } from '../../model/uploaded-pages.js';
import { groupBy } from '../../platform/group-by.js';
import { isProbeAgent } from '../../server/request-agents.js';
import { isWebService, pathOfStem, scriptOf } from '../../server/request-stem.js';

/** Forms that are sent to a page by itself: whoever tries out a page of their own sends one or two. */
const FEW_POSTS = 3;
/** Whoever uses a page that came so. */
const FEW_CLIENTS = 3;

export default defineDetector({
  id: 'webshell.uploaded-page-used',
  title: 'Page that came by FTP and is used by few',
  description:
    'A page was stored by FTP, and afterwards few clients, the one that stored it among them, sent it forms that no page of the site led to; or it came under the name of a text or picture, was then made a page, and was asked for. Whoever publishes a site by FTP reads the pages, and so do its visitors.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1105', 'T1078'],
  references: ['IIS-08', 'ACC-01'],
  falsePositives: ['Interfaces for programs of those who publish the site, tried out from where they were published'],
  nextSteps: ['Collect the page', 'Change the password of the FTP account, and look how it was guessed'],
  consumes: uploadedPages,
  messages: {
    disguised:
      '{client} made {before}, which came by FTP, the page {path} at {time}; {from} then asked for {url}, {requests} requests in all',
    used: '{client} stored {path} by FTP at {time}; {from} then sent {posts} forms to {url}',
  },
  *inspect(pages, { server }) {
    const seen = new Set<string>();
    const byName = groupBy(server.lifeLines, ({ stem }) => nameOf(scriptOf(stem) ?? ''));
    for (const page of pages) {
      for (const line of byName.get(nameOf(pathOfStem(page.path))) ?? []) {
        if (seen.has(line.stem) || !isUse(line, page)) continue;
        seen.add(line.stem);
        const { client, path, time, disguisedAs } = page;
        const common = { client, path, time, from: clientsInWords(line), url: line.stem };
        const posts = line.methods['POST'] ?? 0;
        yield {
          ...(disguisedAs === null
            ? { message: 'used', data: { ...common, posts } }
            : { message: 'disguised', data: { ...common, before: disguisedAs, requests: line.requests } }),
          at: [page.evidence, ...recordsOf(line)],
          identity: [line.site, line.stem],
          url: line.stem,
          firstSeen: page.time,
          lastSeen: line.lastSuccess ?? line.last,
          count: line.requests,
        };
      }
    }
  },
});

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

function isUse(line: UriLifeLine, page: UploadedPage): boolean {
  const script = scriptOf(line.stem);
  if (script === null || !isSamePage(script, pathOfStem(page.path))) return false;
  const { values, capped } = line.clients;
  const isOfFew = line.lastSuccess !== null && line.lastSuccess >= page.time && !capped && values.length <= FEW_CLIENTS;
  const isProbed = line.userAgents.values.length > 0 && line.userAgents.values.every(isProbeAgent);
  return isOfFew && !isProbed && (page.disguisedAs !== null || isSentForms(line, page.client));
}

function isSentForms(line: UriLifeLine, client: string | null): boolean {
  const posts = line.methods['POST'] ?? 0;
  return (
    client !== null &&
    line.clients.values.includes(client) &&
    posts >= FEW_POSTS &&
    line.requests - line.withReferer >= posts &&
    !isWebService(line.stem)
  );
}

/** What a site calls `/x.aspx` can lie deeper, or higher, in what FTP shows. */
function isSamePage(script: string, path: string): boolean {
  return script === path || script.endsWith(path) || path.endsWith(script);
}
