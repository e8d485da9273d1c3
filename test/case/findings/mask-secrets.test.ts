import { describe, expect, it } from 'vitest';
import { maskSecrets, maskValue, SHOWN } from '../../../src/case/findings/mask-secrets.js';

describe('secrets of evidence', () => {
  it.each([
    ['user=a&password=Sommer2022!&x=1', 'Sommer2022!'],
    ['/owa/?access_token=eyJhbGciOi.x.y', 'eyJhbGciOi.x.y'],
    ['a=b; ASP.NET_SessionId=abcdefgh; c=d', 'abcdefgh'],
    ['Server=db;User Id=sa;Password=Winter22;', 'Winter22'],
    ['<processModel userName="CORP\\svc" password="Herbst22" />', 'Herbst22'],
    [
      '<machineKey validationKey="0123456789ABCDEF0123" decryptionKey="AutoGenerate,IsolateApps" />',
      '0123456789ABCDEF0123',
    ],
  ])('are masked in %s', (text, secret) => {
    const shown = maskSecrets(text);
    expect(shown).not.toContain(secret);
    expect(shown).toMatch(/‹masked [0-9a-f]{8}›/);
    expect(maskSecrets(shown)).toBe(shown);
  });

  it('can be compared', () => {
    expect(maskSecrets('pwd=same1')).toBe(maskSecrets('pwd=same1'));
    expect(maskSecrets('pwd=same1')).not.toBe(maskSecrets('pwd=other'));
  });

  it.each([
    'a@corp.example/PowerShell/?X-Rps-CAT=VgEAVAdXaW5kb3dz&Email=autodiscover',
    'decryptionKey="AutoGenerate,IsolateApps"',
    'passport=1&tokens=3',
    'GET /ecp/y.js',
  ])('are none in %s', (text) => expect(maskSecrets(text)).toBe(text));

  it.each(['', '-', 'AutoGenerate,IsolateApps', maskValue('secret')])('are none where a field is "%s"', (value) => {
    expect(maskValue(value)).toBe(value);
  });

  it('are whole values of some fields', () => {
    expect(maskValue('a=b')).toMatch(/^‹masked [0-9a-f]{8}›$/);
    expect(SHOWN('password=Sommer2022!')).toBe('password=Sommer2022!');
  });

  it('cost no more than the text is long', () => {
    const text = `${'password='.repeat(20_000)} ${'token = '.repeat(20_000)}${' '.repeat(100_000)}`;
    expect(maskSecrets(text).length).toBeGreaterThan(0);
  });
});
