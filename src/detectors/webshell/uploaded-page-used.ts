import { defineDetector } from '../../model/detector.js';
import { clientsInWords, recordsOf, type UriLifeLine } from '../../model/life-line.js';
import { type UploadedPage, uploadedPages } from '../../model/uploaded-pages.js';
import { groupBy } from '../../platform/group-by.js';
import { isProbeAgent } from '../../server/request-agents.js';
import { isWebService, scriptOf } from '../../server/request-stem.js';

/** Forms that are sent to a page by itself: whoever tries out a page of their own sends one or two. */
const FEW_POSTS = 3;
/** Whoever uses a page that came so. */
const FEW_CLIENTS = 3;

export default defineDetector({
  id: 'webshell.uploaded-page-used',
  title: 'Page that came by FTP and is only sent forms',
  description:
    'A page was stored by FTP, and afterwards few clients, the one that stored it among them, sent it forms that no page of the site led to. Whoever publishes a site by FTP reads the pages, and so do its visitors.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1105', 'T1078'],
  references: ['IIS-08', 'ACC-01'],
  falsePositives: ['Interfaces for programs of those who publish the site, tried out from where they were published'],
  nextSteps: ['Collect the page', 'Change the password of the FTP account, and look how it was guessed'],
  consumes: uploadedPages,
  messages: {
    used: '{client} stored {path} by FTP at {time}; {from} then sent {posts} forms to {url}',
  },
  *inspect(pages, { server }) {
    const seen = new Set<string>();
    const byName = groupBy(server.lifeLines, ({ stem }) => nameOf(scriptOf(stem) ?? ''));
    for (const page of pages) {
      for (const line of byName.get(nameOf(page.path)) ?? []) {
        if (seen.has(line.stem) || !isUse(line, page)) continue;
        seen.add(line.stem);
        yield {
          message: 'used',
          data: {
            client: page.client,
            path: page.path,
            time: page.time,
            from: clientsInWords(line),
            posts: line.methods['POST'] ?? 0,
            url: line.stem,
          },
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

function isUse(line: UriLifeLine, { path, client, time }: UploadedPage): boolean {
  const script = scriptOf(line.stem);
  if (script === null || !isSamePage(script.toLowerCase(), path)) return false;
  const { values, capped } = line.clients;
  const posts = line.methods['POST'] ?? 0;
  return (
    line.lastSuccess !== null &&
    line.lastSuccess >= time &&
    client !== null &&
    !capped &&
    values.length <= FEW_CLIENTS &&
    values.includes(client) &&
    posts >= FEW_POSTS &&
    line.requests - line.withReferer >= posts &&
    !isWebService(line.stem) &&
    !(line.userAgents.values.length > 0 && line.userAgents.values.every(isProbeAgent))
  );
}

/** What a site calls `/x.aspx` can lie deeper, or higher, in what FTP shows. */
function isSamePage(script: string, path: string): boolean {
  return script === path || script.endsWith(path) || path.endsWith(script);
}
