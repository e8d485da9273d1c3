import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCommonAccessToken } from '../../../src/formats/common-access-token/common-access-token.js';

const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
const letter = (name: string) => Buffer.from(name);

function token(groups: readonly string[]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(groups.length);
  return Buffer.concat([
    Buffer.from('V\x01\0'),
    letter('T'),
    text('Windows'),
    Buffer.from('C\0'),
    letter('A'),
    text('Kerberos'),
    letter('L'),
    text('anna@example.test'),
    letter('U'),
    text('S-1-5-21-1-2-3-500'),
    letter('G'),
    count,
    ...groups.flatMap((sid) => [Buffer.from([7, 0, 0, 0]), text(sid)]),
    Buffer.from('E\0\0\0\0'),
  ]);
}

it.each([encodeURIComponent, (encoded: string) => encoded])('reads whom a token speaks for', (written) => {
  const query = `@x/powershell/?X-Rps-CAT=${written(token(['S-1-5-32-544', 'S-1-1-0']).toString('base64'))}&Email=x`;
  expect(readCommonAccessToken(query)).toEqual({
    authentication: 'Kerberos',
    logonName: 'anna@example.test',
    userSid: 'S-1-5-21-1-2-3-500',
    groupSids: ['S-1-5-32-544', 'S-1-1-0'],
  });
});

it.each(['', 'a=b', 'X-Rps-CAT=', 'X-Rps-CAT=AAAAAAAAAAAA'])('takes nothing else for one: %s', (query) =>
  expect(readCommonAccessToken(query)).toBeNull(),
);

it('never throws and never goes on for ever', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const query = `X-Rps-CAT=${Buffer.concat([Buffer.from('V\x01\0'), bytes]).toString('base64')}`;
      expect(readCommonAccessToken(query)?.groupSids.length ?? 0).toBeLessThanOrEqual(64);
    }),
  ));
