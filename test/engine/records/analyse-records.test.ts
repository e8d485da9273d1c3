import { describe, expect, it } from 'vitest';
import { analyseRecords, type RecordFile, type RecordPeriod } from '../../../src/engine/records/analyse-records.js';
import { RecordRules } from '../../../src/engine/records/record-hunt.js';
import type { RecordTraceQuery } from '../../../src/engine/records/record-trace.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';

const RULES = `
title: Cmdlet
logsource: { product: exchange }
detection: { s: { Cmdlet|startswith: New- }, condition: s }
---
title: Renamed
logsource: { product: windows, service: ftp }
detection: { s: { renamed-from|endswith: .txt }, condition: s }
`;
const { program } = createSigmaPack([{ path: 'a.yml', content: RULES }]);
const ALWAYS: RecordPeriod = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
const AT = Date.parse('2021-03-04T10:00:00Z') / 1000;
const at = (minute: number, second = 0) => new Date((AT + minute * 60 + second) * 1000).toISOString();

interface Given {
  readonly period?: Partial<RecordPeriod>;
  readonly trace?: RecordTraceQuery;
  readonly piece?: number;
  readonly file?: Partial<RecordFile>;
}

async function analysed(text: string, { period, trace, piece = 100_000, file }: Given = {}) {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let from = 0; from < bytes.length; from += piece) yield bytes.subarray(from, from + piece);
  }
  const given = { collectedPath: 'a.log', host: 'EX01', chunks: chunks(), keep: () => {}, ...file };
  return analyseRecords(new RecordRules(program), { ...ALWAYS, ...period }, given, trace);
}

const log = (type: string, columns: string, ...rows: string[]) =>
  [
    '#Software: Microsoft Exchange Server',
    '#Version: 15.01.2507.006',
    `#Log-type: ${type}`,
    `#Fields: ${columns}`,
    ...rows,
    '',
  ].join('\r\n');
const ecp = (...rows: string[]) => log('ECP Server Log', 'TimeStamp,Name,Value', ...rows);
const THREE = ecp(`${at(0)},a,1`, `${at(20)},b,2`, `${at(10)},c,3`);

describe('the records of a file', () => {
  it.each<[string, string, Given, object]>([
    [
      'are counted, with the first and the last time',
      THREE,
      {},
      { records: 3, outside: 0, timeless: 0, firstTime: AT, lastTime: AT + 1200 },
    ],
    [
      'are counted, and let be before a period',
      THREE,
      { period: { since: AT + 1 } },
      { records: 3, outside: 1, firstTime: AT + 600, lastTime: AT + 1200 },
    ],
    [
      'are counted, and let be after a period',
      THREE,
      { period: { until: AT + 1199 } },
      { records: 3, outside: 1, firstTime: AT, lastTime: AT + 600 },
    ],
    [
      'are of a period to its ends',
      THREE,
      { period: { since: AT, until: AT + 1200 } },
      { records: 3, outside: 0, firstTime: AT, lastTime: AT + 1200 },
    ],
    ['have no time', ecp('x,a,1'), {}, { records: 1, timeless: 1, outside: 0, firstTime: null, lastTime: null }],
    ['are none', ecp(), {}, { records: 0, firstTime: null, lastTime: null, format: 'ECP Server Log' }],
    ['are of no format that is read', 'a\nb\n', {}, { records: 0, format: null, bytes: 4 }],
    ['come in pieces', THREE, { piece: 7 }, { records: 3, format: 'ECP Server Log', bytes: THREE.length }],
    [
      'come in pieces behind a long beginning',
      ecp(`${at(0)},a,${'x'.repeat(70_000)}`, `${at(1)},b,2`),
      { piece: 30_000 },
      { records: 2, format: 'ECP Server Log' },
    ],
    ['end in the middle', THREE.slice(0, -10), {}, { records: 2, cutShort: true }],
  ])('%s', async (_, text, given, expected) => expect(await analysed(text, given)).toMatchObject(expected));

  it('stops at what it cannot read', async () => {
    const told = await analysed('x'.repeat(300_000), { piece: 70_000 });
    expect([told.format, told.bytes]).toEqual([null, 140_000]);
  });

  it('tells losses by their reason, with the first twenty places', async () => {
    const { losses } = await analysed(`${THREE}\0\0\r\n${`${at(0)},a\r\n`.repeat(21)}`);
    expect(losses.map(({ reason, count, positions }) => [reason, count, positions.length, positions[0]?.line])).toEqual(
      [
        ['columns', 21, 20, 9],
        ['nul-bytes', 1, 1, 8],
      ],
    );
  });
});

