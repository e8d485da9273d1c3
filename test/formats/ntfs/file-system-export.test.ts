import { describe, expect, it } from 'vitest';
import { FileHistories } from '../../../src/formats/ntfs/file-history.js';
import { isFileSystemExport, readFileSystemExport } from '../../../src/formats/ntfs/file-system-export.js';

const PAGES = { pages: new Set(['aspx']), programs: new Set<string>(), isPassedOver: () => false };

const TABLE = [
  'EntryNumber,SequenceNumber,InUse,ParentEntryNumber,ParentSequenceNumber,ParentPath,FileName,Extension,FileSize,IsDirectory,Created0x10,Created0x30,LastModified0x10,LastModified0x30',
  '40,1,True,5,5,.,inetpub,,0,True,2020-01-01 00:00:00.1234567,,2020-01-01 00:00:00.1234567,',
  '50,8,False,40,1,.\\inetpub,x.aspx,.aspx,77,False,2021-03-03 02:17:40.1234567,,2021-03-03 02:17:40.1234567,',
  '51,1,True,40,1,.\\inetpub,y.aspx,.aspx,77,False,2015-01-01 00:00:00.0000000,2021-03-03 02:17:40.1234567,2015-01-01 00:00:00.0000000,',
  'a,b',
].join('\r\n');
const JOURNAL = [
  'Name,Extension,EntryNumber,SequenceNumber,ParentEntryNumber,ParentSequenceNumber,ParentPath,UpdateSequenceNumber,UpdateTimestamp,UpdateReasons,FileAttributes',
  'x.aspx,.aspx,50,7,40,1,.,1,2021-03-03 02:17:40.1234567,FileCreate,Archive',
  'x.aspx,.aspx,50,7,40,1,.,1,2021-03-03 03:10:00.0000000,FileDelete|Close,Archive',
].join('\r\n');

/** A CSV without quotes as JSON Lines, with times as ISO 8601. */
function jsonOf(csv: string): string {
  const [head = '', ...rows] = csv.split('\r\n').filter((row) => row.length > 10);
  const names = head.split(',');
  const iso = (text: string) => (/^\d{4}-\d\d-\d\d /.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  return rows
    .map((row) => row.split(','))
    .map((cells) => JSON.stringify(Object.fromEntries(names.map((name, at) => [name, iso(cells[at] ?? '')]))))
    .join('\n');
}

describe("MFTECmd's CSV", () => {
  it('tells what the table and the journal themselves do, in any order', () => {
    const histories = new FileHistories(PAGES);
    expect([JOURNAL, TABLE].map(isFileSystemExport)).toEqual([true, true]);
    expect(readFileSystemExport(Buffer.from(`\ufeff${JOURNAL}`), histories)).toBe(2);
    expect(readFileSystemExport(Buffer.from(TABLE), histories)).toBe(4);
    const { files } = histories.finish('C:');
    expect(files).toMatchObject([
      {
        path: 'C:\\inetpub\\x.aspx',
        state: 'deleted',
        created: '2021-03-03T02:17:40.123Z',
        deleted: '2021-03-03T03:10:00.000Z',
      },
      { path: 'C:\\inetpub\\y.aspx', hasFractions: false, named: { created: '2021-03-03T02:17:40.123Z' } },
    ]);
  });

  it('is the same as JSON, one object to a line', () => {
    const histories = new FileHistories(PAGES);
    const texts = [TABLE, JOURNAL].map(jsonOf);
    expect(texts.map(isFileSystemExport)).toEqual([true, true]);
    for (const text of texts) readFileSystemExport(Buffer.from(text), histories);
    expect(histories.finish('C:').files).toMatchObject([
      { path: 'C:\\inetpub\\x.aspx', state: 'deleted', deleted: '2021-03-03T03:10:00.000Z' },
      { path: 'C:\\inetpub\\y.aspx', named: { created: '2021-03-03T02:17:40.123Z' } },
    ]);
  });

  it('is not any other', () => {
    expect(['Name,Extension', 'x', TABLE.slice(1)].some(isFileSystemExport)).toBe(false);
  });
});

describe("Velociraptor's rows", () => {
  const row = {
    EntryNumber: 50,
    InUse: false,
    ParentEntryNumber: 40,
    MFTPath: 'C:/$MFT',
    FullPath: 'inetpub/wwwroot/x.aspx',
    FileName: 'x.aspx',
    FileSize: 77,
    IsDir: false,
    Created0x10: '2015-01-01T00:00:00Z',
    Created0x30: '2021-03-03T02:17:40.1234567Z',
    LastModified0x10: '2015-01-01T00:00:00Z',
    LastModified0x30: '2021-03-03T02:17:40.1234567Z',
  };
  const change = {
    Timestamp: '2021-03-03T03:10:00Z',
    Filename: 'x.aspx',
    Device: '\\\\.\\C:',
    OSPath: 'inetpub\\wwwroot\\x.aspx',
    Reason: ['FILE_DELETE', 'CLOSE'],
    MFTId: 50,
    ParentMFTId: 40,
    FileAttributes: ['ARCHIVE'],
  };
  const told = (text: string) => {
    const histories = new FileHistories(PAGES);
    const rows = readFileSystemExport(Buffer.from(text), histories);
    return { rows, ...histories.finish('D:') };
  };

  it.each([
    ['JSON Lines', `${JSON.stringify(row)}\n{"cut": `],
    ['an array that is laid out', JSON.stringify([row], null, 2)],
    ['CSV', `${Object.keys(row).join(',')}\r\n${Object.values(row).join(',')}\r\n`],
  ])('of a table, as %s', (_, text) => {
    expect(isFileSystemExport(text)).toBe(true);
    expect(told(text)).toMatchObject({
      rows: 1,
      hasTable: true,
      files: [
        {
          path: 'C:\\inetpub\\wwwroot\\x.aspx',
          state: 'deleted',
          isPathKnown: true,
          standard: { created: '2015-01-01T00:00:00.000Z' },
          named: { created: '2021-03-03T02:17:40.123Z' },
        },
      ],
    });
  });

  it('of a journal', () => {
    const text = JSON.stringify(change);
    expect(isFileSystemExport(text)).toBe(true);
    expect(told(text).files).toMatchObject([
      { path: 'C:\\inetpub\\wwwroot\\x.aspx', deleted: '2021-03-03T03:10:00.000Z' },
    ]);
  });

  it('whose folder it lost lie nowhere', () => {
    const lost = JSON.stringify({ ...change, OSPath: '<Err>\\<Parent 40-1 need 3>\\x.aspx' });
    expect(told(lost).files).toMatchObject([{ path: '?\\x.aspx', isPathKnown: false }]);
  });

  it('of two drives are of two drives', () => {
    const other = { ...change, Device: '\\\\.\\E:' };
    expect(told([change, other].map((one) => JSON.stringify(one)).join('\n')).files.map(({ path }) => path)).toEqual([
      'C:\\inetpub\\wwwroot\\x.aspx',
      'E:\\inetpub\\wwwroot\\x.aspx',
    ]);
  });
});
