import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedWith } from '../../../src/formats/view-state/signed-view-state.js';
import { viewStateGenerator } from '../../../src/formats/view-state/view-state-generator.js';

const KEY = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';
const PLAIN = Buffer.from([0xff, 0x01, 0x32, ...Buffer.from('something of a page')]);
const ENCRYPTED = Buffer.alloc(64, 0x5a);
const signed = (digest: string, key: Buffer, body: Buffer, modifier = '') =>
  Buffer.concat([body, createHmac(digest, key).update(body).update(Buffer.from(modifier, 'hex')).digest()]);
const raw = Buffer.from(KEY, 'hex');

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
      expect(isSignedWith(state, KEY.replace('0f', '0e'), ['/ecp/default.aspx'])).toBe(false);
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

  it('is none for what is shorter than a mark', () => {
    expect(isSignedWith(Buffer.from([0xff, 1]), KEY, ['/ecp/default.aspx'])).toBe(false);
    expect(isSignedWith(Buffer.alloc(0), KEY, [])).toBe(false);
  });
});
