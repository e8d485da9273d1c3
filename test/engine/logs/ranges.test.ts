import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Followed } from '../../../src/engine/logs/clients/followed.js';
import type { LogAnalysis } from '../../../src/engine/logs/log-analysis.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { logEngine } from './peeked.js';

const folder = mkdtempSync(join(tmpdir(), 'ranges-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FIELDS =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-bytes time-taken';
/** The same columns in another order: what reads them by the first header finds nothing where it looks. */
const TURNED =
  '#Fields: date time c-ip cs-username s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status sc-bytes time-taken cs(User-Agent)';
const UNDATED = FIELDS.replace('date ', '');

const base = (name: string, detection: string): string =>
  `title: ${name}\nid: ${name}\nname: ${name}\nlogsource: { category: webserver }\ndetection:\n  ${detection}\n`;
const counting = (name: string, type: string, rules: string, more = ''): string =>
  `title: ${name}\nid: ${name}\nname: ${name}\ncorrelation:\n  type: ${type}\n  rules: ${rules}\n  group-by: [c-ip]\n  timespan: 30m\n${more}`;

const pack = createSigmaPack([
  {
    path: 'rules.yml',
    content: [
      base('keyword', "keywords: ['=whoami', 'cmd=']\n  condition: keywords"),
      base('equal', 's: { cs-method: POST, sc-status: 200 }\n  condition: s'),
      base(
        'part',
        "s: { cs-uri-query|contains: 'exploit=1' }\n  condition: s\nafterpatch:\n  success: { sc-status: [200] }",
      ),
      base('end', "s: { cs-uri-stem|endswith: '/x.aspx' }\n  n: { cs-username: null }\n  condition: s and not n"),
      base('pattern', "s: { cs-uri-query|re: 'id=[0-9]{2}$' }\n  condition: s"),
      base('network', "s: { c-ip|cidr: '198.51.100.0/24' }\n  condition: s"),
      base('number', 's: { time-taken|gte: 500 }\n  condition: s'),
      base('agent', "s: { cs-user-agent|startswith: 'Tool' }\n  condition: s"),
      counting('many', 'event_count', '[equal]', '  condition: { gte: 3 }\n'),
      counting('values', 'value_count', '[keyword, end]', '  condition: { gte: 2, field: cs-uri-stem }\n'),
      counting('sum', 'value_sum', '[network]', '  condition: { gte: 900, field: time-taken }\n'),
      counting('both', 'temporal', '[part, end]'),
      counting('order', 'temporal_ordered', '[part, equal]', '  generate: true\n'),
    ].join('---\n'),
  },
]);

let written = 0;

function artifact(content: string | Buffer, more: Partial<Artifact> = {}): Artifact {
  const path = join(folder, `${written++}.log`);
  writeFileSync(path, content);
  return {
    id: 0,
    kind: 'iis-log',
    host: 'EX01',
    collectedPath: 'W3SVC1/u_ex210304.log',
    windowsPath: null,
    location: { path: Buffer.from(path) },
    size: Buffer.byteLength(content),
    times: null,
    carriesCode: false,
    ...more,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');
const timeOf = (seconds: number): string => {
  const time = 8 * 3600 + seconds;
  return `${two(Math.floor(time / 3600) % 24)}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}`;
};

const request = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  stem: fc.constantFrom('/owa/auth/x.aspx', '/OWA/x.aspx', '/a.js', '/b.ashx/info', '/', '/ä.asp'),
  query: fc.constantFrom('-', 'exploit=1', 'id=42', 'cmd=x', 'a=%77hoami', 'x==whoami'),
  user: fc.constantFrom('-', 'CORP\\anna', 'CORP\\anna maria'),
  client: fc.constantFrom('203.0.113.1', '203.0.113.2', '198.51.100.7', '2001:db8::1'),
  agent: fc.constantFrom('Tool/1', 'Agent', '-'),
  status: fc.constantFrom('200', '404', '302', '500'),
  sent: fc.integer({ min: 0, max: 9999 }),
  taken: fc.integer({ min: 0, max: 999 }),
});

type Line = { readonly gap: number; readonly end: string } & (
  | { readonly text: string }
  | { readonly request: typeof request extends fc.Arbitrary<infer R> ? R : never }
);

/** `back`: whether times go back by hours now and then. */
const lines = (headers: readonly string[], back: boolean): fc.Arbitrary<Line[]> => {
  const rare = fc.oneof(
    fc.constantFrom('', '# a comment', '\0\0\0', 'what is this', '2021-03-04'),
    fc.constantFrom(...headers),
  );
  const gap = back
    ? fc.oneof({ weight: 9, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.constantFrom(-30, -4000) })
    : fc.nat(300);
  const end = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r');
  return fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.record({ gap, request, end }) },
      { weight: 1, arbitrary: fc.record({ gap, text: rare, end }) },
    ),
    { minLength: 5, maxLength: 60 },
  );
};

