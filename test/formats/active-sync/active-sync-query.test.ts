import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activeSyncPart,
  mayBeShortQuery,
  readActiveSyncQuery,
} from '../../../src/formats/active-sync/active-sync-query.js';

const PATH = '/Microsoft-Server-ActiveSync/default.eas';
const BACK_END =
  'Cmd=Sync&User=example%5Canna&DeviceId=ApplDN6&DeviceType=iPhone&CorrelationID=<empty>;&Log=V141_LdapC1_Fc1_Fid:5_Ty:Em_St:S_Sk:12_' +
  'PrxFrom:10.0.0.5_SC1:403_As:BlockedU_Mbx:EX01.example.test_Error:DeviceIsBlockedForThisUser_Budget:(D)Owner:S-1-5%5f21%2cConn:1_';

/** [MS-ASHTTP]: version 14.1, command, language, then three texts behind their lengths. */
function short(command: number, device: string, type: string, policy = Buffer.alloc(4)): string {
  const text = (value: Buffer) => Buffer.concat([Buffer.from([value.length]), value]);
  const parts = [
    Buffer.from([141, command, 9, 4]),
    text(Buffer.from(device, 'latin1')),
    text(policy),
    text(Buffer.from(type)),
  ];
  return Buffer.concat(parts).toString('base64');
}

describe('the query of ActiveSync', () => {
  it('tells who asked with what, and how it went', () => {
    const read = readActiveSyncQuery(BACK_END);
    expect(read).toMatchObject({ command: 'Sync', user: 'example\\anna', deviceId: 'ApplDN6', deviceType: 'iPhone' });
    expect(Object.fromEntries(read?.log ?? [])).toMatchObject({
      V: '141',
      Fid: '5',
      Ty: 'Em',
      PrxFrom: '10.0.0.5',
      SC1: '403',
      As: 'BlockedU',
      Mbx: 'EX01.example.test',
      Error: 'DeviceIsBlockedForThisUser',
      Budget: '(D)Owner:S-1-5_21,Conn:1',
    });
  });

  it.each([
    ['state', 'BlockedU'],
    ['error', 'DeviceIsBlockedForThisUser'],
    ['status', '403'],
    ['relayed-by', '10.0.0.5'],
    ['mailbox-server', 'EX01.example.test'],
    ['folder', '5'],
    ['folder-type', 'Em'],
  ] as const)('tells its %s', (part, value) => {
    expect(activeSyncPart(PATH, BACK_END, part)).toBe(value);
  });

  it.each([
    ['text', 'x', '?Cmd=Provision&User=anna&DeviceId=x&DeviceType=python', 'Provision', 'python'],
    ['base64', 'ApplDN6', short(20, 'ApplDN6', 'iPhone'), 'Provision', 'iPhone'],
    ['base64 without a policy', 'ApplDN6', short(0, 'ApplDN6', 'iPad', Buffer.alloc(0)), 'Sync', 'iPad'],
    [
      'base64 whose device is a number',
      '0001ff',
      `${short(
        18,
        '\\x00\\x01\\xff'.replace(/\\x(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'SP',
      )}&Log=As:AllowedG_`,
      'Ping',
      'SP',
    ],
  ])('is read as %s', (_, deviceId, query, command, deviceType) => {
    expect(readActiveSyncQuery(query)).toMatchObject({ command, deviceId, deviceType });
  });

  it('is none where it is of something else', () => {
    expect(readActiveSyncQuery('')).toBeNull();
    expect(readActiveSyncQuery('CorrelationID=<empty>;')).toBeNull();
    expect(readActiveSyncQuery(Buffer.from('no request of a device at all').toString('base64'))).toBeNull();
    expect(activeSyncPart('/owa/', BACK_END, 'device')).toBeNull();
  });

  it('keeps what cannot be unescaped, and takes the first of two', () => {
    expect(readActiveSyncQuery('Cmd=Sync&User=%E4%zz&User=b&DeviceId=1')).toMatchObject({ user: '%E4%zz' });
    expect(readActiveSyncQuery('Cmd=Sync&Log=As:AllowedG_As:BlockedU_')?.log.get('As')).toBe('AllowedG');
  });

  it('is never in base64 where it is told that it is not, however it is escaped', () => {
    const text = fc.string({ minLength: 1, maxLength: 9, unit: fc.constantFrom(...'AZaz09+/?>') });
    const made = fc.record({
      device: text,
      type: text,
      escapes: fc.array(fc.boolean(), { minLength: 3 }),
      more: fc.constantFrom('', '&', '&a=b'),
    });
    let read = 0;
    fc.assert(
      fc.property(made, fc.nat(23), ({ device, type, escapes, more }, command) => {
        const escaped = [...short(command, device, type)].map((letter, i) =>
          escapes[i % escapes.length] ? `%${letter.charCodeAt(0).toString(16)}` : letter,
        );
        const query = escaped.join('') + more;
        if (readActiveSyncQuery(query) === null) return;
        read++;
        expect([query, mayBeShortQuery(query)]).toEqual([query, true]);
      }),
    );
    expect(read).toBeGreaterThan(30);
    for (const none of [
      '',
      '-',
      'Cmd=Sync&DeviceId=1234567890',
      'ActivityCorrelationID=0123456789',
      'a.b.c.d.e.f.g.h.i.j',
    ]) {
      expect(mayBeShortQuery(none)).toBe(false);
    }
  });

  it('never throws', () => {
    const part = fc.oneof(fc.string(), fc.base64String(), fc.constantFrom('Cmd=', '&Log=', '_', ':', '%', '=', '?'));
    fc.assert(fc.property(fc.array(part), (parts) => void readActiveSyncQuery(parts.join(''))));
  });
});
