import { describe, expect, it } from 'vitest';
import { FileHistories } from '../../../src/formats/ntfs/file-history.js';
import { isFileSystemExport, readFileSystemExport } from '../../../src/formats/ntfs/mftecmd-export.js';

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

describe("MFTECmd's CSV", () => {
  it('tells what the table and the journal themselves do, in any order', () => {
    const histories = new FileHistories(new Set(['aspx']));
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

  it('is not any other', () => {
    expect(['Name,Extension', 'x', TABLE.slice(1)].some(isFileSystemExport)).toBe(false);
  });
});
