import { describe, expect, it } from 'vitest';
import {
  type ExchangeSetupEntry,
  ExchangeSetupReader,
  isExchangeSetupLog,
} from '../../../src/formats/exchange-setup/exchange-setup-reader.js';

function read(bytes: Uint8Array, piece = 65_536) {
  const [entries, lost]: [ExchangeSetupEntry[], (readonly [number, string])[]] = [[], []];
  const reader = new ExchangeSetupReader({
    entry: (entry) => entries.push(entry),
    loss: ({ line, reason }) => lost.push([line, reason]),
  });
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  reader.finish();
  return { entries, lost };
}

const LOG = [
  '[03/04/2021 22:10:31.1230] [0] **********************************************',
  '[03/04/2021 22:10:32.0001] [1] Setup version: 15.2.858.5.',
  '[03/04/2021 22:10:33] [2] [ERROR] It failed:',
  '   at Setup.Step()',
  '',
  '[13/45/2021 22:10:34.0000] [2] no date of any calendar',
  '[03/04/2021 22:11:00.5000] [0] ',
].join('\r\n');

describe('ExchangeSetupReader', () => {
  it.each(['utf8', 'utf16le'] as const)('reads entries and the lines below them: %s', (encoding) => {
    const bytes = Buffer.from(encoding === 'utf8' ? LOG : `\ufeff${LOG}`, encoding);
    const { entries, lost } = read(bytes);
    expect(entries.map(({ line, indent, seconds, text }) => [line, indent, seconds, text])).toEqual([
      [1, 0, 1614895831.123, '*'.repeat(46)],
      [2, 1, 1614895832.0001, 'Setup version: 15.2.858.5.'],
      [
        3,
        2,
        1614895833,
        '[ERROR] It failed:\n   at Setup.Step()\n[13/45/2021 22:10:34.0000] [2] no date of any calendar',
      ],
      [7, 0, 1614895860.5, ''],
    ]);
    expect(lost).toEqual([]);
    const begin = Buffer.from('[03/04', encoding);
    for (const { offset } of entries) expect(bytes.subarray(offset, offset + begin.length)).toEqual(begin);
    for (const piece of [1, 100]) expect(read(bytes, piece)).toEqual({ entries, lost });
  });

  it('counts lines that belong to no entry', () => {
    expect(read(Buffer.from(`remains\n${LOG}`)).lost).toEqual([[1, 'no-entry']]);
    const long = `${LOG.slice(0, 60)}\n${'x'.repeat(1 << 20)}\n${LOG}`;
    expect(read(Buffer.from(long)).lost).toEqual([[2, 'too-long']]);
  });
});

describe('isExchangeSetupLog', () => {
  it.each([
    [LOG, true],
    ['[03/04/2021 22:10] x', false],
    ['', false],
  ])('%#', (text, expected) => expect(isExchangeSetupLog(Buffer.from(text))).toBe(expected));
});
