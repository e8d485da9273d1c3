import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/formats/log-file/read-log.js';

const LINE =
  '192.0.2.114, CORP\\anna, 8/15/2021, 7:55:20, W3SVC2, EX01, 192.0.2.10, 4502, 163, 3223, 200, 0, GET, /owa/auth/x.aspx, a=1,b=2,';

const read = (text: string, standardOffset = 0) => [
  ...readLog(Buffer.from(text), { day: null, utcOffsetMinutes: 0, zone: { standardOffset, summer: 'none' } }),
];

describe('IIS native format', () => {
  it('gives its columns under the names of W3C', () => {
    expect(read(`${LINE}\r\n`)).toMatchObject([
      {
        kind: 'record',
        time: '2021-08-15T07:55:20Z',
        fields: {
          'c-ip': '192.0.2.114',
          'cs-username': 'CORP\\anna',
          's-sitename': 'W3SVC2',
          'sc-status': '200',
          'cs-method': 'GET',
          'cs-uri-stem': '/owa/auth/x.aspx',
          'cs-uri-query': 'a=1,b=2',
        },
      },
    ]);
  });

  it('turns the local time that it always has into UTC', () => {
    expect(read(LINE, -300)).toMatchObject([{ time: '2021-08-15T12:55:20Z' }]);
    expect(read(LINE.replace('8/15/2021', '08/15/21'))).toMatchObject([{ time: '2021-08-15T07:55:20Z' }]);
  });

  it('recovers a user name with a comma', () => {
    const lines = read(`${LINE}\n${LINE.replace('CORP\\anna', 'Doe, John')}\n`);
    expect(lines[1]).toMatchObject({ fields: { 'cs-username': 'Doe, John', 'sc-status': '200' } });
  });

  it('reads a line behind a mark of byte order, and one that no comma ends', () => {
    const open = LINE.replace('a=1,b=2,', 'a=1');
    expect(read(`${LINE}\n\ufeff${LINE}\n${open}\n`)).toMatchObject([
      { kind: 'record' },
      { kind: 'record', fields: { 'c-ip': '192.0.2.114' } },
      { kind: 'record', fields: { 'cs-uri-stem': '/owa/auth/x.aspx', 'cs-uri-query': 'a=1' } },
    ]);
  });

  it.each(['\ufb00', '\ufec0'])('takes no other character for a mark of byte order', (character) => {
    expect(read(`${LINE}\n${character}${LINE}\n`)[1]).toMatchObject({ fields: { 'c-ip': `${character}192.0.2.114` } });
  });

  it('takes no line for a record that ends before its path does', () => {
    const cut = LINE.slice(0, LINE.indexOf(', /owa'));
    expect(read(`${LINE}\n${cut}\n`)[1]).toMatchObject({ kind: 'unparsable', reason: 'columns' });
  });

  it('counts what is no record', () => {
    const lines = read(`${LINE}\nhalf, a, line\n${LINE.replace('8/15/2021', '15.13.2021')}\n`);
    expect(lines).toMatchObject([
      { kind: 'record' },
      { kind: 'unparsable', reason: 'columns' },
      { kind: 'unparsable', reason: 'time' },
    ]);
  });
});
