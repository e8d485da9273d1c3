import { describe, expect, it } from 'vitest';
import { extensionsOf, FileHistories, type WantedFiles } from '../../../src/formats/ntfs/file-history.js';
import { MasterFileTableReader } from '../../../src/formats/ntfs/master-file-table.js';
import { UsnJournalReader } from '../../../src/formats/ntfs/usn-journal.js';
import { journalOf, type MftEntry, ROOT, tableOf, type UsnEntry } from '../../helpers/ntfs.js';

const WANTED: WantedFiles = {
  pages: new Set(['aspx', 'ashx']),
  programs: new Set(['dll']),
  isPassedOver: (path) => path.startsWith('c:\\windows\\winsxs\\'),
};
const CREATED = 0x100;
const WRITTEN = 0x102;
const DELETED = 0x8000_0200;
const [OLD_NAME, NEW_NAME] = [0x1000, 0x2000];

interface Volume {
  readonly table?: Readonly<Record<number, MftEntry>>;
  readonly journal?: readonly UsnEntry[];
  readonly piece?: number;
}

function historyOf({ table, journal = [], piece = 1 << 20 }: Volume) {
  const histories = new FileHistories(WANTED);
  const mft = new MasterFileTableReader((record) => histories.record(record));
  const usn = new UsnJournalReader(extensionsOf(WANTED), (change) => histories.change(change));
  for (const [reader, bytes] of [
    [mft, table ? tableOf(table) : Buffer.alloc(0)],
    [usn, journalOf(journal)],
  ] as const) {
    for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
    reader.finish();
  }
  return { ...histories.finish('C:'), unplaced: histories.unplaced };
}

const folders: Readonly<Record<number, MftEntry>> = {
  40: { sequence: 1, parent: ROOT, name: 'inetpub', isFolder: true },
  41: { sequence: 3, parent: [40, 1], name: 'wwwroot', isFolder: true },
};
const at = (clock: string) => `2021-03-03T${clock}.000Z`;
const page = { file: [50, 7], parent: [41, 3], name: 'x.aspx' } as const;
const life: readonly UsnEntry[] = [
  { ...page, time: at('02:17:40'), reasons: CREATED },
  { ...page, time: at('02:17:41'), reasons: WRITTEN, version: 3 },
  { ...page, file: [60, 1], name: 'readme.txt', time: at('02:18:00'), reasons: CREATED },
  { ...page, time: at('03:10:00'), reasons: DELETED },
];

