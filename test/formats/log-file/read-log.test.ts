import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LogLine, readLog } from '../../../src/formats/log-file/read-log.js';
import { recogniseLog } from '../../../src/formats/log-file/recognise-log.js';

const FIELDS =
  '#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken';
const LINE = '2021-03-04 22:10:31 POST /a.aspx - 443 - 203.0.113.77 Mozilla/5.0 200 187';

function read(text: string | Buffer, day: number | null = null, utcOffsetMinutes = 0): LogLine[] {
  return [...readLog(Buffer.from(text), { day, utcOffsetMinutes })];
}

function records(text: string | Buffer, day: number | null = null, utcOffsetMinutes = 0) {
  return read(text, day, utcOffsetMinutes).filter((line) => line.kind === 'record');
}

const stems = (text: string | Buffer): unknown[] => records(text).map(({ fields }) => fields['cs-uri-stem']);

describe('W3C logs', () => {
  it('gives every column by its name, `-` as null, with the place of the line', () => {
    const [record] = records(`${FIELDS}\r\n${LINE}\r\n`);
    expect(record).toEqual({
      kind: 'record',
      offset: FIELDS.length + 2,
      line: 2,
      time: '2021-03-04T22:10:31Z',
      fields: {
        date: '2021-03-04',
        time: '22:10:31',
        'cs-method': 'POST',
        'cs-uri-stem': '/a.aspx',
        'cs-uri-query': null,
        's-port': '443',
        'cs-username': null,
        'c-ip': '203.0.113.77',
        'cs(User-Agent)': 'Mozilla/5.0',
        'sc-status': '200',
        'time-taken': '187',
      },
    });
  });

  it('follows #Fields wherever it appears', () => {
    const log = `${FIELDS}\n${LINE}\n#Fields: cs-uri-stem time date sc-status\n/b.aspx 01:02:03 2021-03-05 404\n${FIELDS}\n${LINE}\n`;
    expect(records(log).map(({ time, fields }) => [time, fields['cs-uri-stem'], fields['sc-status']])).toEqual([
      ['2021-03-04T22:10:31Z', '/a.aspx', '200'],
      ['2021-03-05T01:02:03Z', '/b.aspx', '404'],
      ['2021-03-04T22:10:31Z', '/a.aspx', '200'],
    ]);
  });

  it.each([
    ['a line feed', '\n'],
    ['a return and a line feed', '\r\n'],
    ['a return', '\r'],
  ])('ends lines with %s', (_, end) => {
    expect(stems([FIELDS, LINE, LINE, ''].join(end))).toEqual(['/a.aspx', '/a.aspx']);
  });

  it('counts lines whose ends are mixed', () => {
    const kinds = read(`${FIELDS}\r\n\r\n${LINE}\r${LINE}\n\n${LINE}`).map(({ kind }) => kind);
    expect(kinds).toEqual(['header', 'empty', 'record', 'record', 'empty', 'record']);
  });

  it('takes free-text comments as headers, not as records', () => {
    expect(read(`${FIELDS}\n# traces of a tool - "a&b=*"\n\n${LINE}\n`).map(({ kind }) => kind)).toEqual([
      'header',
      'header',
      'empty',
      'record',
    ]);
  });

  const user = (text: string): string => LINE.replace(' - 203', ` ${text} 203`);
  it.each([
    [
      'a doubled space',
      LINE.replace(' - 203', '  CORP\\anna 203'),
      { 'cs-username': 'CORP\\anna', 'c-ip': '203.0.113.77' },
    ],
    [
      'a user name with spaces',
      user('CORP\\anna maria b'),
      { 'cs-username': 'CORP\\anna maria b', 'sc-status': '200' },
    ],
    [
      'an agent with spaces',
      LINE.replace('Mozilla/5.0', 'My Own Agent'),
      { 'cs(User-Agent)': 'My Own Agent', 'c-ip': '203.0.113.77' },
    ],
    [
      'a query with spaces',
      LINE.replace('.aspx -', '.aspx cmd=net user'),
      { 'cs-uri-query': 'cmd=net user', 'sc-status': '200' },
    ],
    [
      'columns that the header does not name',
      `${LINE} 10.0.0.1,10.0.0.2 5555`,
      { 'time-taken': '187', 'sc-status': '200' },
    ],
    ['a line that was cut', LINE.slice(0, LINE.indexOf(' 203')), { 'cs-uri-stem': '/a.aspx', 'c-ip': null }],
    ['NULs around the line', `\0\0${LINE}\0\0\0`, { date: '2021-03-04', 'time-taken': '187' }],
    ['an address with a zone', LINE.replace('203.0.113.77', 'fe80::1%3'), { 'c-ip': 'fe80::1%3', 'sc-status': '200' }],
  ])('recovers %s', (_, line, expected) => {
    const [record] = records(`${FIELDS}\n${line}\n`);
    expect(record?.fields).toMatchObject(expected);
  });

  it.each([
    ['NULs alone', '\0\0\0\0\0', 'nul-bytes'],
    ['columns that fit nowhere', 'an entirely different sentence', 'columns'],
    ['a time that is none', LINE.replace('22:10:31', '25:10:31'), 'time'],
    ['a date that is none', LINE.replace('2021-03-04', '2021-02-30'), 'time'],
    ['more columns than a log can have', Array(600).fill('x').join(' '), 'columns'],
    ['a megabyte and more', 'x'.repeat(1_048_577), 'too-long'],
  ])('counts %s as unparsable, with place and reason', (_, line, reason) => {
    expect(read(`${FIELDS}\n${LINE}\n${line}\n${LINE}\n`)[2]).toEqual({
      kind: 'unparsable',
      reason,
      line: 3,
      offset: FIELDS.length + LINE.length + 2,
    });
    expect(stems(`${FIELDS}\n${LINE}\n${line}\n${LINE}\n`)).toHaveLength(2);
  });

  it('takes a line of almost a megabyte', () => {
    const [record] = records(`${FIELDS}\n${LINE.replace('.aspx -', `.aspx ${'q'.repeat(1_000_000)}`)}\n`);
    expect(record?.fields['cs-uri-query']).toHaveLength(1_000_000);
  });

  it('takes the date from the #Date line, also past midnight, and from the name of the file', () => {
    const fields = '#Fields: time cs-uri-stem sc-status';
    const times = (log: string, day: number | null) => records(log, day).map(({ time }) => time);
    expect(times(`#Date: 2021-03-04 00:00:00\n${fields}\n23:59:59 /a 200\n00:00:01 /b 200\n`, null)).toEqual([
      '2021-03-04T23:59:59Z',
      '2021-03-05T00:00:01Z',
    ]);
    expect(times(`${fields}\n01:00:00 /a 200\n`, 18_690)).toEqual(['2021-03-04T01:00:00Z']);
    expect(times(`${fields}\n01:00:00 /a 200\n`, null)).toEqual([null]);
  });

  it('turns local time into UTC by the offset that it is told', () => {
    expect(records(`${FIELDS}\n${LINE}\n`, null, 120)[0]?.time).toBe('2021-03-04T20:10:31Z');
  });

  it('tells the columns of a file without a header from its lines', () => {
    const line =
      '2023-08-28 08:58:45 EX02 fe80::d9e3%3 POST /mapi/emsmdb/ MailboxId=df2f@corp.example 444 Anonymous fe80::d9e3%3 Microsoft+Office/16.0 - 200 0 0 4 192.0.2.69,192.0.2.75 36391';
    expect(records(`${line}\n`)[0]?.fields).toMatchObject({
      's-computername': 'EX02',
      's-ip': 'fe80::d9e3%3',
      's-port': '444',
      'cs(User-Agent)': 'Microsoft+Office/16.0',
      'cs(Referer)': null,
      'sc-status': '200',
      'time-taken': '4',
      'X-Forwarded-For': '192.0.2.69,192.0.2.75',
    });
  });
});

