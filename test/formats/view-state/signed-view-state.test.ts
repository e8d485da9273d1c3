import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedWith, type ValidationKey } from '../../../src/formats/view-state/signed-view-state.js';
import { hashOf, viewStateGenerator } from '../../../src/formats/view-state/view-state-generator.js';

const HEX = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';
const KEY: ValidationKey = { hex: HEX, isAutomatic: false, isolatesApps: false };
const PLAIN = Buffer.from([0xff, 0x01, 0x32, ...Buffer.from('something of a page')]);
const ENCRYPTED = Buffer.alloc(64, 0x5a);
const signed = (digest: string, key: Buffer, body: Buffer, modifier = '') =>
  Buffer.concat([body, createHmac(digest, key).update(body).update(Buffer.from(modifier, 'hex')).digest()]);
const raw = Buffer.from(HEX, 'hex');

it('gives the generators that pages are known by', () => {
  expect(viewStateGenerator('/ecp', 'default_aspx')).toBe(0xb97b4e27);
  expect(viewStateGenerator('/', 'default_aspx')).toBe(0xca0b0334);
  expect(viewStateGenerator('/', 'Login_ASPX')).toBe(0xc2ee9abb);
  expect(viewStateGenerator('/a b', 'login_aspx')).toBeNull();
});

describe('the key that signed a view state', () => {
  it.each(['sha1', 'sha256', 'sha384', 'sha512'])(
    'is told by %s over the state and the generator of the page',
    (digest) => {
      const state = signed(digest, raw, PLAIN, '274e7bb9');
      expect(isSignedWith(state, KEY, ['4009', 'https://mail.example.test/ecp/default.aspx?x=1'])).toBe(true);
      expect(isSignedWith(state, KEY, ['Request path: /ecp/default.aspx'])).toBe(true);
      expect(isSignedWith(state, KEY, ['/owa/default.aspx'])).toBe(false);
      expect(isSignedWith(state, { ...KEY, hex: HEX.replace('0f', '0e') }, ['/ecp/default.aspx'])).toBe(false);
    },
  );

  it('is told over an encrypted state alone', () => {
    expect(isSignedWith(signed('sha1', raw, ENCRYPTED), KEY, [])).toBe(true);
    expect(isSignedWith(signed('sha1', raw, ENCRYPTED).subarray(1), KEY, [])).toBe(false);
  });

  it('is told by the key that is derived from it for the page', () => {
    const text = (value: string) => String.fromCharCode(value.length) + value;
    const context = text('TemplateSourceDirectory: /APP/SUB') + text('Type: SUB_PAGE_ASPX');
    const input = Buffer.from(
      `\0\0\0\x01WebForms.HiddenFieldPageStatePersister.ClientState\0${context}\0\0\0\xc0`,
      'latin1',
    );
    const own = createHmac('sha512', raw).update(input).digest().subarray(0, raw.length);
    const state = signed('sha256', own, ENCRYPTED);
    expect(isSignedWith(state, KEY, ['/app/sub/page.aspx'])).toBe(true);
    expect(isSignedWith(state, KEY, ['/app/page.aspx'])).toBe(false);
  });

  const automatic = Buffer.from(Array.from({ length: 1024 }, (_, i) => (7 * i + 3) % 256));
  /** Of `/ecp`, as the first four bytes of a key that is altered by it. */
  const alter = (key: Buffer) => {
    const altered = Buffer.from(key);
    altered.writeInt32LE(hashOf('/ecp') ?? 0);
    return altered;
  };
  const derive = (key: Buffer, label: string, texts: readonly string[]) => {
    const context = texts.map((text) => String.fromCharCode(text.length) + text).join('');
    const bits = Buffer.alloc(4);
    bits.writeUInt32BE(key.length * 8);
    const input = Buffer.concat([Buffer.from(`\0\0\0\x01${label}\0${context}`, 'latin1'), bits]);
    return createHmac('sha512', key).update(input).digest().subarray(0, key.length);
  };
  const page = ['TemplateSourceDirectory: /ECP', 'Type: DEFAULT_ASPX'];
  const ofPage = (key: Buffer) => derive(key, 'WebForms.HiddenFieldPageStatePersister.ClientState', page);

  it('is told where each application alters it by its path', () => {
    const isolated = { ...KEY, isolatesApps: true };
    const state = signed('sha1', alter(raw), PLAIN, '274e7bb9');
    expect(isSignedWith(state, isolated, ['/ecp/default.aspx'])).toBe(true);
    expect(isSignedWith(state, KEY, ['/ecp/default.aspx'])).toBe(false);
    expect(isSignedWith(state, isolated, ['/owa/default.aspx'])).toBe(false);
    expect(isSignedWith(signed('sha1', alter(raw), ENCRYPTED), isolated, ['/ecp/default.aspx'])).toBe(true);
  });

  it.each([false, true])('is told where ASP.NET made it for itself (altered by applications: %s)', (isolatesApps) => {
    const key: ValidationKey = { hex: automatic.toString('hex'), isAutomatic: true, isolatesApps };
    const first = automatic.subarray(0, 64);
    const second = isolatesApps ? alter(first) : first;
    const isolation = isolatesApps ? ['IsolateApps: /ecp'] : [];
    const fourth = derive(automatic.subarray(32, 64), 'MachineKeyDerivation', isolation);
    for (const state of [signed('sha256', second, PLAIN, '274e7bb9'), signed('sha256', ofPage(fourth), ENCRYPTED)]) {
      expect(isSignedWith(state, key, ['/ecp/default.aspx'])).toBe(true);
      expect(isSignedWith(state, { ...key, isolatesApps: !isolatesApps }, ['/ecp/default.aspx'])).toBe(false);
    }
  });

  it.each([
    [0xff, 0x02],
    [0x00, 0x01],
  ])('is told over the state alone where it begins with %d and %d', (first, second) => {
    const body = Buffer.concat([Buffer.from([first, second]), ENCRYPTED]);
    expect(isSignedWith(signed('sha1', raw, body), KEY, [])).toBe(true);
  });

  it('is none for a page whose generator is not known, and for a key of three bytes that applications alter', () => {
    expect(isSignedWith(signed('sha1', raw, PLAIN), KEY, ['/ecp/page2.aspx'])).toBe(false);
    const short = { hex: HEX.slice(0, 6), isAutomatic: false, isolatesApps: true };
    expect(isSignedWith(signed('sha1', alter(Buffer.alloc(4)), ENCRYPTED), short, ['/ecp/default.aspx'])).toBe(false);
  });

  it('is none for what is shorter than a mark', () => {
    expect(isSignedWith(Buffer.from([0xff, 1]), KEY, ['/ecp/default.aspx'])).toBe(false);
    expect(isSignedWith(Buffer.alloc(0), KEY, [])).toBe(false);
  });
});
