import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogAnalyser } from '../../../src/engine/logs/log-analyser.js';
import type { FileAnalysis } from '../../../src/engine/logs/file-analysis.js';
import { measureRarity } from '../../../src/engine/logs/kernel/literal-rarity.js';
import { unpackRecord } from '../../../src/engine/logs/record-cells.js';
import { RuleIndex } from '../../../src/engine/logs/matches/rule-hunt.js';
import { readLog } from '../../../src/formats/log-file/read-log.js';
import { createAddressSet } from '../../../src/platform/address-set.js';
import { createSigmaPack, type SigmaPack } from '../../../src/signatures/sigma/index.js';

const FIELDS =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status time-taken';

const RULES = [
  ['keyword', "keywords: ['=whoami', '${jndi:']\n  condition: keywords"],
  ['path', "s: { cs-uri-query|contains|all: ['/owa/', 'x.aspx'] }\n  condition: s"],
  ['agent', "s: { cs-user-agent: ['Tool 1', 'antSword/v2.1'] }\n  condition: s"],
  ['decoded', "s: { cs-uri-query|contains: 'a b/c' }\n  condition: s"],
  ['script', "s: { cs-uri-stem|endswith: '/owa/auth/x.aspx' }\n  condition: s"],
  ['joined', "s: { cs-user-agent|contains: '+My+Agent' }\n  condition: s"],
  ['short', "s: { cs-uri-stem|endswith: '.js' }\n  m: { cs-method: POST }\n  condition: s and m"],
  ['tiny', "s: { cs-uri-query|contains: '~' }\n  condition: s"],
  ['device', "s: { eas-device-type|contains: ['python', 'curl'] }\n  condition: s"],
  ['command', 's: { eas-command: [FolderSync, Settings], eas-device: AB1234567890 }\n  condition: s'],
  ['state', 's: { eas-state|startswith: Blocked, eas-folder: 5 }\n  condition: s'],
  ['folder', "s: { cs-uri-stem|contains: 'owa/auth' }\n  condition: s"],
  ['status', 'a: { sc-status: 500 }\n  n: { cs-username: null }\n  condition: a and not n'],
].map(([title, detection]) => ({
  path: `${title}.yml`,
  content: `title: ${title}\nid: ${title}\nlogsource:\n  category: webserver\ndetection:\n  ${detection}\n`,
}));

const pack = createSigmaPack(RULES.map(({ path, content }) => ({ path, content })));

/** Scripts of a folder that are not the product's. */
const foreignPage = createSigmaPack([
  {
    path: 'foreign.yml',
    content:
      "title: foreign\nid: foreign\nlogsource:\n  category: webserver\ndetection:\n  s: { cs-uri-stem|contains: '/owa/auth/', cs-uri-query|contains: '.aspx' }\n  own: { cs-uri-stem|endswith: '/logon.aspx' }\n  condition: s and not own\n",
  },
]);

interface Settings {
  readonly chunk?: number;
  readonly prefilter?: boolean;
  readonly sample?: Uint8Array;
  readonly own?: readonly string[];
  readonly rules?: SigmaPack;
}

/** By their settings: one that reads log after log costs a tenth of one that is made for each. */
const analysers = new Map<string, LogAnalyser>();

function analyserFor({ own = [], sample, rules = pack, ...rest }: Settings): LogAnalyser {
  const key = JSON.stringify([own, rest]);
  const known = rules === pack && !sample ? analysers.get(key) : undefined;
  if (known) return known;
  const analyser = new LogAnalyser({
    index: new RuleIndex(rules.program, sample && measureRarity(rules.program, sample)),
    own: createAddressSet(own),
    since: Number.MIN_SAFE_INTEGER,
    until: Number.MAX_SAFE_INTEGER,
    ...rest,
  });
  if (rules === pack && !sample) analysers.set(key, analyser);
  return analyser;
}

function analyse(log: Buffer, pieces: readonly Buffer[] = [log], settings: Settings = {}): Promise<FileAnalysis> {
  return analyserFor(settings).analyse({
    collectedPath: 'u_ex210304.log',
    facts: { day: null, utcOffsetMinutes: 0 },
    siteInPath: false,
    chunks: chunksOf(pieces),
    keep: () => {},
  });
}

/** Bytes that are read at once: from less than a column to a few lines. */
const chunkSize = fc.constantFrom(1, 7, 40, 90, 150, 300, 700, 2000);

