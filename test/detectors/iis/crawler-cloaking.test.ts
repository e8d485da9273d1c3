import detector from '../../../src/detectors/iis/crawler-cloaking.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { type LifeLineSketch, lifeLine, loggedRequest } from '../../helpers/life-lines.js';

const CRAWLER = 'Mozilla/5.0+(compatible;+Googlebot/2.1;++http://www.google.com/bot.html)';
const BROWSER = 'Mozilla/5.0+(Windows+NT+10.0)';
const files = {
  roles: ['IIS' as const],
  urlMap: { filesOf: (stem: string) => [`C:\\inetpub\\wwwroot${stem.replaceAll('/', '\\')}`] },
};

/** Addresses of a site, each asked for by a crawler with success, and by a browser without. */
const addresses = (count: number, sketch: Partial<LifeLineSketch> = {}) =>
  Array.from({ length: count }, (_, i) => ({
    input: lifeLine({
      stem: `/app/${81_000 + i}`,
      requests: 2,
      statuses: [
        ['200', 1],
        ['404', 1],
      ],
      userAgents: [CRAWLER, BROWSER],
      examples: [loggedRequest({ 'cs-uri-stem': `/app/${81_000 + i}`, 'cs(User-Agent)': CRAWLER })],
      ...sketch,
    }),
  }));

testDetector(detector, {
  hits: [
    {
      name: 'pages of a module that only crawlers get',
      inputs: addresses(60),
      context: files,
      detections: [
        {
          message: 'cloaked',
          at: { line: 5 },
          severity: 'medium',
          data: { addresses: 60, refused: 60, site: '1' },
          identity: ['1'],
        },
      ],
    },
    {
      name: 'pages that redirect others, beside a few that all get',
      inputs: [
        ...addresses(55, {
          statuses: [
            ['200', 1],
            ['302', 1],
          ],
        }),
        { input: lifeLine({ stem: '/shop/list' }) },
      ],
      context: files,
      detections: [{ message: 'cloaked', at: { line: 5 }, data: { addresses: 55 } }],
    },
    {
      name: 'addresses that crawlers alone ask a mail server for',
      inputs: addresses(60, { statuses: [['200', 2]], userAgents: [CRAWLER] }),
      context: { ...files, roles: ['Exchange 2019'] },
      detections: [{ message: 'mail', at: { line: 5 }, severity: 'medium', data: { addresses: 60 } }],
    },
  ],
  misses: [
    {
      name: 'a site of one’s own that nobody but crawlers reads',
      looksAlike: true,
      inputs: addresses(60, { statuses: [['200', 2]], userAgents: [CRAWLER] }),
      context: files,
    },
    {
      name: 'a site that crawlers read, as people do',
      looksAlike: true,
      inputs: addresses(60, {
        statuses: [['200', 2]],
        examples: [loggedRequest({ 'cs(User-Agent)': CRAWLER }), loggedRequest({ 'cs(User-Agent)': BROWSER })],
      }),
      context: files,
    },
    {
      name: 'a few addresses of a renewed site that crawlers still know',
      looksAlike: true,
      inputs: addresses(12),
      context: files,
    },
    {
      name: 'addresses with files',
      looksAlike: true,
      inputs: addresses(60),
      context: {
        ...files,
        files: addresses(60).map(({ input }) => `C:\\inetpub\\wwwroot${input.stem.replaceAll('/', '\\')}`),
      },
    },
  ],
});
