import detector from '../../../src/detectors/webshell/feigned-absence.js';
import type { ContextSketch } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { type LifeLineSketch, lifeLine } from '../../helpers/life-lines.js';

const file = 'C:\\inetpub\\wwwroot\\portal\\feed.ashx';
const there: ContextSketch = {
  files: [file],
  urlMap: { filesOf: (url) => [`C:\\inetpub\\wwwroot${url.replaceAll('/', '\\')}`], source: 'configuration' },
};

/** A script that answers nobody. */
const missed = (stem: string, requests: number, sketch: Partial<LifeLineSketch> = {}) =>
  lifeLine({
    stem,
    requests,
    statuses: [['404', requests]],
    feignedMisses: requests,
    firstSuccess: null,
    lastSuccess: null,
    ...sketch,
  });
/** What IIS itself says of a missing page. */
const ordinary = missed('/portal/none.ashx', 2, { feignedMisses: 0 });
const inputs = (...lines: ReturnType<typeof lifeLine>[]) => lines.map((input) => ({ input }));

testDetector(detector, {
  hits: [
    {
      name: 'a handler that lies on disk and denies it to everybody',
      inputs: inputs(missed('/portal/feed.ashx', 2)),
      context: there,
      detections: [
        {
          message: 'contradiction',
          at: { line: 5 },
          severity: 'high',
          confidence: 'strong',
          url: '/portal/feed.ashx',
          data: { file, misses: 2, requests: 2, client: '203.0.113.9' },
        },
      ],
    },
    {
      name: 'one that is gone, but was compiled',
      inputs: inputs(missed('/portal/feed.ashx', 2)),
      context: {
        files: [
          'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\root\\1\\2\\feed.ashx.cdcab7d2.compiled',
        ],
      },
      detections: [{ message: 'compiled', at: { line: 5 }, severity: 'high' }],
    },
    {
      name: 'one that denies it to some and answers others',
      inputs: inputs(
        missed('/portal/feed.ashx', 4, {
          requests: 9,
          statuses: [
            ['200', 5],
            ['404', 4],
          ],
          methods: { POST: 9 },
        }),
      ),
      context: there,
      detections: [{ message: 'contradiction', at: { line: 5 }, severity: 'medium', confidence: 'moderate' }],
    },
    {
      name: 'one that answers who has its secret, of which the address says nothing',
      inputs: inputs(
        missed('/portal/feed.ashx', 2, {
          requests: 8,
          statuses: [
            ['200', 6],
            ['404', 2],
          ],
        }),
      ),
      context: there,
      detections: [{ message: 'contradiction', at: { line: 5 }, severity: 'medium', confidence: 'weak' }],
    },
    {
      name: 'forms sent to what says that it is not there, where IIS says so itself of others',
      inputs: inputs(missed('/portal/x.ashx', 5, { methods: { POST: 5 } }), ordinary),
      detections: [{ message: 'feigned', at: { line: 5 }, severity: 'high', data: { posts: 5, misses: 5 } }],
    },
    {
      name: 'the same where nothing tells what IIS does with that ending',
      inputs: inputs(missed('/portal/x.ashx', 5, { methods: { POST: 5 } })),
      detections: [{ message: 'feigned', at: { line: 5 }, severity: 'medium' }],
    },
    {
      name: 'an application that answers for whatever has no file: one line',
      inputs: inputs(...['a', 'b', 'c', 'd'].map((name) => missed(`/shop/${name}.php`, 3, { methods: { POST: 3 } }))),
      detections: [
        {
          message: 'application',
          at: { line: 5 },
          severity: 'informational',
          data: { scripts: 4, kind: 'site 1, .php' },
        },
      ],
    },
  ],
  misses: [
    { name: 'a page that IIS does not find', inputs: inputs(ordinary), context: there },
    {
      name: 'a handler of pictures that has none of that number',
      looksAlike: true,
      inputs: inputs(
        missed('/portal/feed.ashx', 12, {
          withQuery: 400,
          requests: 400,
          statuses: [
            ['200', 388],
            ['404', 12],
          ],
        }),
      ),
      context: there,
    },
    {
      name: 'a page that many ask for, some of whom it has nothing for',
      looksAlike: true,
      inputs: inputs(
        missed('/portal/feed.ashx', 12, {
          requests: 400,
          statuses: [
            ['200', 388],
            ['404', 12],
          ],
          clients: Array.from({ length: 21 }, (_, i) => `10.0.1.${i}`),
        }),
      ),
      context: there,
    },
    {
      name: 'the page that the site shows for what is missing',
      looksAlike: true,
      inputs: inputs(missed('/errors/404.aspx', 30), missed('/pages/NotFound.aspx', 30)),
    },
    {
      name: 'a page of the product that found no such item',
      looksAlike: true,
      inputs: inputs(missed('/owa/service.svc', 3)),
      context: { knownGood: { productUrl: () => 'virtual' } },
    },
    {
      name: 'a file that was judged already',
      inputs: inputs(missed('/portal/feed.ashx', 3)),
      context: { ...there, flaggedFiles: { [file.toLowerCase()]: ['webshell.x'] } },
    },
  ],
});