async function* chunksOf(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

function cut(log: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((at) => at % (log.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => log.subarray(from, places[i] ?? log.length));
}

/** Queries of ActiveSync, as text and in base64, with escapes or without. */
const deviceQuery = fc
  .record({
    command: fc.constantFrom([0, 'Sync'], [9, 'FolderSync'], [17, 'Settings']),
    device: fc.constantFrom('AB1234567890', 'ZZ'),
    type: fc.constantFrom('python', 'iPhone', 'x-curl', 'c'),
    short: fc.boolean(),
    escaped: fc.boolean(),
    more: fc.constantFrom('', '&Log=V1_Fid:5_As:BlockedU_', '&Log=V1_Fid:6_As:Allowed_', '&x=cmd=', '&Cmd=Ping'),
    mark: fc.constantFrom('', '?'),
  })
  .map(({ command: [number, name], device, type, short, escaped, more, mark }) => {
    const part = (text: string) => Buffer.from([text.length, ...Buffer.from(text)]);
    const bytes = Buffer.concat([Buffer.from([141, Number(number), 9, 4]), part(device), part(''), part(type)]);
    const plain = short ? bytes.toString('base64') : `Cmd=${name}&User=a&DeviceId=${device}&DeviceType=${type}`;
    const spelled = escaped
      ? plain.replaceAll(/[=+/DcS]/g, (c) => (c === '=' && !short ? c : encodeURIComponent(c)))
      : plain;
    return mark + (escaped ? spelled.replaceAll('o', '%6f') : spelled) + more;
  });

const token = fc.constantFrom(
  '-',
  '/owa/auth/x.aspx',
  '/Scripts/App.JS',
  'cmd=whoami',
  'a%20b%2Fc',
  'a+b/c',
  'x==%77hoami',
  '~',
  '%',
  '%4',
);
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        second: fc.integer({ min: 0, max: 59 }),
        method: fc.constantFrom('GET', 'POST', 'PROPFIND', 'RPC_IN_DATA'),
        stem: fc.constantFrom(
          '/owa/auth/x.aspx',
          '/OWA/Auth/X.aspx',
          '/a.js',
          '/',
          '/b.ashx/info',
          '/c%7e.txt',
          '/ä.asp',
          '//owa/./auth//x.aspx',
          '/owa/auth/x.aspx/',
          '/s.aspx/a.js',
          '/a.js.',
          '/owa\\auth\\x.aspx',
          '/(S(abc))/owa/auth/a.js',
          '/(S(abc))/b/../owa/auth/aaaaaa.aspx;.js',
          '/Microsoft-Server-ActiveSync/default.eas',
          '/Microsoft-Server-//ActiveSync',
          '/Microsoft-Server-ActiveSync',
        ),
        query: fc.oneof(
          fc.array(token, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('&')),
          deviceQuery,
        ),
        user: fc.constantFrom('-', 'CORP\\anna', 'CORP\\anna maria', ''),
        client: fc.constantFrom('203.0.113.1', '2001:db8::1', 'fe80::1%3', '-'),
        agent: fc.constantFrom('x+My+Agent', 'Tool+1', 'antSword/v2.1', '-', 'My Agent'),
        referer: fc.constantFrom('-', 'https://x/?q=%24%7bjndi:'),
        status: fc.constantFrom('200', '404', '302', '500', '-', '20x'),
      })
      .map(
        (r) =>
          `2021-03-04 22:10:${String(r.second).padStart(2, '0')} 192.0.2.1 ${r.method} ${r.stem} ${r.query} 443 ${r.user} ${r.client} ${r.agent} ${r.referer} ${r.status} 5`,
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '# a comment', '\0\0\0', '#Fields: date time cs-uri-stem sc-status', FIELDS),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }).map((text) => text.replaceAll(/[\r\n]/g, ' ')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '#Fields: date time x-a x-b x-c',
      '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query',
      '#Fields:\tdate\ttime\tcs-uri-stem\tsc-status\tx-last',
      '2021-03-04\t22:10:31\t/a.aspx\t200\t',
      '2021-03-04 22:10:31 192.0.2.1 GET /a.aspx - 443 - 203.0.113.1 Agent - 200 ',
      '2021-03-04 22:10:31 192.0.2.1 GET /a.aspx - 443 - 203.0.113.1 Agent - 0 5',
      '\xef\xbb\xbf2021-03-04 22:10:31 192.0.2.1 GET /a.aspx - 443 - 203.0.113.1 Agent - 200 5',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('2021-03-04 22:10:31 /short.aspx 200', '2021-13-04 22:10:31 /bad.aspx 200') },
);
const log = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 40 })
  .map((lines) => Buffer.from(`${FIELDS}\n${lines.map(([text, end]) => text + end).join('')}`));

