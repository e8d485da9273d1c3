import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogAnalyser } from '../../../src/engine/logs/log-analyser.js';
import { EventReader, type EventBatch } from '../../../src/engine/logs/correlation/packed-events.js';
import { unpackRecord } from '../../../src/engine/logs/record-cells.js';
import { RuleIndex } from '../../../src/engine/logs/matches/rule-hunt.js';
import { readLog } from '../../../src/formats/log-file/read-log.js';
import { createLogReader, recogniseLog } from '../../../src/formats/log-file/recognise-log.js';
import type { LogFileFacts } from '../../../src/formats/log-line/log-reader.js';
import { createAddressSet } from '../../../src/platform/address-set.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';

/** Every record is counted, so that all that was read of it is kept. */
const { program } = createSigmaPack([
  {
    path: 'every.yml',
    content: [
      "title: every\nid: every\nname: every\nlogsource: { category: webserver }\ndetection:\n  s: { cs-method: 'no such' }\n  condition: not s\n",
      'title: count\nid: count\ncorrelation:\n  type: event_count\n  rules: [every]\n  group-by: [c-ip]\n  timespan: 1h\n  condition: { gte: 9 }\n',
    ].join('---\n'),
  },
]);

let batches: EventBatch[] = [];
const analyser = new LogAnalyser({
  index: new RuleIndex(program),
  own: createAddressSet([]),
  since: Number.MIN_SAFE_INTEGER,
  until: Number.MAX_SAFE_INTEGER,
});

/** What the engine makes of a log: each record with its time, its place and its columns. */
async function readByKernel(facts: LogFileFacts, pieces: readonly Buffer[]) {
  batches = [];
  const { lines, format, doubt } = await analyser.analyse({
    collectedPath: 'a.log',
    facts,
    siteInPath: true,
    chunks: (async function* () {
      yield* pieces;
    })(),
    keep: (batch) => batches.push(batch),
  });
  const records = batches.flatMap((batch) => {
    const reader = new EventReader(batch);
    return [...batch.times].map((_, i) => {
      const { kind, time, offset, line, cells } = reader.read(i);
      const source = { path: 'a.log', columns: batch.layouts[kind.layout] ?? [] };
      const { path: _path, type: _type, ...record } = unpackRecord({ source, offset, line, time, cells });
      return record;
    });
  });
  const { read, header, empty, recovered, unparsable } = lines;
  return {
    records,
    format,
    doubt,
    counts: { read, records: lines.records, header, empty, recovered, unparsable },
  };
}

/** What the readers make of it, line by line. */
function readByReader(log: Buffer, facts: LogFileFacts) {
  const all = [...readLog(log, facts)];
  const count = (kind: string): number => all.filter((line) => line.kind === kind).length;
  const records = all.flatMap((line) =>
    line.kind === 'record' && line.time !== null
      ? [{ offset: line.offset, line: line.line, time: line.time, fields: { ...line.fields } }]
      : [],
  );
  const counts = {
    read: all.length,
    records: count('record'),
    header: count('header'),
    empty: count('empty'),
    unparsable: count('unparsable'),
  };
  return { records, counts };
}

/** Records that did not have their columns one after the other, and what the reader is not sure of. */
function recoveredBy(log: Buffer, facts: LogFileFacts) {
  const reader = createLogReader(recogniseLog(log) ?? 'w3c', facts);
  let recovered = 0;
  for (const { index, 0: line } of log.toString('latin1').matchAll(/[^\r\n]+/g)) {
    if (reader.read(log, index, index + line.length) === 'record' && reader.recovered) recovered++;
  }
  return { recovered, doubt: reader.doubt ?? null };
}