describe('what the file system remembers', () => {
  it.each([1 << 20, 777, 8])('is the life of a page that is gone, in pieces of %d bytes', (piece) => {
    const { files, journal } = historyOf({ table: folders, journal: life, piece });
    expect(journal).toEqual({ from: at('02:17:40'), to: at('03:10:00') });
    expect(files).toEqual([
      expect.objectContaining({
        path: 'C:\\inetpub\\wwwroot\\x.aspx',
        isPathKnown: true,
        created: at('02:17:40'),
        firstWritten: at('02:17:41'),
        deleted: at('03:10:00'),
        state: 'deleted',
        isReplaced: false,
      }),
    ]);
  });

  it('is the name of a folder also where only the journal tells it, and what was not found out', () => {
    const made = { time: at('02:00:00'), reasons: CREATED, isFolder: true };
    const { files } = historyOf({ journal: [{ ...made, file: [41, 3], parent: [99, 1], name: 'wwwroot' }, ...life] });
    expect(files).toMatchObject([{ path: '?\\wwwroot\\x.aspx', isPathKnown: false }]);
  });

  it('is the content of a small deleted file, and what was renamed to be a page', () => {
    const gone = { sequence: 8, parent: [41, 3], name: 'x.aspx', inUse: false, content: '<% hello %>' } as const;
    const journal = [
      { ...page, name: 'x.txt', time: at('02:17:40'), reasons: OLD_NAME },
      { ...page, time: at('02:17:40'), reasons: NEW_NAME },
    ];
    const { files } = historyOf({ table: { ...folders, 50: gone }, journal });
    expect(files).toMatchObject([
      { content: '<% hello %>', earlierNames: ['x.txt'], renamed: at('02:17:40'), state: 'deleted' },
    ]);
  });

  it('is what a page states against what the file system noted; and streams', () => {
    const { files } = historyOf({
      table: {
        ...folders,
        50: {
          sequence: 7,
          parent: [41, 3],
          name: 'x.aspx',
          created: '2019-01-01T00:00:00Z',
          noted: at('02:17:40'),
          ticks: 0,
        },
        51: { sequence: 1, parent: [41, 3], name: 'y.aspx', streams: ['cache'] },
        52: { sequence: 1, parent: [41, 3], name: 'z.aspx' },
      },
    });
    expect(files).toMatchObject([
      {
        path: 'C:\\inetpub\\wwwroot\\x.aspx',
        standard: { created: '2019-01-01T00:00:00.000Z' },
        named: { created: at('02:17:40') },
        hasFractions: false,
      },
      { path: 'C:\\inetpub\\wwwroot\\y.aspx', streams: ['cache'] },
    ]);
  });

  it('tells a page that was replaced from one that is gone', () => {
    const there = { sequence: 1, parent: [41, 3], name: 'X.aspx' } as const;
    expect(historyOf({ table: { ...folders, 70: there }, journal: life }).files).toMatchObject([{ isReplaced: true }]);
  });

  it('is of programs only what is gone, where that is known and means something', () => {
    const deleted = { sequence: 9, parent: [41, 3], name: 'm.dll', inUse: false } as const;
    const brought = (entry: number, parent: UsnEntry['parent'], name: string): readonly UsnEntry[] => [
      { file: [entry, 1], parent, name, time: at('02:17:40'), reasons: CREATED },
      { file: [entry, 1], parent, name, time: at('03:10:00'), reasons: DELETED },
    ];
    const { files, unplaced } = historyOf({
      table: {
        ...folders,
        42: { sequence: 1, parent: ROOT, name: 'Windows', isFolder: true },
        43: { sequence: 1, parent: [42, 1], name: 'WinSxS', isFolder: true },
        50: deleted,
        51: { ...deleted, inUse: true, name: 'there.dll' },
        52: { ...deleted, name: 'There.dll' },
        53: { ...deleted, parent: [43, 1], name: 'part.dll' },
        54: { ...deleted, parent: [99, 1], name: 'lost.dll' },
      },
      journal: [
        ...brought(60, [41, 3], 'n.dll'),
        ...brought(61, [43, 1], 'update.dll'),
        { file: [62, 1], parent: [41, 3], name: 'o.tmp', time: at('02:00:00'), reasons: OLD_NAME },
        { file: [62, 1], parent: [41, 3], name: 'o.dll', time: at('02:00:00'), reasons: NEW_NAME },
      ],
    });
    expect(files.map(({ path, created, deleted }) => [path, created, deleted])).toEqual([
      ['C:\\inetpub\\wwwroot\\m.dll', null, null],
      ['C:\\inetpub\\wwwroot\\n.dll', at('02:17:40'), at('03:10:00')],
    ]);
    expect(unplaced).toBe(1);
  });

  it('goes on behind what is damaged', () => {
    const bytes = Buffer.concat([Buffer.from('garbage!'), journalOf(life, 0)]);
    const seen: string[] = [];
    const reader = new UsnJournalReader(WANTED.pages, ({ time }) => seen.push(new Date(time).toISOString()));
    reader.push(bytes);
    expect(reader.finish()).toEqual({ records: 4, unread: 8 });
    expect(seen).toHaveLength(3);
    const table = tableOf(folders);
    table.fill(0x55, 40 * 1024, 40 * 1024 + 4);
    const names: string[] = [];
    const mft = new MasterFileTableReader(({ name }) => names.push(name));
    mft.push(table);
    expect([mft.finish(), mft.damaged, names.at(-1)]).toEqual([42, 1, 'wwwroot']);
  });
});
