import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/formats/log-file/read-log.js';

const LINE = '192.0.2.118 - CORP\\anna [08/Apr/2021:17:39:04 -0800] "GET /owa/auth/x.aspx?cmd=dir HTTP/1.1" 200 3401';

const read = (text: string) => [...readLog(Buffer.from(text))];

describe('NCSA format', () => {
  it('gives its columns under the names of W3C, in UTC', () => {
    expect(read(`${LINE}\n`)).toMatchObject([
      {
        kind: 'record',
        time: '2021-04-09T01:39:04Z',
        fields: {
          'c-ip': '192.0.2.118',
          'cs-username': 'CORP\\anna',
          'cs-method': 'GET',
          'cs-uri-stem': '/owa/auth/x.aspx',
          'cs-uri-query': 'cmd=dir',
          'cs-version': 'HTTP/1.1',
          'sc-status': '200',
          'sc-bytes': '3401',
          'cs(User-Agent)': null,
        },
      },
    ]);
  });

  it.each([
    ['no time', LINE.replace('[', '')],
    ['nothing before the time', LINE.slice(LINE.indexOf('['))],
    ['no address', LINE.slice(LINE.indexOf(' '))],
    ['an address only', LINE.replace(' - CORP\\anna', '')],
  ])('takes no line for a record that has %s', (_, line) => {
    expect(read(`${LINE}\n${line}\n`)[1]).toMatchObject({ kind: 'unparsable', reason: 'columns' });
  });

  it.each([
    [
      'referrer and agent',
      `${LINE} "https://mail.corp.example/" "Mozilla/5.0 (X)"`,
      { 'cs(User-Agent)': 'Mozilla/5.0 (X)' },
    ],
    ['a user name with spaces', LINE.replace('CORP\\anna', 'anna b'), { 'cs-username': 'anna b', 'sc-status': '200' }],
    ['a quote in the URL', LINE.replace('cmd=dir', 'a="b" c'), { 'cs-uri-query': 'a="b" c', 'sc-status': '200' }],
  ])('reads %s', (_, line, expected) => {
    expect(read(`${LINE}\n${line}\n`)[1]).toMatchObject({ kind: 'record', fields: expected });
  });

  it.each([
    ['a month that is none', LINE.replace('Apr', 'Foo'), 'time'],
    ['no request', '192.0.2.1 - - [08/Apr/2021:17:39:04 -0800]', 'columns'],
    ['NULs', '\0\0\0', 'nul-bytes'],
  ])('counts %s', (_, line, reason) => {
    expect(read(`${LINE}\n${line}\n`)[1]).toMatchObject({ kind: 'unparsable', reason });
  });
});