/** A log in which single bytes were changed, left out or put in. */
const damaged = fc
  .tuple(
    log,
    fc.array(
      fc.record({
        at: fc.nat(),
        byte: fc.constantFrom(...Buffer.from(' \t\0\r\n-#"0:é\xef\xbb\xbf', 'latin1')),
        kind: fc.constantFrom('put', 'replace', 'leave out'),
      }),
      { maxLength: 12 },
    ),
  )
  .map(([bytes, changes]) => {
    const damagedBytes = [...bytes];
    for (const { at, byte, kind } of changes) {
      const place = at % (damagedBytes.length + 1);
      damagedBytes.splice(place, kind === 'put' ? 0 : 1, ...(kind === 'leave out' ? [] : [byte]));
    }
    return Buffer.from(damagedBytes);
  });

/** What `readLog` says of the same bytes, which reads line by line. */
function reference(bytes: Buffer) {
  const lines = [...readLog(bytes)];
  const count = (kind: string): number => lines.filter((each) => each.kind === kind).length;
  return {
    read: lines.length,
    header: count('header'),
    empty: count('empty'),
    records: count('record'),
    unparsable: count('unparsable'),
    places: lines.flatMap((each) => (each.kind === 'unparsable' ? [[each.reason, each.offset, each.line]] : [])).sort(),
  };
}

function summary({ lines }: FileAnalysis) {
  const { read, header, empty, records, unparsable, reasons } = lines;
  const places = reasons.flatMap(({ reason, positions }) =>
    positions.map(({ offset, line }) => [reason, offset, line]),
  );
  return { read, header, empty, records, unparsable, places: places.sort() };
}

