import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventDataEntries, withoutPrivacyMarks } from '../../../src/formats/exchange-csv/event-data.js';
import { EXCHANGE_COLUMNS } from '../../../src/formats/exchange-csv/exchange-columns.js';
import {
  type ExchangeCsvFacts,
  type ExchangeCsvLoss,
  ExchangeCsvReader,
  MAXIMUM_RECORD,
  recogniseExchangeLog,
} from '../../../src/formats/exchange-csv/exchange-csv-reader.js';

interface Outcome extends ExchangeCsvFacts {
  readonly rows: {
    readonly offset: number;
    readonly line: number;
    readonly seconds: number;
    readonly cells: string[];
  }[];
  readonly lost: ExchangeCsvLoss[];
}

function read(log: string | Uint8Array, piece = Number.POSITIVE_INFINITY): Outcome {
  const bytes = typeof log === 'string' ? Buffer.from(log) : log;
  const [rows, lost]: [Outcome['rows'], ExchangeCsvLoss[]] = [[], []];
  const reader = new ExchangeCsvReader({
    record: (record) => {
      const { offset, line, seconds } = record;
      const count = record.header.columns?.names.length ?? 0;
      rows.push({ offset, line, seconds, cells: Array.from({ length: count }, (_, i) => record.cell(i)) });
    },
    loss: (loss) => lost.push(loss),
  });
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  return { ...reader.finish(), rows, lost };
}

const cellsOf = (log: string | Uint8Array) => read(log).rows.map((row) => row.cells);
const reasonsOf = (log: string | Uint8Array) => read(log).lost.map(({ line, reason }) => [line, reason]);

const T = '2021-03-04T22:10:31.123Z';
const HEADER = [
  '#Software: Microsoft Exchange Server',
  '#Version: 15.02.0858.005',
  '#Log-type: ECP Server Log',
  `#Date: ${T}`,
  '#Fields: TimeStamp,ServerName,EventId,EventData',
  '',
].join('\r\n');

