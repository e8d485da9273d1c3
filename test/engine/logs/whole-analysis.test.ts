import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { AnalyserOptions, LogToRead } from '../../../src/engine/logs/file-pass.js';
import { LogAnalyser } from '../../../src/engine/logs/log-analyser.js';
import { type EventBatch, EventReader } from '../../../src/engine/logs/correlation/packed-events.js';
import { RuleIndex } from '../../../src/engine/logs/matches/rule-hunt.js';
import { createAddressSet } from '../../../src/platform/address-set.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';

const rule = (title: string, detection: string): string =>
  `title: ${title}\nid: ${title}\nname: ${title}\nlogsource: { category: webserver }\ndetection:\n  ${detection}\n`;

const RULES = [
  rule('word', "keywords: ['=whoami', '${jndi:']\n  condition: keywords"),
  rule('path', "s: { cs-uri-query|contains|all: ['/owa/', 'x.aspx'] }\n  condition: s"),
  rule('agent', "s: { cs-user-agent: ['Tool 1', 'antSword/v2.1'] }\n  condition: s"),
  rule('post', "s: { cs-method: POST }\n  m: { cs-uri-stem|endswith: '.aspx' }\n  condition: s and m"),
  rule('status', 'a: { sc-status: 500 }\n  n: { cs-username: null }\n  condition: a and not n'),
  rule('size', 'a: { sc-bytes|gte: 9000 }\n  condition: a'),
  rule(
    'probe',
    "a: { cs-uri-stem|re: '^/[a-c]{1,2}\\.asp' }\n  n: { c-ip|cidr: '10.0.0.0/8' }\n  condition: a and not n",
  ),
  [
    rule('seen', "s: { cs-uri-stem|contains: '/ecp/' }\n  condition: s"),
    'title: many\nid: many\ncorrelation: { type: event_count, rules: [seen, post], group-by: [c-ip], timespan: 1h, condition: { gte: 3 } }\n',
    'title: kinds\nid: kinds\ncorrelation: { type: value_count, rules: [seen], group-by: [cs-username], timespan: 5m, condition: { gte: 2, field: c-ip } }\n',
  ].join('---\n'),
];
const { program } = createSigmaPack(RULES.map((content, i) => ({ path: `${i}.yml`, content })));
const index = new RuleIndex(program);

interface Look {
  readonly own?: readonly string[];
  readonly options?: Partial<AnalyserOptions>;
  readonly source?: Partial<LogToRead>;
}

/** How a log is looked at, by the word above it. */
const LOOKS: Readonly<Record<string, Look>> = {
  plain: {},
  'by small parts': { options: { chunk: 40 } },
  'with own addresses and names': {
    own: ['10.0.0.5'],
    options: { names: true },
    source: { proxies: ['10.0.0.9'] },
  },
  'of one site, an hour ahead': { source: { siteInPath: true, facts: { day: null, utcOffsetMinutes: 60 } } },
  'from 11:01 to 12:00': { options: { since: 1_614_855_660, until: 1_614_859_200 } },
  'for two that are followed': {
    source: {
      followed: [
        { kind: 'client', name: '192.0.2.7' },
        { kind: 'account', name: 'DOM\\Eve' },
      ],
      moments: [1_614_855_600],
    },
  },
  'for others that are followed': {
    source: {
      followed: [
        { kind: 'client', name: '2001:db8::7' },
        { kind: 'account', name: 'eve@x.invalid' },
      ],
    },
  },
};

/** Without what is nothing; times as such, records by their line. */
function brief(value: unknown): unknown {
  if (typeof value === 'number' && value > 1_600_000_000)
    return new Date(value * 1000).toISOString().slice(5, 19).replace('T', ' ');
  if (ArrayBuffer.isView(value) && value instanceof Uint32Array) return [...value];
  if (Array.isArray(value)) return value.map(brief);
  if (typeof value !== 'object' || value === null) return value;
  if ('cells' in value && 'line' in value) return `line ${String(value.line)}`;
  const parts = Object.entries(value).map(([key, one]) => [key, brief(one)] as const);
  return Object.fromEntries(parts.filter(([, one]) => one !== 0 && one !== '' && !isNothing(one)));
}

const isNothing = (value: unknown): boolean =>
  value === null ||
  value === false ||
  (typeof value === 'object' && (Array.isArray(value) ? value.length : Object.keys(value).length) === 0);

/** Everything that is told of a log, a line each. */
async function told(look: Look, log: string): Promise<string[]> {
  const { own = [], options, source } = look;
  const batches: EventBatch[] = [];
  const analyser = new LogAnalyser({
    index,
    own: createAddressSet(own),
    since: Number.MIN_SAFE_INTEGER,
    until: Number.MAX_SAFE_INTEGER,
    ...options,
  });
  const { end, ...analysis } = await analyser.analyse({
    collectedPath: 'a.log',
    facts: { day: null, utcOffsetMinutes: 0 },
    siteInPath: false,
    chunks: (async function* () {
      yield Buffer.from(log.replaceAll('␀', '\0'), 'latin1');
    })(),
    keep: (batch) => batches.push(batch),
    ...source,
  });
  const events = batches.flatMap((batch) => {
    const reader = new EventReader(batch);
    return [...batch.times].map((_, i) => {
      const { kind, time, line, values } = reader.read(i);
      return `event of ${kind.rules.join(' and ')} in line ${line}: ${JSON.stringify(brief([time, ...values]))}`;
    });
  });
  const lines = Object.entries(analysis).flatMap(([key, value]) => {
    const short = brief(value);
    if (short === 0 || isNothing(short)) return [];
    const each = Array.isArray(value) && typeof value[0] === 'object' && Array.isArray(short) ? short : [short];
    return each.map((one) => `${key} ${JSON.stringify(one)}`);
  });
  return [
    ...lines,
    ...(end === null ? [] : [`day from ${end.dayFrom}, ${end.state.columns?.length ?? 'no'} columns`]),
    ...events,
  ];
}

/** Cases of the fixtures: how it is looked at behind `= `, the log behind `> `, then what is told; a line without anything is between two. */
const CASES = readFileSync(new URL('../../fixtures/log-analysis.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n\n')
  .map((block): [string, string, string[]] => {
    const lines = block.split('\n');
    const of = (mark: string) => lines.filter((one) => one.startsWith(mark)).map((one) => one.slice(2));
    return [of('= ').join(''), of('> ').join('\n'), lines.filter((one) => !/^[=>] /.test(one))];
  });

it.each(CASES)('a log is told %s: %s', async (name, log, expected) => {
  expect(await told(LOOKS[name] ?? {}, `${log}\n`)).toEqual(expected);
});
