import { expect, it } from 'vitest';
import { tokensIn } from '../../../src/case/logs/forged-tokens.js';
import { aRecord } from '../../helpers/findings.js';

const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);

/** The query with a token: letters with their texts, and groups. */
function queryOf(fields: Record<string, string>, ...groups: readonly string[]): string {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(groups.length);
  const token = Buffer.concat([
    Buffer.from('V\x01\0'),
    ...Object.entries(fields).flatMap(([letter, value]) => [Buffer.from(letter), text(value)]),
    ...(groups.length > 0 ? [Buffer.from('G'), count] : []),
    ...groups.flatMap((sid) => [Buffer.from([7, 0, 0, 0]), text(sid)]),
    Buffer.from('E\0\0\0\0'),
  ]);
  return `a=b&X-Rps-CAT=${encodeURIComponent(token.toString('base64'))}`;
}
const record = (fields: Record<string, string>) => ({ ...aRecord, fields });

it('names whom tokens in queries speak for, each once', () => {
  const anna = queryOf({ A: 'Kerberos', L: 'anna@example.test', U: 'S-1-5-21-500' }, 'S-1-1-0', 'S-1-5-32-544');
  const records = [
    record({ 'cs-uri-query': anna }),
    record({ UrlQuery: anna, 'cs-uri-query': '-' }),
    record({ 'cs-uri-query': queryOf({ U: 'S-1-5-18' }) }),
    record({ 'cs-uri-query': queryOf({ L: 'x' }) }),
    record({ 'cs-uri-query': 'a=b' }),
    record({}),
  ];
  expect(tokensIn(records)).toEqual(
    [
      'anna@example.test S-1-5-21-500 (Kerberos), groups S-1-1-0 S-1-5-32-544',
      'nobody S-1-5-18 (no authentication)',
      'x  (no authentication)',
    ].map((told) => ({ type: 'fact', label: 'token (X-Rps-CAT) speaks for', text: told, path: aRecord.path })),
  );
});