function logOf(first: string, all: readonly Line[]): string {
  let [seconds, header] = [0, first];
  const rows = all.map((line) => {
    seconds = Math.max(0, seconds + line.gap);
    if ('text' in line) {
      if (line.text.startsWith('#Fields')) header = line.text;
      return line.text + line.end;
    }
    const { method, stem, query, user, client, agent, status, sent, taken } = line.request;
    const time = timeOf(seconds);
    const dated = header === UNDATED ? time : `2021-03-04 ${time}`;
    return header === TURNED
      ? `${dated} ${client} ${user} 192.0.2.1 443 ${method} ${stem} ${query} ${status} ${sent} ${taken} ${agent}${line.end}`
      : `${dated} 192.0.2.1 ${method} ${stem} ${query} 443 ${user} ${client} ${agent} ${status} ${sent} ${taken}${line.end}`;
  });
  return `#Software: Microsoft Internet Information Services 10.0\r\n#Date: 2021-03-04 08:00:00\r\n${first}\r\n${rows.join('')}`;
}

/** What must be the same in ranges as in one piece: all but what the windows and the memory of one range decide. */
function compared({ matches, alerts, lifeLines, streams, logs, notes, counters }: LogAnalysis) {
  return {
    matches,
    alerts,
    lifeLines: lifeLines.map((life) => ({ ...life, busiestWindow: life.busiestWindow !== null })),
    streams,
    logs,
    notes,
    counters: { ...counters, candidates: 0 },
  };
}

async function analyse(log: Artifact, range?: number, jobs = 0) {
  return logEngine({ pack, jobs }, undefined, range).analyse([log]);
}

/** Small enough that most logs are cut at several places. */
const range = fc.integer({ min: 60, max: 1500 });

