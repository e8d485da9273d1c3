import { describe, expect, it } from 'vitest';
import { MasterFileTableReader } from '../../../src/formats/ntfs/master-file-table.js';
import { UsnJournalReader } from '../../../src/formats/ntfs/usn-journal.js';
import { journalOf, ROOT, tableOf } from '../../helpers/ntfs.js';

const RECORD = 1024;
/** Where attributes begin in a record of the helper, and how long its first two are. */
const [FIRST, STANDARD, NAMED] = [56, 72, 104];
const entry = { sequence: 7, parent: ROOT, name: 'a.aspx', content: 'content' };

/** What a table tells of its first record, after an edit, and how many are damaged. */
function told(edit: (record: Buffer) => void, more: object = {}, piece = RECORD): string {
  const table = tableOf({ 0: { ...entry, ...more } });
  edit(table);
  const lines: string[] = [];
  const reader = new MasterFileTableReader((record) => {
    const { name, sequence, inUse, isFolder, standard, named, size, content, streams } = record;
    const times = [standard?.created, named.created].map((time) =>
      time === undefined ? '-' : new Date(time).getUTCFullYear(),
    );
    const marks = [inUse ? 'there' : 'gone', isFolder ? 'folder' : 'file', named.hasFractions ? 'exact' : 'whole'];
    lines.push(
      [name, sequence, ...marks, ...times, size, content?.toString('latin1') ?? '-', streams.join('+')].join(' '),
    );
  });
  for (let at = 0; at < table.length; at += piece) reader.push(table.subarray(at, at + piece));
  return `${lines.join()}${lines.length > 0 ? ' ' : ''}${reader.finish()}/${reader.damaged}`;
}
const name = FIRST + STANDARD;
const data = name + NAMED;

describe('a record of a master file table', () => {
  it.each<[string, Parameters<typeof told>[0], object, string]>([
    ['as it is', () => {}, {}, 'a.aspx 7 there file exact 2020 2020 7 content  1/0'],
    [
      'of a deleted folder',
      () => {},
      { inUse: false, isFolder: true },
      'a.aspx 7 gone folder exact 2020 2020 7 content  1/0',
    ],
    ['with whole seconds', () => {}, { ticks: 0 }, 'a.aspx 7 there file whole 2020 2020 7 content  1/0'],
    ['with streams', () => {}, { streams: ['b', 'c'] }, 'a.aspx 7 there file exact 2020 2020 7 content b+c 1/0'],
    ['without content', () => {}, { content: undefined }, 'a.aspx 7 there file exact 2020 2020  -  1/0'],
    ['that was never used', (bytes) => bytes.fill(0, 0, 4), {}, '1/0'],
    ['that Windows found damaged', (bytes) => bytes.write('BAAD', 'latin1'), {}, '1/1'],
    ['that is none', (bytes) => bytes.write('FOLD', 'latin1'), {}, '1/1'],
    ['of another one', (bytes) => bytes.writeUInt8(1, 32), {}, '1/0'],
    ['whose sectors do not fit', (bytes) => bytes.writeUInt16LE(1, 510), {}, '1/1'],
    ['whose last sector does not fit', (bytes) => bytes.writeUInt16LE(1, 1022), {}, '1/1'],
    ['without sectors', (bytes) => bytes.writeUInt16LE(0, 6), {}, '1/1'],
    ['with too many sectors', (bytes) => bytes.writeUInt16LE(4, 6), {}, '1/1'],
    ['whose sectors lie outside', (bytes) => bytes.writeUInt16LE(1020, 4), {}, '1/1'],
    [
      'without its own times',
      (bytes) => bytes.writeUInt32LE(0x20, FIRST),
      {},
      'a.aspx 7 there file exact - 2020 7 content  1/0',
    ],
    [
      'with short times',
      (bytes) => bytes.writeUInt32LE(31, FIRST + 16),
      {},
      'a.aspx 7 there file exact - 2020 7 content  1/0',
    ],
    ['without name', (bytes) => bytes.writeUInt32LE(0x20, name), {}, '1/0'],
    ['with a name that is cut', (bytes) => bytes.writeUInt32LE(65, name + 16), {}, '1/0'],
    [
      'with a name shorter than it says',
      (bytes) => bytes.writeUInt8(3, name + 24 + 64),
      {},
      'a.a 7 there file exact 2020 2020 7 content  1/0',
    ],
    [
      'with a name longer than it has',
      (bytes) => bytes.writeUInt8(200, name + 24 + 64),
      {},
      'a.aspx 7 there file exact 2020 2020 7 content  1/0',
    ],
    [
      'whose attributes end',
      (bytes) => bytes.writeUInt32LE(0xffff_ffff, data),
      {},
      'a.aspx 7 there file exact 2020 2020  -  1/0',
    ],
    [
      'with an attribute of nothing',
      (bytes) => bytes.writeUInt32LE(23, data + 4),
      {},
      'a.aspx 7 there file exact 2020 2020  -  1/0',
    ],
    [
      'with an attribute beyond its end',
      (bytes) => bytes.writeUInt32LE(1000, data + 4),
      {},
      'a.aspx 7 there file exact 2020 2020  -  1/0',
    ],
    ['without attributes', (bytes) => bytes.writeUInt16LE(1001, 20), {}, '1/0'],
    [
      'whose content lies elsewhere, as short as can be',
      (bytes) => bytes.writeUInt8(1, data + 8),
      {},
      'a.aspx 7 there file exact 2020 2020  -  1/0',
    ],
    [
      'whose content is longer than the attribute',
      (bytes) => bytes.writeUInt32LE(99, data + 16),
      {},
      'a.aspx 7 there file exact 2020 2020 99 content\0  1/0',
    ],
    [
      'whose content begins behind it',
      (bytes) => bytes.writeUInt16LE(99, data + 20),
      {},
      'a.aspx 7 there file exact 2020 2020 7   1/0',
    ],
  ])('%s', (_, edit, more, expected) => {
    for (const piece of [RECORD, 100]) expect(told(edit, more, piece)).toBe(expected);
  });

  it('tells where the content of a large file lies by its size alone', () => {
    const large = (bytes: Buffer) => {
      bytes.writeUInt32LE(56, data + 4);
      bytes.writeUInt8(1, data + 8);
      bytes.writeBigUInt64LE(123_456n, data + 48);
      bytes.writeUInt32LE(0xffff_ffff, data + 56);
    };
    expect(told(large)).toBe('a.aspx 7 there file exact 2020 2020 123456 -  1/0');
  });

  it('has its long name, whichever stands first', () => {
    const twice = (first: number, second: number) => (bytes: Buffer) => {
      const copy = Buffer.from(bytes.subarray(name, data));
      bytes.copy(bytes, data + NAMED, data, data + 40);
      copy.copy(bytes, data);
      bytes.writeUInt8(first, name + 24 + 65);
      bytes.writeUInt8(second, data + 24 + 65);
      bytes.write('b', data + 24 + 66, 'utf16le');
    };
    const nameOf = (first: number, second: number) => told(twice(first, second)).split(' ')[0];
    expect([nameOf(2, 1), nameOf(1, 2), nameOf(2, 2), nameOf(1, 3)]).toEqual(['b.aspx', 'a.aspx', 'a.aspx', 'a.aspx']);
  });
});