describe('ExchangeCsvReader', () => {
  it('tells where a record is, its time and what the header says', () => {
    const { rows, header, lines, records } = read(`${HEADER}${T},MAIL,ECP.Request,S:CMD=Get-X\r\n`);
    expect(rows).toEqual([
      { offset: HEADER.length, line: 6, seconds: 1614895831.123, cells: [T, 'MAIL', 'ECP.Request', 'S:CMD=Get-X'] },
    ]);
    expect([header.kind, header.version, header.headerless, lines, records]).toEqual([
      'ecp-server',
      '15.02.0858.005',
      false,
      6,
      1,
    ]);
  });

  it.each<readonly [string, string, readonly string[]]>([
    ['commas, doubled quotes and line ends in quotes', `"a,""b""\r\nc"`, ['a,"b"\r\nc']],
    ['a quote within a cell', 'a"b"', ['a"b"']],
    ['an empty cell in quotes', '""', ['']],
    ['nothing', '', ['']],
    ['semicolons', 'S:A=1;S:B=2;', ['S:A=1;S:B=2;']],
  ])('%s', (_, cell, [expected]) => {
    for (const end of ['\n', '\r\n', '']) {
      const outcome = read(`${HEADER}${T},S,E,${cell}${end}`);
      expect([outcome.rows[0]?.cells[3], outcome.lost]).toEqual([expected, []]);
      if (end !== '') expect(cellsOf(`${HEADER}${T},S,${cell},x${end}${T},S,E,y${end}`)).toHaveLength(2);
    }
  });

  it.each<readonly [string, string]>([
    ['column names first, without #', `TimeStamp,ServerName,EventId,EventData\r\n${HEADER}`],
    ['column names again behind the header', `${HEADER}TimeStamp,ServerName,EventId,EventData\r\n`],
    ['column names alone', 'TimeStamp,ServerName,EventId,EventData\r\n'],
    ['the header twice', HEADER + HEADER],
    ['a mark of UTF-8', `\ufeff${HEADER}`],
    ['empty lines and remarks', `\r\n#Remark: x\r\n${HEADER}\r\n\r\n`],
  ])('%s', (_, before) => {
    const { rows, lost } = read(`${before}${T},S,E,D\r\n`);
    const offset = Buffer.byteLength(before);
    expect([rows.map(({ cells }) => cells), lost, rows[0]?.offset]).toEqual([[[T, 'S', 'E', 'D']], [], offset]);
  });

  it('binds columns anew where the header changes', () => {
    const other = '#Fields: TimeStamp,EventId\r\n';
    const { rows, header } = read(`${HEADER}${T},S,E,D\r\n${other}${T},F\r\n`);
    expect(rows.map(({ cells }) => cells.length)).toEqual([4, 2]);
    expect(header.columns?.names).toEqual(['TimeStamp', 'EventId']);
  });

  it.each(['utf-8', 'utf16le', 'latin1'] as const)('reads %s, offsets being those of the file', (encoding) => {
    const text = `${HEADER}${T},Zürich,E,"é\r\nx"\r\n${T},S,E,ü\r\n`;
    const bytes = Buffer.from(encoding === 'utf16le' ? `\ufeff${text}` : text, encoding);
    const { rows, lost } = read(bytes);
    expect(rows.map(({ cells }) => cells)).toEqual([
      [T, 'Zürich', 'E', 'é\r\nx'],
      [T, 'S', 'E', 'ü'],
    ]);
    expect(lost).toEqual([]);
    const begin = Buffer.from(T, encoding);
    for (const { offset } of rows) expect(bytes.subarray(offset, offset + begin.length)).toEqual(begin);
    for (const piece of [1, 3, 700]) expect(read(bytes, piece).rows).toEqual(rows);
  });

  it.each<readonly [string, string, readonly (readonly [number, string])[]]>([
    ['a cell too few', `${T},S,E\r\n`, [[6, 'columns']]],
    ['a cell too many', `${T},S,E,D,x\r\n`, [[6, 'columns']]],
    ['the end within a record', `${T},S`, [[7, 'cut-short']]],
    ['the end within quotes', `${T},S,E,"D`, [[7, 'cut-short']]],
    ['a quote that is never closed', `${T},S,E,"D\r\n`, [[6, 'quotes']]],
    ['a quote that closes in the middle', `${T},S,"E"x,D\r\n`, [[6, 'quotes']]],
    ['NULs of a crash', '\0'.repeat(700), [[7, 'nul-bytes']]],
    ['more cells than any log has', `${','.repeat(600)}\r\n`, [[6, 'columns']]],
  ])('counts %s', (_, damaged, expected) => {
    const after = damaged.endsWith('\n') || damaged.startsWith('\0');
    const log = after ? `${HEADER}${damaged}${T},S,E,D\r\n` : `${HEADER}${T},S,E,D\r\n${damaged}`;
    const outcome = read(log);
    const line = damaged.startsWith('\0') ? expected.map(([at, reason]) => [at - 1, reason]) : expected;
    expect([outcome.rows.map(({ cells }) => cells), reasonsOf(log)]).toEqual([[[T, 'S', 'E', 'D']], line]);
    expect(outcome.cutShort).toBe(expected[0]?.[1] === 'cut-short');
  });

  it.each([
    ['yesterday', Number.NaN],
    ['2021-02-30T00:00:00Z', Number.NaN],
    ['3/4/2021 10:10:31 PM', Number.NaN],
    ['2021-03-04T22:10:31', 1614895831],
  ])('gives out a record with the time %s', (time, seconds) => {
    const { rows, timeless } = read(`${HEADER}${time},S,E,D\r\n`);
    expect([rows[0]?.seconds, timeless]).toEqual([seconds, Number.isNaN(seconds) ? 1 : 0]);
  });

  it.each([
    ['3/4/2021 10:10:31 PM', 1614895831],
    ['3/4/2021 12:00:01 AM', 1614816001],
    ['2021-03-04T22:10:31.000Z', 1614895831],
    ['13/4/2021 10:10:31 PM', Number.NaN],
  ])('reads the time %s of request filtering', (time, seconds) => {
    const fields = `#Log-type: Http Request Filtering Logs\r\n#Fields: ${EXCHANGE_COLUMNS.httpRequestFiltering.join(',')}\r\n`;
    expect(read(`${fields}${time}${','.repeat(18)}\r\n`).rows[0]?.seconds).toBe(seconds);
  });

  it('loses only its own line to a quote that takes in what follows', () => {
    const log = `${HEADER}${T},S,E,"open\r\n${T},S,E,1\r\n${T},S,E,"2"\r\n${T},S,E,3\r\n`;
    expect(read(log).rows.map(({ cells, line }) => [line, cells[3]])).toEqual([
      [7, '1'],
      [8, '2'],
      [9, '3'],
    ]);
    expect(reasonsOf(log)).toEqual([[6, 'quotes']]);
  });

  it('passes over a line that never ends, in bounded memory', () => {
    const log = `${HEADER}${T},S,E,${'x'.repeat(2 * MAXIMUM_RECORD)}\r\n${T},S,E,D\r\n`;
    const { rows, lost } = read(log, 65_536);
    expect([rows.map(({ cells }) => cells[3]), lost.map(({ reason }) => reason)]).toEqual([['D'], ['too-long']]);
  });

  it('binds a file without a header where width and cells agree, and nothing otherwise', () => {
    const guid = '5e58f5e5-1ddc-48d3-82c6-0199bc121640';
    const cells = EXCHANGE_COLUMNS.httpProxy.map(
      (_, i) => ({ 0: T, 1: guid, 2: '15', 3: '2', 4: '858', 5: '5' })[i] ?? '',
    );
    const { header, records } = read(`${cells.join(',')}\r\n`);
    expect([header.kind, header.headerless, records]).toEqual(['http-proxy', true, 1]);
    expect(reasonsOf(`${cells.map((cell) => (cell === guid ? 'x' : cell)).join(',')}\r\n`)).toEqual([
      [1, 'no-columns-known'],
    ]);
    expect(reasonsOf(`${T},a,b\r\n`)).toEqual([[1, 'no-columns-known']]);
  });

  it('reads what an RFC 4180 writer wrote, in any pieces', () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\r\n', '\n', ';', ' ', '#', '€') }),
      fc.string(),
    );
    const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 90 }), fc.boolean(), (cells, piece, wide) => {
        const clean = cells.map((row) => row.map((text) => text.replace(/[\0\ud800-\udfff]/g, '')));
        const lines = clean.map((row) => `${[T, ...row].map(quoted).join(',')}\r\n`);
        const text = `${HEADER}${lines.join('')}`;
        const bytes = wide ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text);
        const outcome = read(bytes, piece);
        expect(outcome.rows.map((row) => row.cells)).toEqual(clean.map((row) => [T, ...row]));
        expect(outcome.lost).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('gives out or counts every line of whatever it gets, and never throws', () => {
    const bits = fc.constantFrom(
      T,
      ',',
      ',',
      '"',
      '""',
      '\n',
      '\r\n',
      'x',
      '\0',
      '#Fields: TimeStamp,A',
      '\ufeff',
      ',S,E,D\n',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (parts, piece) => {
        const bytes = Buffer.from(`${HEADER}${parts.join('')}`);
        const whole = read(bytes);
        expect(read(bytes, piece)).toEqual(whole);
        const told = [...whole.rows, ...whole.lost].map(({ line }) => line);
        const text = parts.join('').split('\n');
        // A line that is a record by itself is one, or inside the quotes of another that was given out, or lost.
        text.forEach((line, i) => {
          if (/^[^",#\0]+,S,E,D$/.test(line)) expect(told.some((at) => at <= 6 + i)).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('recogniseExchangeLog', () => {
  const fields = (names: readonly string[]) =>
    `#Software: Microsoft Exchange Server\r\n#Fields: ${names.join(',')}\r\n`;
  it.each<readonly [string, string, string | undefined]>([
    ['its type', HEADER, 'ecp-server'],
    [
      'its type, in another order',
      `DateTime,A,B\r\n${HEADER.replace('ECP Server Log', 'HttpProxy Logs')}`,
      'http-proxy',
    ],
    ['a type that has no name', HEADER.replace('ECP Server Log', 'Something New'), 'ecp'],
    ['its columns', fields(EXCHANGE_COLUMNS.rpsCmdlet), 'rps-cmdlet'],
    ['its column line', `${EXCHANGE_COLUMNS.rpsHttp.join(',')}\r\n`, 'rps-http'],
    ['columns of nothing known', fields(['DateTime', 'A', 'B']), 'other'],
    [
      'a log of IIS',
      '#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time c-ip\r\n',
      undefined,
    ],
    ['another CSV', 'Timestamp,Level,Message\r\n2021-03-04,1,x\r\n', undefined],
    ['nothing', '', undefined],
  ])('%s', (_, head, kind) => expect(recogniseExchangeLog(Buffer.from(head))?.kind).toBe(kind));

  it.each([
    ['HttpProxy Logs', 'http-proxy'],
    ['ECP Activity Context Log', 'ecp-activity'],
    ['EWS Logs', 'ews'],
    ['Rps Cmdlet Logs', 'rps-cmdlet'],
    ['Rps Http Logs', 'rps-http'],
    ['Rps AuthZ Logs', 'rps-authz'],
    ['MapiHttp Logs', 'mapi-http'],
    ['Message Tracking Log', 'message-tracking'],
    ['Agent Log', 'agent'],
    ['SMTP Receive Protocol Log', 'smtp-receive'],
    ['SMTP Send Protocol Log', 'smtp-send'],
    ['Http Request Filtering Logs', 'http-request-filtering'],
    ['Mitigation Service Log', 'mitigation'],
    ['OABGenerator Log', 'oab-generator'],
    ['Autodiscover Logs', 'autodiscover'],
    ['OWA Logs', 'owa'],
    ['audit', 'audit'],
  ])('%s', (type, kind) => {
    const head = HEADER.replace('ECP Server Log', type).replace('TimeStamp,ServerName,EventId,EventData', 'DateTime,A');
    expect(recogniseExchangeLog(Buffer.from(head))?.kind).toBe(kind);
  });
});

describe('eventDataEntries', () => {
  it.each<readonly [string, readonly (readonly [string | null, string, string])[]]>([
    [
      'S:CMD=Get-X;S:URL=/ecp/a?b=c;',
      [
        ['S', 'CMD', 'Get-X'],
        ['S', 'URL', '/ecp/a?b=c'],
      ],
    ],
    [
      'Dbl:MAPI.T[a.b-c]=3;Cmd.ADC=1',
      [
        ['Dbl', 'MAPI.T[a.b-c]', '3'],
        [null, 'Cmd.ADC', '1'],
      ],
    ],
    [
      'S:EX=one; two;S:RS=0',
      [
        ['S', 'EX', 'one; two'],
        ['S', 'RS', '0'],
      ],
    ],
    [
      'S:A=;S:B=',
      [
        ['S', 'A', ''],
        ['S', 'B', ''],
      ],
    ],
    ['', []],
    ['no entry', []],
  ])('%s', (cell, expected) => {
    expect(eventDataEntries(cell).map(({ type, key, value }) => [type, key, value])).toEqual(expected);
  });

  it('takes privacy marks off', () => expect(withoutPrivacyMarks('<PII>a@b</PII>')).toBe('a@b'));
});

const REAL = fileURLToPath(new URL('../../../../shared/real-data/exchange-logs/', import.meta.url));
const real = existsSync(REAL) ? readdirSync(REAL).sort() : [];

describe.skipIf(real.length === 0)('logs of real servers', () => {
  it.each(real)('%s', (name) => {
    const bytes = readFileSync(join(REAL, name));
    const { rows, lost, header } = read(bytes);
    const lines = bytes
      .toString()
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'));
    expect([lost, rows.length]).toEqual([[], lines.length]);
    expect(header.kind).not.toBe('other');
  });
});

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) || cell === '' ? `"${cell.replaceAll('"', '""')}"` : cell;
}