describe('encodings', () => {
  const log = `${FIELDS}\n${LINE.replace('/a.aspx', '/müller.aspx')}\n`;
  const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
  it.each([
    ['UTF-8', Buffer.from(log), FIELDS.length + 1],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${log}`), FIELDS.length + 4],
    ['an ANSI code page', Buffer.from(log, 'latin1'), FIELDS.length + 1],
    ['UTF-16 with a mark', wide(`\ufeff${log}`), 2 * (FIELDS.length + 2)],
    ['UTF-16 without one', wide(log), 2 * (FIELDS.length + 1)],
    ['big-endian UTF-16', wide(`\ufeff${log}`).swap16(), 2 * (FIELDS.length + 2)],
  ])('reads %s and tells where lines stand in the file', (_, bytes, offset) => {
    const found = records(bytes);
    expect(found.map(({ fields }) => fields['cs-uri-stem'])).toEqual(['/müller.aspx']);
    expect(found[0]?.offset).toBe(offset);
  });
});

describe('recogniseLog', () => {
  it.each([
    ['w3c', `#Software: Microsoft Internet Information Services 10.0\n${FIELDS}\n${LINE}\n`],
    ['advanced-logging', '#Software: IIS Advanced Logging Module\n#Fields: date time cs-uri-stem sc-status\n'],
    ['httperr', '#Software: Microsoft HTTP API 2.0\n#Fields: date time c-ip c-port s-reason s-queuename\n'],
    ['httperr', '#Fields: date time c-ip cs-uri sc-status s-reason\n'],
    [null, '#Software: Microsoft Exchange Server\n#Log-type: HttpProxy Logs\n#Fields: DateTime,RequestId,cs-method\n'],
    [null, '#Fields: date-time,client-ip,sc-status\n'],
    [null, 'just a text\nof a few lines\n'],
    [null, ''],
  ])('knows %s by its first lines', (format, text) => {
    expect(recogniseLog(Buffer.from(text))).toBe(format);
  });
});

