import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/formats/log-file/read-log.js';

const read = (text: string) => [...readLog(Buffer.from(text))];
const LINE = '2021-03-04 05:05:55 203.0.113.15 12345 192.0.2.10 443 HTTP/1.1 GET /..\\win.ini 403 - Forbidden -';

describe('HTTPERR logs', () => {
  it('follows the header', () => {
    const header =
      '#Software: Microsoft HTTP API 2.0\n#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename\n';
    expect(read(header + LINE.replace(' 403 ', ' - 403 '))[2]).toMatchObject({
      kind: 'record',
      time: '2021-03-04T05:05:55Z',
      fields: { 'cs-uri-stem': '/..\\win.ini', streamid: null, 'sc-status': '403', 's-reason': 'Forbidden' },
    });
  });

  it('knows the columns without one, and recovers a URI with spaces', () => {
    const lines = read(`${LINE}\n${LINE.replace('win.ini', 'win ini')}\n`);
    expect(lines).toMatchObject([
      { kind: 'record', fields: { 'cs-uri-stem': '/..\\win.ini', 's-reason': 'Forbidden' } },
      { kind: 'record', fields: { 'cs-uri-stem': '/..\\win ini', 's-reason': 'Forbidden', 'sc-status': '403' } },
    ]);
  });

  it.each([
    ['/a.aspx?cmd=x&y=?', '/a.aspx', 'cmd=x&y=?'],
    ['/a.aspx?', '/a.aspx', ''],
    ['/a.aspx', '/a.aspx', null],
    ['-', null, null],
    ['*', '*', null],
  ])('gives stem and query of %s', (uri, stem, query) => {
    expect(read(LINE.replace('/..\\win.ini', uri))).toMatchObject([
      {
        kind: 'record',
        fields: {
          'cs-method': 'GET',
          'cs-uri-stem': stem,
          'cs-uri-query': query,
          'sc-status': '403',
          's-queuename': null,
        },
      },
    ]);
  });

  it('follows a header that changes', () => {
    const header =
      '#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename';
    const other = '#Fields: date time c-ip c-port s-ip s-port cs-version sc-status s-siteid s-reason s-queuename';
    const lines = read(`${header}\n${LINE}\n${other}\n${LINE.replace('GET /..\\win.ini ', '')}\n${header}\n${LINE}\n`);
    expect(lines.flatMap((line) => (line.kind === 'record' ? [Object.keys(line.fields).length] : []))).toEqual([
      14, 11, 14,
    ]);
  });
});
