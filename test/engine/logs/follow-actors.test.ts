import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Units } from '../../../src/collection/unit.js';
import { literalOf } from '../../../src/engine/logs/clients/actor-tally.js';
import type { Followed } from '../../../src/engine/logs/clients/followed.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { logEngine } from './peeked.js';

const folder = mkdtempSync(join(tmpdir(), 'follow-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pack = createSigmaPack([]);
const FIELDS =
  '#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) cs(Cookie) sc-status sc-bytes cs-bytes X-Forwarded-For';

let artifacts = 0;
function artifact(lines: readonly string[], host = 'EX01'): Artifact {
  const name = `u_ex21030${4 + artifacts}.log`;
  const content = `${[FIELDS, ...lines].join('\r\n')}\r\n`;
  const path = join(folder, String(artifacts), name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return {
    id: artifacts++,
    kind: 'iis-log',
    host,
    collectedPath: `${host}/inetpub/logs/LogFiles/W3SVC1/${name}`,
    windowsPath: `C:\\inetpub\\logs\\LogFiles\\W3SVC1\\${name}`,
    location: { path: Buffer.from(path) },
    size: Buffer.byteLength(content),
    times: null,
    carriesCode: false,
  };
}

interface Row {
  readonly time?: string;
  readonly method?: string;
  readonly stem?: string;
  readonly query?: string;
  readonly user?: string;
  readonly client?: string;
  readonly agent?: string;
  readonly cookie?: string;
  readonly status?: number;
  readonly forwarded?: string;
}

const row = ({
  time = '2021-03-04 10:00:00',
  method = 'GET',
  stem = '/a.aspx',
  query = '-',
  user = '-',
  client = '203.0.113.7',
  agent = 'Agent/1',
  cookie = '-',
  status = 200,
  forwarded = '-',
}: Row): string =>
  `${time} ${method} ${stem} ${query} ${user} ${client} ${agent} ${cookie} ${status} 10 5 ${forwarded}`;

async function follow(logs: readonly Artifact[], followed: readonly Followed[], ownAddresses: string[] = [], jobs = 0) {
  const engine = logEngine({ pack, ownAddresses, jobs });
  await engine.analyse(logs);
  return (await engine.follow(followed, [])).actors;
}

describe('what is unpacked to follow somebody', () => {
  const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
  const plain = artifact([row({})]);
  const lines = `${FIELDS}\r\n${row({})}\r\n`;
  const packed = (bytes: Buffer): Artifact => {
    const log = artifact([]);
    const path = `${log.location.path}.gz`;
    writeFileSync(path, bytes);
    return {
      ...log,
      collectedPath: `${log.collectedPath}.gz`,
      size: lines.length,
      location: { path: Buffer.from(path), member: { format: 'gzip', name: '', index: 0 } },
    };
  };
  const whole = packed(gzipSync(lines));

  it('is digested on the way, and what is not packed is not', async () => {
    const engine = logEngine({ pack, jobs: 0 });
    await engine.analyse([plain, whole]);
    const { digests } = await engine.follow([client('203.0.113.7')], []);
    expect(digests.get(whole)).toEqual({ sha256: sha256(lines), size: lines.length });
    expect(digests.has(plain)).toBe(false);
  });

  it('is not where digests are kept', async () => {
    const units: Units = { areKept: true, outcome: (_, run) => run() };
    const engine = logEngine({ pack, jobs: 0, units });
    await engine.analyse([whole]);
    expect((await engine.follow([client('203.0.113.7')], [])).digests.size).toBe(0);
  });
});

const client = (name: string): Followed => ({ kind: 'client', name });
const account = (name: string): Followed => ({ kind: 'account', name });

describe('following a client', () => {
  it('counts all that it asked for, by server, day and stem, whether or not a rule matched', async () => {
    const [actor] = await follow(
      [
        artifact([
          row({ method: 'GET' }),
          row({ time: '2021-03-04 11:00:00', method: 'POST', stem: '/A.aspx', status: 500, user: 'CORP\\a' }),
          row({ client: '203.0.113.70' }),
        ]),
        artifact([row({ time: '2021-03-05 01:00:00', agent: 'Agent/2' })], 'EX02'),
      ],
      [client('203.0.113.7')],
    );
    expect(
      actor?.days.map(({ host, day, stem, requests, bytesSent }) => [host, day, stem, requests, bytesSent]),
    ).toEqual([
      ['EX01', '2021-03-04', '/a.aspx', 2, 20],
      ['EX02', '2021-03-05', '/a.aspx', 1, 10],
    ]);
    expect(actor?.days[0]).toMatchObject({
      first: Date.UTC(2021, 2, 4, 10) / 1000,
      last: Date.UTC(2021, 2, 4, 11) / 1000,
      methods: {
        values: [
          ['GET', 1],
          ['POST', 1],
        ],
      },
      statuses: {
        values: [
          ['200', 1],
          ['500', 1],
        ],
      },
      bytesReceived: 10,
    });
    expect(actor?.agents.values).toEqual([
      ['Agent/1', 2],
      ['Agent/2', 1],
    ]);
    expect(actor?.others.values).toEqual([['CORP\\a', 1]]);
  });

  it('takes what a proxy of one\u2019s own forwards for its client\u2019s, and nothing for the proxy', async () => {
    const logs = [
      artifact([
        row({ client: '10.0.0.5', forwarded: '203.0.113.7:4711' }),
        row({ client: '10.0.0.5', forwarded: '198.51.100.1,+203.0.113.7' }),
        row({ client: '198.51.100.9', forwarded: '203.0.113.7' }),
      ]),
    ];
    const actors = await follow(logs, [client('203.0.113.7'), client('10.0.0.5')], ['10.0.0.5']);
    expect(actors.map(({ days }) => days.reduce((sum, { requests }) => sum + requests, 0))).toEqual([2, 0]);
  });

  it('tells sessions apart without telling what opens them', async () => {
    const [actor] = await follow(
      [
        artifact([
          row({ cookie: 'a=1;+ASP.NET_SessionId=abcdefgh12345' }),
          row({ cookie: 'ASP.NET_SessionId=abcdefgh12345' }),
          row({ query: '&CorrelationID=<empty>;&ClientId=ABCDEF0123456789;' }),
        ]),
      ],
      [client('203.0.113.7')],
    );
    expect(actor?.sessions.values).toEqual([
      [expect.stringMatching(/^ASP\.NET_SessionId sha256:[0-9a-f]{12}$/), 2],
      ['ClientId ABCDEF0123456789', 1],
    ]);
    expect(JSON.stringify(actor)).not.toContain('abcdefgh12345');
  });

  it('counts what finds no room of its own', async () => {
    const lines = Array.from({ length: 10_050 }, (_, i) => row({ stem: `/${i}.aspx` }));
    const [actor] = await follow([artifact(lines)], [client('203.0.113.7')]);
    expect(actor?.days.reduce((sum, { requests }) => sum + requests, 0)).toBe(10_050);
    expect(actor?.days.find(({ stem }) => stem === null)).toMatchObject({ day: null, requests: 50 });
  });
});

describe('following an account', () => {
  it('counts its clients, in whatever case it is logged', async () => {
    const [actor] = await follow(
      [artifact([row({ user: 'CORP\\Jürgen', client: '203.0.113.9' }), row({ user: 'corp\\jürgen' }), row({})])],
      [account('corp\\jürgen')],
    );
    expect(actor?.others.values).toEqual([
      ['203.0.113.9', 1],
      ['203.0.113.7', 1],
    ]);
  });
});

describe('what lines are looked for by', () => {
  it.each([
    [client('203.0.113.7'), '203.0.113.7'],
    [client('2001:DB8:0:abcd1::7'), 'abcd1'],
    [account('CORP\\John Doe+x'), 'corp\\john'],
    [account('Jürgen'), 'rgen'],
    [account('äb'), null],
  ])('of %j is %s', (followed, literal) => {
    expect(literalOf(followed)).toBe(literal);
  });
});

it('tells the same, however many processes look', async () => {
  const logs = Array.from({ length: 5 }, (_, day) =>
    artifact(
      Array.from({ length: 3_000 }, (_, at) =>
        row({
          time: `2021-03-0${4 + day} 10:${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`,
          client: at % 9 === 0 ? '203.0.113.7' : `198.51.100.${at % 200}`,
          stem: `/${at % 50}.aspx`,
          user: at % 7 === 0 ? 'CORP\\a' : '-',
          agent: `Agent/${at % 90}`,
        }),
      ),
      day % 2 === 0 ? 'EX01' : 'EX02',
    ),
  );
  const who = [client('203.0.113.7'), account('CORP\\a')];
  const alone = await follow(logs, who, [], 0);
  expect(alone[0]?.days.reduce((sum, { requests }) => sum + requests, 0)).toBe(5 * Math.ceil(3_000 / 9));
  expect(await follow(logs, who, [], 2)).toEqual(alone);
});

describe('where results are kept', () => {
  const odd = [
    row({ client: '::FFFF:198.51.100.9', user: 'CORP\\Ådmin' }),
    row({ client: 'fe80::1%12', user: 'corp\\svc' }),
    row({ client: '10.0.0.9', forwarded: '192.0.2.1,+2001:DB8::7', user: '\u212aelvin' }),
    row({ client: '10.0.0.9', forwarded: `192.0.2.2,+${'x'.repeat(600)},192.0.2.3` }),
    row({ client: '10.0.0.9', forwarded: 'for="[2001:db8::8]:80";by=a' }),
    row({ client: '-', user: 'nobody' }),
    row({ client: '203.0.113.8', time: 'no-date 10:00:00' }),
  ];
  const everybody = [
    ...['198.51.100.9', 'fe80::1', '2001:db8::7', '192.0.2.2', '192.0.2.3', '2001:DB8::8', '10.0.0.9', '203.0.113.7'],
    ...['203.0.113.8', '192.0.2.99'],
  ].map(client);
  const accounts = ['CORP\\ådmin', 'CORP\\SVC', '\u212aelvin', 'kelvin', 'Nobody', 'somebody'].map(account);

  /** Logs that are read once more, and what came of it. */
  async function read(logs: readonly Artifact[], followed: readonly Followed[], areKept: boolean) {
    const asked: string[] = [];
    const units: Units = {
      areKept,
      outcome: (unit, work) => {
        if (unit.kind === 'actors') asked.push(unit.artifacts[0]?.collectedPath ?? '');
        return work();
      },
    };
    const engine = logEngine({ pack, ownAddresses: ['10.0.0.9'], jobs: 0, units });
    await engine.analyse(logs);
    return {
      asked,
      activity: await engine.follow(followed, [{ host: 'EX01', seconds: Date.UTC(2021, 2, 4, 10) / 1000 }]),
    };
  }

  it('a log is read once more only for those who are named in it, and the same comes of it', async () => {
    const logs = [artifact(odd), artifact([row({})]), artifact([row({ client: '198.51.100.1', user: 'a' })])];
    const followed = [...everybody, ...accounts];
    const [whole, saved] = [await read(logs, followed, false), await read(logs, followed, true)];
    expect(saved.activity).toEqual(whole.activity);
    expect(whole.asked).toHaveLength(3);
    expect((await read(logs, [client('-')], true)).asked).toHaveLength(3);
    expect(saved.asked).toEqual(logs.slice(0, 2).map(({ collectedPath }) => collectedPath));
    expect(whole.activity.actors.filter(({ days }) => days.length > 0).length).toBeGreaterThanOrEqual(10);
  });

  it('of more than can be told apart all are looked for', async () => {
    const many = Array.from({ length: 70_000 }, (_, n) =>
      row({ client: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }),
    );
    const logs = [artifact([...many, row({})])];
    const { asked, activity } = await read(logs, [client('203.0.113.7'), client('192.0.2.99')], true);
    expect(asked).toHaveLength(1);
    expect(activity.actors.map(({ days }) => days.length)).toEqual([1, 0]);
  });
});