/** Mostly what is usual. */
const mostly = <T>(usual: readonly T[], ...odd: readonly T[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

const two = (n: number): string => String(n).padStart(2, '0');
const clock = fc.oneof(
  { weight: 19, arbitrary: fc.tuple(fc.nat(23), fc.nat(59), fc.nat(60)).map((parts) => parts.map(two).join(':')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('9:05:03', '24:00:00', '22:60:00', '22:10:31.250', '22-10-31', '-', '1:2:3', '0a:00:00'),
  },
);
const address = mostly(['203.0.113.1', '2001:db8::1', 'fe80::1%3'], '-', '', 'x');
const user = mostly(['-', 'CORP\\anna', 'CORP\\anna maria'], 'anna, maria', 'ä', '', 'a [b] c', '10.1.2.3');
const stem = mostly(['/a.aspx', '/', '/ä.asp'], '/a b.js', '/x"y.asp', '/q" 200 5/z', '*', 'http://x/y', '-');
const query = mostly(['-', 'a=b', 'a,b,,c'], 'x=" 404 1', 'q=a b', '', 'HTTP/1.1', '?', 'a?b', ',');
const agent = mostly(['Agent/1.0', 'My Agent', 'Mozilla/5.0 (Windows NT 10.0; x)'], '-', '', 'a"b', 'a" "b', '200 0');
const status = mostly(['200', '404', '-'], '20x', '2000', '');
const method = mostly(['GET', 'POST', 'RPC_IN_DATA'], 'a b', '-');

const w3cLine = (dated: boolean) =>
  fc
    .record({
      date: mostly(['2021-03-04', '2021-03-05'], '2021-02-30', '-'),
      clock,
      method,
      stem,
      query,
      user,
      address,
      agent,
      status,
      /** Tokens that are left out at the end, or put in. */
      cut: mostly([0], 1, 2, 3, 9),
      more: mostly<readonly string[]>([[]], ['5'], ['198.51.100.9'], ['a', 'b', 'c'], ['']),
    })
    .map((r) => {
      const tokens = [
        r.clock,
        '192.0.2.1',
        r.method,
        r.stem,
        r.query,
        '443',
        r.user,
        r.address,
        r.agent,
        '-',
        r.status,
        '0',
        '7',
      ];
      const all = [...(dated ? [r.date] : []), ...tokens, ...r.more];
      return all.slice(0, all.length - r.cut).join(' ');
    });
const DATED =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-win32-status time-taken';
const CLOCKED = DATED.replace('date ', '');
const nativeLine = fc
  .record({
    address,
    user,
    date: mostly(['3/4/2021', '03/05/2021'], '15/3/2021', '4.3.21', '2021/03/04', '13/13/2021', '-'),
    clock,
    server: mostly(['192.0.2.1', '2001:db8::9'], 'EX01', ''),
    status,
    method,
    stem,
    query,
    gap: fc.constantFrom(', ', ', ', ','),
    end: fc.constantFrom(',', ',', '', ', ', ',x'),
  })
  .map(
    ({ gap, end, ...r }) =>
      [
        r.address,
        r.user,
        r.date,
        r.clock,
        'W3SVC1',
        'EX01',
        r.server,
        '15',
        '100',
        '200',
        r.status,
        '0',
        r.method,
        r.stem,
        r.query,
      ].join(gap) + end,
  );
const ncsaLine = fc
  .record({
    address,
    user,
    date: mostly(['04/Mar/2021', '05/mar/2021'], '31/Feb/2021', '4/Mar/2021'),
    clock,
    zone: mostly(['+0000', '-0800'], '+0530', '0000'),
    method,
    url: fc.tuple(stem, query).map(([path, search]) => (search === '-' ? path : `${path}?${search}`)),
    version: fc.constantFrom(' HTTP/1.1', ' HTTP/1.1', '', ' HTTP/', ' HTTP/1.0 HTTP/1.1'),
    status,
    size: fc.constantFrom(' 100', ' -', '', ' 5 '),
    referer: fc.constantFrom('', '', ' "-"', ' "https://x/"', ' x'),
    agent,
  })
  .map((r) => {
    const quoted = r.referer.endsWith('"') ? ` "${r.agent}"` : '';
    return `${r.address} - ${r.user} [${r.date}:${r.clock} ${r.zone}] "${r.method} ${r.url}${r.version}" ${r.status}${r.size}${r.referer}${quoted}`;
  });
const oddLine = fc.constantFrom(
  '',
  ' ',
  '# a comment',
  '\0\0\0',
  '#Date: 2021-03-07 00:00:00',
  '#Fields: junk',
  '\xef\xbb\xbf',
  'what is this',
  '\t',
);

const SUMMER = {
  standardOffset: 60,
  summer: {
    offset: 120,
    begins: { month: 3, week: 1, weekday: 5, clock: 7200 },
    ends: { month: 10, week: 5, weekday: 0, clock: 10_800 },
  },
};
const facts = fc.record({
  day: fc.constantFrom(null, 18_690),
  utcOffsetMinutes: fc.constantFrom(0, 0, 330),
  zone: fc.constantFrom(null, SUMMER, { standardOffset: -300, summer: 'none' as const }),
});

/** Logs of one form: good lines first, so that they are recognised. */
const logOf = (head: string, line: fc.Arbitrary<string>, others: fc.Arbitrary<string>) =>
  fc
    .tuple(
      fc.array(
        fc.tuple(
          fc.oneof({ weight: 12, arbitrary: line }, { weight: 1, arbitrary: others }),
          fc.constantFrom('\r\n', '\r\n', '\n', '\r'),
        ),
        {
          minLength: 5,
          maxLength: 40,
        },
      ),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...' \t\0,"[]-:/ä?')), { maxLength: 3 }),
    )
    .map(([lines, damage]) => {
      const text = [...lines.map(([one, end]) => one + end).join('')];
      for (const [at, byte] of damage) text[at % text.length] = byte;
      return Buffer.from(head + text.join(''));
    });

