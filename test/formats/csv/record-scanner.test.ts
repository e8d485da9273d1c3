import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../src/formats/csv/csv-records.js';
import { MAXIMUM_CELLS, RecordScanner } from '../../../src/formats/csv/record-scanner.js';

/** What comes of a record at `from`: how it ends, its cells, where it goes on, and lines; of the first `end` bytes, after which more may come. */
function scanned(
  text: string,
  { lenient = false, from = 0, end = text.length, atEnd = true, separator = ',' } = {},
): string {
  const scanner = new RecordScanner({ lenient, separator: separator.charCodeAt(0) });
  const bytes = Buffer.from(text, 'latin1');
  const outcome = scanner.scan(bytes, from, end, atEnd);
  if (outcome === 'incomplete' || outcome === 'quotes') return outcome;
  return `${outcome} ${cellsOf(scanner, bytes).join('|')} ${scanner.next} ${scanner.lines}`;
}

describe('a record', () => {
  it.each([
    ['a,b\nc', 'record a|b 4 1', 'record a|b 4 1'],
    ['a,b\r\nc', 'record a|b 5 1', 'record a|b 5 1'],
    ['a,b', 'record a|b 3 0', 'record a|b 3 0'],
    ['a,b\r', 'record a|b 4 0', 'record a|b 4 0'],
    ['a\rb,c\n', 'record a\rb|c 6 1', 'record a\rb|c 6 1'],
    ['a\r,b\n', 'record a\r|b 5 1', 'record a\r|b 5 1'],
    ['\n', 'record  1 1', 'record  1 1'],
    ['\r\n', 'record  2 1', 'record  2 1'],
    [',\n', 'record | 2 1', 'record | 2 1'],
    ['a,\n', 'record a| 3 1', 'record a| 3 1'],
    ['"a,b",c\n', 'record a,b|c 8 1', 'record a,b|c 8 1'],
    ['"a""b"\n', 'record a"b 7 1', 'record a"b 7 1'],
    ['"a\nb\nc"\n', 'record a\nb\nc 8 3', 'record a\nb\nc 8 3'],
    ['"a\nb","c\nd"\n', 'record a\nb|c\nd 12 3', 'record a\nb|c\nd 12 3'],
    ['"a"\r\n', 'record a 5 1', 'record a 5 1'],
    ['"a"\r', 'record a 4 0', 'record a 4 0'],
    ['"a"', 'record a 3 0', 'record a 3 0'],
    ['"",""\n', 'record | 6 1', 'record | 6 1'],
    ['"a"\rb\n', 'quotes', 'record a"\rb 6 1'],
    ['"a"\r,b\n', 'quotes', 'record a"\r|b 7 1'],
    ['"a"b,c\n', 'quotes', 'record a"b|c 7 1'],
    ['"a"b"\r\n', 'quotes', 'record a"b 7 1'],
    ['"a" \n', 'quotes', 'record a"  5 1'],
    ['"a', 'quotes', 'record a 2 0'],
    ['"a""', 'quotes', 'record a" 4 0'],
    ['a"b",c\n', 'record a"b"|c 7 1', 'record a"b"|c 7 1'],
  ])('%j is read as RFC 4180 has it, and as tools write it', (text, strict, lenient) => {
    expect([scanned(text), scanned(text, { lenient: true })]).toEqual([strict, lenient]);
    const behind = { from: 3, end: text.length + 3 };
    const moved = (one: string) => one.replace(/ (\d+) (\d+)$/, (_, next, lines) => ` ${Number(next) + 3} ${lines}`);
    expect(scanned(`xyz${text}"\n`, behind)).toBe(moved(strict));
    expect(scanned(`xyz${text}"\n`, { ...behind, lenient: true })).toBe(moved(lenient));
  });

  it.each(['a,b\nc', 'a,b\r\n', '"a,b",c\n', '"a""b"\n', '"a\nb"\r\n', ',,\n'])(
    '%j goes on behind the bytes until its line end is there',
    (text) => {
      const whole = scanned(text);
      const length = text.lastIndexOf('\n') + 1;
      for (const lenient of [false, true]) {
        for (let end = 0; end < length; end++) expect(scanned(text, { end, atEnd: false, lenient })).toBe('incomplete');
        expect(scanned(text, { end: length, atEnd: false, lenient })).toBe(whole);
      }
    },
  );

  it('whose quotes end nowhere goes on, too, where more may come', () => {
    const ends = (text: string) => [false, true].map((lenient) => scanned(text, { atEnd: false, lenient }));
    expect([ends('"a'), ends('"a"b'), ends('"a"\r'), ends('"a"')]).toEqual([
      ['incomplete', 'incomplete'],
      ['quotes', 'incomplete'],
      ['incomplete', 'incomplete'],
      ['incomplete', 'incomplete'],
    ]);
  });

  it('has so many cells, and in one dialect no more', () => {
    const wide = (cells: number) => `${'a,'.repeat(cells - 1)}b\nc`;
    const told = (cells: number, lenient: boolean) => scanned(wide(cells), { lenient }).replace(/ (?:a\|?)+/, ' ');
    expect(told(MAXIMUM_CELLS, false)).toBe(`record b ${2 * MAXIMUM_CELLS} 1`);
    expect(told(MAXIMUM_CELLS, true)).toBe(`record b ${2 * MAXIMUM_CELLS} 1`);
    expect(told(MAXIMUM_CELLS + 1, false)).toMatch(/^cells/);
    expect(told(MAXIMUM_CELLS + 1, true)).toBe(`cells  ${2 * MAXIMUM_CELLS + 2} 1`);
  });

  it('is of cells between other separators', () => {
    expect(scanned('a,b;"c;d"\n', { separator: ';' })).toBe('record a,b|c;d 10 1');
  });
});