describe('builds that logs show', () => {
  const builds = async (text: string) =>
    (await analysed(text)).builds.map(({ build, first, last, count, source }) => [
      build,
      first - AT,
      last - AT,
      count,
      source,
    ]);
  const numbered = (...rows: string[]) =>
    log('X', 'DateTime,MajorVersion,MinorVersion,BuildVersion,RevisionVersion', ...rows);

  it.each<[string, string, unknown[]]>([
    ['by the header', THREE, [['15.1.2507.6', 0, 1200, 3, 'ECP Server Log log']]],
    ['by no header that all products have', THREE.replace('15.01.2507.006', '15.0.0.0'), []],
    ['by no header of another product', THREE.replace('15.01.2507.006', '16.01.2507.006'), []],
    ['by nothing that is no build', THREE.replace('15.01.2507.006', '15.01.2507'), []],
    ['by nothing that has no time', ecp('x,a,1'), []],
    [
      'by columns of numbers',
      numbered(`${at(1)},15,2,1118,7`, `${at(0)},15,2,1118,7`, `${at(2)},15,2,1118,9`),
      [
        ['15.2.1118.7', 0, 60, 2, 'X log'],
        ['15.2.1118.9', 120, 120, 1, 'X log'],
      ],
    ],
    ['by no columns that are empty', numbered(`${at(1)},,,,`), []],
    [
      'by a version of the record',
      log('Message Tracking Log', 'date-time,schema-version', `${at(1)},15.02.0986.005`),
      [['15.2.986.5', 60, 60, 1, 'Message Tracking Log log']],
    ],
    [
      'by a header that comes again',
      `${THREE}${THREE.replace('2507.006', '2507.016')}`,
      [
        ['15.1.2507.6', 0, 1200, 3, 'ECP Server Log log'],
        ['15.1.2507.16', 0, 1200, 3, 'ECP Server Log log'],
      ],
    ],
  ])('%s', async (_, text, expected) => expect(await builds(text)).toEqual(expected));

  it('are kept up to sixty-four', async () => {
    const rows = Array.from({ length: 65 }, (_, i) => `${at(0)},15,2,1118,${i}`);
    const told = await analysed(numbered(...rows));
    expect([told.builds.length, Object.fromEntries(told.beyond)['builds of Exchange']]).toEqual([64, 1]);
  });
});

describe('transport agents that message tracking shows', () => {
  const agents = async (type: string, ...rows: string[]) =>
    (await analysed(log(type, 'date-time,message-info', ...rows))).agents.map(({ name, first, last, count }) => [
      name,
      first - AT,
      last - AT,
      count,
    ]);
  const info = (minute: number, text: string) => `${at(minute)},"${text}"`;

  it.each<[string, string, string[], unknown[]]>([
    [
      'by name, whatever the case',
      'Message Tracking Log',
      [info(1, 'SMRPI-Frontend Agent=0.01|SMR=0.1'), info(0, 'CATRS-FRONTEND AGENT=0.1(CATOS-Own=1)')],
      [
        ['Frontend Agent', 0, 60, 2],
        ['Own', 0, 0, 1],
      ],
    ],
    ['once in a record', 'Message Tracking Log', [info(0, 'SMRA-One=0.1|SMRB-One=0.2')], [['One', 0, 0, 1]]],
    ['without a time', 'Message Tracking Log', ['x,SMRA-One=0.1'], []],
    ['in no other log', 'ECP Server Log', [info(0, 'SMRA-One=0.1')], []],
  ])('%s', async (_, type, rows, expected) => expect(await agents(type, ...rows)).toEqual(expected));
});

describe('records of a request that is followed', () => {
  const trace: RecordTraceQuery = {
    moments: [
      { host: 'EX01', seconds: AT },
      { host: 'EX02', seconds: AT + 7200 },
    ],
    names: ['ab12', '192.0.2.7'],
  };
  const proxy = (...rows: string[]) => log('HttpProxy Logs', 'DateTime,RequestId,UrlStem,ClientIpAddress', ...rows);
  it.each<[string, string, string[]]>([
    ['named', proxy(`${at(0)},AB12,/a,`, `${at(0)},cd34,/b,`), ['AB12']],
    ['of the address', proxy(`${at(0)},x1,/a,192.0.2.7`, `${at(0)},x2,/b,192.0.2.9`), ['x1']],
    ['of another time', proxy(`${at(200)},AB12,/a,`), []],
  ])('%s', async (_, text, expected) => {
    const { traced } = await analysed(text, { trace });
    expect(traced.map(({ cells }) => cells.split('\n')[1])).toEqual(expected);
  });
});

describe('commands of FTP', () => {
  const ftp = (...rows: string[]) =>
    [
      '#Software: Microsoft Internet Information Services 10.0',
      '#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status',
      ...rows,
      '',
    ].join('\r\n');
  it('tell what a file was called before', async () => {
    const told = await analysed(
      ftp(
        '2021-03-04 10:00:00 192.0.2.7 web RNFR /a.txt 350',
        '2021-03-04 10:00:01 192.0.2.7 web RNTO /a.aspx 250',
        '2021-03-04 10:00:02 192.0.2.7 - QUIT - 221',
      ),
    );
    expect([told.format, told.records]).toEqual(['FTP log', 3]);
    expect(
      told.groups.flatMap(({ groups }) => groups.map(({ rule, count }) => [program.rules[rule]?.rule.title, count])),
    ).toEqual([['Renamed', 1]]);
  });
});