describe('one pass over a log', () => {
  it('comes to the same lines as the plain reader, wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.array(fc.nat(), { maxLength: 8 }), chunkSize, async (bytes, cuts, chunk) => {
        const { places, ...counts } = reference(bytes);
        const found = summary(await analyse(bytes, cut(bytes, cuts), { chunk }));
        expect({ ...found, places: [] }).toEqual({ ...counts, places: [] });
        for (const place of found.places) expect(places).toContainEqual(place);
      }),
      { numRuns: 150 },
    );
  });

  it('comes to the same lines where bytes are damaged', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        const { places, ...counts } = reference(bytes);
        const analysis = await analyse(bytes);
        // What is no log at all is not read.
        if (analysis.format === null) return;
        const found = summary(analysis);
        expect({ ...found, places: [] }).toEqual({ ...counts, places: [] });
        for (const place of found.places) expect(places).toContainEqual(place);
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 200) },
    );
  });

  it('says the same whatever the size of its chunks', async () => {
    await fc.assert(
      fc.asyncProperty(log, chunkSize, async (bytes, chunk) => {
        expect(await analyse(bytes, [bytes], { chunk })).toEqual(await analyse(bytes));
      }),
      { numRuns: 60 },
    );
  });

  it('matches the same records with and without the prefilter, and whatever the sample says is rare', async () => {
    await fc.assert(
      // Chunks of a few lines: what one of them taught of paths that no rule can match is used in the next.
      fc.asyncProperty(log, log, chunkSize, async (bytes, sample, chunk) => {
        const plain = await analyse(bytes, [bytes], { prefilter: false });
        const filtered = await analyse(bytes, [bytes], { chunk });
        const measured = await analyse(bytes, [bytes], { sample, chunk });
        const sorted = ({ groups }: FileAnalysis) =>
          [...groups].sort((a, b) => a.rule - b.rule || (String(a.client) < String(b.client) ? -1 : 1));
        expect(sorted(filtered)).toEqual(sorted(plain));
        expect(sorted(measured)).toEqual(sorted(plain));
      }),
      { numRuns: 100 },
    );
  });

  it('finds what stands in a resolved path only, whatever the path is made of', async () => {
    const piece = fc.constantFrom(
      'owa',
      'auth',
      'o',
      'wa',
      '/',
      '/',
      '//',
      '.',
      '..',
      ' ',
      ':',
      '::$DATA',
      ';',
      '(S(a))',
      '%',
      '%2f',
      '%20',
      '%61',
      '\\',
      'x.aspx',
      '-',
    );
    const stem = fc.array(piece, { minLength: 3, maxLength: 9 }).map((pieces) => `/${pieces.join('')}`);
    let only = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(stem, { minLength: 30, maxLength: 30 }), async (stems) => {
        const w3c = stems.map((one) => `2021-03-04 22:10:31 192.0.2.1 GET ${one} - 443 - - - - 200 5`);
        // Its columns may hold spaces.
        const native = stems.map(
          (one) => `203.0.113.1, -, 3/4/2021, 22:10:31, W3SVC1, EX01, 192.0.2.1, 5, 1, 2, 200, 0, GET, ${one}, -,`,
        );
        for (const lines of [[FIELDS, ...w3c], native]) {
          const log = Buffer.from(`${lines.join('\n')}\n`);
          const [fast, slow] = [
            await analyse(log, [log], { chunk: 700 }),
            await analyse(log, [log], { prefilter: false }),
          ];
          expect(fast.groups).toEqual(slow.groups);
          only += slow.groups.flatMap(({ stems }) => stems).filter((one) => !/owa\/auth/i.test(one)).length;
        }
      }),
      { numRuns: 60 },
    );
    expect(only).toBeGreaterThan(20);
  });

  it.each([
    ['/owa//auth/x.aspx'],
    ['/owa/./auth/x.aspx'],
    ['/owa\\auth\\x.aspx'],
    ['/%6fwa/auth/x.aspx'],
    ['/a/../owa/auth/x.aspx'],
    ['/owa/auth/x.aspx.'],
    ['/owa/auth/x.aspx/logon.aspx'],
    ['/owa/auth/x.aspx;.jpg'],
    ['/owa/(S(abc))/auth/x.aspx'],
    ['/owa/auth/x.aspx::$DATA'],
  ])('asks rules about the path that IIS makes of %s', async (stem) => {
    const log = Buffer.from(`${FIELDS}\n2021-03-04 22:10:31 192.0.2.1 GET ${stem} - 443 - - - - 200 5\n`);
    const { groups } = await analyse(log, [log], { rules: foreignPage });
    expect(groups.map(({ count, stems }) => [count, stems])).toEqual([[1, [stem]]]);
  });

  it('finds no page twice, and none in paths that only look odd', async () => {
    const stems = ['/owa/auth/x.aspx', '/.well-known/x', '/owa//auth/logon.aspx'];
    const lines = stems.map((stem) => `2021-03-04 22:10:31 192.0.2.1 GET ${stem} - 443 - - - - 200 5\n`);
    const log = Buffer.from(`${FIELDS}\n${lines.join('')}`);
    const { groups } = await analyse(log, [log], { rules: foreignPage });
    expect(groups.map(({ count }) => count)).toEqual([1]);
  });

  it('has what the prefilter passes over: no rule of these tests is asked of every line', () => {
    expect(new RuleIndex(pack.program).always).toEqual([]);
  });

  it('passes over a path only where the path alone rules out what its literals stand for', async () => {
    const request = (method: string, stem: string) =>
      `2021-03-04 22:10:31 192.0.2.1 ${method} ${stem} - 443 - - - - 200 5`;
    const lines = [
      request('GET', '/a.js'),
      request('POST', '/a.js/x'),
      request('POST', '/a.js'),
      request('POST', '/a.js/x'),
    ];
    const log = Buffer.from([FIELDS, ...lines, ...lines, ''].join('\n'));
    const { groups } = await analyse(log, [log], { chunk: 90 });
    expect(groups.map(({ count, stems }) => [count, stems])).toEqual([[2, ['/a.js']]]);
  });

  it('asks rules of every line where their literals are more than the kernel holds', async () => {
    const literal = (rule: number, i: number) => `${rule}/${i}/${'x'.repeat(90)}`;
    const rules = createSigmaPack(
      Array.from({ length: 8 }, (_, rule) => ({
        path: `${rule}.yml`,
        content: `title: r${rule}\nid: r${rule}\nlogsource:\n  category: webserver\ndetection:\n  s:\n    cs-uri-query|contains:\n${Array.from({ length: 1_000 }, (_, i) => `      - '${literal(rule, i)}'\n`).join('')}  condition: s\n`,
      })),
    );
    const { always, byLiteral } = new RuleIndex(rules.program);
    expect([always.length > 0, new Set([...always, ...byLiteral.flat()]).size]).toEqual([true, 8]);
    const lines = Array.from(
      { length: 8 },
      (_, rule) => `2021-03-04 22:10:31 192.0.2.1 GET /a ${literal(rule, 999)} 443 - - - - 200 5`,
    );
    const log = Buffer.from([FIELDS, ...lines, ''].join('\n'));
    const { groups } = await analyse(log, [log], { rules, sample: log });
    expect(groups.map(({ rule, count }) => [rule, count])).toEqual(lines.map((_, rule) => [rule, 1]));
  });

  it('asks rules by the columns that were in force where the line stood', async () => {
    const bytes = Buffer.from(
      `#Fields: date time cs(User-Agent) cs-uri-stem\n2021-03-04 22:10:31 antSword/v2.1 /a\n#Fields: date time cs-uri-stem cs(User-Agent)\n2021-03-04 22:10:32 antSword/v2.1 /b\n2021-03-04 22:10:33 /c antSword/v2.1\n`,
    );
    const { groups } = await analyse(bytes);
    expect(groups.map(({ stems }) => stems)).toEqual([['/a', '/c']]);
  });

  it('is read from behind NULs or garbage, however its bytes are cut', async () => {
    const records = Buffer.from(`${FIELDS}\n2021-03-04 22:10:31 192.0.2.1 GET /a.aspx - 443 - 203.0.113.1 A - 200 5\n`);
    for (const before of [Buffer.alloc(200_000), Buffer.alloc(66_000, 'x\n'), Buffer.alloc(300_000, 0xb7)]) {
      const whole = Buffer.concat([before, Buffer.from('\n'), records]);
      for (const pieces of [[whole], cut(whole, [70_000, 131_072, 200_050])]) {
        expect(await analyse(whole, pieces)).toMatchObject({ format: 'w3c', lines: { records: 1 } });
      }
    }
    expect(await analyse(Buffer.alloc(200_000, 'nothing\n'))).toMatchObject({ format: null });
  });

  it('counts lines beyond a megabyte and goes on behind them', async () => {
    const good = '2021-03-04 22:10:31 192.0.2.1 GET /a.aspx - 443 - 203.0.113.1 - - 200 5';
    const bytes = Buffer.from(
      [FIELDS, good, 'x'.repeat(5_000_000), good, 'y'.repeat(1_048_577), good, 'z'.repeat(2_000_000)].join('\n'),
    );
    const found = await analyse(bytes, cut(bytes, [1_000_000, 2_500_000, 4_999_999]));
    expect(found.lines).toMatchObject({ read: 7, header: 1, records: 3, unparsable: 3 });
    expect(summary(found).places).toEqual(reference(bytes).places);
  });
});

