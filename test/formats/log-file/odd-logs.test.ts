import { expect, it } from 'vitest';
import { readLog } from '../../../src/formats/log-file/read-log.js';
import { isOtherLog, recogniseLog } from '../../../src/formats/log-file/recognise-log.js';

/** The format of a log, and each of its lines with its place. */
function told(text: string): string[] {
  const bytes = Buffer.from(text, 'latin1');
  const lines = [...readLog(bytes)].map((line) => {
    if (line.kind === 'unparsable') return `${line.offset} ${line.kind} ${line.reason}`;
    if (line.kind !== 'record') return `${line.offset} ${line.kind}`;
    const fields = Object.entries(line.fields).map(([name, value]) => `${name}=${value}`);
    return `${line.offset} record ${line.time} ${fields.join('|')}`;
  });
  return [`${recogniseLog(bytes)}${isOtherLog(bytes) ? ' other' : ''}`, ...lines];
}

it.each<[string, string[]]>([
  [
    '#Fields:date time c-ip c-port cs-method cs-uri s-queuename\n2021-03-04 11:00:05 ..  .   BadRequest',
    [
      'httperr other',
      '0 header',
      '59 record 2021-03-04T11:00:05Z date=2021-03-04|time=11:00:05|c-ip=..|c-port=|cs-method=. |cs-uri-stem=|cs-uri-query=null|s-queuename=BadRequest',
    ],
  ],
  [
    '11:00:06 GET /   .. 200 15 192.0.2.7, bob, 03/04/2021, 11:00:05, W3SVC1, EX01, 10.0.0.1, 15, 200, 300, 200, 0, POST, /a.aspx, c=d,\n',
    [
      'w3c',
      '0 record null time=11:00:06|cs-method=GET|cs-uri-stem=/|cs-uri-query=|cs-username=|c-ip=..|sc-status=200|sc-win32-status=15|column-1=192.0.2.7,|column-2=bob,|column-3=03/04/2021,|column-4=11:00:05,|column-5=W3SVC1,|column-6=EX01,|column-7=10.0.0.1,|column-8=15,|column-9=200,|column-10=300,|column-11=200,|column-12=0,|column-13=POST,|column-14=/a.aspx,|column-15=c=d,',
    ],
  ],
  ['2021-03-04 11:00:06 GET    .. 200 15', ['null', '0 unparsable no-columns-known']],
  ['11:00:.1 POST /   ..- 200 0', ['null', '0 unparsable no-columns-known']],
  ['#Fields:, s-queuename', ['null other', '0 header']],
  ['#Software: Microsoft Exchange', ['null other', '0 header']],
  ['2021-03-04 11:00:05  .. 200 99', ['null', '0 unparsable no-columns-known']],
  ['2021-03-04 11:00:06 W3SVC1 /   .. 200 15', ['null', '0 unparsable no-columns-known']],
  [
    '#Fields:date time cs-uri-stem x\t200\n2021-03-04 11:00:05  x',
    ['w3c other', '0 header', '36 record 2021-03-04T11:00:05Z 200=null|date=2021-03-04|time=11:00:05|cs-uri-stem=|x=x'],
  ],
  [
    '#Fields:date time c-ip s-queuename\n2021-03-04 11:00:05 0%  1',
    ['httperr other', '0 header', '35 unparsable columns'],
  ],
  [
    '2021-03-04 11:00:05             15\n2021-03-04 11:00:06            x=y',
    [
      'httperr',
      '0 record 2021-03-04T11:00:05Z date=2021-03-04|time=11:00:05|c-ip=|c-port=|s-ip=|s-port=|cs-version=|cs-method=|cs-uri-stem=|cs-uri-query=null|streamid=|sc-status=|s-siteid=|s-reason=|s-queuename=|transport=15',
      '35 record 2021-03-04T11:00:06Z date=2021-03-04|time=11:00:06|c-ip=|c-port=|s-ip=|s-port=|cs-version=|cs-method=|cs-uri-stem=|cs-uri-query=null|streamid=|sc-status=|s-siteid=|s-reason=|s-queuename=x=y',
    ],
  ],
])('%s', (log, lines) => expect(told(log)).toEqual(lines));