const real = resolve(import.meta.dirname, '../../../../shared/real-data');

describe.skipIf(!existsSync(real))('real logs', () => {
  it('loses no line of any IIS log', () => {
    for (const name of readdirSync(`${real}/iis-logs`)) {
      const lines = [...readLog(readFileSync(`${real}/iis-logs/${name}`))];
      expect(lines.filter(({ kind }) => kind === 'unparsable')).toEqual([]);
      const wanted = readFileSync(`${real}/iis-logs/${name}`, 'latin1')
        .split(/\r?\n/)
        .filter((line) => /^\d/.test(line));
      expect([name, lines.filter(({ kind }) => kind === 'record').length]).toEqual([name, wanted.length]);
    }
  });

  it('leaves logs of Exchange alone', () => {
    for (const name of readdirSync(`${real}/exchange-logs`)) {
      expect([name, recogniseLog(readFileSync(`${real}/exchange-logs/${name}`))]).toEqual([name, null]);
    }
  });
});

describe('headers that do not fit their lines', () => {
  const line = '2021-03-04 22:10:31 192.0.2.1 POST /a.aspx x=1 443 - 203.0.113.7 Agent - 200 0 0 15';
  const lines = (header: string, ...more: readonly string[]) => [...readLog(Buffer.from([header, ...more].join('\n')))];

  it('do not hide what the request was, where they name none', () => {
    const [, first, second] = lines('#Fields: date time x-a x-b x-c', line, line);
    expect(first).toMatchObject({ kind: 'unparsable', reason: 'columns' });
    expect(second).toMatchObject({ kind: 'unparsable', reason: 'columns' });
  });

  it('are completed from the lines, where they are too short', () => {
    const header = '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query';
    const [, record, short] = lines(header, line, '2021-03-04 22:10:31 192.0.2.1 GET /b.aspx y=2');
    expect(record).toMatchObject({
      kind: 'record',
      fields: { 'cs-uri-query': 'x=1', 'c-ip': '203.0.113.7', 'sc-status': '200' },
    });
    expect(short).toMatchObject({ kind: 'record', fields: { 'cs-uri-stem': '/b.aspx', 'cs-uri-query': 'y=2' } });
  });

  it('leave spaces to the last column, where that is one which may have them', () => {
    const [, record] = lines(
      '#Fields: date time cs-uri-stem sc-status cs(User-Agent)',
      '2021-03-04 22:10:31 /a 200 My own Agent',
    );
    expect(record).toMatchObject({ fields: { 'sc-status': '200', 'cs(User-Agent)': 'My own Agent' } });
  });

  it('part their columns by tabs, and so do the lines', () => {
    const [, record] = lines(
      '#Fields:\tdate\ttime\tcs-uri-stem\tcs-username\tsc-status',
      '2021-03-04\t22:10:31\t/a.aspx\tDoe John\t200',
    );
    expect(record).toMatchObject({
      time: '2021-03-04T22:10:31Z',
      fields: { 'cs-username': 'Doe John', 'sc-status': '200' },
    });
  });

  it('lose a status that is none, and nothing else', () => {
    const header = '#Fields: date time cs-method cs-uri-stem c-ip sc-status time-taken';
    for (const status of ['0', 'abc', '20000']) {
      const [, record] = lines(header, `2021-03-04 22:10:31 GET /a.aspx 203.0.113.7 ${status} 15`);
      expect(record).toMatchObject({
        kind: 'record',
        fields: { 'cs-uri-stem': '/a.aspx', 'sc-status': null, 'time-taken': '15' },
      });
    }
  });

  it('may have a last column that is empty', () => {
    const [, record] = lines('#Fields: date time cs-uri-stem sc-status time-taken', '2021-03-04 22:10:31 /a.aspx 200 ');
    expect(record).toMatchObject({ kind: 'record', fields: { 'sc-status': '200', 'time-taken': '' } });
  });
});
