import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { KERNEL_SOURCES } from '../../../src/engine/logs/kernel/kernel-binary.js';
import type { LogEngineOptions } from '../../../src/engine/logs/log-engine.js';
import type { LoggingFacts } from '../../../src/engine/logs/peek-logs.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { logEngine } from './peeked.js';

const folder = mkdtempSync(join(tmpdir(), 'log-engine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FIELDS =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken';

function record(time: string, request: string, client = '203.0.113.7'): string {
  return `${time.replace('T', ' ')} 192.0.2.1 ${request.replace('CLIENT', client)}`;
}

let artifacts = 0;

/** Writes a log and says what the collection would say of it. */
function artifact(name: string, content: string | Buffer, more: Partial<Artifact> = {}): Artifact {
  const path = join(folder, String(artifacts), name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return {
    id: artifacts++,
    kind: 'iis-log',
    host: 'EX01',
    collectedPath: `C/inetpub/logs/LogFiles/W3SVC1/${name}`,
    windowsPath: `C:\\inetpub\\logs\\LogFiles\\W3SVC1\\${name}`,
    location: { path: Buffer.from(path) },
    size: Buffer.byteLength(content),
    times: null,
    carriesCode: false,
    ...more,
  };
}

const RULES = `
title: Exploit
id: 4e4a2f0a-6f2f-4a43-9d7c-111111111111
name: exploit
logsource: { category: webserver }
detection:
  s: { cs-uri-query|contains: 'exploit=1' }
  condition: s
level: medium
afterpatch:
  success: { sc-status: [200] }
---
title: Shell
id: 4e4a2f0a-6f2f-4a43-9d7c-222222222222
name: shell
logsource: { category: webserver }
detection:
  s: { cs-uri-stem|endswith: '/zq81x.aspx', cs-method: POST }
  condition: s
---
title: Exploit then shell
id: 4e4a2f0a-6f2f-4a43-9d7c-333333333333
correlation:
  type: temporal_ordered
  rules: [exploit, shell]
  group-by: [c-ip]
  timespan: 1h
  generate: true
`;

const pack = createSigmaPack([{ path: 'rules.yml', content: RULES }]);
const engine = (options: Partial<LogEngineOptions> = {}) => logEngine({ pack, ...options });
const engineWith = (clock: LoggingFacts) => logEngine({ pack }, () => clock);

const exploit = (status: number): string => `GET /a.aspx exploit=1 443 - CLIENT Agent ${status} 5`;
const shell = 'POST /owa/auth/zq81x.aspx - 443 - CLIENT Agent 200 5';
const log = (...lines: string[]): string => `${[FIELDS, ...lines].join('\r\n')}\r\n`;

describe('the log engine', () => {
  it('groups matches by rule, outcome and client, with exact counts and a few records', async () => {
    const lines = Array.from({ length: 50 }, (_, i) =>
      record(
        `2021-03-04T10:00:${String(i).padStart(2, '0')}`,
        exploit(i === 20 ? 200 : 404),
        i < 40 ? '203.0.113.7' : '198.51.100.9',
      ),
    );
    const { matches } = await engine().analyse([artifact('u_ex210304.log', log(...lines))]);
    expect(
      matches.map(({ rule, outcome, count, clients }) => [
        rule.title,
        outcome,
        count,
        clients.map((each) => [each.client, each.count]),
      ]),
    ).toEqual([
      [
        'Exploit',
        'attempt',
        49,
        [
          ['203.0.113.7', 39],
          ['198.51.100.9', 10],
        ],
      ],
      ['Exploit', 'success', 1, [['203.0.113.7', 1]]],
    ]);
    const [attempts] = matches;
    expect(attempts).toMatchObject({ host: 'EX01', first: '2021-03-04T10:00:00Z', last: '2021-03-04T10:00:49Z' });
    expect(attempts?.clients[0]?.evidence.map(({ line }) => line)).toEqual([2, 3, 4, 40, 41]);
    expect(attempts?.clients[0]?.evidence[0]).toMatchObject({
      type: 'record',
      path: 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210304.log',
      offset: FIELDS.length + 2,
      time: '2021-03-04T10:00:00Z',
      fields: { 'cs-uri-query': 'exploit=1', 'cs-username': null },
    });
  });

  it('correlates records of several files, packed ones too, in the order of time', async () => {
    const later = artifact('u_ex210305.log', log(record('2021-03-05T00:10:00', shell)));
    const earlier = artifact('u_ex210304.log.gz', gzipSync(log(record('2021-03-04T23:50:00', exploit(200)))));
    const packed = {
      ...earlier,
      location: { ...earlier.location, member: { format: 'gzip', name: 'u_ex210304.log', index: 0 } },
    } as const;
    const { alerts, lifeLines } = await engine().analyse([later, packed]);
    expect(alerts).toMatchObject([
      {
        rule: { title: 'Exploit then shell' },
        host: 'EX01',
        group: [['c-ip', '203.0.113.7']],
        first: '2021-03-04T23:50:00Z',
        last: '2021-03-05T00:10:00Z',
      },
    ]);
    expect(alerts[0]?.evidence.map(({ rule }) => rule)).toEqual(['exploit', 'shell']);
    expect(lifeLines.map(({ stem, site }) => [stem, site])).toEqual([
      ['/a.aspx', '1'],
      ['/owa/auth/zq81x.aspx', '1'],
    ]);
    const reversed = await engine().analyse([
      artifact('u_ex210306.log', log(record('2021-03-06T00:10:00', shell))),
      artifact('u_ex210307.log', log(record('2021-03-06T00:50:00', exploit(200)))),
    ]);
    expect(reversed.alerts).toEqual([]);
  });

  it('joins life-lines over files: appearance, disappearance, rhythm', async () => {
    const page = (time: string, status: number) =>
      record(time, `GET /owa/auth/b.aspx - 443 - CLIENT Agent ${status} 5`);
    const day = (n: number, ...times: [string, number][]) =>
      artifact(`u_ex21030${n}.log`, log(...times.map(([time, status]) => page(`2021-03-0${n}T${time}`, status))));
    const beat = (hour: number): [string, number] => [`${String(hour).padStart(2, '0')}:30:00`, 200];
    const { lifeLines } = await engine().analyse([
      day(3, ...[0, 1, 2, 3, 4].map(beat)),
      day(4, ['08:00:00', 302], ['09:00:00', 404]),
      day(1, ['08:00:00', 302]),
      day(2, ...[19, 20, 21, 22, 23].map(beat)),
    ]);
    expect(lifeLines).toMatchObject([
      {
        stem: '/owa/auth/b.aspx',
        requests: 13,
        lastMissBeforeSuccess: '2021-03-01T08:00:00Z',
        firstSuccess: '2021-03-02T19:30:00Z',
        lastSuccess: '2021-03-03T04:30:00Z',
        firstMissAfterSuccess: '2021-03-04T08:00:00Z',
        rhythm: { client: '203.0.113.7', requests: 10, medianSeconds: 3600, strayRatio: 0 },
      },
    ]);
    expect(lifeLines[0]?.examples.map(({ time }) => time)).toEqual(['2021-03-02T19:30:00Z', '2021-03-03T04:30:00Z']);
  });

  it('counts requests by site and hour, and says how each file ends', async () => {
    const whole = artifact(
      'u_ex210304.log',
      log(record('2021-03-04T10:10:00', shell), record('2021-03-04T12:20:00', shell)),
    );
    const cut = artifact(
      'u_ex210305.log',
      `${log(record('2021-03-05T01:00:00', shell))}2021-03-05 01:00:01 192.0.2.1 GET /a.as`,
    );
    const { streams, counters } = await engine().analyse([cut, whole]);
    expect(streams).toMatchObject([
      {
        host: 'EX01',
        site: '1',
        ports: ['443'],
        hours: [
          { start: '2021-03-04T10:00:00Z', requests: 1 },
          { start: '2021-03-04T12:00:00Z', requests: 1 },
          { start: '2021-03-05T01:00:00Z', requests: 2, last: '2021-03-05T01:00:01Z' },
        ],
        files: [
          { path: 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210304.log', records: 2, cutShort: false },
          { path: 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210305.log', records: 2, cutShort: true },
        ],
      },
    ]);
    expect(counters).toMatchObject({ files: 2, lines: 6, headers: 2, records: 4, recovered: 1, unparsable: 0 });
  });

  it('knows the balancer of each of forty servers, however many logs there are', async () => {
    const asked = log(
      ...Array.from({ length: 120 }, (_, i) =>
        record(
          `2021-03-04T10:${String(i % 60).padStart(2, '0')}:00`,
          'GET /owa/ - 443 - CLIENT Agent 200 5',
          '10.0.0.5',
        ),
      ),
    );
    const hosts = Array.from({ length: 40 }, (_, i) => `EX${i}`);
    const logs = hosts.flatMap((host) => [1, 2].map((day) => artifact(`u_ex21030${day}.log`, asked, { host })));
    const { proxies } = await engine().analyse(logs);
    expect(proxies.map(({ host }) => host).sort()).toEqual(hosts.sort());
  });

  it('leaves out what lies outside of the period, and counts it', async () => {
    const one = artifact(
      'u_ex210304.log',
      log(record('2021-03-04T10:10:00', exploit(200)), record('2021-03-04T12:20:00', exploit(200))),
    );
    const { matches, counters } = await engine({
      since: '2021-03-04T12:00:00Z',
      until: '2021-03-05T00:00:00Z',
    }).analyse([one]);
    expect(matches).toMatchObject([{ count: 1, first: '2021-03-04T12:20:00Z' }]);
    expect(counters).toMatchObject({ records: 2, outside: 1 });
  });

  it('takes local times for what the configuration says, and notes where it does not', async () => {
    const one = artifact('u_ex210304.log', log(record('2021-03-04T10:10:00', exploit(200))));
    const zone = { standardOffset: -300, summer: 'none' } as const;
    const shifted = await engineWith({ zone, logsLocalTime: true, forwardedFields: [] }).analyse([one]);
    expect(shifted.matches[0]?.first).toBe('2021-03-04T15:10:00Z');
    const utc = await engineWith({ zone, logsLocalTime: false, forwardedFields: [] }).analyse([one]);
    expect(utc.matches[0]?.first).toBe('2021-03-04T10:10:00Z');
    expect([...shifted.notes, ...utc.notes]).toEqual([]);
    const unknown = await engineWith({ zone: null, logsLocalTime: true, forwardedFields: [] }).analyse([one]);
    expect(unknown.notes).toMatchObject([{ code: 'times-unreliable', host: 'EX01', count: 1, incomplete: false }]);
  });

  it('names the correlations that a flood of matches makes incomplete, and from when on', async () => {
    const flood = Array.from({ length: 300_003 }, (_, i) =>
      record(`2021-03-04T${10 + Math.floor(i / 33_334)}:00:00`, exploit(404)),
    );
    const last = record('2021-03-04T18:10:00', shell);
    const { notes, matches, alerts } = await engine().analyse([
      artifact('u_ex210304.log', log(flood.join('\r\n'), last)),
    ]);
    expect(matches[0]?.count).toBe(300_003);
    const [note] = notes.filter(({ code }) => code === 'limit-reached');
    expect(note).toMatchObject({ count: 3, path: 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210304.log', incomplete: true });
    expect(note?.message).toMatch(
      /match "Exploit" .* first 300000 of this log. From 2021-03-04T18:00:00Z.*"Exploit then shell"$/,
    );
    // The flood of one rule leaves room for what others match.
    expect(alerts.map(({ rule, count }) => [rule.title, count > 1])).toEqual([['Exploit then shell', true]]);
  });

  it('notes every line that it cannot read, and every log that is none', async () => {
    const broken = artifact('u_ex210304.log', log(record('2021-03-04T10:10:00', shell), 'what is this', '\0\0\0\0'));
    const foreign = artifact('u_ex210305.log', 'nothing of the kind\n');
    const gone = { ...artifact('u_ex210306.log', ''), location: { path: Buffer.from(join(folder, 'absent')) } };
    const { notes, counters } = await engine().analyse([broken, foreign, gone]);
    expect(notes.map(({ code, path, count, incomplete }) => [code, path?.slice(-8, -4), count, incomplete])).toEqual(
      expect.arrayContaining([
        ['unparsable', '0304', 1, true],
        ['unparsable', '0304', 1, false],
        ['not-examined', '0305', undefined, true],
        ['unreadable', '0306', undefined, true],
      ]),
    );
    expect(notes.find(({ code }) => code === 'unparsable')?.positions).toMatchObject([{ line: 3, reason: 'columns' }]);
    expect(counters).toMatchObject({ files: 3, foreignFiles: 2, unparsable: 2 });
  });

  it.each([
    ['names no stem', 'cs-uri-stem', 'x-other', 'not-examined', /without cs-uri-stem/],
    ['names no client', 'c-ip', 'x-other', 'not-examined', /without c-ip/],
    ['names no status', 'sc-status', 'x-other', 'not-examined', /without sc-status/],
    ['takes the query for the stem', 'cs-uri-stem cs-uri-query', 'cs-uri-query cs-uri-stem', 'unparsable', /no path/],
  ])('counts the records behind a header that %s', async (_, from, to, code, message) => {
    const one = record('2021-03-04T10:10:00', shell);
    expect(FIELDS).toContain(from);
    const turned = artifact('u_ex210304.log', log(one, one, FIELDS.replace(from, to), one, one, one, FIELDS, one));
    const { notes, counters } = await engine().analyse([turned]);
    expect(counters).toMatchObject({ records: 6, unparsable: 0 });
    const about = { code, path: turned.collectedPath, count: 3, incomplete: true };
    expect(notes).toMatchObject([{ ...about, message: expect.stringMatching(message) }]);
  });

  it('takes what HTTP.sys refused for attempts, whatever it answered, and for nothing else', async () => {
    const refused = artifact(
      'httperr1.log',
      [
        '#Software: Microsoft HTTP API 2.0',
        '#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename',
        '2021-03-04 23:50:00 203.0.113.7 4711 192.0.2.1 443 HTTP/1.1 GET /a.aspx?exploit=1 200 1 AppOffline MSExchangeOWAAppPool',
        '2021-03-04 23:51:00 203.0.113.7 4711 192.0.2.1 443 HTTP/1.1 GET /a.aspx?exploit=1 503 1 AppOffline -',
        'what is this',
        '',
      ].join('\r\n'),
      { kind: 'httperr-log' },
    );
    const later = artifact('u_ex210305.log', log(record('2021-03-05T00:10:00', shell)));
    const { matches, alerts, lifeLines, streams, logs, counters, notes } = await engine().analyse([later, refused]);
    expect(matches.filter(({ rule }) => rule.title === 'Exploit')).toMatchObject([
      { outcome: 'attempt', success: false, count: 2 },
    ]);
    expect(matches[0]?.clients[0]?.evidence[0]).toMatchObject({
      line: 3,
      fields: { 'cs-uri-stem': '/a.aspx', 'cs-uri-query': 'exploit=1', 's-reason': 'AppOffline' },
    });
    expect(alerts).toEqual([]);
    expect(lifeLines.map(({ stem }) => stem)).toEqual(['/owa/auth/zq81x.aspx']);
    expect(streams.flatMap(({ files }) => files.map(({ records }) => records))).toEqual([1]);
    expect(logs).toEqual([
      { host: 'EX01', kind: 'httperr-log', records: 2, outside: 0 },
      { host: 'EX01', kind: 'iis-log', records: 1, outside: 0 },
    ]);
    expect(counters).toMatchObject({ files: 2, lines: 7, headers: 3, records: 3, unparsable: 1 });
    expect(notes).toMatchObject([{ code: 'unparsable', count: 1 }]);
  });

  it('reads only logs of requests, and nothing at all where there are none', async () => {
    const other = artifact('HttpProxy.LOG', log(record('2021-03-04T10:10:00', exploit(200))), { kind: 'exchange-log' });
    expect(await engine().analyse([other])).toMatchObject({
      matches: [],
      lifeLines: [],
      streams: [],
      notes: [],
      counters: { files: 0 },
    });
  });

  it('says the same from processes as from this one, whatever their number', async () => {
    const day = (n: number, lines: number): string =>
      log(
        ...Array.from({ length: lines }, (_, i) => {
          const time = `2021-03-0${n}T${String(i % 24).padStart(2, '0')}:00:${String(i % 60).padStart(2, '0')}`;
          const client = `198.51.100.${i % 90}`;
          const filler = `GET /owa/${'x'.repeat(120)}/p${i % 50}.aspx id=${i} 443 CORP\\u${i % 70} CLIENT Agent/${i % 80} 200 ${i % 900}`;
          return record(
            time,
            i % 997 === 0 ? exploit(i % 2 === 0 ? 200 : 404) : i % 1499 === 0 ? shell : filler,
            client,
          );
        }),
      );
    // More than what one process reads.
    const logs = [1, 2, 3].map((n) => artifact(`u_ex21030${n}.log`, day(n, 9000)));
    expect(logs.reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(4 << 20);
    const one = await engine({ jobs: 1 }).analyse(logs);
    const two = await engine({ jobs: 2 }).analyse(logs.toReversed());
    expect(two).toEqual(one);
    expect(one.counters).toMatchObject({ files: 3, lines: 27_003, records: 27_000 });
    const small = await Promise.all(logs.map((each) => engine().analyse([each])));
    const total = small.flatMap(({ matches }) => matches).reduce((sum, { count }) => sum + count, 0);
    expect(one.matches.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  });

  it('ends where it is told to, and says what was not read', async () => {
    const signal = AbortSignal.abort();
    const { notes } = await engine().analyse([artifact('u_ex210304.log', log(record('2021-03-04T10:10:00', shell)))], {
      signal,
    });
    expect(notes).toMatchObject([{ code: 'interrupted', incomplete: true }]);
  });
});

it('has a kernel that was compiled from the sources beside it', () => {
  const root = join(import.meta.dirname, '../../..');
  const digest = createHash('sha256');
  for (const folder of [join(root, 'assembly/log-kernel'), join(root, 'src/engine/logs/kernel/contract')])
    for (const name of readdirSync(folder).sort()) digest.update(`${name}\n`).update(readFileSync(join(folder, name)));
  expect(digest.digest('hex')).toBe(KERNEL_SOURCES);
});
