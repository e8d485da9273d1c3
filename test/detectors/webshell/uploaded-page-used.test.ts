import detector from '../../../src/detectors/webshell/uploaded-page-used.js';
import type { UploadedPage } from '../../../src/model/uploaded-pages.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { type LifeLineSketch, lifeLine } from '../../helpers/life-lines.js';

const upload = (path: string, client = '203.0.113.9'): UploadedPage => ({
  path,
  client,
  time: '2026-08-14T03:50:00.000Z',
  disguisedAs: null,
  evidence: {
    type: 'record',
    path: 'FTPSVC2/u_ex260814.log',
    offset: 90,
    line: 4,
    time: '2026-08-14T03:50:00.000Z',
    fields: { 'cs-method': 'STOR', 'cs-uri-stem': path, 'sc-status': '226' },
  },
});
const used: LifeLineSketch = {
  stem: '/conf.aspx',
  requests: 8,
  methods: { POST: 8 },
  uploads: 8,
  withReferer: 0,
  first: '2026-08-14T04:00:00.000Z',
  firstSuccess: '2026-08-14T04:00:00.000Z',
  lastSuccess: '2026-08-14T04:05:00.000Z',
};
const on = (...lines: LifeLineSketch[]) => ({ lifeLines: lines.map(lifeLine) });

testDetector(detector, {
  hits: [
    {
      name: 'stored at the root, sent forms by who stored it',
      context: on(used),
      input: [upload('/conf.aspx')],
      detections: [{ message: 'used', at: { line: 4 }, severity: 'high', data: { posts: 8, url: '/conf.aspx' } }],
    },
    {
      name: 'the root of FTP lies above the site, and one more client came',
      context: on({ ...used, clients: ['198.51.100.7', '203.0.113.9'] }),
      input: [upload('/www/shop/conf.aspx')],
      detections: [{ message: 'used', at: { line: 4 }, data: { from: '2 clients' } }],
    },
    {
      name: 'came as a text, made a page, and asked for once by somebody else',
      context: on({ ...used, requests: 1, methods: { GET: 1 }, uploads: 0, clients: ['198.51.100.7'] }),
      input: [{ ...upload('/conf.aspx.'), disguisedAs: '/conf.txt' }],
      detections: [{ message: 'disguised', at: { line: 4 }, data: { before: '/conf.txt', requests: 1 } }],
    },
  ],
  misses: [
    {
      name: 'came as a text, made a page, and read by many',
      context: on({ ...used, clients: ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4'] }),
      input: [{ ...upload('/conf.aspx'), disguisedAs: '/conf.txt' }],
      looksAlike: true,
    },
    {
      name: 'a contact page that was published, and that visitors send',
      context: on({ ...used, requests: 40, methods: { GET: 20, POST: 20 }, withReferer: 35 }),
      input: [upload('/conf.aspx')],
      looksAlike: true,
    },
    {
      name: 'a page of many clients',
      context: on({ ...used, clients: ['198.51.100.1', '198.51.100.2', '198.51.100.3', '203.0.113.9'] }),
      input: [upload('/conf.aspx')],
      looksAlike: true,
    },
    {
      name: 'used by others than who stored it',
      context: on(used),
      input: [upload('/conf.aspx', '192.0.2.4')],
      looksAlike: true,
    },
    {
      name: 'a web service that a program of its publisher asks',
      context: on({ ...used, stem: '/stock.asmx' }),
      input: [upload('/stock.asmx')],
      looksAlike: true,
    },
    {
      name: 'a page of that name before it was stored',
      context: on({ ...used, lastSuccess: '2026-08-14T03:40:00.000Z' }),
      input: [upload('/conf.aspx')],
    },
    { name: 'another page', context: on(used), input: [upload('/other.aspx')] },
  ],
});