describe('a log in ranges', () => {
  it('says what it says in one piece: every rule, life-line and correlation', async () => {
    await fc.assert(
      fc.asyncProperty(lines([FIELDS], false), range, async (all, size) => {
        const log = artifact(logOf(FIELDS, all));
        expect(compared(await analyse(log, size))).toEqual(compared(await analyse(log)));
      }),
      { numRuns: 60 },
    );
  });

  it('says it whatever headers come in between, with a date column or without', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(FIELDS, TURNED, UNDATED),
        lines([FIELDS, TURNED, UNDATED, '#Date: 2021-03-05 08:00:00', '#Date: 2021-99-99'], false),
        range,
        async (first, all, size) => {
          const log = artifact(logOf(first, all));
          expect(compared(await analyse(log, size))).toEqual(compared(await analyse(log)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts steps back and correlates in the order of time where the clock was set back', async () => {
    await fc.assert(
      fc.asyncProperty(lines([FIELDS], true), range, async (all, size) => {
        const log = artifact(logOf(FIELDS, all));
        const [ranges, whole] = [compared(await analyse(log, size)), compared(await analyse(log))];
        expect({ ...ranges, lifeLines: [] }).toEqual({ ...whole, lifeLines: [] });
      }),
      { numRuns: 40 },
    );
  });

  it('follows clients and counts matches by values as in one piece', async () => {
    const followed: Followed[] = [
      { kind: 'client', name: '203.0.113.1' },
      { kind: 'account', name: 'corp\\anna' },
    ];
    const moments = [{ host: 'EX01', seconds: Date.UTC(2021, 2, 4, 8, 20) / 1000 }];
    await fc.assert(
      fc.asyncProperty(lines([FIELDS, TURNED], false), range, async (all, size) => {
        const log = artifact(logOf(FIELDS, all));
        const told = async (range?: number) => {
          const engine = logEngine({ pack }, undefined, range);
          await engine.analyse([log]);
          return [await engine.follow(followed, moments), await engine.tally([log], [['c-ip'], ['cs-uri-stem']])];
        };
        expect(await told(size)).toEqual(await told());
      }),
      { numRuns: 15 },
    );
  });

  const row = (i: number): string =>
    `2021-03-04 ${timeOf(i)} 192.0.2.1 POST /owa/auth/p${i % 50}.aspx exploit=${i % 40} 443 CORP\\u${i % 70} 198.51.100.${i % 9} Agent/${i % 30} 200 ${i % 5000} ${i % 900}`;
  const long = (lines: number, more: readonly string[] = []): string =>
    `${[FIELDS, ...Array.from({ length: lines }, (_, i) => row(i)), ...more].join('\r\n')}\r\n`;

  it('says the same whatever the number of processes', async () => {
    const log = artifact(long(40_000, [TURNED, ...Array.from({ length: 50 }, () => 'no record'), FIELDS, row(5)]));
    expect(log.size).toBeGreaterThan(4 << 20);
    const [first, ...others] = await Promise.all([0, 2, 8].map((jobs) => analyse(log, 700_000, jobs)));
    expect(first?.counters).toMatchObject({ files: 1, records: 40_001, unparsable: 50 });
    for (const other of others) expect(other).toEqual(first);
  });

  it('counts the busiest ten minutes together where a range parts them', async () => {
    const asked = Array.from({ length: 40 }, (_, i) =>
      row(i * 10)
        .replace(/p\d+\.aspx/, 'p.aspx')
        .replace(/198\S+/, '198.51.100.1'),
    );
    const { lifeLines } = await analyse(artifact(`${[FIELDS, ...asked].join('\r\n')}\r\n`), 500);
    expect(lifeLines[0]?.busiestWindow).toMatchObject({ client: '198.51.100.1', requests: 40, posts: 40 });
  });

  it('reads a range anew where another header came before it than was assumed', async () => {
    // Behind what the first bytes of a log tell.
    const before = Array.from({ length: 700 }, (_, i) => row(i));
    expect(before.join('\r\n').length).toBeGreaterThan(64 << 10);
    const turned = (i: number): string =>
      `2021-03-04 ${timeOf(i)} 203.0.113.9 - 192.0.2.1 443 POST /x.aspx exploit=1 200 5 5 Agent`;
    const log = artifact(
      `${[FIELDS, ...before, TURNED, ...Array.from({ length: 400 }, (_, i) => turned(i))].join('\r\n')}\r\n`,
    );
    for (const jobs of [0, 3]) {
      const { counters, matches } = await analyse(log, 10_000, jobs);
      expect(counters).toMatchObject({ records: 1100, recovered: 0, unparsable: 0 });
      const found = matches.find(({ rule, success }) => rule.title === 'part' && success);
      const told = found?.clients.find(({ client }) => client === '203.0.113.9');
      expect(told?.count).toBe(400);
      expect(told?.evidence.map(({ line }) => line)).toEqual([703, 704, 705, 1101, 1102]);
    }
  });

  it('is cut at line feeds, and left whole where there are none or where it is not plain W3C', async () => {
    const whole = [
      long(400).replaceAll('\r\n', '\r'),
      Buffer.from(`\ufeff${long(400)}`, 'utf16le'),
      long(400).replace(/#Fields.*/, ''),
      `#Software: IIS Advanced Logging Module\r\n${long(400)}`,
    ];
    for (const content of whole) {
      const log = artifact(content);
      expect(compared(await analyse(log, 1000))).toEqual(compared(await analyse(log)));
    }
  });

  it('says which bytes of it could not be read, and goes on behind them', async () => {
    const log = artifact(long(3000));
    const engine = logEngine({ pack, jobs: 1 }, undefined, 100_000);
    const aborted = new AbortController();
    const { notes, counters } = await engine.analyse([log], {
      signal: aborted.signal,
      onProgress: () => aborted.abort(),
    });
    expect(counters.files).toBe(1);
    expect(counters.records).toBeLessThan(3000);
    expect(notes[0]).toMatchObject({ code: 'interrupted', path: log.collectedPath, incomplete: true });
    expect(notes[0]?.message).toMatch(/^Bytes \d+ to \d+ of it: /);
  });
});
