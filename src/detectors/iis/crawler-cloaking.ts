import { type DetectorContext, defineDetector } from '../../model/detector.js';
import { recordsOf, type UriLifeLine, uriLifeLine } from '../../model/life-line.js';
import { compareText } from '../../platform/order.js';
import { groupBy } from '../../platform/group-by.js';
import { isCrawlerAgent } from '../../server/request-agents.js';
import { filesAnswering } from '../../server/requested-files.js';

/** Addresses without a file that crawlers got. A site that was renewed has some that crawlers still know. */
const MANY = 50;
/** Of them, those that others were refused. */
const REFUSED = 10;
const MOST = 0.5;

interface Answered {
  readonly line: UriLifeLine;
  readonly crawler: boolean;
  readonly refused: boolean;
}

export default defineDetector({
  id: 'iis.crawler-cloaking',
  title: 'Pages for crawlers alone',
  description:
    'Many addresses without a file answer crawlers of search engines, and refuse or redirect others: a module or handler makes pages for them. Implants that sell a server’s good name do so.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'success',
  attack: ['T1505.004', 'T1036'],
  references: ['ACC-13', 'IIS-16'],
  falsePositives: ['Sites that are drawn by scripts, and give crawlers pages that were drawn before'],
  nextSteps: [
    'List the modules and handlers of the site that the product does not have',
    'Ask for one of the addresses with the agent of a crawler, from outside',
  ],
  consumes: uriLifeLine,
  messages: {
    cloaked:
      '{addresses} addresses of site {site} without a file answered crawlers, {refused} of them refused others: {urls}',
    mail: '{addresses} addresses of site {site} without a file answered crawlers, on a mail server: {urls}',
  },
  *conclude(inputs, context) {
    const answered = inputs.map(({ input }) => answeredOf(input, context)).filter((one) => one !== null);
    for (const [site, ofSite] of groupBy(answered, ({ line }) => line.site)) {
      const toCrawlers = ofSite.filter(({ crawler }) => crawler);
      const refused = toCrawlers.filter((one) => one.refused);
      if (toCrawlers.length < Math.max(MANY, ofSite.length * MOST)) continue;
      // Of addresses without an ending, what was refused is not known; on a mail server crawlers have nothing to read.
      const mail = context.server.roles.some(({ role }) => role.startsWith('Exchange'));
      if (refused.length < REFUSED && !mail) continue;
      const lines = (refused.length < REFUSED ? toCrawlers : refused).map(({ line }) => line);
      yield {
        message: refused.length < REFUSED ? 'mail' : 'cloaked',
        data: {
          site,
          addresses: toCrawlers.length,
          refused: refused.length,
          urls: lines.slice(0, 5).map(({ stem }) => stem),
        },
        at: lines.slice(0, 3).flatMap(recordsOf),
        identity: [site],
        firstSeen: lines.map(({ first }) => first).sort(compareText)[0] ?? null,
        lastSeen:
          lines
            .map(({ last }) => last)
            .sort(compareText)
            .at(-1) ?? null,
        count: toCrawlers.length,
      };
    }
  },
});

/** What an address that no file of the site answers gave to whom; null for others, and for those that gave nothing. */
function answeredOf(line: UriLifeLine, { server }: DetectorContext): Answered | null {
  if (line.firstSuccess === null) return null;
  const place = server.knownGood.productUrl(line.stem);
  if (place === 'page' || place === 'virtual') return null;
  if (filesAnswering(server, line).some((file) => server.files.get(file))) return null;
  const successes = line.examples.filter(({ fields }) => /^2/.test(fields['sc-status'] ?? ''));
  const agents = successes.map(({ fields }) => fields['cs(User-Agent)'] ?? '');
  const crawler = agents.length > 0 && agents.every(isCrawlerAgent);
  const others = line.userAgents.values.some((agent) => !isCrawlerAgent(agent));
  const refused = others && line.statuses.some(([status]) => /^(?:30[127]|40[34]|410)$/.test(status));
  return { line, crawler, refused: crawler && refused };
}