const at = (time: string, rest: string): string => `2021-03-04 ${time} 192.0.2.1 ${rest} 5`;

async function lifeLines(lines: readonly string[], own: readonly string[] = [], fields = FIELDS) {
  const bytes = Buffer.from(`${fields}\n${lines.join('\n')}\n`);
  return (await analyse(bytes, [bytes], { own })).lifeLines;
}

describe('life-lines of one log', () => {
  it('follow a script from its first miss to its last, 302 counting as one below owa/auth', async () => {
    const request = (time: string, method: string, status: number) =>
      at(time, `${method} /OWA/auth/Zq.aspx ${method === 'POST' ? 'a=b' : '-'} 443 - 203.0.113.1 Agent/1 - ${status}`);
    const [line, ...others] = await lifeLines([
      request('10:00:00', 'GET', 302),
      request('10:00:05', 'GET', 404),
      request('10:00:09', 'GET', 200),
      request('10:01:00', 'POST', 200),
      request('10:02:00', 'POST', 500),
      request('10:03:00', 'GET', 302),
    ]);
    expect(others).toEqual([]);
    const second = (time: string): number => Date.parse(`2021-03-04T${time}Z`) / 1000;
    expect(line).toMatchObject({
      stem: '/owa/auth/zq.aspx',
      site: '443',
      executable: true,
      requests: 6,
      first: second('10:00:00'),
      last: second('10:03:00'),
      firstSuccess: second('10:00:09'),
      lastSuccess: second('10:01:00'),
      missBeforeSuccess: second('10:00:05'),
      missAfterSuccess: second('10:03:00'),
      uploads: 1,
      withQuery: 2,
      methods: [
        ['GET', 4],
        ['POST', 2],
      ],
      clients: { values: ['203.0.113.1'], capped: false },
      window: { client: '203.0.113.1', start: second('10:00:00'), requests: 6, posts: 2 },
      bytesSent: null,
      maximumTimeTaken: 5,
    });
    const { first, last } = line?.examples ?? {};
    expect(first && unpackRecord(first).fields).toMatchObject({ 'sc-status': '200', 'cs-method': 'GET' });
    expect(last && unpackRecord(last).fields).toMatchObject({ 'sc-status': '500' });
  });

  it.each([
    ['a static file', 'GET /a.css - 443 - 203.0.113.1 - - 200', false],
    ['a static file that takes a POST', 'POST /a.css - 443 - 203.0.113.1 - - 200', true],
    ['a page that is not there', 'GET /nothing - 443 - 203.0.113.1 - - 404', false],
    ['a script that is not there', 'GET /nothing.aspx - 443 - 203.0.113.1 - - 404', true],
    ['a script with path information', 'GET /x.ashx/more/y.png - 443 - 203.0.113.1 - - 404', true],
    ['an archive', 'GET /dump.zip - 443 - 203.0.113.1 - - 200', true],
    ['a path without extension', 'GET /mapi/emsmdb/ - 443 - 203.0.113.1 - - 200', true],
  ])('%s', async (_, request, kept) => {
    expect((await lifeLines([at('10:00:00', request)])).length).toBe(kept ? 1 : 0);
  });

  it('keep a static file once much is sent', async () => {
    const fields = '#Fields: date time cs-method cs-uri-stem sc-status sc-bytes';
    const line = (size: number): string => `2021-03-04 10:00:00 GET /a.css 200 ${size}`;
    expect(await lifeLines([line(9_999_999)], [], fields)).toEqual([]);
    expect(await lifeLines([line(10_000_000)], [], fields)).toMatchObject([
      { bytesSent: 10_000_000, maximumBytesSent: 10_000_000 },
    ]);
  });

  it('cap their sets and say so', async () => {
    const lines = Array.from({ length: 70 }, (_, i) =>
      at('10:00:00', `GET /x.aspx - 443 u${i} 203.0.113.${i} A/${i} - 200`),
    );
    const [line] = await lifeLines(lines);
    for (const set of [line?.clients, line?.userNames, line?.userAgents]) {
      expect(set?.values).toHaveLength(64);
      expect(set?.capped).toBe(true);
    }
    expect(line?.requests).toBe(70);
  });

  it("see through proxies of one's own, and not through others", async () => {
    const fields = `${FIELDS} X-Forwarded-For`;
    const line = (client: string, forwarded: string): string =>
      `${at('10:00:00', `GET /x.aspx - 443 - ${client} - - 200`)} ${forwarded}`;
    const own = ['10.0.0.0/8'];
    const clients = async (...lines: string[]) => (await lifeLines(lines, own, fields))[0]?.clients.values;
    expect(await clients(line('10.0.0.5', '198.51.100.7,+10.0.0.9'))).toEqual(['198.51.100.7']);
    expect(await clients(line('203.0.113.1', '198.51.100.7'))).toEqual(['203.0.113.1']);
    expect(await clients(line('fe80::1%3', '198.51.100.7,10.9.9.9'))).toEqual(['198.51.100.7']);
    const [monitored] = await lifeLines([line('10.0.0.5', '-'), line('203.0.113.1', '-')], own, fields);
    expect(monitored).toMatchObject({ requests: 2, ownRequests: 1, window: { client: '203.0.113.1', requests: 1 } });
  });

  it('tell sites apart by column, else by port', async () => {
    const [a, b] = await lifeLines([
      at('10:00:00', 'GET /x.aspx - 443 - 203.0.113.1 - - 200'),
      at('10:00:00', 'GET /x.aspx - 444 - 203.0.113.1 - - 200'),
    ]);
    expect([a?.site, b?.site]).toEqual(['443', '444']);
  });
});
