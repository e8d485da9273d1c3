import { describe, expect, it } from 'vitest';
import { jsonRecord, recordsOfFile } from '../../../src/engine/records/records-of-file.js';

/** How a file was read, and of each record its line, its time and what it shows. */
function read(text: string | Buffer) {
  const records: string[] = [];
  const told = recordsOfFile('a', Buffer.from(text), (record) => {
    const shown = record.shown().map(([name, value]) => `${name}=${value}`);
    records.push(`${record.line} ${record.seconds} ${shown.join(' ')}`);
  });
  expect(told.records).toBe(records.length);
  return { format: told.format, losses: told.losses, records };
}

const LOG = '#Fields: date time cs-uri-stem cs-uri-query sc-status\n';

describe('records of a file', () => {
  it.each<[string, string, ReturnType<typeof read>]>([
    [
      'of a web server',
      `${LOG}1970-01-01 00:00:09 /a - 200\n`,
      { format: 'w3c', losses: [], records: ['2 9 date=1970-01-01 time=00:00:09 cs-uri-stem=/a sc-status=200'] },
    ],
    [
      'of several headers',
      `${LOG}1970-01-01 00:00:09 /a - 200\n#Fields: date time c-ip\n1970-01-01 00:00:10 192.0.2.1\n`,
      {
        format: 'w3c',
        losses: [],
        records: [
          '2 9 date=1970-01-01 time=00:00:09 cs-uri-stem=/a sc-status=200',
          '4 10 date=1970-01-01 time=00:00:10 c-ip=192.0.2.1',
        ],
      },
    ],
    [
      'some of which cannot be read',
      `${LOG}1970-01-01 00:00:09 /a - 200\nx\n`,
      {
        format: 'w3c',
        losses: ['line 3: columns'],
        records: ['2 9 date=1970-01-01 time=00:00:09 cs-uri-stem=/a sc-status=200'],
      },
    ],
    [
      'of one object',
      '{"a": "x", "b": 7, "time": "1970-01-01T00:00:05Z"}',
      { format: 'JSON', losses: [], records: ['1 5 a=x b=7 time=1970-01-01T00:00:05Z'] },
    ],
    [
      'of a list',
      '\n [{"a": 1}, {"timestamp": "1970-01-01T00:00:05Z"}]',
      { format: 'JSON', losses: [], records: ['1 NaN a=1', '2 5 timestamp=1970-01-01T00:00:05Z'] },
    ],
    [
      'of lines',
      '\ufeff{"a": 1}\n\n{"@timestamp": "1970-01-01T00:00:05Z"}\n',
      { format: 'JSON', losses: [], records: ['1 NaN a=1', '2 5 @timestamp=1970-01-01T00:00:05Z'] },
    ],
    ['of a list that holds something else', '[{"a": 1}, 7]', { format: null, losses: [], records: [] }],
    ['of lines that hold something else', '{"a": 1}\nx\n', { format: null, losses: [], records: [] }],
    ['of something else', 'nothing of the kind', { format: null, losses: [], records: [] }],
    ['of nothing', '', { format: null, losses: [], records: [] }],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected));

  it('of which more are lost than are told', () => {
    expect(read(LOG + 'x\n'.repeat(30)).losses).toHaveLength(20);
  });

  it('of Exchange are told with what is lost of them', () => {
    const head =
      '#Software: Microsoft Exchange Server\r\n#Log-type: HttpProxy Logs\r\n#Fields: DateTime,RequestId,UrlStem\r\n';
    const { format, losses, records } = read(`${head}1970-01-01T00:00:09.000Z,r,/a\r\n1970-01-01T00:00:10.000Z,r\r\n`);
    expect(format).not.toBeNull();
    expect(records).toEqual(['4 9 DateTime=1970-01-01T00:00:09.000Z RequestId=r UrlStem=/a']);
    expect(losses).toEqual([expect.stringMatching(/^line 5: /)]);
  });
});

it('a record of JSON has the time that it is given, or else that it tells', () => {
  const told = { timestamp: '1970-01-01T00:00:05Z', time: '1970-01-01T00:00:07Z' };
  expect([jsonRecord(told, 1).seconds, jsonRecord(told, 1, 9000).seconds, jsonRecord(told, 1, 0).seconds]).toEqual([
    5, 9, 0,
  ]);
  expect(jsonRecord({}, 1).seconds).toBeNaN();
});
