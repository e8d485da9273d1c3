import type { FileAnalysis, LifeLinePart } from '../../../src/engine/logs/file-analysis.js';
import type { JobOutcome } from '../../../src/platform/process-pool.js';

const NOTHING: FileAnalysis = {
  format: 'w3c',
  bytes: 0,
  lines: {
    read: 0,
    header: 0,
    empty: 0,
    records: 0,
    recovered: 0,
    timeless: 0,
    outside: 0,
    unparsable: 0,
    reasons: [],
  },
  firstTime: null,
  lastTime: null,
  openingTime: null,
  closingTime: null,
  cutShort: false,
  stepsBack: 0,
  nulBytes: 0,
  hours: [],
  lifeLines: [],
  groups: [],
  uncounted: [],
  actors: [],
  traced: [],
  tallies: [],
  names: null,
  candidateLines: 0,
  notKept: 0,
  beyond: { stems: 0, misses: 0, clients: 0, values: 0, windows: 0, lines: 0 },
  lacks: { stem: 0, client: 0, status: 0 },
  pathless: 0,
  doubt: null,
  readNotes: [],
  end: null,
};

/** What comes of a log that says this, and nothing else. */
export function logSaying(more: Partial<FileAnalysis>): JobOutcome<FileAnalysis> {
  return { status: 'done', result: { ...NOTHING, ...more }, parts: [], retried: false };
}

const NO_VALUES = { values: [], capped: false };

/** What a log says of a script that was asked for once. */
export const LIFE_LINE: LifeLinePart = {
  site: '1',
  stem: '/a.aspx',
  executable: true,
  answered: true,
  feignedMisses: 0,
  requests: 1,
  ownRequests: 0,
  first: 100,
  last: 100,
  firstSuccess: 0,
  lastSuccess: 0,
  missBeforeSuccess: 0,
  missAfterSuccess: 0,
  firstMiss: 0,
  lastMiss: 0,
  uploads: 0,
  withReferer: 0,
  withQuery: 0,
  methods: [],
  statuses: [],
  clients: NO_VALUES,
  userAgents: NO_VALUES,
  userNames: NO_VALUES,
  servers: NO_VALUES,
  ports: NO_VALUES,
  bytesSent: null,
  bytesReceived: null,
  maximumBytesSent: null,
  maximumBytesReceived: null,
  maximumTimeTaken: null,
  window: null,
  hits: [],
  examples: { first: null, success: null, last: null },
};