const GOOD_NATIVE =
  '203.0.113.1, -, 3/4/2021, 22:10:31, W3SVC1, EX01, 192.0.2.1, 15, 100, 200, 200, 0, GET, /first.aspx, -,\r\n';
const GOOD_NCSA = '203.0.113.1 - - [04/Mar/2021:22:10:31 +0000] "GET /first.aspx HTTP/1.1" 200 100\r\n';
const headers = fc.oneof(
  oddLine,
  fc.constantFrom(
    DATED,
    CLOCKED,
    DATED.replaceAll(' ', '\t').replace(':\t', ': '),
    `${DATED} sc-bytes cs-bytes`,
    DATED.replace(' sc-win32-status time-taken', ''),
  ),
);

describe('the kernel reads each line as the reader of its format', () => {
  it.each([
    ['W3C', `${DATED}\r\n`, w3cLine(true), headers],
    ['W3C without a date', `#Date: 2021-03-04 00:00:00\r\n${CLOCKED}\r\n`, w3cLine(false), headers],
    ['W3C whose header names more', `${DATED} sc-bytes cs-bytes X-Forwarded-For\r\n`, w3cLine(true), oddLine],
    ['W3C whose header names less', `${DATED.replace(' sc-win32-status time-taken', '')}\r\n`, w3cLine(true), oddLine],
    ['W3C without a header', '', w3cLine(true), headers],
    ['IIS native', GOOD_NATIVE.repeat(3), nativeLine, oddLine],
    ['NCSA', GOOD_NCSA.repeat(3), ncsaLine, oddLine],
  ] as const)('%s', async (_, head, line, others) => {
    let [seen, recovered] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        logOf(head, line, others),
        facts,
        fc.array(fc.nat(), { maxLength: 4 }),
        async (log, told, cuts) => {
          const expected = readByReader(log, told);
          const again = recoveredBy(log, told);
          const places = [...new Set(cuts.map((at) => at % (log.length + 1)))].sort((a, b) => a - b);
          const pieces = [0, ...places].map((from, i) => log.subarray(from, places[i] ?? log.length));
          const found = await readByKernel(told, pieces);
          // What is no log at all is not read.
          if (found.format === null) return;
          expect(found.records).toEqual(expected.records);
          expect(found.counts).toEqual({ ...expected.counts, recovered: again.recovered });
          expect(found.doubt).toEqual(again.doubt);
          const wide = Buffer.from(`\ufeff${log.toString('utf8')}`, 'utf16le');
          const inUtf16 = await readByKernel(told, [wide]);
          expect(inUtf16.records).toEqual(readByReader(wide, told).records);
          seen += found.records.length;
          recovered += again.recovered;
        },
      ),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 60) },
    );
    expect(seen).toBeGreaterThan(100);
    expect(recovered).toBeGreaterThan(0);
  });
});