const change = { file: [40, 2], parent: ROOT, name: 'a.aspx', time: '2021-03-04T00:00:00Z', reasons: 0x100 } as const;

/** Names that a journal tells after an edit of its first record, records and bytes that are none. */
function changes(edit: (record: Buffer) => void, piece = 1 << 20): string {
  const journal = Buffer.concat([journalOf([change], 0), journalOf([{ ...change, name: 'b.aspx' }], 64)]);
  edit(journal);
  const names: string[] = [];
  const reader = new UsnJournalReader(
    new Set(['aspx']),
    ({ name: one, entry: number }) => void names.push(`${one}:${number}`),
  );
  for (let at = 0; at < journal.length; at += piece) reader.push(journal.subarray(at, at + piece));
  const { records, unread } = reader.finish();
  return `${names.join()} ${records}/${unread}`;
}

describe('a record of a change journal', () => {
  it.each<[string, (record: Buffer) => void, string]>([
    ['as it is', () => {}, 'a.aspx:40,b.aspx:40 2/0'],
    ['of another extension', (bytes) => bytes.write('y', 70, 'utf16le'), 'b.aspx:40 2/0'],
    [
      'of another extension, renamed',
      (bytes) => bytes.writeUInt32LE(0x1000, 40) + bytes.write('y', 70, 'utf16le'),
      'a.aspy:40,b.aspx:40 2/0',
    ],
    [
      'of a folder',
      (bytes) => bytes.writeUInt32LE(0x10, 52) + bytes.write('y', 70, 'utf16le'),
      'a.aspy:40,b.aspx:40 2/0',
    ],
    ['of no length that is one', (bytes) => bytes.writeUInt32LE(73), 'b.aspx:40 1/56'],
    ['too short', (bytes) => bytes.writeUInt32LE(56), 'b.aspx:40 1/56'],
    ['too long', (bytes) => bytes.writeUInt32LE(65_544), 'b.aspx:40 1/56'],
    ['longer than the journal', (bytes) => bytes.writeUInt32LE(8_000), 'b.aspx:40 1/56'],
    ['of another version', (bytes) => bytes.writeUInt16LE(4, 4), 'b.aspx:40 1/56'],
    ['too short for its version', (bytes) => bytes.writeUInt16LE(3, 4), 'b.aspx:40 1/56'],
    ['whose name begins too early', (bytes) => bytes.writeUInt16LE(58, 58), 'b.aspx:40 1/56'],
    ['whose name is of half a letter', (bytes) => bytes.writeUInt16LE(11, 56), 'b.aspx:40 1/56'],
    ['whose name goes on behind it', (bytes) => bytes.writeUInt16LE(14, 56), 'b.aspx:40 1/56'],
    ['without name', (bytes) => bytes.writeUInt16LE(0, 56), 'b.aspx:40 2/0'],
  ])('%s', (_, edit, expected) => {
    for (const piece of [1 << 20, 8, 40]) expect(changes(edit, piece)).toBe(expected);
  });
});
