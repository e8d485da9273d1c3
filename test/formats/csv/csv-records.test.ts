import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { csvRecords, csvRows } from '../../../src/formats/csv/csv-records.js';
import { MAXIMUM_CELLS, RecordScanner } from '../../../src/formats/csv/record-scanner.js';

const cells = (text: string, separator?: string) =>
  [...csvRecords(Buffer.from(text), separator)].map((one) => one.cells);

describe('csvRecords', () => {
  it.each<[string, string[][]]>([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['\ufeffa,b', [['a', 'b']]],
    ['a,"b, ""c"""\n', [['a', 'b, "c"']]],
    ['"two\nlines",x\ny', [['two\nlines', 'x'], ['y']]],
    [
      'a,\n,b',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a,,\n', [['a', '', '']]],
    ['a,', [['a', '']]],
    ['"a",', [['a', '']]],
    ['a\rb,"c\rd",e\r', [['a\rb', 'c\rd', 'e']]],
    ['"open', [['open']]],
    ['"open\n', [['open\n']]],
    ['"a",\r\n"b"\r\n', [['a', ''], ['b']]],
    ['\n\r\n\n', []],
    ['', []],
    // Values of tasks as `schtasks` prints them.
    ['"\\T","cmd.exe /c "C:\\a b.exe" -x","N/A"\r\n', [['\\T', 'cmd.exe /c "C:\\a b.exe" -x', 'N/A']]],
    ['"a"\rb,c', [['a"\rb', 'c']]],
  ])('%j', (text, records) => {
    expect(cells(text)).toEqual(records);
  });

  it('reads other separators', () =>
    expect(cells('a\t"b\tc"\n1,2\t3', '\t')).toEqual([
      ['a', 'b\tc'],
      ['1,2', '3'],
    ]));

  it('counts lines within quotes', () => {
    const records = [...csvRecords(Buffer.from('"a\nb","c\n\nd",1\r\n\r\ne,"f\n"x\n"g'))];
    expect(records.map(({ line }) => line)).toEqual([1, 6, 8]);
  });

  it('gives back whatever was written', () => {
    const value = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '\ufeff') });
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (records) => {
        const lines = records.map((record) => record.map((one) => `"${one.replaceAll('"', '""')}"`).join(','));
        expect(cells(lines.join('\r\n'))).toEqual(records);
      }),
    );
  });

  it('keeps the first cells of a record that is too wide, and says so', () => {
    const wide = `${'"x,",'.repeat(MAXIMUM_CELLS)}"last\n"\na,b`;
    expect([...csvRecords(Buffer.from(wide))].map((one) => [one.cells.length, one.line, one.cut])).toEqual([
      [MAXIMUM_CELLS, 1, true],
      [2, 3, false],
    ]);
  });

  it('takes rows by columns, whatever is missing', () => {
    const rows = [...csvRows(Buffer.from('\ufeffName , Size\r\nx,1\r\ny\r\n'))];
    expect(rows.map((row) => [row.get('name'), row.get('size'), row.get('none')])).toEqual([
      ['x', '1', ''],
      ['y', '', ''],
    ]);
  });
});

describe('RecordScanner', () => {
  it('looks at no byte many times', () => {
    // Cells in quotes, and no line end behind them.
    const bytes = Buffer.from('"a",'.repeat(MAXIMUM_CELLS - 1));
    const search = vi.spyOn(bytes, 'indexOf');
    expect(new RecordScanner().scan(bytes, 0, bytes.length, true)).toBe('record');
    const lengths = search.mock.calls.map(([, from], call) => {
      const found = search.mock.results[call]?.value;
      return (found < 0 ? bytes.length : found) - Number(from);
    });
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(4 * bytes.length);
  });
});
