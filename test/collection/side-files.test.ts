import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonRows, textOf } from '../../src/collection/json-lines.js';
import { decodePercent } from '../../src/collection/layouts/drive-folders.js';
import { recordedTime } from '../../src/collection/layouts/recorded-time.js';
import { volumePrefix } from '../../src/collection/layouts/snapshot.js';
import { isPlainName, printableName } from '../../src/collection/walking/printable-name.js';
import { driveOf, normalizeWindowsPath } from '../../src/collection/placing/windows-path.js';

describe('JSON of collectors', () => {
  it.each([
    ['{"a":"1"}\n{bad\n{"a":"2"}\n', ['1', '2']],
    ['[{"a":"1"},{"a":"2"}, 3]', ['1', '2']],
    ['{\n "a": "1"\n}', ['1']],
    ['\ufeff{"a":"1"}', ['1']],
    ['null', []],
    [`[${'['.repeat(100_000)}`, []],
    [`${'{"a":'.repeat(600)}1${'}'.repeat(600)}\n{"a":"1"}`, ['1']],
    ['', []],
  ])('%j', (text, values) => {
    expect([...jsonRows(Buffer.from(text))].map((row) => textOf(row, 'a'))).toEqual(values);
  });

  it('finds a property under one of its names', () => {
    expect(textOf({ os_info: { hostname: 'EX01' } }, 'Hostname', 'os_info.hostname')).toBe('EX01');
    expect(textOf({ Hostname: 7 }, 'Hostname')).toBeNull();
  });
});

describe('small readers', () => {
  it.each([
    ['2021-03-03 04:05:06.1234567', '2021-03-03T04:05:06.123Z'],
    ['2021-03-03T04:05:06Z', '2021-03-03T04:05:06.000Z'],
    ['2021-02-30 00:00:00', null],
    ['2021-13-01 00:00:00', null],
    ['2021-03-03 24:00:00', null],
    ['0000-01-01 00:00:00', null],
    ['03/03/2021 04:05:06', null],
    ['', null],
  ])('recorded time %j', (text, time) => {
    expect(recordedTime(text)).toBe(time);
  });

  it.each([
    ['C', 'C:'],
    ['d:', 'D:'],
    ['E_', 'E:'],
    ['F$', 'F:'],
    ['g%3a', 'G:'],
    ['[H]', 'H:'],
    ['[I:]', 'I:'],
    ['drive_j', 'J:'],
    ['CC', null],
    ['1', null],
    ['C__', null],
  ])('drive folder %j', (name, drive) => {
    expect(driveOf(name)).toBe(drive);
  });

  it.each([
    ['\\\\.\\c:', 'C:'],
    ['C:', 'C:'],
    ['\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy7', '\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy7'],
    ['\\\\.\\PhysicalDrive0', null],
    ['HKEY_LOCAL_MACHINE', null],
  ])('volume %j', (name, prefix) => {
    expect(volumePrefix(name)).toBe(prefix);
  });

  it.each([
    ['C%3A', 'C:'],
    ['caf%C3%A9', 'caf\u00e9'],
    ['100%', '100%'],
    ['%zz', '%zz'],
    ['%E9', '\u00e9'],
    ['a%2525', 'a%25'],
  ])('escaped name %j', (name, text) => {
    expect(decodePercent(name)).toBe(text);
  });

  it.each([
    ['C:/Windows//x\\', 'c:\\windows\\x'],
    ['\\\\?\\C:\\a\\.\\b\\..\\C', 'c:\\a\\c'],
    ['\\\\.\\C:\\x', 'c:\\x'],
  ])('normalised path %j', (path, normal) => {
    expect(normalizeWindowsPath(path)).toBe(normal);
  });

  it('names are printable, reversible and never equal for different bytes', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 30 }).map((one) => Buffer.from(one));
    fc.assert(
      fc.property(bytes, (name) => {
        const text = printableName(name);
        const back = text
          .split(/(\\x[0-9a-f]{2})/)
          .map((part) =>
            Buffer.from(part.startsWith('\\x') ? part.slice(2) : part, part.startsWith('\\x') ? 'hex' : 'utf8'),
          );
        expect(Buffer.concat(back)).toEqual(name);
        expect(text).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u);
      }),
    );
    expect(printableName(Buffer.from('..'))).toBe('\\x2e\\x2e');
    expect(isPlainName(Buffer.from('C\\Windows'))).toBe(true);
    expect(isPlainName(Buffer.from('a\u200bb'))).toBe(false);
  });
});
