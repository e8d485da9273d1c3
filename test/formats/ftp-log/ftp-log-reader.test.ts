import { describe, expect, it } from 'vitest';
import { FtpLogReader, type FtpRecord, isFtpLog } from '../../../src/formats/ftp-log/ftp-log-reader.js';

function read(bytes: Uint8Array, piece = 65_536) {
  const [records, lost]: [FtpRecord[], (readonly [number, string])[]] = [[], []];
  const reader = new FtpLogReader({
    record: (record) => records.push(record),
    loss: ({ line, reason }) => lost.push([line, reason]),
  });
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  reader.finish();
  return { records, lost };
}

const LOG = [
  'garbage',
  '#Software: Microsoft Internet Information Services 10.0',
  '#Date: 2022-10-01 05:00:00',
  '#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status x-fullpath',
  '2022-10-01 05:00:03 203.0.113.9 EX01\\web STOR a1.aspx 226 /shop/a1.aspx',
  '2022-10-01 05:00:04 203.0.113.9 - PASS *** 530 -',
  '2022-10-01 05:00:05 203.0.113.9 QUIT',
  '#Date: 2004-05-06 07:00:00',
  '#Fields: time c-ip cs-method cs-uri-stem sc-status',
  '07:00:01 203.0.113.9 [12]APPE /up/x.asp 226',
  '25:00:01 203.0.113.9 [12]QUIT - 226',
  '',
].join('\r\n');

describe('FtpLogReader', () => {
  it.each(['utf8', 'utf16le'] as const)(
    'reads commands with their columns and times, in any pieces: %s',
    (encoding) => {
      const bytes = Buffer.from(encoding === 'utf8' ? LOG : `\ufeff${LOG}`, encoding);
      const told = read(bytes);
      const cell = ({ columns, cells }: FtpRecord, name: string) => cells[columns.indexOf(name)];
      expect(
        told.records.map((one) => [one.line, one.seconds, cell(one, 'cs-method'), cell(one, 'cs-uri-stem')]),
      ).toEqual([
        [5, 1664600403, 'STOR', 'a1.aspx'],
        [6, 1664600404, 'PASS', '***'],
        [10, 1083826801, 'APPE', '/up/x.asp'],
        [11, Number.NaN, 'QUIT', '-'],
      ]);
      expect(told.lost).toEqual([
        [1, 'no-columns-known'],
        [7, 'columns'],
      ]);
      for (const { offset } of told.records) expect(bytes.subarray(offset).toString(encoding)).toMatch(/^\d/);
      for (const piece of [1, 7, 100]) expect(read(bytes, piece)).toEqual(told);
    },
  );

  it('does not read lines without end', () => {
    const long = LOG.replace('QUIT', 'x'.repeat(1 << 17));
    expect(read(Buffer.from(long)).lost).toContainEqual([7, 'too-long']);
  });
});

it.each([
  [LOG, true],
  ['#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status\r\n', false],
  ['', false],
])('%# is recognised', (text, expected) => expect(isFtpLog(Buffer.from(text))).toBe(expected));
