import { expect, it } from 'vitest';
import { readLog } from '../../../src/formats/log-file/read-log.js';

it('reads values in quotes, which may hold spaces', () => {
  const log =
    '#Software: IIS Advanced Logging Module\n#Fields: date time cs-uri-stem cs(User-Agent) sc-status\n2021-03-04 05:05:55.123 /a.aspx "Mozilla/5.0 (Windows NT 10.0)" 200\n';
  expect([...readLog(Buffer.from(log))][2]).toMatchObject({
    kind: 'record',
    time: '2021-03-04T05:05:55Z',
    fields: { 'cs(User-Agent)': 'Mozilla/5.0 (Windows NT 10.0)', 'sc-status': '200' },
  });
});
