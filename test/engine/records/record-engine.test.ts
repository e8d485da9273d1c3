import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { correlateAcross } from '../../../src/engine/logs/correlation/correlate-across.js';
import { analyseRecordFiles, tallyRecordFiles, traceRecordFiles } from '../../../src/engine/records/record-engine.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { event, value, writeEventLog } from '../../helpers/event-log.js';
import { logEngine } from '../logs/peeked.js';

const folder = mkdtempSync(join(tmpdir(), 'record-engine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let artifacts = 0;
function artifact(kind: 'exchange-log' | 'event-log', name: string, content: string | Buffer): Artifact {
  const path = join(folder, String(artifacts), name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return {
    id: artifacts++,
    kind,
    host: 'EX01',
    collectedPath: name,
    windowsPath: null,
    location: { path: Buffer.from(path) },
    size: Buffer.byteLength(content),
    times: null,
    carriesCode: false,
  };
}

const RULES = `
title: Address Book With A Script
id: 4e4a2f0a-6f2f-4a43-9d7c-111111111111
name: oab
logsource: { category: exchange-cmdlet }
detection:
  s: { Cmdlet: Set-OabVirtualDirectory, Parameters|contains: '<script' }
  condition: s
level: high
---
title: Anchor
id: 4e4a2f0a-6f2f-4a43-9d7c-222222222222
logsource: { product: exchange, service: http-proxy }
detection:
  s: { AnchorMailbox|contains: 'ServerInfo~' }
  condition: s
level: low
afterpatch: { success: { BackEndStatus: [200] }, success-severity: critical }
---
title: A Rule For Processes
id: 4e4a2f0a-6f2f-4a43-9d7c-333333333333
logsource: { category: process_creation, product: windows }
detection:
  s: { Image|endswith: 'cmd.exe' }
  condition: s
level: medium
---
title: Not For Any Other Record
id: 4e4a2f0a-6f2f-4a43-9d7c-444444444444
logsource: { category: file_event, product: windows }
detection:
  s: { EventID|exists: true }
  condition: s
level: medium
---
title: Keywords
id: 4e4a2f0a-6f2f-4a43-9d7c-555555555555
logsource: { product: windows, service: msexchange-management }
detection:
  keywords: { '|all': [Set-OabVirtualDirectory, ExternalUrl] }
  condition: keywords
level: low
---
title: Twice
correlation: { type: event_count, rules: [oab], group-by: [Cmdlet], timespan: 10m, condition: { gte: 2 }, generate: true }
level: medium
`;
const pack = createSigmaPack([{ path: 'rules.yml', content: RULES }]);

const TIME = Date.parse('2021-03-03T05:01:02Z');
const OAB = ['Set-OabVirtualDirectory', '-Identity "OAB" -ExternalUrl "http://f/<script>"', 'corp.test/Users/adm'];
const management = (inline: boolean) => {
  const children = OAB.map((text) => ({ name: 'Data', children: [inline ? text : value.text(text)] }));
  const record = { id: 7, time: TIME, inline };
  return event(1, 'MSExchange CmdletLogs', 'MSExchange Management', [{ name: 'EventData', children }], record);
};

const PROXY = `DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,Protocol,UrlStem,AuthenticatedUser,AnchorMailbox,ClientIpAddress,HttpStatus,BackEndStatus,Method,ProxyAction
#Software: Microsoft Exchange Server
#Version: 15.01.2176.002
#Log-type: HttpProxy Logs
#Date: 2021-03-03T05:00:00.000Z
#Fields: DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,Protocol,UrlStem,AuthenticatedUser,AnchorMailbox,ClientIpAddress,HttpStatus,BackEndStatus,Method,ProxyAction
2021-03-03T05:01:00.000Z,r1,15,1,2176,2,Ecp,/ecp/y.js,,ServerInfo~a]@ex01:444/x?#,203.0.113.9,200,200,POST,
2021-03-03T05:01:30.000Z,r2,15,1,2176,2,Owa,/owa/,corp\\u,Sid~S-1-5-21,198.51.100.4,200,200,GET,
`;
const ECP = `#Software: Microsoft Exchange Server
#Version: 15.0.0.0
#Log-type: ECP Server Log
#Fields: TimeStamp,ServerName,EventId,EventData
2021-03-03T05:01:03.000Z,EX01,ECP.Request,"S:TIME=1;S:CMD=Set-OabVirtualDirectory.ExternalUrl='http://f/<script>;x</script>'.Identity='1';S:URL=/ecp/DDI;S:EX="
2021-03-03T06:01:03.000Z,EX01,ECP.Request,"S:TIME=1;S:CMD=Get-InboxRule;S:URL=/ecp/x?a=1;S:CMD=Set-OabVirtualDirectory.ExternalUrl='<script';S:EX="
`;

const analyse = (files: readonly Artifact[], more = {}) => analyseRecordFiles(files, { pack, jobs: 0, ...more });
const titles = ({ matches }: Awaited<ReturnType<typeof analyse>>) =>
  matches.map(({ rule, count }) => [rule.title, count]);

describe('records of every source', () => {
  it('are asked the same questions', async () => {
    const files = [
      artifact('event-log', 'a.evtx', writeEventLog([[management(false)]])),
      artifact('event-log', 'b.evtx', writeEventLog([[management(true)]])),
      artifact('exchange-log', 'ecp.LOG', ECP),
      artifact('exchange-log', 'proxy.LOG', PROXY),
    ];
    const analysis = await analyse(files);
    expect(titles(analysis).sort()).toEqual([
      ['Address Book With A Script', 3],
      ['Anchor', 1],
      ['Keywords', 2],
    ]);
    expect(analysis.alerts).toMatchObject([
      // Both event logs tell of one run, and ECP of another.
      { rule: { title: 'Twice' }, group: [['Cmdlet', 'Set-OabVirtualDirectory']], count: 2 },
    ]);
    expect(analysis.files.map(({ records, whole }) => [records, whole])).toEqual([
      [1, true],
      [1, true],
      [2, true],
      [2, true],
    ]);
    expect(analysis.builds).toMatchObject([{ host: 'EX01', build: '15.1.2176.2', count: 2 }]);
    expect(analysis.notes).toEqual([]);
    expect(await analyse([...files].reverse())).toEqual(analysis);
  });

  it('show who did it and how it was answered', async () => {
    const analysis = await analyse([
      artifact('exchange-log', 'proxy.LOG', PROXY),
      artifact('event-log', 'a.evtx', writeEventLog([[management(false)]])),
    ]);
    const of = (title: string) => analysis.matches.find(({ rule }) => rule.title === title);
    expect(of('Anchor')).toMatchObject({
      outcome: 'success',
      clients: [{ client: '203.0.113.9', evidence: [{ line: 7, fields: { BackEndStatus: '200' } }] }],
    });
    expect(of('Address Book With A Script')).toMatchObject({
      clients: [{ client: 'corp.test/Users/adm', evidence: [{ line: null, offset: 4608 }] }],
    });
  });

  it('are only of the categories that they are of', async () => {
    const created = event(4688, 'Microsoft-Windows-Security-Auditing', 'Security', [
      {
        name: 'EventData',
        children: [
          { name: 'Data', attributes: { Name: 'NewProcessName' }, children: [value.text('C:\\Windows\\cmd.exe')] },
        ],
      },
    ]);
    const analysis = await analyse([artifact('event-log', 's.evtx', writeEventLog([[created, management(false)]]))]);
    expect(titles(analysis)).toContainEqual(['A Rule For Processes', 1]);
    expect(titles(analysis)).not.toContainEqual(['Not For Any Other Record', expect.anything()]);
  });

  it.each([
    [{ until: '2021-03-03T05:00:30Z' }, [], 2],
    [{ since: '2021-03-03T05:01:10Z' }, [], 1],
    [{ since: '2021-03-03T05:00:30Z', until: '2021-03-03T05:01:10Z' }, [['Anchor', 1]], 1],
    [{ since: null, until: null }, [['Anchor', 1]], 0],
  ])('outside of %o are counted and let be', async (period, found, outside) => {
    const analysis = await analyse([artifact('exchange-log', 'proxy.LOG', PROXY)], period);
    expect([titles(analysis), analysis.files]).toMatchObject([found, [{ records: 2, outside }]]);
  });

  it('are counted by values of their fields, with what could not be read', async () => {
    const files = [
      artifact('exchange-log', 'proxy.LOG', PROXY),
      artifact('exchange-log', 'cut.LOG', `${PROXY}2021-03-03T05:02:00.000Z,r3,15,1`),
      artifact('exchange-log', 'foreign.LOG', 'nothing of the kind'),
      { ...artifact('event-log', 'gone.evtx', ''), location: { path: Buffer.from(join(folder, 'gone')) } },
    ];
    const { parts, records, notRead } = await tallyRecordFiles(files, [['ClientIpAddress']], { pack, jobs: 0 });
    expect(records).toBe(4);
    expect(parts).toMatchObject([{ count: 2, groups: [{ groups: [{ values: ['203.0.113.9'], count: 2 }] }] }]);
    expect(notRead.map((text) => text.split(':')[0])).toEqual(['cut.LOG', 'foreign.LOG', 'gone.evtx']);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['a cut record', 'exchange-log', `${PROXY}2021-03-03T05:02:00.000Z,r3,15,1`, 'unparsable', PROXY.length],
    [
      'a damaged chunk',
      'event-log',
      Buffer.concat([writeEventLog([[management(false)]]), Buffer.alloc(99, 'x')]),
      'unparsable',
      69_632,
    ],
    ['something else', 'event-log', 'LfLe and more', 'not-examined', null],
    ['no log of Exchange', 'exchange-log', 'nothing of the kind', 'not-examined', null],
  ] as const)('%s is told with its place, and the class is not whole', async (_, kind, content, code, offset) => {
    const { notes, files } = await analyse([artifact(kind, 'file', content)]);
    expect(notes).toMatchObject([{ code, incomplete: true, path: 'file', host: 'EX01' }]);
    expect(notes[0]?.positions?.[0]?.offset ?? null).toBe(offset);
    expect(files).toMatchObject([{ whole: false }]);
  });

  it('is told of a run that was stopped', async () => {
    const { notes, files } = await analyseRecordFiles(
      [artifact('exchange-log', 'proxy.LOG', PROXY)],
      { pack, jobs: 0 },
      { signal: AbortSignal.abort() },
    );
    expect(notes).toMatchObject([{ code: 'interrupted', incomplete: true }]);
    expect(files).toMatchObject([{ records: 0, whole: false }]);
  });
});

it('finds records close to a request once more: those of its server that name it, and cmdlets', async () => {
  const columns = 'DateTime,RequestId,Protocol,UrlStem,AuthenticatedUser,ClientIpAddress,AnchorMailbox';
  const rows = ['00:00:10,r1,Owa,/a,CORP\\eve,,', '00:00:11,r2,Owa,/b,CORP\\ann,,', '00:05:00,r3,Owa,/c,CORP\\eve,,'];
  const text = `#Log-type: HttpProxy Logs\r\n#Fields: ${columns}\r\n${rows.map((row) => `2022-10-01T${row.replace(',', '.500Z,')}\r\n`).join('')}`;
  const values = ['Set-Mailbox', '-Identity "x"', 'corp.example/Users/Eve'].map((one) => value.text(one));
  const data = { name: 'EventData', children: values.map((one) => ({ name: 'Data', children: [one] })) };
  const log = (seconds: number) =>
    event(1, 'MSExchange CmdletLogs', 'MSExchange Management', [data], {
      id: 1,
      time: Date.parse('2022-10-01T00:00:00Z') + 1000 * seconds,
    });
  const files = [
    artifact('exchange-log', 'HttpProxy_1.LOG', text),
    { ...artifact('exchange-log', 'HttpProxy_2.LOG', text), host: 'EX02' },
    artifact('event-log', 'Management.evtx', writeEventLog([[log(12), log(600)]])),
  ];
  const moments = [{ host: 'EX01', seconds: Date.parse('2022-10-01T00:00:08Z') / 1000 }];
  const traced = await traceRecordFiles(
    files,
    { pack: createSigmaPack([]), jobs: 0 },
    { moments, names: ['corp\\eve'] },
  );
  const told = traced.map(({ host, record: { time, fields } }) => [host, time, fields['UrlStem'] ?? fields['Cmdlet']]);
  expect(told).toEqual([
    ['EX01', '2022-10-01T00:00:10Z', '/a'],
    ['EX01', '2022-10-01T00:00:12Z', 'Set-Mailbox'],
  ]);
});

it('knows by message tracking which transport agents ran', async () => {
  const info = [
    '2022-10-01T00:00:01.000Z;SRV=EX01:TOTAL-HUB=0.359|SMR=0.140(SMRPI=0.095(SMRPI-FrontendProxyAgent=0.095))|CAT=0.2(CATORES=0.1(CATRS-Scan Mail Routing Agent=0.117))',
    'SRV=EX01:TOTAL-HUB=0.2|SDD-x=0.1|CAT=0.2(CATORT=0.1(CATRT-Journal Agent=0.1)|CATRS-scan mail routing agent=0.1)',
    'SMRPI-=1|CATRS-no number|x CATRS-Inside=1',
  ];
  const rows = info.map((text, i) => `2022-10-01T00:00:0${i}.000Z,RECEIVE,"${text}"\r\n`).join('');
  const log = `#Software: Microsoft Exchange Server\r\n#Log-type: Message Tracking Log\r\n#Fields: date-time,event-id,message-info\r\n${rows}`;
  const { agents } = await analyseRecordFiles([artifact('exchange-log', 'MSGTRK1.LOG', log)], {
    pack: createSigmaPack([]),
    jobs: 1,
  });
  expect(agents.map(({ host, name, count, first, last }) => [host, name, count, last - first])).toEqual([
    ['EX01', 'FrontendProxyAgent', 1, 0],
    ['EX01', 'Scan Mail Routing Agent', 2, 1],
    ['EX01', 'Journal Agent', 1, 0],
  ]);
});

it('names the last of very many transport agents, and says where there are more than are told apart', async () => {
  const cells = (count: number, last: string) =>
    [...Array.from({ length: count }, (_, i) => `a${i}`), last].map(
      (name, i) => `2022-10-01T00:00:00.000Z,15.01.0${i % 90}.003,RECEIVE,CATRS-${name}=0.1\r\n`,
    );
  const tell = async (count: number) => {
    const head = `#Software: Microsoft Exchange Server\r\n#Log-type: Message Tracking Log\r\n#Fields: date-time,schema-version,event-id,message-info\r\n`;
    const log = artifact('exchange-log', 'MSGTRK2.LOG', `${head}${cells(count, 'evil').join('')}`);
    const { agents, builds, notes } = await analyseRecordFiles([log], { pack: createSigmaPack([]), jobs: 1 });
    return {
      last: agents.at(-1)?.name,
      builds: builds.length,
      notes: notes.map(({ message, count }) => [message, count]),
    };
  };
  expect(await tell(1_000)).toMatchObject({
    last: 'evil',
    builds: 64,
    notes: [[expect.stringMatching('builds'), 286]],
  });
  expect(await tell(5_000)).toMatchObject({
    last: 'a4095',
    notes: [
      [expect.stringMatching('transport agents'), 905],
      [expect.stringMatching('builds'), 1_430],
    ],
  });
});

/** An export of events of several computers, in this order. */
const exported = (computers: readonly string[]) =>
  computers
    .map(
      (computer, i) =>
        `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='MSExchange CmdletLogs'/>` +
        `<EventID>1</EventID><TimeCreated SystemTime='2021-03-03T05:0${i}:02Z'/><EventRecordID>${i}</EventRecordID>` +
        `<Channel>MSExchange Management</Channel><Computer>${computer}</Computer></System><EventData>` +
        `<Data>Set-OabVirtualDirectory</Data><Data>-ExternalUrl "http://f/&lt;script&gt;"</Data></EventData></Event>`,
    )
    .join('\n');

describe('records of several computers in one file', () => {
  const of = async (computers: readonly string[], name = 'events.xml', host: string | null = 'WEC01') => {
    const other = { ...artifact('exchange-log', 'proxy.LOG', PROXY), host: 'EX01' };
    const file = { ...artifact('event-log', name, exported(computers)), host };
    const { matches, files, alerts } = await analyse([other, file]);
    const ofEvents = matches.filter(({ rule }) => rule.title === 'Address Book With A Script');
    return {
      matches: ofEvents.map((match) => [match.host, match.count]),
      files: files.filter(({ path }) => path === name).map((row) => [row.host, row.records, row.first]),
      alerts: alerts.map((alert) => [alert.host, alert.count]),
    };
  };

  it('are of the computers that forwarded them', async () => {
    const mixed = await of(['ex01.corp.test', 'EX02.corp.test', 'EX01.corp.test', 'ex02.corp.test']);
    expect(mixed.matches).toEqual([
      ['EX01', 2],
      ['EX02.corp.test', 2],
    ]);
    expect(mixed.files).toEqual([
      ['EX01', 2, '2021-03-03T05:00:02Z'],
      ['EX02.corp.test', 2, '2021-03-03T05:01:02Z'],
    ]);
  });

  it('are of one computer where the log is one of forwarded events', async () => {
    const { matches } = await of(['EX02.corp.test'], 'ForwardedEvents.xml');
    expect(matches).toEqual([['EX02.corp.test', 1]]);
  });

  it.each([
    ['a server that was renamed', ['WIN-8K2', 'WIN-8K2', 'WEC01', 'WEC01'], [['WEC01', 4]]],
    ['a server by its name with the domain', ['WEC01.corp.test', 'WEC01.corp.test'], [['WEC01', 2]]],
    ['a server of the collection, wherever the file lies', ['EX01.corp.test'], [['EX01', 1]]],
  ])('are those of %s', async (_, computers, expected) => {
    expect((await of(computers)).matches).toEqual(expected);
  });

  it('name nobody where a loose file has one computer', async () => {
    expect((await of(['EX09.corp.test'], 'events.xml', null)).matches).toEqual([[null, 1]]);
  });

  it('make sequences of their server', async () => {
    expect((await of(['EX01', 'EX02', 'EX01', 'EX02'])).alerts).toEqual([[null, 4]]);
    expect((await of(['EX01', 'EX01'])).alerts).toEqual([['EX01', 2]]);
  });
});

describe('what several logs tell', () => {
  const PAIR = createSigmaPack([
    {
      path: 'pair.yml',
      content: `
title: Of The Web
name: web
logsource: { category: webserver, product: windows, service: iis }
detection: { s: { cs-uri-stem|contains: confused }, condition: s }
---
title: Of The Front End
name: front
logsource: { product: exchange, service: http-proxy }
detection: { s: { UrlStem|contains: confused }, condition: s }
---
title: Run
name: run
logsource: { category: exchange-cmdlet }
detection: { s: { Cmdlet: Set-Thing }, condition: s }
---
title: Never
name: never
logsource: { category: webserver, product: windows, service: iis }
detection: { s: { cs-uri-stem: /never }, condition: s }
---
title: Often
correlation: { type: event_count, rules: [web, front], timespan: 10m, condition: { gte: 2 } }
---
title: Runs
correlation: { type: event_count, rules: [run, never], timespan: 10m, condition: { gte: 2 } }
---
title: Both
correlation: { type: temporal, rules: [web, front], timespan: 10m }
`,
    },
  ]);
  const number = (n: number) => `5b1c0000-0000-4000-8000-00000000000${n}`;
  const web = (ids: readonly number[]) => ({
    ...artifact(
      'exchange-log',
      'u_ex210303.log',
      `#Fields: date time cs-method cs-uri-stem cs-uri-query s-port c-ip sc-status\n${ids
        .map((n, i) => `2021-03-03 05:01:0${i} POST /confused &cafeReqId=${number(n)}; 443 203.0.113.9 200\n`)
        .join('')}`,
    ),
    kind: 'iis-log' as const,
  });
  const front = (ids: readonly number[]) =>
    artifact(
      'exchange-log',
      'proxy.LOG',
      `#Software: Microsoft Exchange Server\n#Log-type: HttpProxy Logs\n#Fields: DateTime,RequestId,Protocol,UrlStem,AnchorMailbox,ProxyAction,ClientIpAddress,HttpStatus\n${ids
        .map((n, i) => `2021-03-03T05:01:0${i}.500Z,${number(n)},Ecp,/confused,,Proxy,203.0.113.9,200\n`)
        .join('')}`,
    );
  const cmdlets = (name: string, column: string, runs: readonly string[]) =>
    artifact(
      'exchange-log',
      name,
      `#Software: Microsoft Exchange Server\n#Log-type: Rps Cmdlet Logs\n#Fields: DateTime,StartTime,AuthenticatedUser,ExecutingUserSid,Cmdlet,Parameters,${column}\n${runs.map((run) => `${run},2021-03-03T05:00:00Z,CORP\\anna,S-1-5-21-1,Set-Thing,-A 1,\n`).join('')}`,
    );
  const across = async (files: readonly Artifact[]) => {
    const records = await analyseRecordFiles(files, { pack: PAIR, jobs: 0 });
    const requests = await logEngine({ pack: PAIR }).analyse(files);
    const { alerts } = correlateAcross(PAIR, [...requests.counted, ...records.counted]);
    return alerts.map(({ rule, count }) => [rule.title, count]);
  };

  it('is one request, and its logs are two in a sequence', async () => {
    expect(await across([web([1]), front([1])])).toEqual([['Both', 2]]);
    expect(await across([web([1, 2]), front([1, 2])])).toEqual([
      ['Often', 2],
      ['Both', 4],
    ]);
  });

  it('is as many requests as one log tells, whatever number a client sends with them', async () => {
    expect(await across([web([1, 1, 1]), front([])])).toEqual([['Often', 3]]);
  });

  it('is one run of a cmdlet, and two where it ran again', async () => {
    const once = cmdlets('a.LOG', 'x', ['2021-03-03T05:01:02Z']);
    const other = cmdlets('b.LOG', 'y', ['2021-03-03T05:01:03Z']);
    expect(await across([once, other])).toEqual([]);
    expect(await across([once, cmdlets('c.LOG', 'z', ['2021-03-03T05:01:09Z'])])).toEqual([['Runs', 2]]);
    expect(await across([cmdlets('d.LOG', 'z', ['2021-03-03T05:01:09Z', '2021-03-03T05:01:10Z'])])).toEqual([
      ['Runs', 2],
    ]);
  });
});
