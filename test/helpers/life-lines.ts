import type { CappedSet, LoggedRequest, UriLifeLine } from '../../src/model/life-line.js';

/** What a test says of a URI's life; lists of values stand for sets that are not capped. */
export type LifeLineSketch = Partial<
  Omit<UriLifeLine, 'clients' | 'userAgents' | 'userNames' | 'servers' | 'ports'>
> & {
  readonly stem: string;
  readonly clients?: readonly string[] | CappedSet;
  readonly userAgents?: readonly string[];
  readonly userNames?: readonly string[];
  readonly servers?: readonly string[];
  readonly ports?: readonly string[];
};

const set = (values: readonly string[]): CappedSet => ({ values, capped: false });

/** A record as the log has it. Line 5 of one log. */
export function loggedRequest(fields: Readonly<Record<string, string | null>> = {}): LoggedRequest {
  return {
    path: 'W3SVC1/u_ex210814.log',
    offset: 400,
    line: 5,
    time: '2021-08-14T04:00:00.000Z',
    fields: {
      'cs-method': 'GET',
      'cs-uri-query': null,
      's-port': '443',
      'c-ip': '203.0.113.9',
      'sc-status': '200',
      ...fields,
    },
  };
}

/** A script that one browser got once, with success. */
export function lifeLine(sketch: LifeLineSketch): UriLifeLine {
  const first = sketch.first ?? '2021-08-14T04:00:00.000Z';
  const last = sketch.last ?? first;
  const { clients = ['203.0.113.9'], userAgents = ['Mozilla/5.0+(Windows+NT+10.0)'], ...rest } = sketch;
  const { userNames = [], servers = ['192.0.2.10'], ports = ['443'], ...plain } = rest;
  const requests = sketch.requests ?? 1;
  return {
    host: null,
    site: '1',
    executable: /\.(aspx|ashx|asmx|asp|svc|php)(\/|$)/.test(sketch.stem),
    requests,
    ownRequests: 0,
    first,
    last,
    firstSuccess: first,
    lastSuccess: last,
    lastMissBeforeSuccess: null,
    firstMissAfterSuccess: null,
    methods: { GET: requests },
    statuses: [['200', requests]],
    uploads: 0,
    feignedMisses: 0,
    bytesSent: null,
    bytesReceived: null,
    maximumBytesSent: null,
    maximumBytesReceived: null,
    maximumTimeTaken: 31,
    withReferer: 0,
    withQuery: 0,
    busiestWindow: null,
    rhythm: null,
    examples: [loggedRequest({ 'cs-uri-stem': sketch.stem })],
    ...plain,
    clients: 'capped' in clients ? clients : set(clients),
    userAgents: set(userAgents),
    userNames: set(userNames),
    servers: set(servers),
    ports: set(ports),
  };
}
