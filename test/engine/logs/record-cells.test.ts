import { describe, expect, it } from 'vitest';
import { packCells, RecordCells, SHOWN, someFields, unpackRecord } from '../../../src/engine/logs/record-cells.js';

/** Cells of a line whose columns stand one after the other; null stands for one that the line lacks. */
function cellsOf(line: readonly (string | null)[], more: { ascii?: boolean; parted?: boolean; columns?: number } = {}) {
  const cells = new RecordCells();
  set(cells, line, more);
  return cells;
}

function set(
  cells: RecordCells,
  line: readonly (string | null)[],
  { ascii = true, parted = true, columns = line.length } = {},
): void {
  const text = line.map((cell) => cell ?? '').join(' ');
  let at = 0;
  const ranges = line.flatMap((cell) => {
    const start = at;
    const { length } = Buffer.from(cell ?? '');
    at += length + 1;
    return cell === null ? [-1, -1] : [start, start + length];
  });
  // The line stands somewhere in a larger memory, and its places somewhere in a larger list.
  cells.set(
    Buffer.from(`....${text}....`),
    Int32Array.of(9, 9, 9, ...ranges, 9),
    { ranges: 3, ascii, parted },
    4,
    columns,
  );
}

describe('columns of a record', () => {
  it('are its texts, and none where the line lacks them', () => {
    const cells = cellsOf(['/a', '-', null, ''], { parted: false });
    expect([0, 1, 2, 3, 4, -1].map((column) => cells.at(column))).toEqual([
      '/a',
      '-',
      undefined,
      '',
      undefined,
      undefined,
    ]);
    expect(cells.all()).toEqual(['/a', '-', undefined, '']);
  });

  it('are decoded where they are not of ASCII', () => {
    expect(cellsOf(['/ä', 'b'], { ascii: false }).all()).toEqual(['/ä', 'b']);
  });

  it('are those asked for, at their places', () => {
    const some = cellsOf(['a', 'b', 'c']).some([2]);
    expect(some[2]).toBe('c');
    expect(some).toHaveLength(3);
  });

  it('are those of the next record once it is there', () => {
    const cells = cellsOf(['a', 'b']);
    cells.all();
    cells.replace(1, 'z');
    set(cells, ['c', 'd', 'e']);
    expect(cells.all()).toEqual(['c', 'd', 'e']);
    expect(cells.packed()).toBe('c\nd\ne');
    set(cells, ['f']);
    expect(cells.all()).toEqual(['f']);
  });

  it('are read as another text that takes their place, but kept as they are logged', () => {
    for (const parted of [true, false]) {
      const cells = cellsOf(['a', 'b', 'c'], { parted });
      cells.replace(1, 'z');
      expect([cells.at(1), cells.all(), cells.packed()]).toEqual(['z', ['a', 'z', 'c'], 'a\nb\nc']);
    }
  });
});

describe('a record as it is kept', () => {
  it.each<[string, readonly (string | null)[], object, boolean]>([
    ['plain', ['a', '-', 'c'], {}, true],
    ['of other characters', ['ä', 'b'], { ascii: false }, false],
    ['whose columns are not one after the other', ['a', null], { parted: false }, false],
    ['that is as long as is shown', ['a'.repeat(SHOWN)], {}, true],
    ['that is longer', ['a'.repeat(SHOWN - 1), 'b'], {}, false],
  ])('%s is packed as one text', (_, line, more, plain) => {
    const cells = cellsOf(line, more);
    expect(cells.packed()).toBe(packCells(line.map((cell) => cell ?? undefined)));
    const bytes = cells.plain();
    expect(bytes !== null).toBe(plain);
    if (bytes) expect(bytes.memory.toString('latin1', bytes.start, bytes.end)).toBe(line.join(' '));
  });

  it('is cut where a column is longer than is shown', () => {
    expect(packCells(['a'.repeat(SHOWN + 5), 'b'])).toBe(`${'a'.repeat(SHOWN)}\nb`);
  });

  const columns = ['path', 'query', 'user', 'agent', 'more'];
  const cells = packCells(['/a', '-', undefined, '']);
  const source = { path: 'a.log', columns };

  it('tells what is absent by null: `-`, what the line lacks, and what is behind its end', () => {
    expect(unpackRecord({ source, offset: 9, line: 4, time: 0, cells })).toEqual({
      type: 'record',
      path: 'a.log',
      offset: 9,
      line: 4,
      time: '1970-01-01T00:00:00Z',
      fields: { path: '/a', query: null, user: null, agent: '', more: null },
    });
    expect(unpackRecord({ source, offset: 9, line: 0, time: null, cells })).toMatchObject({ line: null, time: null });
  });

  it.each([[['path', 'agent']], [['query', 'more']], [['user']], [[]], [['unknown']], [columns]])(
    'tells %s alone as among all',
    (names) => {
      const { fields } = unpackRecord({ source, offset: 0, line: 1, time: null, cells });
      const expected = Object.fromEntries(names.flatMap((name) => (name in fields ? [[name, fields[name]]] : [])));
      expect({ ...someFields({ source, cells }, names) }).toEqual(expected);
    },
  );
});
